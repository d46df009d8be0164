"""`settings.toml`: what it may say, and what is said where it is wrong."""

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.local.secret_command import SecretCommand
from ccs_tui.local.settings import Settings, SettingsError, load_settings
from ccs_tui.model.connection import REGIONS
from ccs_tui.model.network import Network
from ccs_tui.model.profile import ClipboardRoute, Environment, Preferences
from ccs_tui.model.secret import NoSecretError, Secret, TypedSecret

Write = Callable[[str], dict[str, str]]

PROFILE = '[profiles.prod]\naccount = "le1"\nregion = "emea"\n'
KEYS = {"CCS_API_KEY": "shh-key"}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a settings file and return the environment that points to it."""

    def write(text: str) -> dict[str, str]:
        (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
        return {"CCS_CONFIG_DIR": str(tmp_path)}

    return write


def has_no_name(text: str) -> bool:
    """Whether no variable is called so."""
    return re.fullmatch("[A-Z_][A-Z0-9_]*", text) is None


def problem_of(environment: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(environment)
    lines = str(caught.value).splitlines()
    begins = re.compile(re.escape(str(caught.value.path)) + r"(:\d+:\d+)?: ")
    assert all(begins.match(line) for line in lines)
    return "\n".join(begins.sub("", line) for line in lines)


def test_without_a_file_everything_is_as_usual(tmp_path: Path) -> None:
    settings = load_settings({"CCS_CONFIG_DIR": str(tmp_path / "nowhere")})
    assert settings == Settings(
        tmp_path / "nowhere" / "settings.toml", Preferences("always", 30), {}
    )
    assert list(tmp_path.iterdir()) == []


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_folder(path: Path) -> None:
    path.mkdir()


def an_endless_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_huge_file(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2**30)


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (a_pipe, "it is no regular file: put one in its place."),
        (a_folder, "it is no regular file: put one in its place."),
        (an_endless_device, "it is no regular file: put one in its place."),
        (a_huge_file, "it has more than 1,000,000 bytes: shorten it."),
    ],
)
def test_what_is_no_file_of_settings_is_not_read(
    tmp_path: Path, make: Callable[[Path], None], problem: str
) -> None:
    make(tmp_path / "settings.toml")
    assert problem_of({"CCS_CONFIG_DIR": str(tmp_path)}) == problem


@pytest.mark.parametrize("text", ["journal_days = " + "9" * 5_000, "a = " + "[" * 100_000])
def test_what_python_can_not_read_is_no_toml(write: Write, text: str) -> None:
    assert problem_of(write(text)).startswith("it is not TOML")


def test_a_file_that_may_not_be_read_is_told(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = write(PROFILE)

    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert problem_of(environment) == "it can't be read: Permission denied."


def test_line_ends_of_other_systems_are_read(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"\xef\xbb\xbfjournal_days = 3\r\n")
    settings = load_settings({"CCS_CONFIG_DIR": str(tmp_path)})
    assert settings.preferences.journal_days == 3


def test_without_a_home_there_are_no_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 12_345)
    monkeypatch.chdir(tmp_path)
    for folder in ("~/.config/ccs-tui", "~/x"):
        Path(folder).mkdir(parents=True)
        Path(folder, "settings.toml").write_text("journal_days = 3")
    assert load_settings({}).preferences == Preferences()
    assert "CCS_CONFIG_DIR begins with ~" in problem_of({"CCS_CONFIG_DIR": "~/x"})


def test_the_smallest_profile(write: Write) -> None:
    environment = write(PROFILE) | KEYS
    profile = load_settings(environment).profile("prod", environment)
    connection = profile.connection
    assert (profile.name, profile.label, profile.colour) == ("prod", "prod", None)
    assert profile.environment is Environment.DEVELOPMENT
    assert not profile.starts_read_only
    assert connection.v1_url == connection.v2_url == REGIONS["emea"]
    assert (connection.account, connection.api_key) == ("le1", Secret("shh-key"))
    assert not connection.read_only
    assert "shh" not in repr(profile)


def test_everything_that_it_may_say(write: Write) -> None:
    environment = write(
        'review = "production"\n'
        "journal_days = 0\n"
        'clipboard = "osc52"\n'
        '[profiles."prod.eu-1"]\n'
        'account = "le1"\n'
        'v1_url = "https://one.test"\n'
        'v2_url = "https://two.test"\n'
        'user = "robot"\n'
        'environment = "production"\n'
        "read_only = false\n"
        'colour = "#d0433f"\n'
        'api_key_env = "PROD_KEY"\n'
        'password_env = "PROD_PASSWORD"\n'
        'token_env = "PROD_TOKEN"\n'
    )
    secrets = {"PROD_KEY": "shh-1", "PROD_PASSWORD": "shh 2", "PROD_TOKEN": "shh-3", **KEYS}
    settings = load_settings(environment)
    profile = settings.profile("prod.eu-1", environment | secrets)
    connection = profile.connection
    assert settings.preferences == Preferences("production", 0, ClipboardRoute.OSC52)
    assert (connection.v1_url, connection.v2_url) == ("https://one.test", "https://two.test")
    assert connection.api_key == Secret("shh-1")
    assert (connection.user, connection.password) == ("robot", Secret("shh 2"))
    assert connection.token == Secret("shh-3")
    assert (profile.environment, profile.colour) == (Environment.PRODUCTION, "#d0433f")
    # Production starts read-only, whatever it says; but it can be unlocked.
    assert profile.starts_read_only
    assert not connection.read_only


def test_read_only_of_the_run_is_for_good(write: Write) -> None:
    environment = write(PROFILE) | KEYS
    profile = load_settings(environment).profile("prod", environment, read_only=True)
    assert profile.connection.read_only
    assert profile.starts_read_only


def test_a_profile_may_start_read_only(write: Write) -> None:
    environment = write(f"{PROFILE}read_only = true\n") | KEYS
    profile = load_settings(environment).profile("prod", environment)
    assert profile.starts_read_only
    assert not profile.connection.read_only


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('review = "never"', "review: set it to 'always' or 'production'."),
        (
            'clipboard = "pigeon"',
            "clipboard: set it to 'auto', 'osc52', 'tmux', 'system', 'file' or 'off'.",
        ),
        ("review = true", "review: set it to 'always' or 'production'."),
        ("journal_days = -1", "journal_days: set it to 0 or more."),
        ('journal_days = "30"', "journal_days: set it to a whole number, without quotes."),
        ("journal_day = 3", "journal_day: there is no such setting: did you mean journal_days?"),
        ("profiles = 3", "profiles: it is a table: write it as [profiles.NAME]."),
        ("keys = 3", "keys: it is a table: write it as [keys]."),
        ("watch_seconds = '2'", "watch_seconds: set it to a number, without quotes."),
        ("watch_seconds = true", "watch_seconds: set it to a number, without quotes."),
        ("profiles.prod = 3", "profiles.prod: it is a table: write it as [profiles.NAME]."),
        ("[profiles.prod]", "profiles.prod.account: it is missing: add it here."),
        ('[profiles.demo]\naccount = "le1"', "profiles.demo: the name demo is taken"),
        ('[profiles."a b"]\naccount = "le1"', "profiles.a b: a profile's name has"),
        ('[profiles.prod]\naccount = "le1"', "profiles.prod.region: it is missing: set it to"),
        (f'{PROFILE}url = "https://x.test"', "profiles.prod.region: it stands beside url"),
        (f"{PROFILE}v1_url = 3", 'profiles.prod.v1_url: set it to a text in "quotes".'),
        (f'{PROFILE}v1_url = "ftp://x"', "profiles.prod.v1_url: The URL needs http"),
        (f'{PROFILE}user = "a:b"', "profiles.prod.user: a user's name is not empty"),
        (
            f'{PROFILE}read_only = "no"',
            "profiles.prod.read_only: set it to true or false, without quotes.",
        ),
        (f'{PROFILE}environment = "live"', "profiles.prod.environment: set it to 'development', "),
        (f'{PROFILE}colour = "red"', "profiles.prod.colour: it reads like"),
        (
            f'{PROFILE}turn = "length(t"',
            'profiles.prod.turn: it is JMESPath, and reads like "length(transcript)"; column 9',
        ),
        (
            f'{PROFILE}turn = "size(t)"',
            'profiles.prod.turn: it is JMESPath, and reads like "length(transcript)"; there is no',
        ),
        (
            f"{PROFILE}color = 3",
            "profiles.prod.color: there is no such setting: did you mean colour?",
        ),
        ("[profiles.prod", "profiles.prod: it is not TOML: "),
    ],
)
def test_what_is_wrong_is_said_with_file_and_field(write: Write, text: str, said: str) -> None:
    assert problem_of(write(text)).startswith(said)


def test_all_that_is_wrong_is_said(write: Write) -> None:
    assert len(problem_of(write('review = "x"\njournal_days = "y"\nz = 1')).splitlines()) == 3


@pytest.mark.parametrize(
    "field", ["api_key", "password", "token", "key", "API_KEY", "secret", "apikey", "passwd"]
)
def test_a_secret_is_refused_with_what_to_do(write: Write, field: str) -> None:
    for text in (f'{PROFILE}{field} = "shh-secret"', f'{field} = "shh-secret"'):
        said = problem_of(write(text))
        assert f"{field}: a secret can't stand in this file." in said
        assert "api_key_env, password_env or token_env" in said
        assert "shh" not in said


@given(secret=st.text("abcdefXYZ0123456789-_=+/.", min_size=12).filter(has_no_name))
def test_a_secret_in_the_place_of_a_variables_name_is_refused_and_not_repeated(
    secret: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("config")
    (folder / "settings.toml").write_text(f'{PROFILE}api_key_env = "{secret}"')
    said = problem_of({"CCS_CONFIG_DIR": str(folder)})
    assert "profiles.prod.api_key_env: it is the name of an environment variable" in said
    assert secret not in said


def test_a_password_in_a_url_is_refused_and_not_repeated(write: Write) -> None:
    text = '[profiles.prod]\naccount = "le1"\nurl = "https://robot:shh-secret@x.test"'
    said = problem_of(write(text))
    assert "profiles.prod.url: The URL can't hold a user or a password" in said
    assert "shh" not in said


@pytest.mark.parametrize(
    ("text", "variables", "said"),
    [
        (PROFILE, {}, "profiles.prod.api_key_env: there are no credentials: set the variable CCS_"),
        (f'{PROFILE}user = "u"\npassword_env = "P"', KEYS, "profiles.prod.password_env: the vari"),
        (f'{PROFILE}token_env = "T"', KEYS, "profiles.prod.token_env: the variable T is not set"),
        (PROFILE, {"CCS_API_KEY": "shh key"}, "profiles.prod: The API key is empty, or has"),
    ],
)
def test_a_missing_secret_is_said(
    write: Write, text: str, variables: dict[str, str], said: str
) -> None:
    environment = write(text) | variables
    with pytest.raises(SettingsError) as caught:
        load_settings(environment).profile("prod", environment)
    assert said in str(caught.value)
    assert "shh" not in str(caught.value)


def test_a_password_without_a_user_is_of_no_use(write: Write) -> None:
    environment = write(PROFILE) | KEYS | {"CCS_PASSWORD": "shh"}
    assert load_settings(environment).profile("prod", environment).connection.password is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{PROFILE}[profiles.test]\naccount='le2'\nregion='apac'", "there is prod or test."),
        ("", "there are no profiles: write one, as [profiles.NAME]"),
    ],
)
def test_an_unknown_profile_is_said(write: Write, text: str, said: str) -> None:
    environment = write(text)
    with pytest.raises(SettingsError, match=r"settings\.toml") as caught:
        load_settings(environment).profile("nope", environment)
    assert said in str(caught.value)


def test_a_file_that_is_not_utf_8_is_said(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"\xff\xfe\x00")
    assert problem_of({"CCS_CONFIG_DIR": str(tmp_path)}) == "it is not UTF-8: save it as that."


def test_the_way_to_the_service_and_the_namespaces_reach_the_profile(
    write: Write, tmp_path: Path
) -> None:
    for name in ("authority.pem", "me.crt", "me.key"):
        (tmp_path / name).touch()
    environment = KEYS | write(
        f"{PROFILE}"
        'proxy = "socks5://proxy.example:1080"\n'
        'ca_bundle = "authority.pem"\n'
        f'client_certificate = "{tmp_path}/me.crt"\n'
        'client_key = "~/me.key"\n'
        "connect_timeout = 3\n"
        "answer_timeout = 20.5\n"
        "call_timeout = 90\n"
        "concurrency = 4\n"
        'default_namespace = "bot"\n'
        'namespaces = ["orders", "custom", "orders"]\n'
        'id_properties = ["guestId"]\n'
        'turn = "length(transcript)"\n'
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path))
        profile = load_settings(environment).profile("prod", environment)
    assert profile.connection.network == Network(
        proxy="socks5://proxy.example:1080",
        ca_bundle=str(tmp_path / "authority.pem"),
        client_certificate=str(tmp_path / "me.crt"),
        client_key=str(tmp_path / "me.key"),
        connect_seconds=3,
        silence_seconds=20.5,
        total_seconds=90,
        concurrent=4,
    )
    assert profile.known_namespaces == ["orders", "bot"]
    assert profile.id_properties == ("guestId",)
    assert profile.turn == "length(transcript)"


@pytest.mark.parametrize(
    ("text", "variables", "source"),
    [
        ('user = "robot"', {}, TypedSecret("the password of prod")),
        ('user = "robot"', {"CCS_PASSWORD": "shh"}, Secret("shh")),
        ('user = "robot"\npassword_env = "P"\nask = ["password"]', {},
         TypedSecret("the password of prod")),
        ('user = "robot"\npassword_env = "P"\nask = ["password"]', {"P": "shh"}, Secret("shh")),
    ],
)  # fmt: skip
def test_a_password_is_typed_where_nothing_else_has_it(
    write: Write, text: str, variables: dict[str, str], source: object
) -> None:
    environment = write(PROFILE + text) | KEYS | variables
    profile = load_settings(environment).profile("prod", environment)
    assert profile.connection.password == source


async def test_each_secret_may_come_from_a_command(write: Write) -> None:
    environment = write(
        f"{PROFILE}"
        'user = "robot"\n'
        "api_key_command = \"sh -c 'echo shh-key'\"\n"
        'password_command = "printenv -- SHH"\n'
        'token_command = "printenv CCS_API_KEY"\n'
    )
    given = {**os.environ, **environment, **KEYS, "SHH": "a b"}
    connection = load_settings(environment).profile("prod", given).connection
    assert isinstance(connection.api_key, SecretCommand)
    assert await connection.api_key.get() == Secret("shh-key")
    assert isinstance(connection.password, SecretCommand)
    assert await connection.password.get() == Secret("a b")
    # The variables that have secrets are not handed on.
    assert isinstance(connection.token, SecretCommand)
    with pytest.raises(NoSecretError, match=r"profiles\.prod\.token_command"):
        await connection.token.get()
    assert "shh" not in repr(connection)
