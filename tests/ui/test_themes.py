"""The themes: the contrast of ours, and the faults of one's own."""

import tomllib
from pathlib import Path

import pytest
from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.terminal.plain_lines import darker
from ccs_tui.ui.themes import DEFAULT_THEME, ThemeError, load_themes, own_themes, themes_directory
from ccs_tui.workspace.appearance import Appearance
from tests.ui.conftest import Service, ready, shown, until

OURS = {theme.name: theme for theme in load_themes()}
GROUNDS = ("background", "surface", "panel")
TEXT = (
    "foreground", "muted", "success", "warning", "error", "accent", "secondary", "environment",
    "production", "production-focus", "json-key", "json-string", "json-number", "json-keyword",
    "json-punctuation", "footer-key-foreground", "footer-description-foreground",
)  # fmt: skip
SIGNS = ("faint",)
LEAST_OF_SIXTEEN = 2.9
"""That of colours which the terminal chose: bright red on tango's black has no more."""
AA_TEXT, AA_SIGNS, AAA_TEXT = 4.5, 3.0, 7.0
"""The least contrast of text and of signs, and the enhanced one [WCAG: 1.4.3, 1.4.11, 1.4.6]."""


def colour(theme: Theme, role: str) -> Color:
    return Color.parse(theme.variables.get(role) or getattr(theme, role))


def luminance(colour: Color) -> float:
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.r / 255, colour.g / 255, colour.b / 255)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Color, other: Color) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_our_themes_are_read_as_the_toml_that_they_are() -> None:
    files = {path.stem: tomllib.loads(path.read_text()) for path in themes_directory().iterdir()}
    assert files.keys() == OURS.keys()
    for name, values in files.items():
        assert OURS[name] == Theme(**values)


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize(
    ("roles", "least"), [(TEXT, AA_TEXT), (SIGNS, AA_SIGNS)], ids=["text", "signs"]
)
def test_each_role_can_be_read_on_each_ground(
    name: str, roles: tuple[str, ...], least: float
) -> None:
    theme = OURS[name]
    least = AAA_TEXT if name == "high-contrast" else least
    too_little = {
        (role, ground): round(contrast(colour(theme, role), colour(theme, ground)), 2)
        for role in roles
        for ground in GROUNDS
        if contrast(colour(theme, role), colour(theme, ground)) < least
    }
    assert not too_little


@pytest.mark.parametrize("name", OURS)
def test_the_row_under_the_cursor_can_be_read(name: str) -> None:
    theme = OURS[name]
    ground = colour(theme, "block-cursor-background")
    assert contrast(colour(theme, "block-cursor-foreground"), ground) >= AA_TEXT


PALETTES = {
    "console": "000 a00 0a0 a50 00a a0a 0aa aaa 555 f55 5f5 ff5 55f f5f 5ff fff",
    "xterm": "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 "
             "7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff",
    "tango": "2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf "
             "555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec",
    "windows": "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc "
               "767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2",
}  # fmt: skip
"""The sixteen colours of terminals that are as different as they come."""


def sent(theme: Theme, role: str, ground: str) -> tuple[int, int]:
    """Return as which of sixteen colours a role goes out on a ground, and as which the ground."""
    style = Style.parse(f"{colour(theme, role).hex} on {colour(theme, ground).hex}")
    style = style if theme.dark else darker(style)
    assert style.color is not None
    assert style.bgcolor is not None
    numbers = [each.downgrade(ColorSystem.STANDARD).number for each in (style.color, style.bgcolor)]
    assert None not in numbers
    return numbers[0] or 0, numbers[1] or 0


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("name", OURS)
def test_each_role_can_be_read_in_sixteen_colours(name: str, palette: str) -> None:
    theme = OURS[name]
    colours = [Color.parse(f"#{hexadecimal}") for hexadecimal in PALETTES[palette].split()]
    too_little = {}
    for role in TEXT:
        for ground in GROUNDS:
            one, other = sent(theme, role, ground)
            if (found := contrast(colours[one], colours[other])) < LEAST_OF_SIXTEEN:
                too_little[role, ground] = round(found, 2)
    assert not too_little


def test_without_hue_there_is_none() -> None:
    theme = OURS["mono"]
    for role in (*TEXT, *SIGNS, *GROUNDS):
        assert colour(theme, role).hsl.s == 0, role


