"""A profile in the settings: an account, the way to it, and where its secrets come from.

It has no secret itself, only the names of variables that have them, and commands that print them.
"""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ccs_tui.local import settings_checks as checks
from ccs_tui.local.secret_command import SecretCommand
from ccs_tui.local.secret_variables import SECRET_VARIABLES, child_environment
from ccs_tui.model.connection import REGIONS, Connection
from ccs_tui.model.network import Network
from ccs_tui.model.profile import ID_PROPERTIES, Environment
from ccs_tui.model.secret import Secret, SecretSource, TypedSecret
from ccs_tui.model.words import any_of

SecretName = Literal["api_key", "password", "token"]
SECRETS: Mapping[SecretName, str] = {
    "api_key": "API key",
    "password": "password",
    "token": "token",
}
"""The secrets of a profile, with their names for sentences."""
OF_USER: SecretName = "password"
"""The secret that is of use with a user only."""
FILES = ("ca_bundle", "client_certificate", "client_key")
"""The settings that are paths; a relative one begins in the folder of the settings."""

SettingProblem = tuple[str, str]
"""The name of a setting, and what is wrong with it."""

_Seconds = Annotated[float, Field(gt=0, le=3_600)]


class SecretWay(Enum):
    """The ways in which a profile comes to a secret."""

    VARIABLE = "variable"
    COMMAND = "command"
    TYPED = "typed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a secret; `name` is that of the variable, or of the setting of a command."""

    way: SecretWay
    name: str = ""

    @property
    def is_missing(self) -> bool:
        """True if it would come from a variable that is not set."""
        return self.way is SecretWay.NONE and bool(self.name)


