"""The content of `settings.toml`: what may stand there, checked by pydantic.

Most commands run without such a file, and pydantic takes long to be imported.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ccs_tui.local.profile_settings import SECRETS, ProfileSettings
from ccs_tui.local.settings_checks import Name
from ccs_tui.local.settings_error import Problem, SettingsError, whole_file
from ccs_tui.local.settings_places import SettingPath, TextPosition, places_of
from ccs_tui.local.settings_problems import problems_of, toml_problem
from ccs_tui.model.profile import (
    JOURNAL_DAYS,
    RECORDING_DAYS,
    RECORDING_MEGABYTES,
    WATCH_SECONDS,
    ClipboardRoute,
    Preferences,
)


class Content(BaseModel):
    """The settings as they stand in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    review: Literal["always", "production"] = "always"
    journal_days: Annotated[int, Field(ge=0, le=36_500)] = JOURNAL_DAYS
    watch_seconds: Annotated[float, Field(ge=0.5, le=3_600)] = WATCH_SECONDS
    recording_days: Annotated[int, Field(ge=1, le=36_500)] = RECORDING_DAYS
    recording_megabytes: Annotated[int, Field(ge=1, le=1_000_000)] = RECORDING_MEGABYTES
    clipboard: Annotated[ClipboardRoute, Field(strict=False)] = ClipboardRoute.AUTO
    keymap: Literal["usual", "vim"] = "usual"
    keys: dict[str, str] = {}
    profiles: dict[Name, ProfileSettings] = {}

    @property
    def preferences(self) -> Preferences:
        """The user's wishes, whatever the profile."""
        return Preferences(
            self.review,
            self.journal_days,
            self.clipboard,
            self.keymap,
            tuple(self.keys.items()),
            self.watch_seconds,
            self.recording_days,
            self.recording_megabytes,
        )


_KNOWN = (tuple(Content.model_fields), tuple(ProfileSettings.model_fields))


@dataclass(frozen=True, slots=True)
class ReadContent:
    """The content of a file that can be used, and the problems of all else in it.

    `places` has the line and column of each setting, `left_out_variables` the variables that the
    profiles name that are wrong, as far as they name any.
    """

    content: Content
    places: Mapping[SettingPath, TextPosition]
    left_out_variables: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def content_of(path: Path, text: str, of: str | None = None) -> ReadContent:
    """Return the content of a text. Raises SettingsError if it is no TOML.

    Where it is asked for the profile `of`, others that are wrong are no problem, if nothing else
    is wrong.
    """
    try:
        values = tomllib.loads(text)
        places = places_of(text)
    except RecursionError:
        raise whole_file(path, "it is not TOML: it is nested too deep.") from None
    except ValueError as error:
        raise SettingsError(path, toml_problem(error, text, _KNOWN)) from None
    try:
        return ReadContent(Content.model_validate(values), places)
    except ValidationError as error:
        wrong = {
            _part_of(each["loc"]) for each in error.errors(include_url=False, include_input=False)
        }
        left_out = [_take_out(values, part) for part in wrong]
        are_others = all(len(part) > 1 and part[0] == "profiles" for part in wrong)
        keeps_nobody = of is not None and are_others and ("profiles", of) not in wrong
        problems = () if keeps_nobody else tuple(problems_of(error, _KNOWN, places))
        named = tuple(_named_variables(left_out))
        return ReadContent(Content.model_validate(values), places, named, problems)


def _part_of(place: tuple[int | str, ...]) -> tuple[str, ...]:
    """Return the part that is wrong by the place of an error in it: a profile, a key, a setting."""
    length = 2 if place[0] in ("profiles", "keys") else 1
    return tuple(map(str, place[:length]))


def _take_out(values: dict[str, Any], part: tuple[str, ...]) -> object:
    *tables, name = part
    for table in tables:
        values = values[table]
    return values.pop(name)


def _named_variables(profiles: Sequence[object]) -> list[str]:
    """Return the variables that profiles name, though something in them is wrong."""
    tables = [each for each in profiles if isinstance(each, dict)]
    named = [table.get(f"{secret}_env") for table in tables for secret in SECRETS]
    return [name for name in named if isinstance(name, str)]
