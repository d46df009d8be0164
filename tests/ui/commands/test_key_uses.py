"""A key is offered where it does something, and nowhere else: every command, in every place.

What a command does is told from what it asks of its port. One that only says a sentence has done
nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import RESERVED_NAMESPACES, DocumentKey
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.tree import Key
from ccs_tui.ui.commands.key_table import COMMANDS
from ccs_tui.ui.commands.refused_keys import refuses
from ccs_tui.workspace.desk import Desk
from ccs_tui.workspace.desk_events import UndoableChanged
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.saving import Saving
from ccs_tui.workspace.selection import Selection
from tests.ui.commands.conftest import PlainPort
from tests.workspace.conftest import ACCOUNT, NAMESPACE
from tests.workspace.conftest import Place as Service

OF_RECORDINGS = frozenset({"watch", "timeline", "blame", "ticket"})
"""Commands whose use is not of the desk but of what is watched and recorded, which they say."""
NAMES = sorted({command.name for command in COMMANDS} - OF_RECORDINGS)


class ActedError(Exception):
    """A command did something: it asked, copied, went, or read."""


class ActingPort(PlainPort):
    """A port that stops a command at the first thing that it does."""

    async def ask(self, dialog: Any) -> Any:
        raise ActedError

    async def copy_out(self, text: str) -> None:
        raise ActedError

    def go_to(
        self, key: DocumentKey, path: tuple[Key, ...] = (), *, was_there: bool = False
    ) -> None:
        raise ActedError

    def refresh_desk(self) -> None:
        raise ActedError

    async def edit_outside(self, path: Path, handle: int) -> Any:
        raise ActedError


def on_property(desk: Desk, name: str | None) -> None:
    node = None if name is None or desk.document is None else desk.document.tree.property(name)
    desk.selection = Selection(Place.DOCUMENT, NAMESPACE, desk.key, node=node)


def on_session(desk: Desk, key: DocumentKey | None, *marked: str | None) -> None:
    desk.selection = Selection(Place.SESSIONS, NAMESPACE, key, marked=marked)


def edit(desk: Desk) -> OpenDocument:
    assert desk.document is not None
    document = desk.document
    document.recorded(lambda: document.put("a", JsonText("7")))
    return document


async def in_namespaces(service: Service, port: PlainPort) -> None:
    port.desk.selection = Selection(Place.NAMESPACES, NAMESPACE)


async def in_a_reserved_one(service: Service, port: PlainPort) -> None:
    port.desk.selection = Selection(Place.NAMESPACES, RESERVED_NAMESPACES[0])


async def in_no_namespace(service: Service, port: PlainPort) -> None:
    port.desk.selection = Selection(Place.NAMESPACES)


async def in_sessions(service: Service, port: PlainPort) -> None:
    on_session(port.desk, service.key())


async def on_two_marked(service: Service, port: PlainPort) -> None:
    on_session(port.desk, service.key(), "s1", "s2")


async def on_one_marked(service: Service, port: PlainPort) -> None:
    on_session(port.desk, service.key(), "s2")


async def on_the_namespace_document(service: Service, port: PlainPort) -> None:
    on_session(port.desk, service.key(None))


async def in_no_sessions(service: Service, port: PlainPort) -> None:
    on_session(port.desk, None)


async def on_an_edited_session(service: Service, port: PlainPort) -> None:
    edit(port.desk)
    on_session(port.desk, service.key())


async def in_a_document(service: Service, port: PlainPort) -> None:
    on_property(port.desk, "a")


async def on_an_edited_property(service: Service, port: PlainPort) -> None:
    edit(port.desk)
    on_property(port.desk, "a")


async def beside_an_edited_property(service: Service, port: PlainPort) -> None:
    edit(port.desk)
    on_property(port.desk, "b")


async def on_a_removed_property(service: Service, port: PlainPort) -> None:
    document = port.desk.document
    assert document is not None
    document.recorded(lambda: document.remove("a"))
    on_property(port.desk, "a")


async def in_an_empty_document(service: Service, port: PlainPort) -> None:
    service.put("empty", 3_600)
    await PlainPort(port.desk).open(service.key("empty"))
    on_property(port.desk, None)


async def in_a_document_that_is_not_there(service: Service, port: PlainPort) -> None:
    await PlainPort(port.desk).open(service.key("nobody"))
    on_property(port.desk, None)


async def in_no_document(service: Service, port: PlainPort) -> None:
    port.desk.leave("There is none.")
    on_property(port.desk, None)


async def after_a_save(service: Service, port: PlainPort) -> None:
    desk = port.desk
    document = OpenDocument(await desk.workspace.open(service.key("s2")))
    document.put("a", JsonText("7"))
    saving = Saving(desk.workspace, [Intent(document)])
    await saving.read()
    found = asyncio.Event()
    desk.listen(lambda event: found.set() if isinstance(event, UndoableChanged) else None)
    await saving.send()
    async with asyncio.timeout(60):
        await found.wait()
    assert desk.undoable.is_there
    on_session(desk, service.key())


async def read_only(service: Service, port: PlainPort) -> None:
    port.desk.workspace.write_lock.lock()
    on_session(port.desk, service.key())


async def read_only_on_an_edited_property(service: Service, port: PlainPort) -> None:
    edit(port.desk)
    port.desk.workspace.write_lock.lock()
    on_property(port.desk, "a")


SITUATIONS: tuple[Callable[[Service, PlainPort], Awaitable[None]], ...] = (
    in_namespaces, in_a_reserved_one, in_no_namespace,
    in_sessions, on_two_marked, on_one_marked, on_the_namespace_document, in_no_sessions,
    on_an_edited_session, in_a_document, on_an_edited_property, beside_an_edited_property,
    on_a_removed_property, in_an_empty_document, in_a_document_that_is_not_there,
    in_no_document, after_a_save, read_only, read_only_on_an_edited_property,
)  # fmt: skip


def state_of(desk: Desk) -> tuple[object, ...]:
    document = desk.document
    edits = None if document is None else (document.change_count, sorted(document.names()))
    return desk.workspace.write_lock.is_locked, edits, desk.following is not None


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda s: s.__name__)
async def test_a_key_is_offered_where_it_does_something(
    service: Service, port: PlainPort, situation: Callable[[Service, PlainPort], Awaitable[None]]
) -> None:
    desk = port.desk
    service.put("s2", 3_600, a=1)
    service.put(None, 3_600, a=1)
    desk.begin_sessions(NAMESPACE)
    desk.list_namespaces(await desk.workspace.list_namespaces())
    await port.open(service.key())
    acting = ActingPort(desk)
    await situation(service, acting)
    wrong = []
    for name in NAMES:
        at, before = desk.selection, state_of(desk)
        offered = not refuses(desk, at, f"command('{name}')")
        try:
            await acting.command(name)
            acts = state_of(desk) != before
        except ActedError:
            acts = True
        if offered is not acts:
            wrong.append(f"{name}: {'offered, and' if offered else 'not offered, and'} acts: {acts}"
                         f" {acting.said[-1:]} {acting.alarms[-1:]}")  # fmt: skip
        if name == "read_only" and desk.workspace.write_lock.is_locked is not before[0]:
            desk.workspace.write_lock.unlock(None)
    assert desk.key is None or desk.key.account == ACCOUNT
    assert not wrong, "\n".join(wrong)
