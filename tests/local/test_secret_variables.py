"""The variables that have secrets: hidden from every program, and still there for a profile."""

import os
import subprocess
import sys

import pytest

from ccs_tui.local.secret_variables import (
    child_environment,
    hide_secrets,
    variables,
    without_secrets,
)


def test_what_is_hidden_is_no_childs_and_still_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCS_API_KEY", "shh-1")
    monkeypatch.setenv("PROD", "shh-2")
    hide_secrets(["PROD", "NOT_SET"])
    dump = [sys.executable, "-c", "import os; print(dict(os.environ))"]
    child = subprocess.run(dump, capture_output=True, text=True, check=True).stdout
    assert "shh" not in child
    assert "PROD" not in os.environ
    known = variables()
    assert (known["CCS_API_KEY"], known["PROD"]) == ("shh-1", "shh-2")
    assert "NOT_SET" not in known
    hide_secrets(["PROD"])
    assert variables()["PROD"] == "shh-2"


def test_a_child_gets_no_secret_that_is_named() -> None:
    environment = {"CCS_API_KEY": "shh", "CCS_PASSWORD": "shh", "CCS_TOKEN": "shh", "HOME": "/h"}
    assert child_environment(environment) == {"HOME": "/h"}
    assert child_environment({"P": "shh", "Q": "q"}, {"P"}) == {"Q": "q"}


def test_our_own_processes_get_nothing_that_sounds_like_one() -> None:
    environment = {"PROD_KEY": "s", "my_token": "s", "DB_PASSWORD": "s", "A_SECRET": "s",
                   "PATH": "/bin", "PWD": "/", "XAUTHORITY": "/x", "PEX": "p"}  # fmt: skip
    assert set(without_secrets(environment)) == {"PATH", "PWD", "XAUTHORITY", "PEX"}
