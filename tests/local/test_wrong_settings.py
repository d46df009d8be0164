"""Ways to get the settings wrong: each is told with file, line, column, setting and remedy."""

from pathlib import Path

import pytest

from ccs_tui.local.settings import SettingsError, load_settings

GOOD = """\
review = "always"

[profiles.prod]
account = "le12345678"
region = "emea"
"""
PLANTED = "shh-planted-secret"

WRONG = {
    "a name misspelt": (
        GOOD + 'colur = "#d0433f"',
        "6:1: profiles.prod.colur: there is no such setting: did you mean colour?",
    ),
    "a table misspelt": (
        GOOD.replace("[profiles", "[profile"),
        "3:2: profile: there is no such setting: did you mean profiles?",
    ),
    "a setting of a profile at the top": (
        'account = "le1"\n' + GOOD,
        "1:1: account: it stands in a profile, below [profiles.NAME]: put it there.",
    ),
    "a setting of the top in a profile": (
        GOOD + "journal_days = 3",
        "6:1: profiles.prod.journal_days: it stands at the top, before the first "
        "[profiles.NAME]: put it there.",
    ),
    "a text without quotes": (
        GOOD + "user = robot",
        '6:8: user: it is not TOML: Invalid value. A text stands in "quotes", and true and false '
        "in lower case.",
    ),
    "a quote that is not closed": (
        GOOD + 'user = "robot\nread_only = true',
        "6:14: user: it is not TOML: Illegal character '\\n'. Look for a quote or a bracket that "
        "is not closed, or for more than one setting in it.",
    ),
    "a profile twice": (
        GOOD + '[profiles.prod]\naccount = "le2"',
        "6:15: profiles.prod: it is not TOML: Cannot declare ('profiles', 'prod') twice. It stands "
        "there twice: take one out.",
    ),
    "a setting twice": (
        GOOD + 'region = "apac"',
        "6:16: region: it is not TOML: Cannot overwrite a value. It stands there twice: take one "
        "out.",
    ),
    "a colon in the place of the sign of equality": (
        GOOD + "read_only: true",
        "6:10: read_only: it is not TOML: Expected '=' after a key in a key/value pair. A setting "
        "is written as NAME = VALUE.",
    ),
    "a number in quotes": (
        GOOD + 'concurrency = "8"',
        "6:1: profiles.prod.concurrency: set it to a whole number, without quotes.",
    ),
    "a number that is too large": (
        GOOD + "connect_timeout = 1e9",
        "6:1: profiles.prod.connect_timeout: set it to 3600.0 or less.",
    ),
    "a place that there is none of": (
        GOOD.replace("emea", "europe"),
        "5:1: profiles.prod.region: set it to americas, emea or apac.",
    ),
    "a profile without an account": (
        '[profiles.prod]\nregion = "emea"',
        "1:11: profiles.prod.account: it is missing: add it here.",
    ),
    "two places": (
        GOOD + 'url = "https://ccs.example"',
        "5:1: profiles.prod.region: it stands beside url: take one of the two out.",
    ),
    "a secret": (
        GOOD + f'password = "{PLANTED}"',
        "6:1: profiles.prod.password: a secret can't stand in this file. Take it out, put it in an "
        "environment variable, and name that variable: api_key_env, password_env or token_env. Or "
        "name a command that prints it: api_key_command, password_command or token_command.",
    ),
    "a secret without quotes": (
        GOOD + f"password = {PLANTED}",
        '6:12: password: it is not TOML: Invalid value. A text stands in "quotes", and true and '
        "false in lower case.",
    ),
    "a text of many lines that is not closed": (
        GOOD + f'user = """\n{PLANTED}',
        f"7:{len(PLANTED) + 1}: it is not TOML: Unterminated string. Look for a quote or a bracket "
        "that is not closed, or for more than one setting in it.",
    ),
    "a list of secrets": (
        GOOD + f"ask = [\n{PLANTED} = 1",
        '7:1: it is not TOML: Invalid value. A text stands in "quotes", and true and false in '
        "lower case.",
    ),
    "a secret where the name of its variable belongs": (
        GOOD + f'api_key_env = "{PLANTED}"',
        "6:1: profiles.prod.api_key_env: it is the name of an environment variable, in capitals: a "
        "secret can't stand in this file itself.",
    ),
    "a secret in a command": (
        GOOD + f'user = "robot"\npassword_command = "echo {PLANTED}"',
        "7:1: profiles.prod.password_command: a secret can't stand in this file, not as an "
        "argument either: name a command that fetches it.",
    ),
    "a secret in a URL": (
        GOOD.replace('region = "emea"', f'url = "https://robot:{PLANTED}@ccs.example"'),
        "5:1: profiles.prod.url: The URL can't hold a user or a password: they have their own "
        "settings.",
    ),
    "a secret in a proxy": (
        GOOD + f'proxy = "http://robot:{PLANTED}@proxy.example:8080"',
        "6:1: profiles.prod.proxy: a secret can't stand in this file, and so no proxy's user and "
        "password: take this line out, and set the variable HTTPS_PROXY to the whole URL.",
    ),
    "a proxy without a scheme": (
        GOOD + 'proxy = "proxy.example:8080"',
        '6:1: profiles.prod.proxy: it reads like "http://proxy.example:8080"; the schemes are '
        'http, https, socks5 or socks5h. "none" is no proxy, whatever the environment says.',
    ),
    "a command with an open quote": (
        GOOD + "user = \"robot\"\npassword_command = \"pass show 'ccs\"",
        "7:1: profiles.prod.password_command: a quote in it is not closed: it is split into "
        "arguments as a shell does.",
    ),
    "a command beside a variable": (
        GOOD + 'api_key_command = "pass show key"\napi_key_env = "KEY"',
        "6:1: profiles.prod.api_key_command: it stands beside api_key_env: take one of them out.",
    ),
    "a password without a user": (
        GOOD + 'password_command = "pass show ccs"',
        "6:1: profiles.prod.password_command: it is of no use without user: set user, or take it "
        "out.",
    ),
    "a secret to be asked for that there is none of": (
        GOOD + 'ask = ["passwort"]',
        "6:1: profiles.prod.ask.0: set it to 'api_key', 'password' or 'token'.",
    ),
    "a namespace that there can't be": (
        GOOD + 'namespaces = ["orders", "air-line"]',
        "6:1: profiles.prod.namespaces.1: A namespace's name has only the letters A-Z and a-z, "
        "digits and underscores; '-' is none of these.",
    ),
    "a key without a certificate": (
        GOOD + 'client_key = "me.key"',
        "6:1: profiles.prod.client_key: it is of no use without client_certificate: set that too.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WRONG)
def test_what_is_wrong_is_told_with_its_place_and_what_to_do(way: str, tmp_path: Path) -> None:
    text, said = WRONG[way]
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_settings({"CCS_CONFIG_DIR": str(tmp_path)})
    assert str(caught.value) == f"{path}:{said}"
    assert PLANTED not in str(caught.value)


MISSING = {
    "a variable that is not set": (
        GOOD + 'api_key_env = "PROD_KEY"',
        "6:1: profiles.prod.api_key_env: the variable PROD_KEY is not set: set it, or take this "
        'line out. ask = ["api_key"] would have it typed.',
    ),
    "no credentials": (
        GOOD,
        "3:11: profiles.prod.api_key_env: there are no credentials: set the variable CCS_API_KEY "
        "for v1, or CCS_TOKEN (or user, and CCS_PASSWORD) for v2, or both. A command can have them "
        'too, as api_key_command, and ask = ["api_key"] has one typed.',
    ),
    "a file that is not there": (
        GOOD + 'ask = ["api_key"]\nca_bundle = "authority.pem"',
        "7:1: profiles.prod.ca_bundle: there is no file FOLDER/authority.pem: put it there, or "
        "name another.",
    ),
}


@pytest.mark.parametrize("way", MISSING)
def test_what_is_missing_is_told_when_the_profile_is_used(way: str, tmp_path: Path) -> None:
    text, said = MISSING[way]
    path = tmp_path / "settings.toml"
    path.write_text(text)
    settings = load_settings({"CCS_CONFIG_DIR": str(tmp_path)})
    with pytest.raises(SettingsError) as caught:
        settings.profile("prod", {})
    assert str(caught.value) == f"{path}:{said.replace('FOLDER', str(tmp_path))}"
