"""Names: document keys, the namespace grammar, reserved names (`ccs-api.md` section 1)."""

import re
from dataclasses import dataclass

from ccs_tui.model.value_object import ValueObject

DEFAULT_SESSION = "__default__"
"""The session that v1 calls and bots mean when they name none [S2]."""
NAMESPACE_DOCUMENT_NAME = "(namespace document)"
"""The words for a document that has no session, where others show the id of theirs."""

RESERVED_NAMESPACES = ("consumer", "conversation", "custom", "faas", "operational", "sde")
"""Namespaces the service keeps for itself: never created, written or deleted [S2]."""

# Only ASCII letters and digits are in the grammar, and no trailing newline (hence `fullmatch`).
_NAMESPACE = re.compile(r"[A-Za-z0-9_]+", re.ASCII)
_SHORTEST_BEGINNING = 6
"""The characters from which a name is taken for the beginning of a UUID."""


def is_reserved(namespace: str) -> bool:
    """Return whether the service keeps `namespace` for itself [S2]."""
    return namespace in RESERVED_NAMESPACES


def reserved_problem(namespace: str) -> str | None:
    """Say in one sentence why nothing can be written to a reserved namespace; None elsewhere."""
    if not is_reserved(namespace):
        return None
    return f"{namespace} is reserved by the service: it can be read, not written."


def namespace_problem(namespace: str) -> str | None:
    """Say in one sentence why `namespace` breaks the grammar [S2], or None if it does not.

    A reserved name is within the grammar: ask `is_reserved` for that.
    """
    if not namespace:
        return "A namespace needs a name."
    if _NAMESPACE.fullmatch(namespace):
        return None
    offender = next(c for c in namespace if not _NAMESPACE.fullmatch(c))
    return (
        f"A namespace's name has only the letters A-Z and a-z, digits and underscores; "
        f"{offender!a} is none of these."
    )


def may_begin_uuid(name: str) -> bool:
    """Return whether a name looks like the beginning of a UUID, as a log or a list shows it."""
    shape = "00000000-0000-0000-0000-000000000000"
    if not _SHORTEST_BEGINNING <= len(name) < len(shape):
        return False
    return re.sub(r"[0-9a-f]", "0", name.lower()) == shape[: len(name)]


class NamespaceKey(ValueObject):
    """A namespace of an account."""

    account: str
    namespace: str

    def __str__(self) -> str:
        return f"{self.account}:{self.namespace}"

    def document(self, session: str | None = None) -> "DocumentKey":
        """Return the key of one of its documents; `session` None is the namespace document."""
        return DocumentKey(self.account, self.namespace, session)


@dataclass(frozen=True, slots=True)
class DocumentKey:
    """The key of a document: `account:namespace:session`, or `account:namespace:` without one.

    `session` None is the namespace document, which is not the session `__default__` [S2].
    """

    account: str
    namespace: str
    session: str | None = None

    def __str__(self) -> str:
        return f"{self.account}:{self.namespace}:{self.session or ''}"

    @classmethod
    def parse(cls, text: str) -> "DocumentKey":
        """Read `account:namespace:session`; the session may hold colons, or be empty.

        Raises ValueError, with a sentence for people, if a part is missing.
        """
        account, first, rest = text.partition(":")
        namespace, second, session = rest.partition(":")
        if not (account and first and namespace and second):
            raise ValueError("A document's key reads account:namespace:session.")
        return cls(account, namespace, session or None)

    @property
    def parent(self) -> NamespaceKey:
        """The namespace it lies in."""
        return NamespaceKey(self.account, self.namespace)

    @property
    def label(self) -> str:
        """Its name for people: the session's id, or `(namespace document)`."""
        return NAMESPACE_DOCUMENT_NAME if self.session is None else self.session
