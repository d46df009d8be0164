"""The configuration that holds: each setting, its value, and where it comes from; secrets masked.

For whoever shows it, or is to say what a run would do: it connects to nothing, and runs nothing.
"""

import os
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from shutil import which
from types import MappingProxyType
from urllib.parse import urlsplit

from ccs_tui.client.call_limits import CallLimits
from ccs_tui.client.errors import UnusableSettingError
from ccs_tui.client.network_settings import chosen_proxy
from ccs_tui.local.environment import connection_from_environment, has_secrets_only
from ccs_tui.local.paths import NoFolderError, config_folder_origin, state_dir, state_folder_origin
from ccs_tui.local.profile_settings import FILES, SECRETS, ProfileSettings, SecretName, SecretWay
from ccs_tui.local.settings import Settings, SettingsError, load_settings, usable_settings
from ccs_tui.model.connection import Connection
from ccs_tui.model.network import AS_USUAL, Network
from ccs_tui.model.secret import TypedSecret

_PREFERENCES = (
    "review",
    "journal_days",
    "watch_seconds",
    "recording_days",
    "recording_megabytes",
    "clipboard",
    "keymap",
)
MASK = "**********"
DEFAULT = "default"
NONE = "-"
"""The value of what is not set."""

_LIMITS = {
    "connect_timeout": "connect_seconds",
    "answer_timeout": "silence_seconds",
    "call_timeout": "total_seconds",
    "concurrency": "concurrent",
}
"""The limits of calls in the settings, and in the client."""
_SHOWN = (
    "environment",
    "read_only",
    "colour",
    "default_namespace",
    "namespaces",
    "id_properties",
    "turn",
)
_ADDRESS = ("account", "region", "url", "v1_url", "v2_url", "user")


@dataclass(frozen=True, slots=True)
class Holding:
    """A setting that holds: its name, its value for people, and where that comes from."""

    name: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Section:
    """The settings of a thing, such as a profile; `problem` says what is missing, None if none."""

    title: str
    holdings: tuple[Holding, ...]
    problem: str | None = None


Origins = Callable[[str], str]
"""A function that returns where a setting comes from, by its name."""
Given = Mapping[str, Holding]
"""The values of the command line, by the name of the setting."""


def configuration(
    environment: Mapping[str, str] = os.environ,
    profile: str | None = None,
    given: Given = MappingProxyType({}),
) -> list[Section]:
    """Return what holds for a run, and for the profile named, else for all there is to connect to.

    Raises SettingsError and VariableError.
    """
    settings = load_settings(environment)
    sections = [Section("this run", tuple(_of_the_run(settings, environment, given)))]
    name = profile or environment.get("CCS_PROFILE", "").strip()
    if name:
        return [*sections, _of_profile(settings, name, environment)]
    # Secrets alone are those of the profiles.
    is_for_profiles = has_secrets_only(environment) and settings.profiles
    connection = None if is_for_profiles else connection_from_environment(environment)
    if connection is not None:
        holdings = tuple(_of_environment(connection, environment))
        sections.append(Section("the connection of the environment", holdings))
    return [*sections, *(_of_profile(settings, each, environment) for each in settings.profiles)]


def _of_the_run(
    settings: Settings, environment: Mapping[str, str], given: Given
) -> Iterator[Holding]:
    there = "" if settings.path.is_file() else " (not there)"
    yield Holding("settings", f"{settings.path}{there}", config_folder_origin(environment))
    try:
        folder = str(state_dir(environment))
    except NoFolderError as error:
        folder = str(error)
    yield Holding("state folder", folder, state_folder_origin(environment))
    preferences = settings.preferences
    for name in _PREFERENCES:
        usual = Holding(name, str(getattr(preferences, name)), _origin(settings, name))
        yield given.get(name, usual)
    yield from _keys(settings)
    for name, variable in (
        ("profile", "CCS_PROFILE"),
        ("read_only", "CCS_READ_ONLY"),
        ("log", "CCS_LOG"),
    ):
        value = environment.get(variable, "").strip()
        usual = Holding(name, value or NONE, f"variable {variable}" if value else DEFAULT)
        yield given.get(name, usual)


def _keys(settings: Settings) -> Iterator[Holding]:
    for key_id, keys in settings.preferences.keys:
        yield Holding(f"keys.{key_id}", keys, _origin(settings, "keys", key_id))


def keys_in_wrong_settings(environment: Mapping[str, str]) -> tuple[Holding, ...]:
    """Return the preset and the user's own keys as they stand in settings that are wrong.

    There are none where the file can't be read at all.
    """
    try:
        settings, _ = usable_settings(environment)
    except SettingsError:
        return ()
    preset = Holding("keymap", settings.preferences.keymap, _origin(settings, "keymap"))
    return (preset, *_keys(settings))


def _origin(settings: Settings, *path: str) -> str:
    place = settings.places.get(path)
    return DEFAULT if place is None else f"{settings.path.name}:{place[0]}"


