"""The error of settings that are wrong, and the problems that it is made of."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ccs_tui.model.value_object import ValueObject

if TYPE_CHECKING:
    from ccs_tui.local.settings_places import SettingPath, TextPosition


class Problem(ValueObject):
    """A thing that is wrong: the setting's name, a sentence with the remedy, and the place.

    `name` is empty and `place` None where the whole file is wrong.
    """

    name: str
    sentence: str
    place: "TextPosition | None" = None


class SettingsError(ValueError):
    """The settings are wrong: the text has a line for each problem, with its place and what to do.

    A line is `FILE:LINE:COLUMN: SETTING: what to do`. `path` is the file. The text contains no
    value of the file.
    """

    def __init__(self, path: Path, *problems: Problem) -> None:
        self.path = path
        self.problems = problems
        super().__init__("\n".join(_line(path, problem) for problem in problems))


def _line(path: Path, problem: Problem) -> str:
    place = ":".join(map(str, (path, *(problem.place or ()))))
    return ": ".join(filter(None, (place, problem.name, problem.sentence)))


def place_of(
    places: "Mapping[SettingPath, TextPosition]", path: Sequence[str]
) -> "TextPosition | None":
    """Return the place of a setting, or else that of the innermost table around it."""
    inner = tuple(path)
    while inner and inner not in places:
        inner = inner[:-1]
    return places.get(inner, (1, 1) if places else None)


def whole_file(path: Path, sentence: str) -> SettingsError:
    """Return the error of a file that is wrong as a whole."""
    return SettingsError(path, Problem("", sentence))
