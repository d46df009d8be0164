"""The wishes for timelines, by profile and account: muted paths, and pinned expectations.

They are kept in a small file of the program's own, since `settings.toml` is the user's. If it can't
be read or written, they are remembered until the run ends.
"""

from contextlib import suppress
from pathlib import Path

from ccs_tui.local.own_file import OwnFile
from ccs_tui.model.json_text import canonical, decode, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.muting import Muted

FILE_NAME = "timeline.json"
MOST = 1_000
"""The most paths, and the most documents with expectations, that are kept: the last ones."""

_Kept = dict[str, list[str]]


class TimelineWishes:
    """The wishes in a file, in memory if `path` is None. Its methods block, and never raise."""

    def __init__(self, path: Path | None = None) -> None:
        self._file = OwnFile(path)
        self._here: _Kept = {}

    def muted(self, profile: str, account: str) -> Muted:
        """Return the paths that are muted with a profile and account."""
        paths: set[tuple[str | int, ...]] = set()
        for text in self._of(_key("muted", profile, account)):
            with suppress(ValueError):
                path = decode(canonical(text))
                if isinstance(path, list) and path and all(type(k) in (str, int) for k in path):
                    paths.add(tuple(path))
        return Muted(frozenset(paths))

    def mute(self, profile: str, account: str, muted: Muted) -> None:
        """Keep the paths that are muted with a profile and account."""
        texts = sorted(encode(list(path)) for path in muted.paths)
        self._keep(_key("muted", profile, account), [str(text) for text in texts])

    def expectations(self, profile: str, key: DocumentKey) -> list[str]:
        """Return the expectations that are pinned to a document, in that order."""
        return self._of(_key("expected", profile, key.account, key.namespace, key.session))

    def expect(self, profile: str, key: DocumentKey, expectations: list[str]) -> None:
        """Keep the expectations that are pinned to a document."""
        place = _key("expected", profile, key.account, key.namespace, key.session)
        self._keep(place, expectations)

    def _of(self, place: str) -> list[str]:
        if place in self._here:
            return self._here[place]
        return _kept(self._file.read()).get(place, [])

    def _keep(self, place: str, texts: list[str]) -> None:
        self._here[place] = texts

        def changed(content: object) -> _Kept:
            kept = _kept(content)
            kept.pop(place, None)
            return dict([*kept.items(), *([(place, texts)] if texts else [])][-MOST:])

        self._file.change(changed)


def _key(*parts: str | None) -> str:
    return str(encode(list(parts)))


def _kept(content: object) -> _Kept:
    """Return the wishes in what was read; what is none of ours is left out."""
    if not isinstance(content, dict):
        return {}
    return {
        place: texts
        for place, texts in content.items()
        if isinstance(texts, list) and all(isinstance(text, str) for text in texts)
    }
