"""Whatever is typed, clicked and resized is no bug, and shows what it would if all were painted."""

import os
import re
import signal
import string
import threading
from pathlib import Path
from random import Random

import pytest
from pyte.screens import Char

from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from tests.benchmarks.terminal import Terminal
from tests.ui.crash_rig import CONFIG, Watched, explorer, watched_service

pytestmark = pytest.mark.slow

ROUNDS = int(os.environ.get("STALE_ROUNDS", "10"))
SIZES = [(120, 40), (80, 24), (60, 20), (140, 45), (71, 15)]
# Not `p`, whose demo has countdowns, and not what ends it, stops it or asks another program.
LETTERS = sorted(set(string.ascii_letters + "/|*[]=!:<>,.+-?0123 ") - set("pqE"))
KEYS = [
    *LETTERS, *"jjjkkk", *["\r"] * 4, *["\x1b"] * 8, "\t", "\x1b[Z", "\x06", "\x0f", "\x0e", "\x15",
    "\x7f", "\x1bOP", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[1;2C", "\x1b[5~", "\x1b[6~",
    "\x1b[H", "\x1b[F", "\x1b[17~", "\x1b[19~", "字", "e\u0301", "👨\u200d👩",
    '\x1b[200~pasted 字\n{"a": 1}\x1b[201~',
]  # fmt: skip
BAR = "▌"
"""What stands before a message, and at a cursor."""
VALUES = {
    "intent": "rebook",
    "slots": {"from": "TLV", "deep": {"a": [1, {"b": "字語한" * 5}]}},
    "wide": "字語 " * 30,
    "emoji": "👨\u200d👩❤\ufe0f😀 e\u0301 ก\u0e33" * 3,
    "transcript": [{"turn": f"{number} lorem ipsum dolor"} for number in range(30)],
    "字key": "\u0301abc",
}


Cells = list[list[Char]]


def fill(service: Watched) -> None:
    """Put documents in whose expiries stand still on the screen for half an hour."""
    payload = {name: encode(value) for name, value in VALUES.items()}
    for namespace in ("airlineBot", "orders"):
        service.store.create_namespace(CONFIG.account, namespace, 30 * 86_400 + 1_800)
        for number in range(40):
            key = DocumentKey(CONFIG.account, namespace, f"session-{number:03}")
            service.store.upsert(key, payload, None)


def at_mouse(random: Random, width: int, height: int) -> str:
    """Return what a terminal sends for a wheel, a click or a drag, where no tooltip comes later."""
    (x, y), (to_x, to_y) = ((random.randint(1, width), random.randint(2, height)) for _ in "ab")
    return random.choice(
        [
            f"\x1b[<{random.choice([64, 65])};{x};{y}M" * random.randint(1, 6),
            f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m",
            f"\x1b[<0;{x};{y}M\x1b[<32;{to_x};{to_y}M\x1b[<0;{to_x};{to_y}m",
        ]
    )


def rest(terminal: Terminal, looks: int = 5) -> None:
    """Wait until the explorer sends nothing, and it and the service want no processor, so often."""
    own = str(threading.get_native_id())
    quiet = 0
    while quiet < looks:
        came = terminal.wait_until_quiet(0.06)
        threads = [
            path
            for process in (terminal.process.pid, "self")
            for path in Path(f"/proc/{process}/task").glob("*/stat")
            if path.parent.name != own
        ]
        states = [_state(path) for path in threads]
        quiet = 0 if came or terminal.unread() or "R" in states else quiet + 1


def _state(stat: Path) -> str:
    try:
        return stat.read_text().rpartition(")")[2].split()[0]
    except OSError:  # it ended just now
        return ""


def cells(terminal: Terminal) -> Cells:
    terminal.shown()
    screen = terminal._screen
    return [
        [_seen(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)
    ]


def _seen(cell: Char) -> Char:
    """Return a cell without what nobody sees: on a blank, the colour of the glyph."""
    if cell.data.isspace() and not (cell.underscore or cell.strikethrough or cell.reverse):
        return Char(" ", bg=cell.bg)
    return cell


def stale(seen: Cells, painted: Cells) -> list[tuple[int, str, str]]:
    """Return the rows that are other ones when all is painted again: as they were, and are.

    Where the text is the same, the first two cells that differ.
    """
    rows = enumerate(zip(seen, painted, strict=True))
    told = [(y, *_told_apart(row, anew)) for y, (row, anew) in rows if row != anew]
    return [each for each in told if not _takes_time(*each[1:])]


def _takes_time(row: str, anew: str) -> bool:
    """Return whether a row counts seconds, or had a message whose time was over.

    Or it is the title of a list that was cancelled, which counts what it has after each resize.
    """
    if re.search(r"\d s\b|cancelled", f"{row} {anew}"):
        return True
    # A cursor that stayed where it was is told by the same bar, beside the same text.
    is_other = row.replace(BAR, " ") != anew.replace(BAR, " ")
    return BAR in row and BAR not in anew and is_other


def _told_apart(row: list[Char], anew: list[Char]) -> tuple[str, str]:
    one, other = ("".join(cell.data for cell in cells) for cells in (row, anew))
    if one != other:
        return one, other
    return next((str(a), str(b)) for a, b in zip(row, anew, strict=True) if a != b)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux who is at rest")
@pytest.mark.parametrize("seed", range(2))
def test_random_keys_leave_no_cell_as_it_was_before(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # exports come there
    random, typed = Random(seed), list[str]()
    reports = Path(os.environ["CCS_STATE_DIR"]) / "reports"
    with watched_service() as service:
        fill(service)
        with explorer(service) as terminal:
            terminal.wait_until_shown("airlineBot")
            width, height = 120, 40
            for _ in range(ROUNDS):
                for _ in range(random.randint(1, 12)):
                    if random.random() < 0.1:
                        width, height = random.choice(SIZES)
                        terminal.resize(width, height)
                        typed.append(f"{width}x{height}")
                        continue
                    is_mouse = random.random() < 0.15
                    key = at_mouse(random, width, height) if is_mouse else random.choice(KEYS)
                    typed.append(key)
                    terminal.send(key)
                    if random.random() < 0.3:
                        terminal.wait_until_quiet(random.choice([0.005, 0.02, 0.1]))
                rest(terminal, looks=20)  # a key may wait a second for the one before it
                seen = cells(terminal)
                terminal.signal(signal.SIGWINCH)  # of the same size: all is painted again
                rest(terminal)
                assert not terminal.has_ended, typed
                assert [*reports.glob("*")] == [], typed
                assert stale(seen, cells(terminal)) == [], typed
