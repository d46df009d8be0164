"""The explorer by its keys: read, filter, edit, save."""

import re
from datetime import timedelta

from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.workspace.place import Place
from tests.ui.conftest import (
    NOON,
    SESSIONS,
    Service,
    is_waiting,
    open_session,
    ready,
    save,
    shown,
    type_text,
    until,
)

WIDE = (140, 40)


async def test_the_first_screen_shows_namespaces_sessions_and_a_document(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await until(pilot, lambda: "7_860" not in shown(pilot) and "2h 11m" in shown(pilot))
        screen = shown(pilot)
        for part in (
            "le1",
            "airlineBot",
            "30d",
            "orders",
            "reserved",
            "(namespace document)",
            "__default__",
            "session-000",
            "intent",
            '"rebook"',
            "/ 800,000",
        ):
            assert part in screen, part


async def test_the_list_of_sessions_is_read_to_its_end(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: len(screen.sessions.sessions) == len(SESSIONS) + 1)
        assert "151" in shown(pilot)


async def test_filter_open_edit_and_save_one_property(service: Service) -> None:
    before = service.expires_at("session-123")
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-123", query="session-123")
        service.clock.advance(minutes=10)
        await pilot.press("3", "e", "end", "backspace", "s", '"')
        await until(pilot, lambda: "1 unsaved" in shown(pilot))
        assert '"rebooks"' in shown(pilot)
        service.requests.clear()
        await save(pilot)
        await until(pilot, lambda: "Saved 1 property" in shown(pilot))
        writes = [request for request in service.requests if request[0] != "GET"]
        assert writes == [("POST", "/v2/context/document/create")]
        assert service.stored("session-123")["intent"] == '"rebooks"'
        assert service.stored("session-123")["slots"] == '{"from":"TLV","seats":2}'
        assert service.expires_at("session-123") == before == NOON + timedelta(seconds=7_860)
        assert "unsaved" not in shown(pilot)
        assert "changed" not in shown(pilot)


async def test_the_counter_moves_as_one_types(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        screen = await ready(pilot)
        copy = screen.document.document
        assert copy is not None
        size = copy.size
        await pilot.press("3", "e", "end", "backspace", "x", "x", '"')
        await until(pilot, lambda: copy.size == size + 2)
        assert f"{size + 2:,} / 800,000" in shown(pilot)
        assert "+2" in shown(pilot)


async def test_invalid_json_is_shown_with_its_place_and_not_sent(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("3", "e", "end", "backspace")
        await until(pilot, lambda: "line 1, column 1" in shown(pilot))
        service.requests.clear()
        await pilot.press("f2")
        await until(pilot, lambda: "Nothing was sent" in shown(pilot))
        assert [request for request in service.requests if request[0] != "GET"] == []
        assert '"rebook' in shown(pilot)


async def test_the_edit_of_one_document_waits_while_another_is_looked_at(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        screen = await ready(pilot)
        first = screen.desk.key
        await pilot.press("3", "e", "end", "backspace", "s", '"', "escape", "2", "down")
        await until(
            pilot, lambda: screen.document.document and screen.document.document.key != first
        )
        await pilot.press("up")
        await until(
            pilot, lambda: screen.document.document and screen.document.document.key == first
        )
        assert '"rebooks"' in shown(pilot)


async def test_refresh_shows_what_the_bot_wrote_and_keeps_what_was_typed(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        screen = await ready(pilot)
        key = screen.desk.key
        assert key is not None
        await pilot.press("3", "e", "end", "backspace", "s", '"', "escape")
        service.put(key.session, {"slots": {"from": "JFK"}})
        await pilot.press("r")
        await until(pilot, lambda: "JFK" in shown(pilot))
        assert '"rebooks"' in shown(pilot)


async def test_a_new_property_is_added_by_the_save(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-001")
        await pilot.press("3", "n")
        await type_text(pilot, "vip")
        await pilot.press("enter")
        await until(pilot, lambda: screen.document.editor.has_focus)
        await type_text(pilot, "true")
        await save(pilot)
        await until(pilot, lambda: "Saved 1 property" in shown(pilot))
        assert service.stored("session-001")["vip"] == "true"


async def test_a_removed_property_goes_with_the_save_and_not_before(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-001")
        await pilot.press("3", "d")
        await until(pilot, lambda: "Remove the property intent?" in shown(pilot))
        await pilot.press("y")
        await until(pilot, lambda: "removed by the next save" in shown(pilot))
        assert "intent" in service.stored("session-001")
        await save(pilot)
        await until(pilot, lambda: "Removed 1 property" in shown(pilot))
        assert list(service.stored("session-001")) == ["slots"]


async def test_a_session_is_created_and_deleted(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("2", "n")
        await type_text(pilot, "new-one")
        await pilot.press("tab")
        await type_text(pilot, "3h")
        await pilot.press("enter")
        await until(pilot, lambda: "Created the session new-one" in shown(pilot))
        assert service.expires_at("new-one") == NOON + timedelta(hours=3)
        await pilot.press("2", "d")
        await until(pilot, lambda: "Delete new-one?" in shown(pilot))
        await pilot.press("y")
        await until(pilot, lambda: "Deleted new-one" in shown(pilot))
        assert service.expires_at("new-one") is None
        assert "new-one" not in screen.sessions.sessions


async def test_a_namespace_is_created_and_deleted_by_typing_its_name(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("1", "n")
        await type_text(pilot, "vip_list")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "Created the namespace vip_list" in shown(pilot))
        await until(pilot, lambda: screen.namespaces.selected == "vip_list")
        await pilot.press("d")
        await until(pilot, lambda: "Delete the namespace vip_list?" in shown(pilot))
        await pilot.press("enter")
        await type_text(pilot, "vip_list")
        await pilot.press("enter")
        await until(pilot, lambda: "Deleted the namespace vip_list" in shown(pilot))
        assert "vip_list" not in screen.desk.namespaces


async def test_a_filter_that_matches_no_namespace_is_taken_away_again(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE) as pilot:
        screen = await ready(pilot)
        await pilot.press("1", "slash")
        await type_text(pilot, "nothing")
        await until(pilot, lambda: "▾ le1" not in shown(pilot))
        assert screen.namespaces.selected is None
        await pilot.press("escape")
        await until(pilot, lambda: "▾ le1" in shown(pilot))


async def test_a_reserved_namespace_is_locked(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        screen = await ready(pilot)
        screen.namespaces.select("conversation")
        await until(pilot, lambda: screen.desk.namespace == "conversation")
        await pilot.press("1", "d")
        await until(pilot, lambda: "reserved by the service" in shown(pilot))


async def test_quitting_with_unsaved_edits_asks(service: Service) -> None:
    app = service.explorer()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("3", "e", "end", "backspace", "escape", "q")
        await until(pilot, lambda: "Quit without saving 1 document?" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "Quit without" not in shown(pilot))
        assert app.is_running


async def test_the_ttl_view_lists_by_expiry(service: Service) -> None:
    service.put("session-042", {"intent": "soon"}, 90)
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("t")
        await until(pilot, lambda: "unread" not in shown(pilot) and "152" in shown(pilot))
        rows = shown(pilot).splitlines()
        first = next(row for row in rows if "session-" in row)
        assert "session-042" in first
        assert "1m 30s" in first
        service.clock.advance(seconds=30)
        await until(pilot, lambda: "1m!" in shown(pilot))


async def test_go_to_opens_a_document_of_another_namespace(service: Service) -> None:
    service.store.upsert(DocumentKey("le1", "orders", "order-9"), {"total": encode(12)}, None)
    async with service.explorer().run_test(size=WIDE) as pilot:
        screen = await ready(pilot)
        await pilot.press("g")
        await type_text(pilot, "le1:orders:order-9")
        await pilot.press("enter")
        await until(pilot, lambda: screen.document.document and "total" in screen.document.document)
        assert screen.namespaces.selected == "orders"
        await until(pilot, lambda: not is_waiting(screen, Place.SESSIONS))
        assert screen.sessions.sessions == ["order-9"]
        assert screen.document.document is not None
        assert screen.document.document.key.session == "order-9"


async def test_go_to_says_what_is_wrong_with_a_name(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("g")
        await type_text(pilot, "le2:orders:x")
        await until(pilot, lambda: "not to le2" in shown(pilot))


async def test_help_and_palette_offer_the_same_keys(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: "Keys" in shown(pilot) and "Here" in shown(pilot))
        await pilot.press("end")
        await until(pilot, lambda: "Quit" in shown(pilot))
        await pilot.press("slash")
        await type_text(pilot, "refresh")
        await until(pilot, lambda: "Quit" not in shown(pilot) and "Refresh" in shown(pilot))
        await pilot.press("escape", "escape", "colon")
        await until(pilot, lambda: "Next panel" in shown(pilot))
        await type_text(pilot, "TTL")
        await until(pilot, lambda: "Next panel" not in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "Expiry · airlineBot" in shown(pilot))


async def test_copy_offers_value_property_and_document(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("3", "y")
        await until(pilot, lambda: ("value" in shown(pilot) and "session id" in shown(pilot)) or
                    "document key" in shown(pilot))  # fmt: skip
        await pilot.press("p")
        await until(pilot, lambda: "20 characters" in shown(pilot))
        assert pilot.app.clipboard == '{"intent": "rebook"}'


async def test_an_expanded_namespace_shows_its_documents_and_session_ttls(
    service: Service,
) -> None:
    service.store.set_session_ttl("le1", "airlineBot", "vip", 7_200)
    async with service.explorer().run_test(size=WIDE) as pilot:
        screen = await ready(pilot)
        await pilot.press("1", "right")
        await until(pilot, lambda: "vip" in shown(pilot) and "2h" in shown(pilot))
        await pilot.press("down", "down", "enter")
        await until(
            pilot,
            lambda: (
                screen.document.document and screen.document.document.key.session == "__default__"
            ),
        )


async def test_a_member_is_edited_removed_and_saved_with_its_property_alone(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-001")
        await pilot.press("3", "down", "right", "right", "enter", "end", "2", "enter")
        await until(pilot, lambda: "1 unsaved" in shown(pilot))
        await pilot.press("down", "d")
        await until(pilot, lambda: "Removed slots.seats" in shown(pilot))
        service.requests.clear()
        await save(pilot)
        await until(pilot, lambda: "Saved 1 property" in shown(pilot))
        assert service.stored("session-001") == {"intent": '"rebook"', "slots": '{"from":"TLV2"}'}


async def test_copy_offers_the_path_and_the_characters_of_a_value(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("3", "down", "right", "right", "y")
        await until(pilot, lambda: "text of the string" in shown(pilot))
        await pilot.press("j")
        await until(pilot, lambda: "10 characters" in shown(pilot))
        assert pilot.app.clipboard == "slots.from"
        await pilot.press("y")
        await until(pilot, lambda: "text of the string" in shown(pilot))
        await pilot.press("t")
        await until(pilot, lambda: pilot.app.clipboard == "TLV")


async def test_what_is_selected_in_the_editor_is_copied(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("3", "e", "f7", "ctrl+c")
        await until(pilot, lambda: "8 characters" in shown(pilot))
        assert pilot.app.clipboard == '"rebook"'


async def test_the_palette_offers_what_the_tree_can_do(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("3", "colon")
        await type_text(pilot, "Duplicate")
        await until(pilot, lambda: re.search(r"Duplicate .* D ", shown(pilot)))


async def test_another_namespace_shows_its_own_document(service: Service) -> None:
    key = DocumentKey("le1", "orders")
    service.store.upsert(key, {"total": encode(12)}, None)
    async with service.explorer().run_test(size=WIDE) as pilot:
        screen = await ready(pilot)
        assert screen.document.document is not None
        assert str(screen.document.document.key) == "le1:airlineBot:"
        await pilot.press("1", "down")
        await until(pilot, lambda: screen.document.document and screen.document.document.key == key)
        assert "total" in shown(pilot)
