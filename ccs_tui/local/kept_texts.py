"""Lists of texts by the place that they belong to, in a small file of the program's own.

The file is the program's, since `settings.toml` is the user's. If it can't be read or written, the
texts are remembered until the run ends.
"""

from pathlib import Path

from ccs_tui.local.kept_file import KeptFile
from ccs_tui.model.json_text import encode

COLUMNS_FILE = "columns.json"
"""The file of the columns that were added to lists of sessions, by profile, account, namespace."""
MOST_PLACES = 1_000
"""The most places of which texts are kept: the last ones."""

_Kept = dict[str, list[str]]


class KeptTexts:
    """The texts in a file, in memory if `path` is None. Its methods block, and never raise.

    A place is a few names, of which None is another than any text.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._file = KeptFile(path)
        self._here: _Kept = {}

    def of(self, *place: str | None) -> list[str]:
        """Return the texts of a place, in their order."""
        key = _key(place)
        return self._here[key] if key in self._here else _kept(self._file.read()).get(key, [])

    def keep(self, texts: list[str], *place: str | None) -> None:
        """Keep the texts of a place in the place of those before."""
        key = _key(place)
        self._here[key] = texts

        def changed(content: object) -> _Kept:
            kept = _kept(content)
            kept.pop(key, None)
            return dict([*kept.items(), *([(key, texts)] if texts else [])][-MOST_PLACES:])

        self._file.change(changed)


def _key(place: tuple[str | None, ...]) -> str:
    return str(encode(list(place)))


def _kept(content: object) -> _Kept:
    """Return the texts in what was read; entries that this program did not write are left out."""
    if not isinstance(content, dict):
        return {}
    return {
        place: texts
        for place, texts in content.items()
        if isinstance(texts, list) and all(isinstance(text, str) for text in texts)
    }
