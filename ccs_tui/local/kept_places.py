"""The places to come back to: recents and bookmarks, by profile and account, in a private file.

A file of another program, or of a newer version, is left alone; then, and where none can be
written, places are kept until the run ends.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ccs_tui.local.kept_file import KeptFile, as_mapping, is_of_version
from ccs_tui.model.tree.nodes import Key
from ccs_tui.model.value_object import ValueObject

PLACES_FILE = "places.json"
VERSION = 1
MOST_RECENTS = 100
"""Recents that are kept for a profile and account: the last ones."""
MOST_BOOKMARKS = 500


class KeptPlace(ValueObject):
    """A document, or a value at `path` in it; a bookmark has a `name`, and a recent has "".

    `session` None is the namespace document.
    """

    namespace: str
    session: str | None = None
    path: tuple[Key, ...] = ()
    name: str = ""

    @property
    def document(self) -> tuple[str, str | None]:
        """The document by its namespace and session."""
        return self.namespace, self.session


PlaceList = list[KeptPlace]


class KeptPlaces:
    """Recents and bookmarks in a file, in memory if `path` is None. Its methods block, and never
    raise. `owner` is a profile and an account.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._file = KeptFile(path)
        self._here: dict[str, Any] = {}

    def recents(self, owner: tuple[str, str]) -> PlaceList:
        """Return the documents that one was at, the last first, each with its last path."""
        return _of(self._content(), "recents", owner)

    def bookmarks(self, owner: tuple[str, str]) -> PlaceList:
        """Return the bookmarks, in the order in which they were made."""
        return _of(self._content(), "bookmarks", owner)

    def namespaces(self, owner: tuple[str, str]) -> list[str]:
        """Return the namespaces of both, each once."""
        both = [*self.recents(owner), *self.bookmarks(owner)]
        return list(dict.fromkeys(place.namespace for place in both))

    def sessions(self, owner: tuple[str, str], namespace: str) -> list[str]:
        """Return the sessions of both in a namespace, each once, the last visited first."""
        both = [*self.recents(owner), *self.bookmarks(owner)]
        own = (place.session for place in both if place.namespace == namespace)
        return [session for session in dict.fromkeys(own) if session]

    def visit(self, owner: tuple[str, str], place: KeptPlace) -> None:
        """Take a document as the last one that one was at."""
        self._change(
            "recents",
            owner,
            lambda places: [place, *_without(places, place)][:MOST_RECENTS],
        )

    def forget(self, owner: tuple[str, str], place: KeptPlace) -> None:
        """Forget a document that one was at."""
        self._change("recents", owner, lambda places: _without(places, place))

    def bookmark(self, owner: tuple[str, str], place: KeptPlace) -> bool:
        """Keep a place under its name, in the place of the one of this name before.

        Returns whether it outlives this run.
        """

        def changed(places: PlaceList) -> PlaceList:
            if place.name in (each.name for each in places):
                return [place if each.name == place.name else each for each in places]
            return [*places, place][-MOST_BOOKMARKS:]

        self._change("bookmarks", owner, changed)
        written = self._file.read()
        return is_of_version(written, VERSION) and place in _of(written, "bookmarks", owner)

    def remove_bookmark(self, owner: tuple[str, str], name: str) -> None:
        """Remove the bookmark of a name."""
        self._change(
            "bookmarks", owner, lambda places: [each for each in places if each.name != name]
        )

    def _content(self) -> dict[str, Any]:
        content = self._file.read()
        return content if is_of_version(content, VERSION) else self._here

    def _change(
        self, kind: str, owner: tuple[str, str], change: Callable[[PlaceList], PlaceList]
    ) -> None:
        def changed(content: object) -> object:
            if self._is_taken(content):
                return None
            kept = content if isinstance(content, dict) else self._here
            return _with(kept, kind, owner, change(_of(kept, kind, owner)))

        # Places that could not be written are kept in memory until this run ends.
        self._here = _with(self._here, kind, owner, change(_of(self._content(), kind, owner)))
        self._file.change(changed)

    def _is_taken(self, content: object) -> bool:
        """Return whether the file is there and not ours, or of a newer version."""
        if content is None:
            return self._path is not None and self._path.exists()
        return not is_of_version(content, VERSION)


def _without(places: Sequence[KeptPlace], place: KeptPlace) -> PlaceList:
    return [each for each in places if each.document != place.document]


def _with(
    content: dict[str, Any], kind: str, owner: tuple[str, str], places: PlaceList
) -> dict[str, Any]:
    profile, account = owner
    kinds = as_mapping(content.get(kind))
    rows = [
        {
            "namespace": place.namespace,
            "session": place.session,
            "path": list(place.path),
            **({"name": place.name} if place.name else {}),
        }
        for place in places
    ]
    mine = {**as_mapping(kinds.get(profile)), account: rows}
    return {**content, "version": VERSION, kind: {**kinds, profile: mine}}


def _of(content: dict[str, Any], kind: str, owner: tuple[str, str]) -> PlaceList:
    """Return the places of an owner; entries that this program did not write are left out."""
    profile, account = owner
    try:
        rows = content[kind][profile][account]
        return [place for row in rows if (place := _place(row)) is not None]
    except (KeyError, TypeError):
        return []


def _place(row: Any) -> KeptPlace | None:
    match row:
        case {"namespace": str(namespace), "session": str() | None as session, "path": list(path)}:
            if not all(type(key) in (str, int) for key in path):
                return None
            place = KeptPlace(namespace, session, tuple(path))
            name = row.get("name", "")
            return replace(place, name=name) if isinstance(name, str) else place
        case _:
            return None
