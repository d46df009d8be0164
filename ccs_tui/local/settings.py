"""`settings.toml`: profiles, and the user's wishes. The file is optional, and only read.

It contains no secrets, only the names of the environment's variables that have them, and of
commands that print them.
"""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ccs_tui.local.paths import SETTINGS_FILE, NoFolderError, config_dir
from ccs_tui.local.settings_error import Problem, SettingsError, place_of, whole_file
from ccs_tui.model.connection import Connection
from ccs_tui.model.profile import Preferences, Profile
from ccs_tui.model.words import any_of

if TYPE_CHECKING:
    from ccs_tui.local.profile_settings import ProfileSettings
    from ccs_tui.local.settings_places import SettingPath, TextPosition

__all__ = ["Settings", "SettingsError", "load_settings", "usable_settings"]

MAX_BYTES = 1_000_000
"""More than anybody writes; a larger file is not read."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of `settings.toml` at `path`, or the usual ones if there is no such file.

    `places` has the line and column of each setting that stands in the file, `left_out_variables`
    the variables of profiles that are wrong, and not asked for.
    """

    path: Path
    preferences: Preferences
    profiles: "Mapping[str, ProfileSettings]"
    places: "Mapping[SettingPath, TextPosition]" = field(
        default_factory=dict, repr=False, compare=False
    )
    left_out_variables: tuple[str, ...] = ()

    @property
    def secret_variables(self) -> list[str]:
        """The names of the variables that have the secrets of the profiles, also of wrong ones."""
        named = [name for each in self.profiles.values() for name in each.secret_variables]
        return [*named, *self.left_out_variables]

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

    def found(self, name: str) -> "ProfileSettings":
        """Return the settings of a profile. Raises SettingsError if there is no such profile."""
        if name not in self.profiles:
            raise SettingsError(self.path, Problem("", self._no_such_profile(name)))
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

    def misfits(self, of: str | None = None) -> list[Problem]:
        """Return what does not fit in each profile, or in the one of a name."""
        profiles = self.profiles.items()
        found = [(name, each.problem()) for name, each in profiles if of in (None, name)]
        return [self._problem(name, *problem) for name, problem in found if problem]

    def _no_such_profile(self, name: str) -> str:
        if ":" in name:
            return (
                f"{name} is the address of a service, and no profile: set CCS_URL to it, with "
                "CCS_ACCOUNT and the keys, or name the profile that leads there."
            )
        if self.profiles:
            return f"there is no such profile; there is {any_of(self.profiles)}."
        return "there are no profiles: write one, as [profiles.NAME] with account and region."


def load_settings(environment: Mapping[str, str], of: str | None = None) -> Settings:
    """Read `settings.toml`, if there is one and a home for it. Raises SettingsError.

    Whoever works with the profile `of` is not kept from it by what is wrong in another; an empty
    name is none of them.
    """
    settings, problems = usable_settings(environment, of)
    if problems:
        raise SettingsError(settings.path, *problems)
    return settings


def usable_settings(
    environment: Mapping[str, str], of: str | None = None
) -> tuple[Settings, list[Problem]]:
    """Return as `load_settings` does, with what is wrong left out, and its problems in order.

    Raises SettingsError if the file can't be read at all, or is no TOML.
    """
    try:
        path = config_dir(environment) / SETTINGS_FILE
    except NoFolderError as error:
        path = error.path / SETTINGS_FILE
        if environment.get("CCS_CONFIG_DIR", "").strip():
            raise SettingsError(path, Problem("", str(error))) from None
        return Settings(path, Preferences(), {}), []
    try:
        text = _text(path)
    except (FileNotFoundError, NotADirectoryError):
        return Settings(path, Preferences(), {}), []
    except OSError as error:
        raise whole_file(path, f"it can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise whole_file(path, "it is not UTF-8: save it as that.") from None
    from ccs_tui.local.settings_content import content_of

    read = content_of(path, text, of)
    settings = Settings(
        path,
        read.content.preferences,
        read.content.profiles,
        read.places,
        read.left_out_variables,
    )
    problems = [*read.problems, *settings.misfits(of)]
    return settings, sorted(problems, key=lambda problem: problem.place or (0, 0))


def _text(path: Path) -> str:
    """Read a regular file, since a pipe or a device might never end.

    Raises OSError, UnicodeDecodeError and SettingsError.
    """
    # Without O_NONBLOCK, opening a pipe would wait for somebody to write to it.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise whole_file(path, "it is no regular file: put one in its place.")
    with os.fdopen(handle, "rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise whole_file(path, f"it has more than {MAX_BYTES:,} bytes: shorten it.")
    # Line ends become those of a text file.
    return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
