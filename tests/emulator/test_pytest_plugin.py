"""The pytest plugin, in a project of somebody else."""

import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
TESTS = """
import json, threading, urllib.request


def write(emulator, **payload):
    url = f"{emulator.url}/v1/account/{emulator.account}/bot/s1/properties"
    headers = {"maven-api-key": emulator.key, "content-type": "application/json"}
    request = urllib.request.Request(url, json.dumps(payload).encode(), headers, method="PATCH")
    urllib.request.urlopen(request)


def test_what_is_there(ccs_emulator, ccs_expect):
    ccs_emulator.store.create_namespace(ccs_emulator.account, "bot", None)
    write(ccs_emulator, intent="refund")
    ccs_expect("bot/s1", "intent == 'refund'", 'intent == "refund"')


def test_what_comes(ccs_emulator, ccs_expect):
    ccs_emulator.store.create_namespace(ccs_emulator.account, "bot", None)
    threading.Timer(0.05, write, [ccs_emulator], {"intent": "refund"}).start()
    ccs_expect("bot/s1", "intent == 'refund'", within=60)


def test_what_is_not_true(ccs_emulator, ccs_expect):
    ccs_emulator.store.create_namespace(ccs_emulator.account, "bot", None)
    write(ccs_emulator, intent="other")
    ccs_expect("bot/s1", "intent == 'refund'")


def test_what_is_not_there(ccs_expect):
    ccs_expect("bot/s1", "intent")


def test_what_is_no_condition(ccs_expect):
    ccs_expect("bot/s1", "intent ==")
"""


def test_the_entry_point_names_it() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    named = project["entry-points"]["pytest11"]["ccs_tui"]
    assert named == "ccs_tui.emulator.pytest_plugin"


@pytest.mark.slow
def test_a_test_gets_an_emulator_and_expectations_without_an_import(tmp_path: Path) -> None:
    (tmp_path / "test_bot.py").write_text(TESTS)
    is_installed = bool(entry_points(group="pytest11", name="ccs_tui"))
    # An installation that is older has no entry point yet, and one that has it takes no second one.
    plugin = [] if is_installed else ["-p", "ccs_tui.emulator.pytest_plugin"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugin, "-q", "-rf", "-p", "no:cacheprovider", tmp_path],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert "3 failed, 2 passed" in done.stdout, done.stderr
    assert "bot/s1: intent == 'refund': it is not true" in done.stdout
    assert "bot/s1: it is not there" in done.stdout
    assert "bot/s1: the expression 'intent ==': column 10: it ends too early" in done.stdout
    assert "ExpressionError" not in done.stdout


@pytest.mark.slow
def test_it_imports_nothing_before_it_is_asked_for() -> None:
    code = (
        "import sys, ccs_tui.emulator.pytest_plugin\n"
        "print({'starlette', 'pydantic', 'httpx', 'sqlite3', 'msgspec'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
