"""`settings.toml`: profiles, and the user's wishes. The file is optional, and only read.

It contains no secrets, only the names of the environment's variables that have them, and of
commands that print them.
"""

import os
import stat
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ccs_tui.local.paths import SETTINGS_FILE, NoFolderError, config_dir
from ccs_tui.local.profile_settings import ProfileSettings
from ccs_tui.local.settings_checks import Name
from ccs_tui.local.settings_places import Path as SettingPath
from ccs_tui.local.settings_places import Place, places_of
from ccs_tui.local.settings_problems import Problem, place_of, problems_of, toml_problem
from ccs_tui.model.connection import Connection
from ccs_tui.model.profile import (
    JOURNAL_DAYS,
    RECORDING_DAYS,
    RECORDING_MEGABYTES,
    WATCH_SECONDS,
    ClipboardRoute,
    Preferences,
    Profile,
)
from ccs_tui.model.words import any_of

MAX_BYTES = 1_000_000
"""More than anybody writes; a larger file is not read."""


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


class _Content(BaseModel):
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


_KNOWN = (tuple(_Content.model_fields), tuple(ProfileSettings.model_fields))


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of `settings.toml` at `path`, or the usual ones if there is no such file.

    `places` has the line and column of each setting that stands in the file.
    """

    path: Path
    preferences: Preferences
    profiles: Mapping[str, ProfileSettings]
    places: Mapping[SettingPath, Place] = field(default_factory=dict, repr=False, compare=False)

    @property
    def secret_variables(self) -> list[str]:
        """The names of the variables that have the secrets of the profiles."""
        return [name for each in self.profiles.values() for name in each.secret_variables]

    def profile(
        self, name: str, environment: Mapping[str, str], *, read_only: bool = False
    ) -> Profile:
        """Return a profile, with its secrets from `environment`, or sources of them.

        With `read_only` its connection can never write. Raises SettingsError if there is no such
        profile, or a secret or a file is missing or malformed.
        """
        found = self.found(name)
        connection = self._connection(name, environment, read_only=read_only)
        return Profile(
            name=name,
            connection=connection,
            environment=found.environment,
            colour=found.colour,
            read_only=found.read_only,
            default_namespace=found.default_namespace,
            namespaces=tuple(found.namespaces),
            id_properties=tuple(found.id_properties),
            turn=found.turn,
        )

    def found(self, name: str) -> ProfileSettings:
        """Return the settings of a profile. Raises SettingsError if there is no such profile."""
        if name not in self.profiles:
            raise SettingsError(self.path, Problem("", self._no_such_profile()))
        return self.profiles[name]

    def problem_of(self, name: str, environment: Mapping[str, str]) -> str | None:
        """Say why a profile can't be used now, or return None. Raises SettingsError."""
        self.found(name)
        try:
            self._connection(name, environment, read_only=False)
        except SettingsError as error:
            return str(error)
        return None

    def _connection(
        self, name: str, environment: Mapping[str, str], *, read_only: bool
    ) -> Connection:
        found, folder = self.profiles[name], self.path.parent
        problem = found.secret_problem(environment) or found.file_problem(folder)
        if problem is not None:
            raise SettingsError(self.path, self._problem(name, *problem))
        try:
            return found.connection(name, environment, folder, read_only=read_only)
        except ValueError as error:
            raise SettingsError(self.path, self._problem(name, "", str(error))) from None

    def _problem(self, profile: str, setting: str, sentence: str) -> Problem:
        path = tuple(filter(None, ("profiles", profile, setting)))
        return Problem(".".join(path), sentence, place_of(self.places, path))

    def check(self) -> None:
        """Raise SettingsError if settings of a profile do not fit each other."""
        found = [(name, profile.problem()) for name, profile in self.profiles.items()]
        problems = [self._problem(name, *problem) for name, problem in found if problem]
        if problems:
            raise SettingsError(self.path, *problems)

    def _no_such_profile(self) -> str:
        if self.profiles:
            return f"there is no such profile; there is {any_of(self.profiles)}."
        return "there are no profiles: write one, as [profiles.NAME] with account and region."


def load_settings(environment: Mapping[str, str]) -> Settings:
    """Read `settings.toml`, if there is one and a home for it. Raises SettingsError."""
    try:
        path = config_dir(environment) / SETTINGS_FILE
    except NoFolderError as error:
        path = error.path / SETTINGS_FILE
        if environment.get("CCS_CONFIG_DIR", "").strip():
            raise SettingsError(path, Problem("", str(error))) from None
        return Settings(path, Preferences(), {})
    content, places = _read(path)
    preferences = Preferences(
        content.review,
        content.journal_days,
        content.clipboard,
        content.keymap,
        tuple(content.keys.items()),
        content.watch_seconds,
        content.recording_days,
        content.recording_megabytes,
    )
    settings = Settings(path, preferences, content.profiles, places)
    settings.check()
    return settings


def _read(path: Path) -> tuple[_Content, Mapping[SettingPath, Place]]:
    try:
        text = _text(path)
    except (FileNotFoundError, NotADirectoryError):
        return _Content(), {}
    except OSError as error:
        raise _whole(path, f"it can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise _whole(path, "it is not UTF-8: save it as that.") from None
    try:
        values = tomllib.loads(text)
        places = places_of(text)
    except RecursionError:
        raise _whole(path, "it is not TOML: it is nested too deep.") from None
    except ValueError as error:
        raise SettingsError(path, toml_problem(error, text, _KNOWN)) from None
    try:
        return _Content.model_validate(values), places
    except ValidationError as error:
        raise SettingsError(path, *_in_order(problems_of(error, _KNOWN, places))) from None


def _whole(path: Path, sentence: str) -> SettingsError:
    return SettingsError(path, Problem("", sentence))


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.place or (0, 0))


def _text(path: Path) -> str:
    """Read a regular file, since a pipe or a device might never end.

    Raises OSError, UnicodeDecodeError and SettingsError.
    """
    # Without O_NONBLOCK, opening a pipe would wait for somebody to write to it.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _whole(path, "it is no regular file: put one in its place.")
    with os.fdopen(handle, "rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise _whole(path, f"it has more than {MAX_BYTES:,} bytes: shorten it.")
    # Line ends become those of a text file.
    return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
