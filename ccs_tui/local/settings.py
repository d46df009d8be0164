"""`settings.toml`: profiles, and the user's wishes. The file is optional, and only read.

It contains no secrets, only the names of the environment's variables that have them.
"""

import os
import re
import stat
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from ccs_tui.local.paths import NoFolderError, config_dir
from ccs_tui.local.settings_problems import problems_of
from ccs_tui.model.connection import (
    REGIONS,
    Connection,
    Secret,
    account_problem,
    url_problem,
)
from ccs_tui.model.profile import (
    DEMO,
    JOURNAL_DAYS,
    UNNAMED,
    ClipboardRoute,
    Environment,
    Preferences,
    Profile,
)
from ccs_tui.model.words import any_of

FILE_NAME = "settings.toml"
MAX_BYTES = 1_000_000
"""More than anybody writes; a larger file is not read."""

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,63}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class SettingsError(ValueError):
    """The settings are wrong: the text has a line for each problem, with the field and what to do.

    `path` is the file. The text contains no value of the file.
    """

    def __init__(self, path: Path, problems: Mapping[str, str]) -> None:
        self.path = path
        super().__init__(
            "\n".join(
                f"{path}: {name}: {problem}" if name else f"{path}: {problem}"
                for name, problem in problems.items()
            )
        )


def _check(problem_of: Callable[[str], str | None]) -> AfterValidator:
    """Make a validator of a function that says why a text is wrong, or returns None."""

    def check(text: str) -> str:
        if problem := problem_of(text):
            raise ValueError(problem)
        return text

    return AfterValidator(check)


def _name_problem(name: str) -> str | None:
    if name in (DEMO, UNNAMED):
        return f"the name {name} is taken: choose another for this profile."
    if not _NAME.fullmatch(name):
        return "a profile's name has up to 40 letters, digits, _, . and -."
    return None


def _region_problem(region: str) -> str | None:
    return None if region.lower() in REGIONS else f"it is {any_of(REGIONS)}."


def _variable_problem(name: str) -> str | None:
    if _VARIABLE.fullmatch(name):
        return None
    return (
        "it is the name of an environment variable, in capitals: the secret itself can't stand "
        "in this file."
    )


def _colour_problem(colour: str) -> str | None:
    return None if _COLOUR.fullmatch(colour) else 'it reads like "#d0433f".'


def _user_problem(user: str) -> str | None:
    return None if user and ":" not in user else "a user's name is not empty and has no colon."


_Url = Annotated[str, _check(url_problem)]
_Variable = Annotated[str, _check(_variable_problem)]


