"""The places of the settings in their file: for each key, the line and column where it stands.

`tomllib` gives values without places, so the text is walked through once more. It was read by
`tomllib` before and is valid, so the walk needs to know where a value ends, and not what it is.
"""

import re
import tomllib

TextPosition = tuple[int, int]
"""A line and a column, both from 1; a column counts characters."""
SettingPath = tuple[str, ...]
"""A setting with the tables around it, the outermost first."""

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_SPACES = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_TEXTS = (
    re.compile(r'"""(?:\\.|[^\\])*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\\n])*"'),
    re.compile(r"'[^'\n]*'"),
)
_REST_OF_LINE = re.compile(r"[^\n]*")
_OTHER = re.compile(r"[^,\]}\n#]*")


def places_of(text: str) -> dict[SettingPath, TextPosition]:
    """Return the first place of each key and table in a valid TOML text.

    What is inside an array has no place, but that of the array.
    """
    return _Walk(text).run()


def place_at(text: str, at: int) -> TextPosition:
    """Return the line and column of a position in a text."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


class _Walk:
    """A walk through a text; `_at` is how far it came."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._places: dict[SettingPath, TextPosition] = {}

    def run(self) -> dict[SettingPath, TextPosition]:
        table: SettingPath | None = ()
        while self._next(_BLANK):
            if not self._text.startswith("[", self._at):
                self._pair(table)
                continue
            self._at += 2 if self._text.startswith("[[", self._at) else 1
            table = self._keys(())
            self._next(_REST_OF_LINE)
        return self._places

    def _next(self, skipped: re.Pattern[str]) -> str:
        """Skip what may be skipped, and return the character after it; empty at the end."""
        found = skipped.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._text[self._at : self._at + 1]

    def _pair(self, table: SettingPath | None) -> None:
        path = self._keys(table)
        self._at += 1  # the sign of equality
        self._value(path)

    def _keys(self, path: SettingPath | None) -> SettingPath | None:
        """Walk over a key with its dots, below `path`; None is a place that is not noted."""
        while True:
            self._next(_SPACES)
            start = self._at
            part = self._key()
            if path is not None:
                path = (*path, part)
                self._places.setdefault(path, place_at(self._text, start))
            if self._next(_SPACES) != ".":
                return path
            self._at += 1

    def _key(self) -> str:
        for pattern in (_BARE_KEY, *_TEXTS[2:]):
            if found := pattern.match(self._text, self._at):
                self._at = found.end()
                is_bare = pattern is _BARE_KEY
                return found[0] if is_bare else next(iter(tomllib.loads(f"{found[0]} = 0")))
        raise AssertionError("a valid text has a key here")

    def _value(self, path: SettingPath | None) -> None:
        opening = self._next(_SPACES)
        if opening and opening in "[{":
            self._at += 1
            while self._next(_BLANK) not in ("]", "}"):
                if opening == "{":
                    self._pair(path)
                else:
                    self._value(None)
                if self._next(_BLANK) == ",":
                    self._at += 1
            self._at += 1
            return
        for pattern in (*_TEXTS, _OTHER):
            if found := pattern.match(self._text, self._at):
                self._at = found.end()
                return
