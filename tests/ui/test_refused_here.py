"""Where nothing may be written, nothing on the screen advises to."""

from collections.abc import Iterator

import pytest
from textual.pilot import Pilot

from ccs_tui.model.json_text import encode
from ccs_tui.model.names import RESERVED_NAMESPACES, DocumentKey
from ccs_tui.ui.commands.key_table import name_of_action
from ccs_tui.ui.keys import keys_of
from tests.ui.conftest import ACCOUNT, Service, flat, ready, save, shown, until
from tests.ui.flow import edit_intent, said

pytestmark = pytest.mark.usefixtures("few_sessions")

SIZE = (140, 40)
SENDING = {"save", "undo", "transfer", "expiry", "import_file"}
LISTED = {"new", "delete"}
TYPING = {"new", "delete", "edit", "edit_whole", "discard", "change"}
ADVICE = ("n creates one", "n adds", "saving creates", "^s restores it")


def advised(pilot: Pilot[None]) -> set[str]:
    """Return the actions that help and the palette list."""
    return {name_of_action(key.action) for key in keys_of(pilot.app.screen)}


def words(pilot: Pilot[None]) -> set[str]:
    """Return the words for what help and the palette list."""
    return {key.description for key in keys_of(pilot.app.screen)}


def footer(pilot: Pilot[None]) -> str:
    return shown(pilot).splitlines()[-1]


def empty_texts(pilot: Pilot[None]) -> Iterator[str]:
    for line in shown(pilot).splitlines()[1:-1]:
        yield from (advice for advice in ADVICE if advice in line)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("size", [SIZE, (80, 24)])
async def test_read_only_advises_no_write(service: Service, size: tuple[int, int]) -> None:
    service.store.delete_document(DocumentKey(ACCOUNT, "airlineBot", None))
    empty = DocumentKey(ACCOUNT, "airlineBot", "session-000")
    service.store.delete_document(empty)
    service.store.upsert(empty, {}, 7_860)
    async with service.explorer({"read_only": True}).run_test(size=size) as pilot:
        screen = await ready(pilot)
        for panel in "12":
            await pilot.press(panel)
            await pilot.pause()
            assert not advised(pilot) & (SENDING | LISTED)
            assert not any(word in footer(pilot) for word in ("Save", "New", "Delete"))
        await pilot.press("2", "home")
        await until(pilot, lambda: "There is no such document." in shown(pilot))
        assert list(empty_texts(pilot)) == []
        screen.desk.add_session("session-000")
        await until(pilot, lambda: "The document is empty." in shown(pilot))
        assert list(empty_texts(pilot)) == []
        await pilot.press("3")
        await pilot.pause()
        assert not advised(pilot) & SENDING
        assert "Save" not in footer(pilot)
        # And all of it again, once it is unlocked.
        await pilot.press("f6")
        await until(pilot, lambda: pilot.app.screen is not screen)
        await pilot.press("y")
        await until(pilot, lambda: "expiry" in advised(pilot))
        assert "new" in advised(pilot)
        assert list(empty_texts(pilot)) == ["n adds"]
        await pilot.press("2")
        await until(pilot, lambda: advised(pilot) >= {"transfer", "expiry"} | LISTED)
        assert not advised(pilot) & {"save", "undo"}, "nothing was changed, or written"
        await pilot.press("3", "f6")
        await until(pilot, lambda: "expiry" not in advised(pilot))
        assert list(empty_texts(pilot)) == []


@pytest.mark.slow
async def test_what_is_reserved_is_shown_and_takes_no_edit(service: Service) -> None:
    key = DocumentKey(ACCOUNT, RESERVED_NAMESPACES[0], "a")
    service.store.upsert(key, {"tier": encode("gold"), "list": encode([1, {"deep": 2}])}, 7_860)
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        screen.port.go_to(key)
        await until(pilot, lambda: screen.document.is_active and screen.document.document)
        await until(pilot, lambda: "reserved: read-only" in shown(pilot))
        for keys in (
            *(["home", key] for key in ("enter", "e", "o", "R", "a", "D", "W", "d")),
            ["home", "down", "right", "down", "D"], ["J"], ["d"], ["a"], ["n"], ["x"],
        ):  # fmt: skip
            pilot.app.clear_notifications()
            await until(pilot, lambda: "not written" not in flat(shown(pilot)))
            await pilot.press(*keys)
            await until(pilot, lambda: "not written" in flat(shown(pilot)))
            assert pilot.app.screen is screen, keys
        await pilot.press("home", "x", "Q")
        document = screen.document.document
        assert document is not None
        assert not document.is_edited


async def test_a_reserved_place_advises_no_write(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE) as pilot:
        screen = await ready(pilot)
        assert "Delete" in footer(pilot)
        screen.port.go_to(DocumentKey(ACCOUNT, RESERVED_NAMESPACES[0], "a"))
        await until(pilot, lambda: screen.document.is_active and screen.document.document)
        await until(pilot, lambda: "There is no such document." in shown(pilot))
        assert list(empty_texts(pilot)) == []
        assert not advised(pilot) & (TYPING | {"save", "expiry"})
        await pilot.press("2")
        await pilot.pause()
        assert not advised(pilot) & (LISTED | {"save", "expiry"})
        await pilot.press("1")
        await pilot.pause()
        assert screen.namespaces.selected == RESERVED_NAMESPACES[0]
        assert "delete" not in advised(pilot)
        assert "new" in advised(pilot)
        await pilot.press("home", "down")
        await until(pilot, lambda: "Delete" in footer(pilot))


@pytest.mark.slow
async def test_the_screens_over_the_explorer_advise_no_write_while_it_is_read_only(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=SIZE) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-007")
        await save(pilot)
        await until(pilot, lambda: service.stored("session-007")["intent"] == '"rebook!"')
        await until(pilot, lambda: not screen.desk.workspace.writes.is_busy)
        for key, there, writes in (
            ("U", "Entry 1", {"Undo save"}),
            ("t", "Expiry · airlineBot", {"Expiry", "Delete"}),
            ("O", "No drafts.", set()),
        ):
            for is_locked in (False, True):
                if is_locked:
                    screen.desk.workspace.write_lock.lock()
                await pilot.press("2", key)
                await said(pilot, there)
                assert words(pilot) & writes == (set() if is_locked else writes), key
                advice = ("u undoes", "Undo save", "Delete", "saves it", "^s")
                assert not is_locked or not any(part in shown(pilot) for part in advice), key
                await pilot.press("escape")
                await until(pilot, lambda: pilot.app.screen is screen)
            screen.desk.workspace.write_lock.unlock(None)
