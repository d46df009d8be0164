"""The emulator as a process of its own, as people run it."""

import os
import signal
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from ccs_tui.cli.emulator import OWN_CREDENTIALS
from tests.emulator.conftest import ACCOUNT

V1 = f"/v1/account/{ACCOUNT}"
COMMAND = [sys.executable, "-c", "from ccs_tui.cli.emulator import emulator; emulator()"]


@dataclass
class EmulatorProcess:
    """A process that answers at `url`; `said` is what it printed first."""

    process: subprocess.Popen[str]
    url: str
    said: str

    def client(self) -> httpx.Client:
        """Return a client that has the key of v1."""
        return httpx.Client(
            base_url=self.url,
            headers={"maven-api-key": OWN_CREDENTIALS["CCS_API_KEY"]},
            timeout=30,
        )

    def kill(self) -> None:
        """End it with no chance to do anything more: kill -9."""
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def interrupt(self, number: signal.Signals = signal.SIGINT) -> str:
        """Send a signal, ctrl+c unless told otherwise; return what it printed since."""
        assert self.process.stdout is not None
        self.process.send_signal(number)
        rest = self.process.stdout.read()
        self.process.wait(timeout=30)
        return rest


def start(
    *arguments: str | Path, ignored: Collection[signal.Signals] = (), **environment: str
) -> EmulatorProcess:
    """Start one on a free port, and return once it answers; `ignored` is as `nohup` leaves it."""

    def ignore() -> None:
        for each in ignored:
            signal.signal(each, signal.SIG_IGN)

    process = subprocess.Popen(
        [*COMMAND, "--port", "0", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=_without_settings() | environment,
        preexec_fn=ignore if ignored else None,
    )
    said = read_until(process, "export CCS_PASSWORD", "# CCS_PASSWORD")
    url = next(line for line in said.splitlines() if line.startswith("export CCS_URL="))
    return EmulatorProcess(process, url.removeprefix("export CCS_URL="), said)


def read_until(process: subprocess.Popen[str], *beginnings: str) -> str:
    """Return what the process prints up to a line that begins so. Fails if it ends before."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith(beginnings):
            return "".join(lines)
    raise AssertionError(f"It ended early: {''.join(lines)}")


@contextmanager
def running(
    *arguments: str | Path, ignored: Collection[signal.Signals] = (), **environment: str
) -> Iterator[EmulatorProcess]:
    """Run one for a block, and kill it at its end if it still runs."""
    emulator = start(*arguments, ignored=ignored, **environment)
    try:
        yield emulator
    finally:
        emulator.kill()


def _without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("CCS_")}
