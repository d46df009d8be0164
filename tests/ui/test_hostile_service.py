"""A service that misbehaves: a document that can't be read is shown as it came, lists end."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from textual.pilot import Pilot

from ccs_tui.ui.widgets.value_pane import RAW_SHOWN
from tests.ui.conftest import Service, flat, open_session, ready, screen_of, shown, until

SIZE = (140, 40)
SIZES = [SIZE, (80, 24)]
"""What is shown is laid out in two ways; each kind of trouble is looked at in one of them."""
DOCUMENT = (
    '{"accountId":"le1","documentKey":"k","nameSpace":"airlineBot","tenantId":"le1",'
    '"ttl":"2026-03-01T14:00:00.000Z","payload":{"a":%s}}'
)
UNREADABLE = {
    "twice": DOCUMENT % '1,"a":2',
    "NaN": DOCUMENT % "NaN",
    "infinite": DOCUMENT % "[-Infinity]",
    "control": DOCUMENT % '"\\u001b]0;owned\\u0007","a":"\x7f\x9b2J\u202e"',
}


def answered(service: Service, path_ends: str, text: Callable[[dict[str, list[str]]], str]) -> None:
    """Answer each GET of a path with a text, and all else as before."""
    inner = service._app

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["method"] != "GET" or not scope["path"].endswith(path_ends):
            await inner(scope, receive, send)
            return
        body = text(parse_qs(scope["query_string"].decode())).encode()
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    service._app = app  # type: ignore[assignment]


# ── documents ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sample(each=4)
@pytest.mark.parametrize(("kind", "size"), zip(UNREADABLE, SIZES * 2, strict=True))
async def test_a_document_that_is_no_json_is_shown_as_it_came(
    service: Service, kind: str, size: tuple[int, int]
) -> None:
    answered(service, "session-003", lambda _: UNREADABLE[kind])
    async with service.explorer().run_test(size=size, notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("2", *["down"] * 5)
        await until(pilot, lambda: screen.document.pane.raw == UNREADABLE[kind])
        assert screen.sessions.selected == "session-003"
        await until(pilot, lambda: is_on_a_line(pilot, "session-003", "? "))
        assert screen.document.rows.empty.endswith("r tries again.")
        assert screen.document.editor.read_only
        await pilot.press("enter", "e")
        assert screen.document.editor.has_focus
        await pilot.press("x", "backspace", "ctrl+s", "escape")
        assert screen.document.editor.text == UNREADABLE[kind]
        assert "A bug of" not in flat(shown(pilot))
        await pilot.press("2", "down")
        await until(pilot, lambda: screen.document.document is not None)
        assert screen.document.pane.raw is None


def is_on_a_line(pilot: Pilot[None], *texts: str) -> bool:
    return any(all(text in line for text in texts) for line in shown(pilot).splitlines())


async def test_a_huge_one_is_shown_to_a_bound(service: Service) -> None:
    huge = DOCUMENT % f'1,"a":"{"x" * 3_000_000}"'
    answered(service, "session-003", lambda _: huge)
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("2", *["down"] * 5)
        await until(pilot, lambda: screen.document.pane.raw)
        assert screen.document.pane.raw == huge[:RAW_SHOWN]
        assert f"the first 100,000 of {len(huge):,} characters" in shown(pilot)


async def test_what_was_typed_stays_on_top(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-003")
        await pilot.press("3", "e", "end", "backspace", "s", '"', "escape")
        answered(service, "session-003", lambda _: UNREADABLE["twice"])
        await pilot.press("r")
        await until(pilot, lambda: "stale 0 s: " in shown(pilot))
        assert screen.document.pane.raw is None
        assert '"rebooks"' in shown(pilot)


@pytest.mark.slow
async def test_the_ttl_view_lists_it_last_and_opens_it(service: Service) -> None:
    answered(service, "session-003", lambda _: UNREADABLE["NaN"])
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: len(screen.sessions.sessions) == 151)
        await pilot.press("t")
        await until(pilot, lambda: "1 could not be read" in shown(pilot))
        await pilot.press("end")
        # The message stands over the end of the row; why it could not be read is below the list.
        reason = "Reading the document le1:airlineBot:session-003 failed: the document session-00"
        await until(pilot, lambda: f"│  {reason}" in shown(pilot))
        assert is_on_a_line(pilot, "▌ session-003", "")
        await pilot.press("enter")
        await until(pilot, lambda: screen.document.pane.raw == UNREADABLE["NaN"])


# ── lists ──────────────────────────────────────────────────────────────────────────────────────


def page_of(query: dict[str, list[str]]) -> int:
    return int(query["page"][0])


def ids(*numbers: int) -> str:
    return json.dumps([f"s-{number}" for number in numbers])


LISTS: dict[str, Callable[[dict[str, list[str]]], str]] = {
    "one page for ever": lambda _: ids(*range(40)),
    "two that alternate": lambda query: ids(*range(page_of(query) % 2 * 20, 40)),
    "new ones for ever": lambda query: ids(*range(page_of(query) * 40, page_of(query) * 40 + 40)),
}


@pytest.mark.sample(each=3)
@pytest.mark.parametrize(("kind", "size"), zip(LISTS, [*SIZES, SIZE], strict=True))
async def test_a_list_without_an_end_keeps_what_came_and_says_so(
    service: Service, kind: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ccs_tui.client.list_pages.MOST_ROWS", 1_000)
    answered(service, "/session-ids", LISTS[kind])
    async with service.explorer().run_test(size=size, notifications=True) as pilot:
        screen = screen_of(pilot)
        await until(pilot, lambda: "not all" in shown(pilot))
        count = len(screen.sessions.sessions)
        assert 40 <= count <= 1_000
        assert f"{count:,}+ · not all" in shown(pilot)
        assert len(set(screen.sessions.sessions)) == count
        # It is still so after another word in the title, and all is there to be worked with.
        await until(pilot, lambda: screen.is_open)
        await pilot.press("2", "s")
        assert "not all" in shown(pilot)
        service._app = Service(clock=service.clock)._app
        await pilot.press("r")
        await until(pilot, lambda: len(screen.sessions.sessions) == 151)
        assert "not all" not in shown(pilot)


async def test_a_refresh_that_finds_no_end_leaves_the_list_and_says_it_is_old(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: len(screen.sessions.sessions) == 151)
        answered(service, "/session-ids", LISTS["one page for ever"])
        await pilot.press("2", "r")
        await until(pilot, lambda: "151 · old" in shown(pilot))
        assert len(screen.sessions.sessions) == 151


async def test_ids_that_come_twice_and_empty_ones_are_listed_once_and_not_at_all(
    service: Service,
) -> None:
    def text(query: dict[str, list[str]]) -> str:
        return '["a","b","a","","__default__","","b","__default__"]' if not page_of(query) else "[]"

    answered(service, "/session-ids", text)
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: screen.desk.listing.is_complete)
        assert list(screen.sessions.rows.keys) == ["", "__default__", "a", "b"]
        assert shown(pilot).count("(namespace document) ") == 2  # its row, and its title


@pytest.mark.slow
async def test_the_ttl_view_reads_also_what_was_not_listed_yet(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: screen.desk.listing.is_complete)
        screen.desk.begin_sessions("airlineBot")
        screen.desk.take_sessions(["session-000"])
        await pilot.press("t")
        await until(pilot, lambda: " 152 · " in shown(pilot))


# ── memory ─────────────────────────────────────────────────────────────────────────────────────

MEGABYTES, ROW_BYTES = 100, 200
MOST_ROWS = int(os.environ.get("HOSTILE_ROWS", "50000"))
"""The rows after which a list is taken for endless here; 1,000,000 for a user."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("new ids", MOST_ROWS),
        ("two pages", 2_000),
        ("one page", 1_000),
        ("numbers", 0),
        ("gzip", 0),
    ],
)
def test_the_explorer_stays_small(kind: str, rows: int) -> None:
    command = [sys.executable, "-m", "tests.ui.memory_child", kind, str(MOST_ROWS)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    listed, grown = map(int, run.stdout.split())
    assert listed == rows
    assert grown < MEGABYTES + rows * ROW_BYTES / 1_000_000
