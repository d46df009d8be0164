"""Every line of the program, with whatever can be typed or pasted into it: none ends it."""

from collections.abc import Awaitable, Callable
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot
from textual.widgets import Input

from ccs_tui.model.connection import Connection
from ccs_tui.model.expiry import parse_duration
from ccs_tui.model.names import namespace_problem
from ccs_tui.model.secret import Secret
from ccs_tui.model.tree import parse_path
from ccs_tui.ui.commands.requests import ExportProperties
from ccs_tui.ui.commands.targets import typed_key
from ccs_tui.ui.dialogs.expiry import ask_expiry
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from tests.matrix import cover
from tests.ui.conftest import NOON, Service, open_session, ready, shown, until

pytestmark = pytest.mark.usefixtures("few_sessions")

ODD = [
    "", " ", "0", "-1", "9" * 5_000, "1" * 5_000 + "d", "0" * 5_000 + "1", "٣" * 5_000, "²",
    f"[{'9' * 5_000}]", f"slots[-{'9' * 5_000}]", "slots[٣]", "[" * 5_000, '["', '["\\ud83d"]',
    "intent[", "intent.a", "$", "$.", ".", "..", "::", ":::", "a:b:c:d", "*", "\\", "(?", "%s{}[b]",
    "\ud83d", "\0", "\x1b[2J", "\x85", "\u2028", "\u202e", "e\u0301\u200d", "x" * 1_000_000,
    "{" * 5_000, '{"a":1,"a":2}', "NaN", "1e999999", "-", '"\\ud83d"', "~", "~nobody/x", "/",
    "/\0", "/" + "x" * 300, "https://xn--:80", "https://h:99999", "https://[", "http://a b",
    "127.0.0.1:" + "9" * 5_000, "9:" + "9" * 5_000, "9" * 5_000 + ":1",
]  # fmt: skip
"""What no field was made for: also what it refuses as a paste, since a field can be given it."""

Begin = Callable[[Pilot[None], ExplorerScreen], Awaitable[object]]


def keys(*pressed: str) -> Begin:
    async def press(pilot: Pilot[None], _: ExplorerScreen) -> None:
        await pilot.press(*pressed)

    return press


async def expiry(pilot: Pilot[None], screen: ExplorerScreen) -> None:
    screen.run_worker(ask_expiry(screen.app.push_screen_wait, "s", NOON, None), exit_on_error=False)
    await until(pilot, lambda: "Another TTL" in shown(pilot))
    await pilot.press("t")


async def line(pilot: Pilot[None], screen: ExplorerScreen) -> None:
    await pilot.press("3", "e")
    await until(pilot, lambda: screen.document.editor.has_focus)
    screen.document.editor.action_go_to_line()


async def export(pilot: Pilot[None], screen: ExplorerScreen) -> None:
    copy = screen.document.document
    assert copy is not None
    screen.run_worker(screen.port.request(ExportProperties(copy, ["intent"])), exit_on_error=False)
    await until(pilot, lambda: "Export" in shown(pilot))


FIELDS: dict[str, Begin] = {
    "filter of namespaces": keys("1", "slash"),
    "filter of sessions": keys("2", "slash"),
    "filter of properties": keys("3", "slash"),
    "find": keys("3", "ctrl+f"),
    "path": keys("3", "ctrl+g"),
    "line": line,
    "palette": keys("colon"),
    "go to": keys("g"),
    "new namespace": keys("1", "n"),
    "new session": keys("2", "n"),
    "new property": keys("3", "n"),
    "rename": keys("3", "R"),
    "value": keys("3", "enter"),
    "expiry": expiry,
    "export": export,
}


def field_of(pilot: Pilot[None]) -> Input | None:
    return next((field for field in pilot.app.screen.query(Input) if field.has_focus), None)


QUICK = cover(list(product(FIELDS, ODD)))


@pytest.mark.sample(each=3)
@pytest.mark.parametrize("where", FIELDS)
@pytest.mark.parametrize("quick", [True, pytest.param(False, marks=pytest.mark.slow)])
async def test_nothing_that_is_typed_ends_the_program(
    service: Service, where: str, quick: bool
) -> None:
    app = service.explorer()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await FIELDS[where](pilot, screen)
        await until(pilot, lambda: field_of(pilot))
        field = field_of(pilot)
        assert field is not None
        form = pilot.app.screen
        for text in (text for text in ODD if ((where, text) in QUICK) is quick):
            field.value = text
            await pilot.pause()
            others = [*form.query(Input)] if form is not screen else [field]
            for line_of_form in others:
                line_of_form.value = text
            if others != [field]:
                await pilot.pause()
            assert app.is_running
            assert app._exception is None
        # It is drawn, and can be left.
        assert len(shown(pilot).splitlines()) == 24
        await pilot.press("escape")
        await until(pilot, lambda: not field.has_focus)


@pytest.mark.matrix
@pytest.mark.parametrize("where", ["go to", "new session", "new property", "rename", "export"])
@pytest.mark.parametrize("text", ["\ud83d\0\x1b[2J\u202e", "x" * 1_000_000], ids=["odd", "long"])
async def test_nothing_that_is_taken_ends_the_program(
    service: Service, where: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = service.explorer()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await FIELDS[where](pilot, screen)
        await until(pilot, lambda: field_of(pilot))
        field = field_of(pilot)
        assert field is not None
        field.value = text
        await pilot.pause()
        await pilot.press("enter", "enter", "enter")
        for _ in range(5):
            await pilot.pause(0.02)
        assert app.is_running
        assert app._exception is None
        await screen.desk.workspace.drafting.flush()
        assert len(shown(pilot).splitlines()) == 24


@given(st.sampled_from(ODD) | st.text(st.characters() | st.sampled_from('[]:/.$"0123456789')))
def test_what_reads_a_field_says_what_it_can_not_take(text: str) -> None:
    readers: list[Callable[[str], object]] = [
        parse_duration, parse_path, namespace_problem,
        lambda text: typed_key(text, "le1", "airlineBot"),
        lambda text: Connection.to(text, "le1", api_key=Secret("key")),
        lambda text: Connection.to("emea", text, api_key=Secret(text), user=text),
    ]  # fmt: skip
    for read in readers:
        problem = None
        try:
            read(text)
        except ValueError as error:
            problem = str(error)
        if problem is not None:
            # A sentence of ours, and none of Python's.
            assert problem[0].isupper()
            assert "int_max_str_digits" not in problem