class ProfileSettings(BaseModel):
    """`[profiles.NAME]`: an account, its address, and the variables with its secrets."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    account: Annotated[str, _check(account_problem)]
    region: Annotated[str, _check(_region_problem)] | None = None
    url: _Url | None = None
    v1_url: _Url | None = None
    v2_url: _Url | None = None
    user: Annotated[str, _check(_user_problem)] | None = None
    environment: Annotated[Environment, Field(strict=False)] = Environment.DEVELOPMENT
    read_only: bool = False
    colour: Annotated[str, _check(_colour_problem)] | None = None
    api_key_env: _Variable = Field("CCS_API_KEY")
    password_env: _Variable = Field("CCS_PASSWORD")
    token_env: _Variable = Field("CCS_TOKEN")

    @property
    def where(self) -> str:
        """The place of the service, in a word: the region, or a URL."""
        return self.region or self.v2_url or self.url or self.v1_url or ""

    def where_problem(self) -> tuple[str, str] | None:
        """Return the field with a wrong place of the service, and why; None if none is."""
        if self.region and self.url:
            return "region", "it stands beside url: take one of the two out."
        if not (self.region or self.url or (self.v1_url and self.v2_url)):
            return "region", f"it is missing: set it to {any_of(REGIONS)}, or url to a base URL."
        return None

    def urls(self) -> tuple[str, str]:
        """Return the base URLs of v1 and v2."""
        base = REGIONS[self.region.lower()] if self.region else self.url or ""
        return self.v1_url or base, self.v2_url or base

    def secret_problem(self, environment: Mapping[str, str]) -> tuple[str, str] | None:
        """Return the field whose variable is missing in `environment`, and what to do; or None."""
        for field in ("api_key_env", "password_env", "token_env"):
            variable = getattr(self, field)
            if field in self.model_fields_set and not environment.get(variable, "").strip():
                return field, f"the variable {variable} is not set: set it, or take this line out."
        if self.user and not environment.get(self.password_env, "").strip():
            return "password_env", (
                f"the variable {self.password_env} is not set, and v2 logs in with a user and a "
                "password: set it, or take user out."
            )
        names = [self.api_key_env, self.token_env]
        if not self.user and not any(environment.get(name, "").strip() for name in names):
            return "api_key_env", (
                f"there are no credentials: set the variable {self.api_key_env} for v1, or "
                f"{self.token_env} (or user, and {self.password_env}) for v2, or both."
            )
        return None

    def connection(self, environment: Mapping[str, str], *, read_only: bool) -> Connection:
        """Return the connection, with its secrets from `environment`. Raises ValueError."""
        v1_url, v2_url = self.urls()
        return Connection(
            account=self.account,
            v1_url=v1_url,
            v2_url=v2_url,
            api_key=_secret(environment, self.api_key_env),
            user=self.user,
            password=_password(environment, self.password_env) if self.user else None,
            token=_secret(environment, self.token_env),
            read_only=read_only,
        )


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    review: Literal["always", "production"] = "always"
    journal_days: Annotated[int, Field(ge=0, le=36_500)] = JOURNAL_DAYS
    clipboard: Annotated[ClipboardRoute, Field(strict=False)] = ClipboardRoute.AUTO
    profiles: dict[Annotated[str, _check(_name_problem)], ProfileSettings] = {}


_KNOWN = (tuple(_Content.model_fields), tuple(ProfileSettings.model_fields))


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of `settings.toml` at `path`, or the usual ones if there is no such file."""

    path: Path
    preferences: Preferences
    profiles: Mapping[str, ProfileSettings]

    def profile(
        self, name: str, environment: Mapping[str, str], *, read_only: bool = False
    ) -> Profile:
        """Return a profile, with its secrets from `environment`.

        With `read_only` its connection can never write. Raises SettingsError if there is no such
        profile, or a secret is missing or malformed.
        """
        found = self.profiles.get(name)
        if found is None:
            raise SettingsError(self.path, {"": self._no_such_profile()})
        if problem := found.secret_problem(environment):
            raise SettingsError(self.path, {f"profiles.{name}.{problem[0]}": problem[1]})
        try:
            connection = found.connection(environment, read_only=read_only)
        except ValueError as problem:
            raise SettingsError(self.path, {f"profiles.{name}": str(problem)}) from None
        return Profile(
            name=name,
            connection=connection,
            environment=found.environment,
            colour=found.colour,
            read_only=found.read_only,
        )

    def _no_such_profile(self) -> str:
        if self.profiles:
            return f"there is no such profile; there is {any_of(self.profiles)}."
        return "there are no profiles: write one, as [profiles.NAME] with account and region."


def load_settings(environment: Mapping[str, str]) -> Settings:
    """Read `settings.toml`, if there is one and a home for it. Raises SettingsError."""
    try:
        path = config_dir(environment) / FILE_NAME
    except NoFolderError as error:
        path = error.path / FILE_NAME
        if environment.get("CCS_CONFIG_DIR", "").strip():
            raise SettingsError(path, {"": str(error)}) from None
        return Settings(path, Preferences(), {})
    content = _read(path)
    for name, profile in content.profiles.items():
        if problem := profile.where_problem():
            raise SettingsError(path, {f"profiles.{name}.{problem[0]}": problem[1]})
    preferences = Preferences(content.review, content.journal_days, content.clipboard)
    return Settings(path, preferences, content.profiles)


def _read(path: Path) -> _Content:
    try:
        return _Content.model_validate(tomllib.loads(_text(path)))
    except (FileNotFoundError, NotADirectoryError):
        return _Content()
    except OSError as error:
        raise SettingsError(path, {"": f"it can't be read: {error.strerror}."}) from None
    except SettingsError:
        raise
    except ValidationError as error:
        raise SettingsError(path, problems_of(error, _KNOWN)) from None
    except UnicodeDecodeError:
        raise SettingsError(path, {"": "it is not UTF-8: save it as that."}) from None
    except RecursionError:
        raise SettingsError(path, {"": "it is not TOML: it is nested too deep."}) from None
    except ValueError as error:
        # tomllib's own error, or Python's for a number with thousands of digits.
        raise SettingsError(path, {"": f"it is not TOML: {error}."}) from None


def _text(path: Path) -> str:
    """Read a regular file, since a pipe or a device might never end. Raises OSError."""
    # Without O_NONBLOCK, opening a pipe would wait for somebody to write to it.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise SettingsError(path, {"": "it is no regular file: put one in its place."})
    with os.fdopen(handle, "rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise SettingsError(path, {"": f"it has more than {MAX_BYTES:,} bytes: shorten it."})
    # Line ends become those of a text file.
    return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def _secret(environment: Mapping[str, str], variable: str) -> Secret | None:
    value = environment.get(variable, "").strip()
    return Secret(value) if value else None


def _password(environment: Mapping[str, str], variable: str) -> Secret | None:
    """Return a password unchanged, since spaces are part of it."""
    value = environment.get(variable, "")
    return Secret(value) if value.strip() else None
