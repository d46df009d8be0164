"""The last requests on the screen."""

import pytest

from ccs_tui.client.call import Call
from ccs_tui.client.errors import NetworkError
from ccs_tui.client.request_log import RequestLog
from ccs_tui.model.wire import V1_LIST_NAMESPACES
from ccs_tui.ui.views.request_log import RequestLogScreen, answer_in_words, short_path
from ccs_tui.ui.views.sent_request import RequestScreen
from ccs_tui.ui.widgets.row_list import RowList
from ccs_tui.workspace.shown_requests import request_log_of
from tests.ui.conftest import Service, opened, ready, shown, until, until_shown


async def test_requests_are_listed_opened_and_copied(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = service.explorer()
    copied: list[str] = []
    monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
    async with app.run_test(size=(110, 30)) as pilot:
        screen = await ready(pilot)
        await pilot.press("L")
        await until(pilot, lambda: isinstance(app.screen, RequestLogScreen))
        await until(pilot, lambda: "v2 authenticate/login" in shown(pilot))
        view = app.screen
        rows = view.query_one(RowList)
        first = rows.cursor_key
        numbers = [request.number for request in request_log_of(screen.desk.workspace).requests()]
        assert [*rows.keys] == numbers == sorted(numbers, reverse=True)

        # What is sent meanwhile is listed above, and the cursor stays where it is.
        await screen.desk.workspace.list_namespaces()
        await until(pilot, lambda: len(rows.keys) == len(numbers) + 1)
        assert rows.cursor_key == first

        await pilot.press("slash", *"login", "enter")
        await until(pilot, lambda: len(rows.state.rows.shown) == 1)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RequestScreen))
        await until(pilot, lambda: "not kept, since it is a secret" in shown(pilot))
        text = shown(pilot)
        assert "logging in to the account le1" in text
        assert "authorization: […]" in text.lower()
        await pilot.press("y")
        await until(pilot, lambda: bool(copied))
        assert "$CCS_USER:$CCS_PASSWORD" in copied[0]
        assert "Basic" not in copied[0]
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is view)
        await pilot.press("escape")
        await until(pilot, lambda: len(rows.state.rows.shown) == len(rows.keys))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("/v2/context/document/le1/bot/s1", "v2 bot/s1"), ("/v2/context/document/le1", "v2 le1"),
        ("/v2/context/document/create", "v2 create"), ("/v1/account/le1", "v1 le1"),
        ("/v1/account/le1/bot/session-ids?page=0", "v1 bot/session-ids?page=0"),
        ("/base/v1/account/le1/le1/le1/properties", "v1 le1/le1/properties"),
        ("/elsewhere?x=1", "/elsewhere?x=1"),
    ],
)  # fmt: skip
def test_a_path_is_short(path: str, short: str) -> None:
    assert short_path(f"https://ccs.example{path}", "le1") == short


async def test_a_request_that_is_under_way_shows_its_answer_when_it_comes(
    service: Service,
) -> None:
    app = service.explorer()
    async with app.run_test(size=(110, 30)) as pilot:
        screen = await opened(pilot)
        await ready(pilot)
        log = screen.desk.workspace.client.request_log
        assert log is not None
        from ccs_tui.client.call import Call
        from ccs_tui.model import wire

        call = Call(wire.V1_LIST_NAMESPACES, "listing", "the namespaces")
        request = log.begin(call, 1, "https://ccs.example/slow", (), b"")
        await pilot.press("L")
        await until(pilot, lambda: "/slow" in shown(pilot) and "…" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "waiting since" in shown(pilot))
        log.answered(request, 503, ())
        log.received(request, b'{"late": true}', 14, is_secret=False)
        log.ended(request, 1.25, None, 0.5)
        await until_shown(
            pilot, '"late": true', "503 · 1,250 ms · 14 bytes", "sent again after 0.5 s"
        )


def test_a_request_that_was_left_is_none_that_was_not_answered() -> None:
    log = RequestLog()
    call = Call(V1_LIST_NAMESPACES, "listing", "the namespaces of le1")
    left, failed, half = (log.begin(call, 1, "http://ccs.example", (), b"") for _ in range(3))
    log.left(left, 1.0)
    log.ended(failed, 1.0, NetworkError("It was refused"), None)
    log.answered(half, 200, ())
    log.left(half, 1.0)
    assert [answer_in_words(each) for each in (left, failed, half)] == [
        ("cancelled", "dim"),
        ("no answer", "error"),
        ("cancelled", "dim"),
    ]
