"""Themes: one TOML file each, in `themes/` of the project and of the wheel."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from textual.theme import Theme

DEFAULT_THEME = "night"
LIGHT_THEME = "day"
"""The one for terminals with a light background."""

_PACKAGE = Path(__file__).parents[1]


def themes_directory() -> Path:
    """Return the folder of the themes: in the package once it is built, else beside it."""
    built = _PACKAGE / "themes"
    return built if built.is_dir() else _PACKAGE.parent / "themes"


def load_themes(directory: Path | None = None) -> Iterator[Theme]:
    """Yield the themes of a directory, by file name."""
    for path in sorted((directory or themes_directory()).glob("*.toml")):
        yield Theme(**tomllib.loads(path.read_text(encoding="utf-8")))
