"""tmux is asked which terminal one sits at, since its own variables are those of long ago."""

import os
import pty
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic

import pytest

from ccs_tui.ui.terminal.surroundings import VariablesOf, look_around, variables_of

SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
BASE = {"PATH": os.environ["PATH"], "HOME": "/", "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


class Tmux:
    """A tmux of its own, begun in a terminal with some variables, and attached in another."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._clients: list[subprocess.Popen[bytes]] = []
        self._terminals: list[int] = []

    def say(self, *arguments: str, environment: Mapping[str, str] = BASE) -> str:
        command = ["tmux", "-S", str(self._socket), "-f", "/dev/null", *arguments]
        run = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        return run.stdout.strip()

    def begin(self, **variables: str) -> dict[str, str]:
        """Start it; return the variables that a program in its window has."""
        begun = {**BASE, **variables}
        self.say("new-session", "-d", "-x", "80", "-y", "24", "cat", environment=begun)
        told = self.say("display-message", "-p", "#{socket_path},#{pid},0|#{pane_id}")
        server, pane = told.split("|")
        return {**begun, "TERM": "tmux-256color", "TMUX": server, "TMUX_PANE": pane}

    def attach(self, **variables: str) -> None:
        """Attach it in a terminal with these variables."""
        near, far = pty.openpty()
        self._terminals += [near, far]
        self._clients.append(
            subprocess.Popen(
                [shutil.which("tmux") or "", "-S", str(self._socket), "attach"],
                env={**BASE, **variables}, stdin=far, stdout=far, stderr=far,
                start_new_session=True,
            )
        )  # fmt: skip
        deadline = monotonic() + 30
        while len(self.say("list-clients").splitlines()) < len(self._clients):
            assert monotonic() < deadline, "tmux has no client"

    def end(self) -> None:
        with suppress(subprocess.CalledProcessError):
            self.say("kill-server")
        for client in self._clients:
            client.kill()
            client.wait()
        for terminal in self._terminals:
            os.close(terminal)


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    one = Tmux(tmp_path / "s")
    yield one
    one.end()


@pytest.fixture
def other_tmux(tmp_path: Path) -> Iterator[Tmux]:
    one = Tmux(tmp_path / "o")
    yield one
    one.end()


def no_process(_: int) -> None:
    """Know no process, as on a system without /proc."""


both_ways = pytest.mark.parametrize("of_process", [variables_of, no_process])


@needs_tmux
@both_ways
async def test_begun_at_the_desk_and_attached_over_ssh(tmux: Tmux, of_process: VariablesOf) -> None:
    pane = tmux.begin(DISPLAY=":0")
    tmux.attach(**SSH)
    around = await look_around(pane, of_process=of_process)
    assert around.over_ssh
    assert around.ssh_connection == SSH["SSH_CONNECTION"]
    assert "DISPLAY" not in around.environment
    assert around.environment["TERM"] == "xterm-256color"
    assert [one.takes_copies for one in around.tmux] == [True]


@needs_tmux
@both_ways
async def test_begun_over_ssh_and_attached_at_the_desk(tmux: Tmux, of_process: VariablesOf) -> None:
    pane = tmux.begin(**SSH, SSH_TTY="/dev/pts/9")
    tmux.attach(DISPLAY=":7")
    around = await look_around(pane, of_process=of_process)
    assert not around.over_ssh
    assert around.environment["DISPLAY"] == ":7"


@needs_tmux
async def test_a_terminal_that_takes_no_copies_is_told_from_one_that_does(tmux: Tmux) -> None:
    pane = tmux.begin()
    tmux.attach(TERM="vt100")
    around = await look_around(pane)
    assert [one.takes_copies for one in around.tmux] == [False]


@needs_tmux
async def test_one_in_another_is_followed_to_the_terminal(tmux: Tmux, other_tmux: Tmux) -> None:
    outer = tmux.begin()
    tmux.attach(**SSH)
    inner = other_tmux.begin()
    other_tmux.attach(**outer)
    around = await look_around(inner)
    assert [one.environment["TMUX"] for one in around.tmux] == [inner["TMUX"], outer["TMUX"]]
    assert around.over_ssh


async def test_a_tmux_that_is_gone_is_not_believed(tmp_path: Path) -> None:
    around = await look_around({**BASE, "TMUX": f"{tmp_path}/gone,1,0"})
    assert (around.tmux, around.unasked) == ((), "tmux")


async def test_screen_can_say_nothing() -> None:
    around = await look_around({**BASE, "STY": "1.pts-0.host"})
    assert (around.unasked, around.over_ssh) == ("screen", False)


async def test_outside_of_all_it_is_what_the_variables_say() -> None:
    assert (await look_around({**BASE, **SSH})).over_ssh
    around = await look_around(BASE)
    assert (around.over_ssh, around.tmux, around.unasked) == (False, (), None)
