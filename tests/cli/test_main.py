"""The command line where it ends before a screen."""

import pytest
from click.testing import CliRunner

from ccs_tui import __version__
from ccs_tui.cli import main


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CCS_URL", "CCS_REGION", "CCS_ACCOUNT", "CCS_API_KEY", "CCS_USER",
                 "CCS_PASSWORD", "CCS_TOKEN", "CCS_READ_ONLY", "CCS_PROFILE"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)


def test_it_says_its_version() -> None:
    result = CliRunner().invoke(main, ["--version"])
    assert result.output == f"ccs-tui, version {__version__}\n"


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"CCS_REGION": "mars"}, "CCS_REGION: there is no such region"),
        ({"CCS_URL": "nowhere"}, "CCS_URL: The URL needs http:// or https://"),
        ({"CCS_REGION": "emea", "CCS_ACCOUNT": "le1"}, "there are no credentials"),
        ({"CCS_READ_ONLY": "maybe"}, "CCS_READ_ONLY: it is 1 or 0"),
    ],
)
def test_a_wrong_variable_is_named(environment: dict[str, str], sentence: str) -> None:
    result = CliRunner().invoke(main, env=environment)
    assert result.exit_code == 1
    assert sentence in result.output


@pytest.mark.parametrize("command", [[], ["demo"]])
def test_without_a_terminal_it_draws_nothing(command: list[str]) -> None:
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 1
    assert "needs a terminal for its keys and its screen, and the standard input" in result.output


@pytest.mark.parametrize("count", ["0", "100001", "many"])
def test_a_wrong_number_of_sessions_is_refused(count: str) -> None:
    assert CliRunner().invoke(main, ["demo", "--sessions", count]).exit_code == 2
