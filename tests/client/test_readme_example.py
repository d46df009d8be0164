"""README's example of the library, run as it is printed, against the emulator."""

import os
import re
import subprocess
import sys
from pathlib import Path

from ccs_tui.emulator.testing import running_emulator

README = Path(__file__).parents[2] / "README.md"


def example() -> str:
    section = README.read_text().partition("\n## As a library\n")[2].partition("\n## ")[0]
    found = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert found is not None
    return found[1]


def run(**environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", example()],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


def test_the_example_does_what_it_says() -> None:
    with running_emulator() as emulator:
        told = run(
            CCS_URL=emulator.url,
            CCS_ACCOUNT=emulator.account,
            CCS_API_KEY=emulator.key,
            CCS_USER=emulator.user,
            CCS_PASSWORD=emulator.password,
        ).splitlines()
    assert told[0] == "paid"
    assert told[1].startswith("26 characters, expires at 20")
    assert told[2] == "3f2c9d1e {'state': '\"paid\"', 'items': '3'}"


def test_its_errors_are_sentences() -> None:
    with running_emulator() as emulator:
        told = run(
            CCS_URL=emulator.url,
            CCS_ACCOUNT=emulator.account,
            CCS_API_KEY="wrong",
            CCS_USER=emulator.user,
            CCS_PASSWORD="wrong",
        )
    assert told.startswith("The service refused the user and password (401) for logging in")
    assert told.endswith("may use the account's API.\n")
