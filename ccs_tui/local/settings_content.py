"""The content of `settings.toml`: what may stand there, checked by pydantic.

Most commands run without such a file, and pydantic takes long to be imported.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

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
    watch_seconds: Annotated[float, Field(ge=0.5, le=3_600, strict=False)] = WATCH_SECONDS
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


def content_of(
    path: Path, text: str, of: str | None = None
) -> tuple[Content, Mapping[SettingPath, TextPosition], list[str]]:
    """Return the content of a text, and the places of its settings. Raises SettingsError.

    Where it is asked for the profile `of`, others that are wrong are left out, and no error; the
    last that it returns are the variables that their secrets are in, as far as they name any.
    """
    try:
        values = tomllib.loads(text)
        places = places_of(text)
    except RecursionError:
        raise whole_file(path, "it is not TOML: it is nested too deep.") from None
    except ValueError as error:
        raise SettingsError(path, toml_problem(error, text, _KNOWN)) from None
    try:
        return Content.model_validate(values), places, []
    except ValidationError as error:
        if of is not None and (others := _wrong_profiles(error, of)):
            left_out = [values["profiles"].pop(name) for name in others]
            return Content.model_validate(values), places, _named_variables(left_out)
        raise SettingsError(path, *_in_order(problems_of(error, _KNOWN, places))) from None


def _wrong_profiles(error: ValidationError, of: str) -> set[str]:
    """Return the profiles that are wrong if nothing else is, and that of this name is not."""
    places = [each["loc"] for each in error.errors(include_url=False, include_input=False)]
    if not all(len(place) > 1 and place[0] == "profiles" for place in places):
        return set()
    wrong = {str(place[1]) for place in places}
    return set() if of in wrong else wrong


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.place or (0, 0))


def _named_variables(profiles: Sequence[object]) -> list[str]:
    """Return the variables that profiles name, though something in them is wrong."""
    tables = [each for each in profiles if isinstance(each, dict)]
    named = [table.get(f"{secret}_env") for table in tables for secret in SECRETS]
    return [name for name in named if isinstance(name, str)]