class ProfileSettings(BaseModel):
    """`[profiles.NAME]`: an account, its address, and where its secrets are."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    account: checks.Account
    region: checks.Region | None = None
    url: checks.Url | None = None
    v1_url: checks.Url | None = None
    v2_url: checks.Url | None = None
    user: checks.User | None = None
    environment: Annotated[Environment, Field(strict=False)] = Environment.DEVELOPMENT
    read_only: bool = False
    colour: checks.Colour | None = None
    default_namespace: checks.NamespaceName | None = None
    namespaces: Annotated[list[checks.NamespaceName], Field(max_length=1_000)] = []
    turn: checks.JmesPath | None = None
    id_properties: Annotated[list[checks.PropertyName], Field(max_length=50)] = [*ID_PROPERTIES]

    api_key_env: checks.Variable = Field("CCS_API_KEY")
    password_env: checks.Variable = Field("CCS_PASSWORD")
    token_env: checks.Variable = Field("CCS_TOKEN")
    api_key_command: checks.CommandLine | None = None
    password_command: checks.CommandLine | None = None
    token_command: checks.CommandLine | None = None
    ask: list[SecretName] = []

    proxy: checks.Proxy | None = None
    ca_bundle: checks.File | None = None
    client_certificate: checks.File | None = None
    client_key: checks.File | None = None
    connect_timeout: _Seconds | None = None
    answer_timeout: _Seconds | None = None
    call_timeout: _Seconds | None = None
    concurrency: Annotated[int, Field(ge=1, le=100)] | None = None

    @property
    def where(self) -> str:
        """The place of the service, in a word: the region, or a URL."""
        return self.region or self.v2_url or self.url or self.v1_url or ""

    @property
    def secret_variables(self) -> list[str]:
        """The names of the variables that have its secrets, or may have them."""
        return [getattr(self, f"{secret}_env") for secret in SECRETS]

    def urls(self) -> tuple[str, str]:
        """Return the base URLs of v1 and v2."""
        base = REGIONS[self.region.lower()] if self.region else self.url or ""
        return self.v1_url or base, self.v2_url or base

    # ── what is wrong ──────────────────────────────────────────────────────────────────────────

    def problem(self) -> SettingProblem | None:
        """Return the first setting that does not fit the others, and why; None if all do."""
        if self.region and self.url:
            return "region", "it stands beside url: take one of the two out."
        if not (self.region or self.url or (self.v1_url and self.v2_url)):
            return "region", f"it is missing: set it to {any_of(REGIONS)}, or url to a base URL."
        for secret in SECRETS:
            if getattr(self, f"{secret}_command") and f"{secret}_env" in self.model_fields_set:
                return f"{secret}_command", f"it stands beside {secret}_env: take one of them out."
        if not self.user and self.password_command:
            return "password_command", "it is of no use without user: set user, or take it out."
        if not self.user and "password" in self.ask:
            return "ask", "a password is of no use without user: set user, or take it out."
        if self.client_key and not self.client_certificate:
            return "client_key", "it is of no use without client_certificate: set that too."
        return None

    def secret_problem(self, environment: Mapping[str, str]) -> SettingProblem | None:
        """Return the setting whose variable is missing in `environment`, and what to do; or None.

        Whatever a person may type is not missing.
        """
        for secret in SECRETS:
            field, origin = f"{secret}_env", self.origin(secret, environment)
            if field in self.model_fields_set and origin.is_missing:
                return field, (
                    f"the variable {origin.name} is not set: set it, or take this line out. "
                    f'ask = ["{secret}"] would have it typed.'
                )
        if any(self.origin(secret, environment).way is not SecretWay.NONE for secret in SECRETS):
            return None
        return "api_key_env", (
            f"there are no credentials: set the variable {self.api_key_env} for v1, or "
            f"{self.token_env} (or user, and {self.password_env}) for v2, or both. A command can "
            'have them too, as api_key_command, and ask = ["api_key"] has one typed.'
        )

    def file_problem(self, folder: Path) -> SettingProblem | None:
        """Return the setting whose file is not there, below the settings' `folder`; or None."""
        for field in FILES:
            path = self.path_of(field, folder)
            if path is not None and not path.is_file():
                return field, f"there is no file {path}: put it there, or name another."
        return None

    # ── what it makes ──────────────────────────────────────────────────────────────────────────

    def path_of(self, field: str, folder: Path) -> Path | None:
        """Return the path of one of FILES, None if it is not set."""
        value: str | None = getattr(self, field)
        if value is None:
            return None
        try:
            return folder / Path(value).expanduser()
        except RuntimeError:  # there is no home
            return folder / value

    def origin(self, secret: SecretName, environment: Mapping[str, str]) -> Origin:
        """Return where a secret comes from: a command, a variable, or a person."""
        if secret == OF_USER and not self.user:
            return Origin(SecretWay.NONE)
        variable: str = getattr(self, f"{secret}_env")
        if getattr(self, f"{secret}_command"):
            return Origin(SecretWay.COMMAND, f"{secret}_command")
        if environment.get(variable, "").strip():
            return Origin(SecretWay.VARIABLE, variable)
        is_named = f"{secret}_env" in self.model_fields_set
        if secret in self.ask or (secret == OF_USER and not is_named):
            return Origin(SecretWay.TYPED)
        return Origin(SecretWay.NONE, variable)

    def connection(
        self, name: str, environment: Mapping[str, str], folder: Path, *, read_only: bool
    ) -> Connection:
        """Return the connection of the profile that is called `name`.

        Its secrets are those of `environment`, or sources of them. Raises ValueError.
        """
        v1_url, v2_url = self.urls()
        return Connection(
            account=self.account,
            v1_url=v1_url,
            v2_url=v2_url,
            api_key=self._secret("api_key", name, environment),
            user=self.user,
            password=self._secret("password", name, environment),
            token=self._secret("token", name, environment),
            read_only=read_only,
            network=self.network(folder),
        )

    def network(self, folder: Path) -> Network:
        """Return the way to the service, with paths below the settings' `folder`."""
        paths = {field: self.path_of(field, folder) for field in FILES}
        return Network(
            proxy=self.proxy,
            **{field: None if path is None else str(path) for field, path in paths.items()},
            connect_seconds=self.connect_timeout,
            silence_seconds=self.answer_timeout,
            total_seconds=self.call_timeout,
            concurrent=self.concurrency,
        )

    def _secret(
        self, secret: SecretName, name: str, environment: Mapping[str, str]
    ) -> Secret | SecretSource | None:
        origin = self.origin(secret, environment)
        match origin.way:
            case SecretWay.VARIABLE:
                # Spaces are part of a password.
                value = environment[origin.name]
                return Secret(value if secret == OF_USER else value.strip())
            case SecretWay.COMMAND:
                variables = {*SECRET_VARIABLES, *self.secret_variables}
                return SecretCommand(
                    f"profiles.{name}.{origin.name}",
                    shlex.split(getattr(self, origin.name)),
                    child_environment(environment, variables),
                )
            case SecretWay.TYPED:
                return TypedSecret(f"the {SECRETS[secret]} of {name}")
            case SecretWay.NONE:
                return None
