"""The connection that the environment's variables describe.

`CCS_URL` or `CCS_REGION` (with `CCS_V1_URL` and `CCS_V2_URL` to override either), `CCS_ACCOUNT`,
`CCS_API_KEY`, `CCS_TOKEN`, `CCS_USER`, `CCS_PASSWORD`, `CCS_READ_ONLY`. An empty variable counts as
unset. The password of a user is typed where no variable has it.
"""

from collections.abc import Mapping

from ccs_tui.model.connection import REGIONS, Connection, account_problem, url_problem
from ccs_tui.model.profile import UNNAMED, Profile
from ccs_tui.model.secret import Secret, TypedSecret
from ccs_tui.model.words import any_of

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"", "0", "false", "no", "off"})
_OF_A_CONNECTION = (
    "CCS_URL",
    "CCS_REGION",
    "CCS_V1_URL",
    "CCS_V2_URL",
    "CCS_ACCOUNT",
    "CCS_API_KEY",
    "CCS_TOKEN",
    "CCS_USER",
    "CCS_PASSWORD",
)


_SECRETS = frozenset({"CCS_API_KEY", "CCS_TOKEN", "CCS_PASSWORD"})
"""The variables that profiles take their secrets from, unless they name others."""


class VariableError(ValueError):
    """A variable is missing or wrong; the text names it and says what to do.

    `variable` is its name.
    """

    def __init__(self, variable: str, problem: str) -> None:
        self.variable = variable
        super().__init__(f"{variable}: {problem}")


def connection_from_environment(environment: Mapping[str, str]) -> Connection | None:
    """Return the connection that `environment` describes, or None if it describes none.

    `CCS_READ_ONLY` alone describes none. Raises VariableError if a variable is wrong, or is missing
    beside those that are set; its text contains no secret.
    """
    variables = {name: value.strip() for name, value in environment.items() if value.strip()}
    if "CCS_PASSWORD" in variables:
        variables["CCS_PASSWORD"] = environment["CCS_PASSWORD"]  # spaces are part of a password
    read_only = read_only_from_environment(variables)
    if not any(name in variables for name in _OF_A_CONNECTION):
        return None
    v1_url, v2_url = _urls(variables)
    account = variables.get("CCS_ACCOUNT", "")
    if problem := account_problem(account):
        raise VariableError("CCS_ACCOUNT", problem)
    _check_credentials(variables)
    return Connection(
        account=account,
        v1_url=v1_url,
        v2_url=v2_url,
        api_key=_secret(variables, "CCS_API_KEY"),
        user=variables.get("CCS_USER"),
        password=_password(variables),
        token=_secret(variables, "CCS_TOKEN"),
        read_only=read_only,
    )


def is_of_environment(name: str, environment: Mapping[str, str]) -> bool:
    """Return whether a name that is no profile's leads to the connection of the environment.

    It is `environment`, or the host and port of its service, as the journal and a ticket say it.
    """
    try:
        connection = connection_from_environment(environment)
    except VariableError:
        return False
    return connection is not None and Profile(name=UNNAMED, connection=connection).is_called(name)


def has_secrets_only(environment: Mapping[str, str]) -> bool:
    """Return whether only secrets are set, as for profiles, and neither a URL nor an account."""
    given = {name for name in _OF_A_CONNECTION if environment.get(name, "").strip()}
    return bool(given) and given <= _SECRETS


def read_only_from_environment(environment: Mapping[str, str]) -> bool:
    """Return whether `CCS_READ_ONLY` asks to refuse every write. Raises VariableError."""
    value = environment.get("CCS_READ_ONLY", "").strip().lower()
    if value not in _TRUE | _FALSE:
        raise VariableError("CCS_READ_ONLY", "it is 1 or 0, true or false, yes or no, on or off.")
    return value in _TRUE


def _urls(variables: Mapping[str, str]) -> tuple[str, str]:
    base = variables.get("CCS_URL")
    region = variables.get("CCS_REGION")
    if base and region:
        raise VariableError("CCS_REGION", "it is set beside CCS_URL; unset one of the two.")
    if region and (base := REGIONS.get(region.lower())) is None:
        raise VariableError("CCS_REGION", f"there is no such region; it is {any_of(REGIONS)}.")
    urls = []
    for name in ("CCS_V1_URL", "CCS_V2_URL"):
        url, source = (variables[name], name) if name in variables else (base, "CCS_URL")
        if url is None:
            raise VariableError(
                "CCS_URL",
                f"it is not set; set it to the service's base URL, or CCS_REGION to "
                f"{any_of(REGIONS)}.",
            )
        if problem := url_problem(url):
            raise VariableError(source, problem)
        urls.append(url)
    return urls[0], urls[1]


def _check_credentials(variables: Mapping[str, str]) -> None:
    for name in ("CCS_API_KEY", "CCS_TOKEN"):
        value = variables.get(name, "-")
        if not (value.isascii() and value.isprintable() and " " not in value):
            raise VariableError(name, "it has a space, a line break or a letter outside ASCII.")
    for name in ("CCS_USER", "CCS_PASSWORD"):
        if any("\ud800" <= character <= "\udfff" for character in variables.get(name, "")):
            raise VariableError(name, "it is no text in UTF-8.")
    if "CCS_PASSWORD" in variables and "CCS_USER" not in variables:
        raise VariableError("CCS_USER", "it is not set, but CCS_PASSWORD is; v2 logs in with both.")
    if ":" in variables.get("CCS_USER", ""):
        raise VariableError("CCS_USER", "a user's name can't hold a colon.")
    if not variables.keys() & {"CCS_API_KEY", "CCS_TOKEN", "CCS_USER"}:
        raise VariableError(
            "CCS_API_KEY",
            "there are no credentials; set it for v1, or CCS_TOKEN, or CCS_USER and CCS_PASSWORD, "
            "for v2, or both.",
        )


def _password(variables: Mapping[str, str]) -> Secret | TypedSecret | None:
    if "CCS_USER" in variables and "CCS_PASSWORD" not in variables:
        return TypedSecret(f"the password of {variables['CCS_USER']}")
    return _secret(variables, "CCS_PASSWORD")


def _secret(variables: Mapping[str, str], name: str) -> Secret | None:
    return Secret(variables[name]) if name in variables else None
