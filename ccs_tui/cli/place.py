"""A document or namespace on the command line."""

import os
from typing import TYPE_CHECKING, Any

import click

from ccs_tui.cli.exit_status import Failure
from ccs_tui.model.value_object import ValueObject

if TYPE_CHECKING:
    from ccs_tui.model.names import DocumentKey

    _ParamType = click.ParamType["NamedPlace"]
else:
    # Only click's newest releases take a type argument.
    _ParamType = click.ParamType

FORMS = (
    "a document reads namespace/session, or namespace/ for the namespace document, or "
    "ccs:profile/namespace/session, or account:namespace:session."
)


class NamedPlace(ValueObject):
    """The place of a document, and of the value at `path` in it, `()` for the whole document.

    `session` None is the namespace document. `profile` is that of an address, `account` that of a
    key, None without one.
    """

    namespace: str
    session: str | None = None
    path: tuple[str | int, ...] = ()
    profile: str | None = None
    account: str | None = None

    def key(self, account: str) -> "DocumentKey":
        """Return the key of the document in an account. Raises Failure if it is of another one."""
        from ccs_tui.model.names import DocumentKey

        key = DocumentKey(account, self.namespace, self.session)
        if self.account not in (None, account):
            raise Failure(
                f"{DocumentKey(str(self.account), self.namespace, self.session)} is of another "
                f"account than {account}, which is open: name its profile with -P."
            )
        return key


def place_name(key: "DocumentKey") -> str:
    """Return the name of a document as a command takes it."""
    return f"{key.namespace}/{key.session or ''}"


def is_document(text: str) -> bool:
    """Return whether a text names a document, rather than a namespace or a file."""
    return "/" in text or text.count(":") > 1


def session_ids(
    ctx: click.Context, param: click.Parameter, ids: tuple[str, ...]
) -> tuple[str, ...]:
    """Return ids as they were given. Raises BadParameter for an empty one."""
    if "" in ids:
        raise click.BadParameter("A session's id is not empty.", ctx, param)
    return ids


class DocumentType(_ParamType):
    """`namespace/session`, `namespace/` for the namespace document, an address, or a key.

    Only with `takes_path` may the address lead to a value in the document.
    """

    name = "document"

    def __init__(self, *, takes_path: bool = False) -> None:
        self._takes_path = takes_path

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> NamedPlace:
        """Read a document's place."""
        from ccs_tui.model.address import AddressError, is_address, parse_address
        from ccs_tui.model.names import DocumentKey

        if isinstance(value, NamedPlace):
            return value
        if is_address(value):
            try:
                address = parse_address(value)
            except AddressError as error:
                self.fail(str(error), param, ctx)
            if address.step is not None:
                self.fail("an address of a step is for ccs-tui open.", param, ctx)
            if address.path and not self._takes_path:
                self.fail(_leads_too_far(address.path), param, ctx)
            place = NamedPlace(address.namespace, address.session, address.path, address.profile)
        else:
            namespace, slash, session = value.partition("/")
            if ":" in namespace and is_document(value):
                # No namespace has a colon: it is account:namespace:session.
                try:
                    key = DocumentKey.parse(value)
                except ValueError as error:
                    self.fail(str(error), param, ctx)
                place = NamedPlace(key.namespace, key.session, account=key.account)
            elif slash:
                place = NamedPlace(namespace, session or None)
            else:
                self.fail(FORMS, param, ctx)
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


def profile_for(option: str | None, *places: NamedPlace) -> str | None:
    """Return the one profile of documents: that of their addresses, or that of -P, None for none.

    Raises UsageError where they are not of one profile: one of them would be read, or written, in
    an account that is not meant.
    """
    option = option or click.get_current_context().find_root().params.get("profile")
    profiles = {option} if option is not None or not places else set[str | None]()
    for each in places:
        profiles.add(each.profile or option)
    if None in profiles and len(profiles) > 1 and not os.environ.get("CCS_PROFILE", "").strip():
        # Without a profile the connection is that of the environment, which has a name as well.
        from ccs_tui.model.profile import UNNAMED
        from ccs_tui.workspace.environment import is_of_environment, variables

        known = variables()
        named = {each for each in profiles if each == UNNAMED or ":" in (each or "")}
        profiles -= {each for each in named if each and is_of_environment(each, known)}
    if len(profiles) > 1:
        names = ", ".join(sorted(each or "the one that is set" for each in profiles))
        raise click.UsageError(
            f"An address names another profile than the rest of the command: {names}. "
            "Name one and the same."
        )
    return profiles.pop()


def _leads_too_far(path: tuple[str | int, ...]) -> str:
    from ccs_tui.model.tree.paths import format_path

    return (
        f"the address leads to {format_path(path)} in it, and a whole document is meant here: "
        "leave out what follows the #."
    )


DOCUMENT = DocumentType()
DOCUMENT_OR_VALUE = DocumentType(takes_path=True)
NAMESPACE = NamespaceType()
