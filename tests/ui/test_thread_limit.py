"""The explorer where the system allows it few threads, or none: it works, or it says why not."""

import asyncio
import socket
import sys
import threading

import pytest

from ccs_tui.model.system_limits import NO_MORE_THREADS
from ccs_tui.ui.bugs import describe_bug
from ccs_tui.ui.event_loop import ExplorerLoop
from tests.benchmarks.terminal import Terminal

LIMITED = """
import sys, threading
left, start = int(sys.argv.pop(1)), threading.Thread.start

def limited(thread):
    global left
    if not left:
        raise RuntimeError("can't start new thread")
    left -= 1
    start(thread)

threading.Thread.start = limited
from ccs_tui.cli import main
main(prog_name="ccs-tui")
"""
NEEDED = 4
"""A thread each for work, for what is shown, for the keys, and for the data of the demo."""


def refused(_: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


def test_a_loop_does_with_one_thread_all_that_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []

    async def work() -> None:
        monkeypatch.setattr(threading.Thread, "start", refused)
        work = [asyncio.to_thread(threading.current_thread) for _ in range(9)]
        names.extend(thread.name for thread in await asyncio.gather(*work))
        loop = asyncio.get_running_loop()
        assert await loop.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)

    with asyncio.Runner(loop_factory=ExplorerLoop) as runner:
        runner.run(work())
    assert names == ["ccs-tui_0"] * 9


def test_without_a_thread_for_it_no_loop_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading.Thread, "start", refused)
    with pytest.raises(RuntimeError, match="can't start new thread") as raised:
        ExplorerLoop()
    assert describe_bug(raised.value) == NO_MORE_THREADS


def limited(threads: int, *arguments: str) -> Terminal:
    return Terminal([sys.executable, "-c", LIMITED, str(threads), *arguments])


@pytest.mark.slow
@pytest.mark.parametrize("threads", range(NEEDED))
def test_without_its_threads_it_names_the_limit_and_leaves_the_terminal_clean(threads: int) -> None:
    with limited(threads, "demo", "--sessions", "20") as terminal:
        assert terminal.wait_for_end() == 1
        said = " ".join(terminal.shown().split())
        assert NO_MORE_THREADS in said
        assert "bug" not in said
        assert terminal.settings_now() == terminal.settings
        for on, off in ((b"?1049h", b"?1049l"), (b"?1003h", b"?1003l"), (b"?25l", b"?25h")):
            assert terminal.output.count(on) <= terminal.output.count(off)


@pytest.mark.slow
@pytest.mark.parametrize("more", range(3))
def test_with_few_threads_it_works_and_ends(more: int) -> None:
    with limited(NEEDED + more, "demo", "--sessions", "20") as terminal:
        terminal.wait_until_shown("airlineBot")
        terminal.send("\r")
        terminal.wait_until_shown("__default__")
        terminal.send("q")
        assert terminal.wait_for_end() == 0
        assert terminal.settings_now() == terminal.settings
