"""Themes: one TOML file each, in `themes/` of the project and of the wheel, and the user's own.

A file has what `textual.theme.Theme` takes. Roles that it leaves out are those of our dark or light
theme, by its `dark`.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from textual.color import Color, ColorParseError
from textual.theme import Theme

DEFAULT_THEME = "night"
LIGHT_THEME = "day"
"""The one for terminals with a light background."""
MAX_BYTES = 64 * 1024
"""The most that is read of a theme: a larger file is not one."""

_PACKAGE = Path(__file__).parents[1]
_NUMBERS = ("luminosity_spread", "text_alpha")
_NOT_COLOURS = ("name", "dark", "variables", *_NUMBERS)


def theme_for(*, is_dark: bool) -> str:
    """Return the name of the theme for a terminal of which only the background is known."""
    return DEFAULT_THEME if is_dark else LIGHT_THEME


class ThemeError(ValueError):
    """A file is no theme: the text names the file, the key and what to do."""


def themes_directory() -> Path:
    """Return the folder of the themes: in the package once it is built, else beside it."""
    built = _PACKAGE / "themes"
    return built if built.is_dir() else _PACKAGE.parent / "themes"


def load_themes(directory: Path | None = None) -> Iterator[Theme]:
    """Yield the themes of a directory, by file name."""
    for path in sorted((directory or themes_directory()).glob("*.toml")):
        yield _theme(path)


class ThemeShelf:
    """The themes of an app: the usual one at once, and all others when they are needed.

    `register` takes each. `folder` has the user's own, None for none.
    """

    def __init__(self, register: Callable[[Theme], None], folder: Path | None) -> None:
        usual = _theme(themes_directory() / f"{DEFAULT_THEME}.toml")
        self._register = register
        self._folder = folder
        self._is_full = False
        self.errors: list[ThemeError] = []
        """The errors of the user's files that nobody was told yet."""
        self.ours = {usual.name: usual}
        """Our themes that were loaded, by name."""
        self.own: dict[str, Theme] = {}
        """The themes from files of the user, by name."""
        register(usual)

    def fill(self) -> None:
        """Load all themes, unless they are there."""
        if self._is_full:
            return
        self._is_full = True
        self.ours |= {theme.name: theme for theme in load_themes()}
        self.own, self.errors = own_themes(self._folder, self.ours)
        for theme in (*self.ours.values(), *self.own.values()):
            self._register(theme)


def _theme(path: Path) -> Theme:
    return Theme(**_plain_toml(path.read_text(encoding="utf-8")))


def _plain_toml(text: str) -> dict[str, Any]:
    """Read the TOML of our own themes: `name = "text"`, true or false, and one level of tables.

    To import tomllib for the first of them took the first frame a fiftieth of its time.
    """
    values: dict[str, Any] = {}
    table = values
    for line in text.splitlines():
        name, equals, rest = line.partition(" = ")
        if line.startswith("["):
            table = values[line.strip("[]")] = {}
        elif equals and not line.startswith("#"):
            table[name] = rest.split('"')[1] if rest.startswith('"') else rest == "true"
    return values


def own_themes(
    directory: Path | None, ours: Mapping[str, Theme]
) -> tuple[dict[str, Theme], list[ThemeError]]:
    """Return the user's themes by name, and the errors of files that can't be read as a theme.

    `ours` are the themes of this project, whose names are taken. Raises nothing.
    """
    themes: dict[str, Theme] = {}
    errors = []
    try:
        paths = sorted(directory.glob("*.toml")) if directory is not None else []
    except OSError:
        paths = []
    for path in paths:
        try:
            theme = _own_theme(path, ours)
        except ThemeError as error:
            errors.append(error)
        else:
            themes[theme.name] = theme
    return themes, errors


def _own_theme(path: Path, ours: Mapping[str, Theme]) -> Theme:
    import tomllib

    try:
        # The start must not wait for a pipe that somebody put in the file's place.
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            raise ThemeError(f"{path}: it is no theme: put a text file of TOML in its place.")
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, RecursionError):
        raise ThemeError(f"{path}: it can't be read as text of UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ThemeError(f"{path}: it is not TOML: {error}.") from None
    values.setdefault("name", path.stem)
    if problem := _problem(values, ours):
        raise ThemeError(f"{path}: {problem}")
    base = ours[theme_for(is_dark=values.get("dark") is not False)]
    values["variables"] = {**base.variables, **values.get("variables", {})}
    try:
        return Theme(**values)
    except TypeError:
        unknown = sorted(values.keys() - Theme.__dataclass_fields__.keys())
        missing = 'primary: it is missing: set it to a colour, such as "#7aa2f7".'
        sentence = f"{unknown[0]}: a theme has no such key." if unknown else missing
        raise ThemeError(f"{path}: {sentence}") from None


def _problem(values: Mapping[str, Any], ours: Mapping[str, Theme]) -> str | None:
    """Return why values make no theme, naming the key; None if no fault is found in them."""
    if not isinstance(name := values["name"], str):
        return 'name: it is a text in "quotes".'
    if name in ours:
        return f"name: {name} is the name of one of our themes: give yours another."
    if not isinstance(values.get("dark", True), bool):
        return "dark: it is true or false."
    for key in _NUMBERS:
        if type(values.get(key, 0.5)) is not float:
            return f"{key}: it is a number between 0 and 1, such as 0.15."
    variables = values.get("variables", {})
    if not isinstance(variables, dict):
        return "variables: it is a table of names and colours."
    colours = {key: value for key, value in values.items() if key not in _NOT_COLOURS}
    for key, value in {**colours, **variables}.items():
        if not isinstance(value, str) or not _is_colour(value):
            return f'{key}: it is a colour, such as "#7aa2f7".'
    return None


def _is_colour(text: str) -> bool:
    try:
        Color.parse(text)
    except ColorParseError:
        return False
    return True