# ── a profile ──────────────────────────────────────────────────────────────────────────────────


def _of_profile(settings: Settings, name: str, environment: Mapping[str, str]) -> Section:
    """Return what holds for a profile. Raises SettingsError if there is no such profile."""
    profile = settings.found(name)
    return Section(
        f"profile {name}",
        tuple(_holdings(settings, name, profile, environment)),
        settings.problem_of(name, environment),
    )


def _holdings(
    settings: Settings, name: str, profile: ProfileSettings, environment: Mapping[str, str]
) -> Iterator[Holding]:
    def origin(setting: str) -> str:
        return _origin(settings, "profiles", name, setting)

    for setting in _ADDRESS:
        if (value := getattr(profile, setting)) is not None:
            yield Holding(setting, value, origin(setting))
    for setting in _SHOWN:
        yield Holding(setting, _text(getattr(profile, setting)), origin(setting))
    for secret in SECRETS:
        yield _secret(secret, profile, environment, origin)
    network = profile.network(settings.path.parent)
    yield from _proxies(profile.urls(), network, environment, origin("proxy"))
    yield from _files(network, environment, origin)
    usual = CallLimits.of(network)
    for setting, limit in _LIMITS.items():
        unit = "" if setting == "concurrency" else " s"
        yield Holding(setting, f"{getattr(usual, limit):g}{unit}", origin(setting))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(map(str, value)) or NONE
    return NONE if value is None else str(value)


def _secret(
    secret: SecretName,
    profile: ProfileSettings,
    environment: Mapping[str, str],
    origin: Origins,
) -> Holding:
    found = profile.origin(secret, environment)
    match found.way:
        case SecretWay.VARIABLE:
            return Holding(secret, MASK, f"variable {found.name}")
        case SecretWay.COMMAND:
            # The command's arguments may hold what nobody else should see.
            program = shlex.split(getattr(profile, found.name))[0]
            if which(os.path.expanduser(program)) is None:  # noqa: PTH111
                # Somebody may have written the secret itself.
                return Holding(secret, NONE, f"its program is not found ({origin(found.name)})")
            return Holding(secret, MASK, f"what {program} prints ({origin(found.name)})")
        case SecretWay.TYPED:
            where = f" ({origin('ask')})" if secret in profile.ask else ""
            return Holding(secret, MASK, f"typed when it is needed{where}")
        case SecretWay.NONE:
            why = f"variable {found.name} is not set" if found.name else "there is no user"
            return Holding(secret, NONE, why)


# ── the environment's connection ───────────────────────────────────────────────────────────────


def _of_environment(connection: Connection, environment: Mapping[str, str]) -> Iterator[Holding]:
    def origin(*variables: str) -> str:
        return next((f"variable {v}" for v in variables if environment.get(v, "").strip()), DEFAULT)

    yield Holding("account", connection.account, origin("CCS_ACCOUNT"))
    for version, url in (("V1", connection.v1_url), ("V2", connection.v2_url)):
        named = origin(f"CCS_{version}_URL", "CCS_URL", "CCS_REGION")
        yield Holding(f"{version.lower()}_url", url, named)
    yield Holding("user", connection.user or NONE, origin("CCS_USER"))
    for secret in SECRETS:
        value = getattr(connection, secret)
        named = origin(f"CCS_{secret.upper()}")
        if isinstance(value, TypedSecret):
            named = "typed when it is needed"
        yield Holding(secret, NONE if value is None else MASK, named)
    urls = (connection.v1_url, connection.v2_url)
    yield from _proxies(urls, AS_USUAL, environment, DEFAULT)
    yield from _files(AS_USUAL, environment, lambda _: DEFAULT)


# ── the way there ──────────────────────────────────────────────────────────────────────────────


def _proxies(
    urls: tuple[str, str], network: Network, environment: Mapping[str, str], origin: str
) -> Iterator[Holding]:
    for url in dict.fromkeys(urls):
        name = "proxy" if len(set(urls)) == 1 else f"proxy of {urlsplit(url).hostname}"
        try:
            proxy = chosen_proxy(url, network, environment)
        except UnusableSettingError as error:
            yield Holding(name, "can't be used", error.what)
            continue
        if proxy is None:
            yield Holding(name, NONE, origin)
        else:
            secret = f"{MASK}@" if "@" in proxy.url else ""
            shown = f"{urlsplit(proxy.url).scheme}://{secret}{proxy.host}"
            named = origin if network.proxy is not None else f"variable {proxy.setting}"
            yield Holding(name, shown, named)


def _files(network: Network, environment: Mapping[str, str], origin: Origins) -> Iterator[Holding]:
    for setting in FILES:
        value, named = getattr(network, setting), origin(setting)
        if setting == "ca_bundle" and value is None:
            for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
                if environment.get(variable):
                    value, named = environment[variable], f"variable {variable}"
                    break
            else:
                value = "those of Mozilla (certifi)"
        yield Holding(setting, value or NONE, named)
