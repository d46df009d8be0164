"""Addresses: one line of text that leads to a document, a value in it, or a step of its recording.

`ccs:profile/namespace/session#path@step`. Without a session it is the namespace document, which is
not the session `__default__`. Each part is percent-encoded, so that whatever a name has survives.
"""

import re
from dataclasses import field
from urllib.parse import quote, unquote

from ccs_tui.model.names import DocumentKey
from ccs_tui.model.tree.nodes import Key
from ccs_tui.model.tree.paths import DIGITS, PathError, format_path, parse_path
from ccs_tui.model.value_object import ValueObject

SCHEME = "ccs:"
FORM = "ccs:profile/namespace/session#path@step"
_HALF_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_WRAPPING = {'"': '"', "'": "'", "`": "`", "<": ">", "(": ")", "[": "]"}
"""The pairs of characters that people, chats and shells put around an address."""


class AddressError(ValueError):
    """A text that is no address; it says which part is wrong, and how one reads."""


class Address(ValueObject):
    """The place of a document, of the value at `path` in it, and of one `step` of its recording.

    `profile` is the name of the profile that leads to the account. `session` None is the namespace
    document. The first of the `path` is the property. Steps are counted from 1.
    """

    profile: str
    namespace: str
    session: str | None = None
    path: tuple[Key, ...] = field(default=())
    step: int | None = None

    def __str__(self) -> str:
        parts = [self.profile, self.namespace, *([self.session] if self.session else [])]
        text = SCHEME + "/".join(_encoded(part) for part in parts)
        if self.path:
            text += f"#{_encoded(format_path(self.path), '[]')}"
        return text if self.step is None else f"{text}@{self.step}"

    def key(self, account: str) -> DocumentKey:
        """Return the key of the document in the account of its profile."""
        return DocumentKey(account, self.namespace, self.session)

    @classmethod
    def of(cls, profile: str, key: DocumentKey, path: tuple[Key, ...] = ()) -> "Address":
        """Return the address of a document, or of a value in it."""
        return cls(profile, key.namespace, key.session, path)


def is_address(text: str) -> bool:
    """Return whether a text is meant as an address, well written or not."""
    return _bare(text)[: len(SCHEME)].lower() == SCHEME


def parse_address(text: str) -> Address:
    """Read an address, also one in quotes or brackets. Raises AddressError."""
    text = _bare(text)
    if text[: len(SCHEME)].lower() != SCHEME:
        raise AddressError(f"An address begins with {SCHEME}, as {FORM}.")
    place, _, fragment = text[len(SCHEME) :].partition("#")
    holds_step = fragment or place
    before, at, step = holds_step.rpartition("@")
    if at:
        place, fragment = (place, before) if fragment else (before, "")
    parts = place.split("/")
    if len(parts) > 3:  # profile, namespace, session
        raise AddressError(
            f"An address has a profile, a namespace and a session, and {len(parts) - 3} "
            "more here: write a slash inside a name as %2F."
        )
    if len(parts) < 2 or not all(parts[:2]):
        missing = "namespace" if parts[0] else "profile"
        raise AddressError(f"The {missing} is missing in the address: it reads {FORM}.")
    profile, namespace, *rest = (_decoded(part) for part in parts)
    session = rest[0] if rest and rest[0] else None
    return Address(profile, namespace, session, _path(fragment), _step(step) if at else None)


def _bare(text: str) -> str:
    text = text.strip()
    while len(text) > 1 and _WRAPPING.get(text[0]) == text[-1]:
        text = text[1:-1].strip()
    return text


def _encoded(text: str, plain: str = "") -> str:
    return quote(text, safe=plain, errors="surrogatepass")


def _decoded(text: str) -> str:
    if broken := _HALF_ESCAPE.search(text):
        raise AddressError(
            f"The address has {text[broken.start() :][:3]}, which is no character: "
            "a percent sign inside a name is written %25."
        )
    try:
        return unquote(text, errors="surrogatepass")
    except UnicodeDecodeError:
        raise AddressError("The address has escapes (%XX) that are no UTF-8.") from None


def _path(fragment: str) -> tuple[Key, ...]:
    path = _decoded(fragment)
    try:
        return tuple(parse_path(path))
    except PathError as error:
        raise AddressError(f"The path after # can't be read: {error}") from None


def _step(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= DIGITS):
        raise AddressError(
            "The step after @ is no number: an @ inside a name is written %40 in an address."
        )
    return int(text)
