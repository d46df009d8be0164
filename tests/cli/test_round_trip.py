"""The commands as a shell script has them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Shell

SCRIPT = Path(__file__).with_name("round_trip.sh")


@pytest.mark.slow
def test_the_round_trip_of_a_script_ends_whole(shell: Shell) -> None:
    shell.emulator.store.create_namespace(shell.emulator.account, "copy", None)
    argv = ["/bin/bash", str(SCRIPT), f"{sys.executable} -m ccs_tui"]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=600)
    assert (done.stdout, done.returncode) == ("whole\n", 0), done.stderr
