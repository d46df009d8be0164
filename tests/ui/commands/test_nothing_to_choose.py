"""Where nothing is listed, nobody is told to choose: there is nothing to choose from."""

from importlib import import_module

import pytest

from ccs_tui.model.document import Namespace
from ccs_tui.workspace.desk_events import DocumentLeft, Event
from ccs_tui.workspace.empty_places import NO_NAMESPACE, NO_SESSION
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.selection import Selection
from tests.ui.commands.conftest import PlainPort
from tests.workspace.conftest import NAMESPACE
from tests.workspace.conftest import Place as Service


@pytest.mark.parametrize("name", ["search", "expiries", "columns", "summary", "follow", "new"])
async def test_a_namespace_is_to_be_chosen_only_where_there_is_one(
    port: PlainPort, name: str
) -> None:
    desk = port.desk
    desk.selection = Selection(Place.SESSIONS)
    command = import_module(f"ccs_tui.ui.commands.{name}")
    await command.run(desk, port)
    desk.list_namespaces([Namespace(NAMESPACE)])
    await command.run(desk, port)
    assert port.alarms[0] == NO_NAMESPACE
    assert port.alarms[1].startswith("Choose a namespace first")


async def test_a_session_is_to_be_chosen_only_where_there_is_one(port: PlainPort) -> None:
    desk = port.desk
    desk.selection = Selection(Place.DOCUMENT)
    await port.command("new")
    desk.begin_sessions(NAMESPACE)
    await port.command("new")
    assert port.alarms == [NO_SESSION, "Choose a session first, to add the property to it."]


async def test_after_a_deletion_another_one_is_to_be_chosen_only_where_there_is_one(
    service: Service, port: PlainPort
) -> None:
    desk = port.desk
    left: list[Event] = []
    desk.listen(left.append)
    desk.begin_sessions(NAMESPACE)
    for sessions in (["s1"], ["s1", "s2"]):
        desk.take_sessions(sessions)
        desk.key = service.key("s1")
        desk.forget(desk.key, "It is not on the service.")
    assert [event.sentence for event in left if isinstance(event, DocumentLeft)] == [
        "It is not on the service.", "It is not on the service. Choose another session."
    ]  # fmt: skip
