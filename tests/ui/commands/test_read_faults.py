"""Every way an answer can be wrong, in front of the commands: said, and nothing typed is lost."""

from typing import Any

import pytest

from ccs_tui.model.json_text import JsonText
from ccs_tui.workspace.desk_events import DocumentStale, Event
from tests.ui.answers import READ_FAULTS, Fault
from tests.ui.commands.conftest import PlainPort
from tests.workspace.conftest import Place as Service


def are_stale(told: list[Event]) -> bool:
    """Return whether a document could not be read again, and it was said in few words why."""
    return any(isinstance(event, DocumentStale) and event.why for event in told)


@pytest.mark.parametrize("name", READ_FAULTS)
async def test_a_fault_is_said_and_nothing_typed_is_lost(
    service: Service, port: PlainPort, name: str
) -> None:
    whole = service._app
    fault: Fault | None = None

    async def faulty(scope: Any, receive: Any, send: Any) -> None:
        if fault is not None and scope["type"] == "http":
            await fault(send)
        else:
            await whole(scope, receive, send)

    service._app = faulty  # type: ignore[assignment]
    told: list[Event] = []
    await port.open(service.key())
    port.desk.listen(told.append)
    document = port.desk.document
    assert document is not None
    document.put("a", JsonText("10"))
    fault = READ_FAULTS[name]
    await port.command("save")
    assert port.said or port.alarms
    assert not port.asked, "nothing is reviewed that could not be read"
    assert document.value("a") == "10"
    assert document.change_count == 1
    port.refresh_desk()
    await port.until(
        lambda: any(isinstance(each, DocumentStale) for each in told) and not port.desk.waits
    )
    assert document.value("a") == "10"
    fault = None
    told.clear()
    port.refresh_desk()
    # A list without namespaces, which the service may have, leaves the document.
    port.go_to(service.key())
    await port.until(lambda: told and port.desk.document is not None and not port.desk.waits)
    assert not are_stale(told)
    assert port.desk.document is document
    assert document.change_count == 1
    port.answers = ["send"]
    await port.command("save")
    assert service.stored() == {"a": "10", "b": "2"}
    assert not document.is_edited
