"""A document or namespace on the command line."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ccs_tui.model.names import DocumentKey

    _ParamType = click.ParamType["NamedPlace"]
else:
    # Only click's newest releases take a type argument.
    _ParamType = click.ParamType


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """The place of a document, and of the value at `path` in it, `()` for the whole document.

    `session` None is the namespace document. `profile` is that of an address, None without one.
    """

    namespace: str
    session: str | None = None
    path: tuple[str | int, ...] = ()
    profile: str | None = None

    def key(self, account: str) -> "DocumentKey":
        """Return the key of the document in an account."""
        from ccs_tui.model.names import DocumentKey

        return DocumentKey(account, self.namespace, self.session)


class DocumentType(_ParamType):
    """`namespace/session`, `namespace/` for the namespace document, or an address."""

    name = "document"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> NamedPlace:
        """Read a document's place."""
        from ccs_tui.model.address import AddressError, is_address, parse_address

        if isinstance(value, NamedPlace):
            return value
        if is_address(value):
            try:
                address = parse_address(value)
            except AddressError as error:
                self.fail(str(error), param, ctx)
            if address.step is not None:
                self.fail("an address of a step is for ccs-tui open.", param, ctx)
            place = NamedPlace(address.namespace, address.session, address.path, address.profile)
        else:
            namespace, slash, session = value.partition("/")
            if not slash:
                self.fail(
                    "a document reads namespace/session, or namespace/ for the namespace "
                    "document, or ccs:profile/namespace/session.",
                    param,
                    ctx,
                )
            place = NamedPlace(namespace, session or None)
        if problem := _problem_of(place.namespace):
            self.fail(problem, param, ctx)
        return place


class NamespaceType(_ParamType):
    """A namespace; a slash behind it is left out."""

    name = "namespace"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> NamedPlace:
        """Read a namespace's name."""
        if isinstance(value, NamedPlace):
            return value
        namespace = value.removesuffix("/")
        if problem := _problem_of(namespace):
            self.fail(problem, param, ctx)
        return NamedPlace(namespace)


def _problem_of(namespace: str) -> str | None:
    from ccs_tui.model.names import namespace_problem

    return namespace_problem(namespace)


DOCUMENT = DocumentType()
NAMESPACE = NamespaceType()
