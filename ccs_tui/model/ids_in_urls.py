"""The documents in URLs of the service's calls, v1 and v2, however often they are encoded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ccs_tui.model.names import DEFAULT_SESSION
from ccs_tui.model.values_in_text import TRAILING, clean

_SLASH = r"(?P<slash>/|\\/|%2[fF]|%252[fF])"
_V1 = re.compile(rf"v1{_SLASH}account(?P=slash)")
_V2 = re.compile(rf"v2{_SLASH}context(?P=slash)document(?P=slash)")
_REST = re.compile(r"[^\s\"'<>`|]{1,4096}+")
_NO_NAMESPACE = {"create", "properties", "delete", "property"}
"""The first part of the calls of v2 that name their document in the body."""
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_NAMESPACE = re.compile(r"[A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class NamespaceMention:
    """The name of a namespace at a character of a text, in a URL or a field."""

    at: int
    namespace: str


_Found = tuple[int, str | None, str, str, str]
"""The character, the session, the place in words, the namespace and the account."""


def in_urls(text: str, mentions: list[NamespaceMention]) -> Iterator[_Found]:
    """Yield the documents that URLs name; the namespaces of the others go to `mentions`.

    Without a session v1 means `__default__`, and v2 the namespace document.
    """
    for pattern, read in ((_V1, _of_v1), (_V2, _of_v2)):
        seen: set[str] = set()
        for begin in pattern.finditer(text):
            rest = _REST.match(text, begin.end())
            if rest is None or rest.group() in seen:
                continue
            seen.add(rest.group())
            found = read(_parts(rest.group(), begin["slash"]))
            if found is None:
                continue
            account, namespace, session, is_whole = found
            if not _NAMESPACE.fullmatch(namespace):
                continue
            if not is_whole:
                mentions.append(NamespaceMention(begin.start(), namespace))
            where = f"a URL of {begin.group()[:2]}"
            yield begin.start(), session, where, namespace, account
            if session is not None and _ENCODED.search(session):
                # The part of the URL may have been encoded once too often.
                yield begin.start(), clean(session), where, namespace, account


def _parts(path: str, slash: str) -> list[str]:
    """Return the decoded parts of a path after its beginning, where its slashes look like this."""
    layers = {"/": 1, "\\/": 1}.get(slash, 3 if slash.startswith("%25") else 2)
    # The path ends where its query begins, in its own encoding.
    ends = ("?", "#", *(("%3F", "%3f", "%23") if layers == 2 else ()))
    for end in (*ends, *(("%253F", "%253f", "%2523") if layers == 3 else ())):
        path = path.partition(end)[0]
    if slash != "\\/":
        path = path.partition("\\")[0]
    parts = re.split(slash, path, flags=re.IGNORECASE) if slash != "\\/" else path.split(slash)
    parts[-1] = parts[-1].rstrip(TRAILING)
    for _ in range(layers):
        parts = [clean(part) for part in parts]
    return [part for part in parts if part]


def _of_v1(parts: list[str]) -> tuple[str, str, str | None, bool] | None:
    match parts:
        case [account, "namespace", namespace, "session", *_]:
            return account, namespace, None, False
        case [account, namespace, "properties", *_]:
            return account, namespace, DEFAULT_SESSION, True
        case [account, namespace, "session-ids" | "session-properties"]:
            return account, namespace, None, False
        case [account, namespace, session, "properties", *_]:
            return account, namespace, session, True
        case [account, namespace]:
            return account, namespace, None, False
        case _:
            return None


def _of_v2(parts: list[str]) -> tuple[str, str, str | None, bool] | None:
    match parts:
        case [first, *_] if first in _NO_NAMESPACE:
            return None
        case [account, namespace]:
            return account, namespace, None, True
        case [account, namespace, session]:
            return account, namespace, session, True
        case _:
            return None