def test_every_theme_has_the_same_roles() -> None:
    roles = {frozenset(theme.variables) for theme in OURS.values()}
    assert len(roles) == 1


# ── one's own ──────────────────────────────────────────────────────────────────────────────────


def write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_an_own_theme_takes_the_roles_that_it_leaves_out_from_ours(tmp_path: Path) -> None:
    write(tmp_path, 'primary = "#ff00ff"\ndark = false\n[variables]\nmuted = "#333333"\n')
    themes, errors = own_themes(tmp_path, OURS)
    assert not errors
    assert themes["mine"].primary == "#ff00ff"
    assert themes["mine"].variables["muted"] == "#333333"
    assert themes["mine"].variables["frame"] == OURS["day"].variables["frame"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("primary = ", "it is not TOML"),
        ('primary = "#ff00ff"\ncolour = "#000000"', "colour: a theme has no such key"),
        ("", "primary: it is missing"),
        ('primary = "no colour"', "primary: it is a colour"),
        ("primary = 3", "primary: it is a colour"),
        ('primary = "#ff00ff"\nname = "night"', "name: night is the name of one of our"),
        ('primary = "#ff00ff"\nname = 3', 'name: it is a text in "quotes".'),
        ('primary = "#ff00ff"\ndark = "yes"', "dark: it is true or false"),
        ('primary = "#ff00ff"\nvariables = 3', "variables: it is a table"),
        ('primary = "#ff00ff"\n[variables]\nmuted = "??"', "muted: it is a colour"),
        ('primary = "#ff00ff"\ntext_alpha = "x"', "text_alpha: it is a number"),
        ("#" * 100_000, "it is no theme"),
        ("a = " + "[" * 10_000, "it can't be read"),
    ],
)
def test_a_file_that_is_no_theme_is_named_and_the_others_hold(
    tmp_path: Path, text: str, sentence: str
) -> None:
    path = write(tmp_path, text)
    write(tmp_path, 'primary = "#00ff00"', "other.toml")
    themes, (error,) = own_themes(tmp_path, OURS)
    assert isinstance(error, ThemeError)
    assert str(error).startswith(f"{path}: ")
    assert sentence in str(error)
    assert set(themes) == {"other"}


def test_without_a_folder_there_are_none(tmp_path: Path) -> None:
    assert own_themes(None, OURS) == ({}, [])
    assert own_themes(tmp_path / "missing", OURS) == ({}, [])


async def test_an_own_theme_is_shown_and_a_wrong_one_told(service: Service, tmp_path: Path) -> None:
    write(tmp_path, 'primary = "#ff00ff"')
    write(tmp_path, "primary = ", "wrong.toml")
    appearance = Appearance(None, tmp_path)
    appearance.theme = "mine"
    app = CcsApp(service.start(), service.clock, appearance=appearance)
    async with app.run_test(size=(140, 40), notifications=True) as pilot:
        await ready(pilot)
        assert app.theme == "mine"
        await until(pilot, lambda: "notTOML" in shown(pilot).replace(" ", "").replace("│", ""))


async def test_ours_are_offered_first_and_then_those_of_the_user(
    service: Service, tmp_path: Path
) -> None:
    write(tmp_path, 'primary = "#ff00ff"', "zebra.toml")
    app = CcsApp(service.start(), service.clock, appearance=Appearance(None, tmp_path))
    async with app.run_test(size=(80, 40)) as pilot:
        await ready(pilot)
        await until(pilot, lambda: "zebra" in app.available_themes)
        app.search_themes()
        await until(pilot, lambda: "zebra" in shown(pilot))
        names = [*sorted({*OURS} - {DEFAULT_THEME}), "zebra", "ansi-dark"]
        places = [shown(pilot).index(f"{name} ·") for name in (DEFAULT_THEME, *names)]
        assert places == sorted(places)


async def test_a_remembered_theme_that_is_gone_is_the_usual_one(service: Service) -> None:
    appearance = Appearance()
    appearance.theme = "gone"
    app = CcsApp(service.start(), service.clock, appearance=appearance)
    async with app.run_test(size=(80, 24)):
        assert app.theme == DEFAULT_THEME
