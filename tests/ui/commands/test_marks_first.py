"""Marked documents come first: a command acts on all of them, says on how many, or says why not."""

from collections.abc import Awaitable, Callable

import pytest

from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.commands.goals import goals_of
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.goals import Goal, Goals
from ccs_tui.ui.views.bulk_report import BulkReport
from ccs_tui.workspace.bulk import set_expiries
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.selection import Selection
from tests.ui.commands.conftest import PlainPort
from tests.workspace.conftest import ACCOUNT, NAMESPACE
from tests.workspace.conftest import Place as Service


async def mark_two(service: Service, port: PlainPort) -> None:
    """Have two documents marked, and the cursor on a third."""
    for session in ("s1", "s2", "s3"):
        service.put(session, 3_600, a=1)
    await port.open(service.key("s3"))
    port.desk.selection = Selection(
        Place.SESSIONS, NAMESPACE, service.key("s3"), marked=("s1", "s2")
    )


async def test_an_expiry_is_asked_for_all_that_are_marked(
    service: Service, port: PlainPort
) -> None:
    await mark_two(service, port)
    port.answers = ["e", True, None]
    await port.command("expiry")
    assert isinstance(port.asked[1], ConfirmDialog)
    assert port.asked[1]._says.question == "Expiry of 2 documents"
    assert port.asked[2]._keys == (service.key("s1"), service.key("s2"))


async def test_an_expiry_is_set_of_each_and_fails_by_itself(
    service: Service, port: PlainPort
) -> None:
    await mark_two(service, port)
    keys = [service.key(session) for session in ("s1", "nobody", "s2")]
    done = [item async for item in set_expiries(port.desk.workspace, keys, 7_200, None)]
    assert [item.problem is None for item in done] == [True, False, True]
    for session in ("s1", "s2"):
        document = await port.desk.workspace.open(service.key(session))
        assert document.expires_at is not None
        assert (document.expires_at - service.clock()).total_seconds() == 7_200


async def test_copies_are_of_all_that_are_marked(service: Service, port: PlainPort) -> None:
    await mark_two(service, port)
    port.answers = ["s"]
    await port.command("copy")
    assert port.copied == ["s1\ns2"]


def in_orders(session: str) -> DocumentKey:
    return DocumentKey(ACCOUNT, "orders", session)


def stored_in_orders(service: Service, session: str) -> dict[str, JsonText] | None:
    document = service.store.read(in_orders(session))
    return None if document is None else dict(document.properties)


def run_bulk(port: PlainPort, *, wants_undo: bool = False) -> Callable[[], Awaitable[BulkReport]]:
    """Return an answer that does the work of the view that is asked, as that does."""

    async def run() -> BulkReport:
        items = [item async for item in port.asked[-1]._work()]
        done = tuple(item.key for item in items if item.problem is None)
        failed = {item.key: item.problem for item in items if item.problem is not None}
        return BulkReport(done, failed, (), wants_undo=wants_undo)

    return run


async def test_marked_documents_are_duplicated_to_another_namespace(
    service: Service, port: PlainPort
) -> None:
    await mark_two(service, port)
    service.store.upsert(in_orders("s2"), {"a": encode(2)}, None)
    port.desk.list_namespaces(await port.desk.workspace.list_namespaces())
    port.answers = ["d", {"to": "orders"}, True, run_bulk(port)]
    await port.command("transfer")
    title, field, sure, view = port.asked
    assert "To another namespace: 2 documents" in title._title
    assert list(title._choices) == ["d", "m"]
    check = field._fields[0].check
    assert all(check(name) for name in (NAMESPACE, "conversation", "no-name", ""))
    assert check("orders") is None
    assert sure._says.action == "Duplicate 2 documents"
    assert view.can_undo()
    assert stored_in_orders(service, "s1") == {"a": "1", "b": "2"}
    assert stored_in_orders(service, "s2") == {"a": "2"}, "another value is not overwritten"
    assert service.stored("s1") == {"a": "1", "b": "2"}


async def test_a_move_of_marked_documents_is_undone_from_its_report(
    service: Service, port: PlainPort
) -> None:
    await mark_two(service, port)
    service.store.upsert(in_orders("other"), {"a": encode(2)}, None)
    port.desk.list_namespaces(await port.desk.workspace.list_namespaces())

    async def moving() -> BulkReport:
        report = await run_bulk(port, wants_undo=True)()
        assert report.done == (service.key("s1"), service.key("s2"))
        assert not service.stored("s1")
        assert stored_in_orders(service, "s1") == {"a": "1", "b": "2"}
        return report

    port.answers = ["m", {"to": "orders"}, True, moving, True, run_bulk(port)]
    await port.command("transfer")
    assert port.asked[-2]._says.question == "Undo the changes to 4 documents?"
    assert port.asked[-2]._says.detail.startswith(
        "2 documents were new, and are deleted. 2 documents were deleted, and are written again."
    )
    assert not port.asked[-1].can_undo(), "the last write would be another one"
    assert (service.stored("s1"), service.stored("s2")) == ({"a": "1", "b": "2"}, {"a": "1"})
    assert not stored_in_orders(service, "s1")
    assert not stored_in_orders(service, "s2")


async def test_marked_documents_with_unsaved_edits_are_not_taken(
    service: Service, port: PlainPort
) -> None:
    await mark_two(service, port)
    await port.open(service.key("s1"))
    assert port.desk.document is not None
    port.desk.document.put_text("a", "7")
    port.desk.edits.changed(port.desk.document)
    await port.command("transfer")
    assert "1 of the marked has unsaved edits. Save it first" in port.alarms[0]
    assert not port.asked


async def test_what_takes_one_document_says_so_and_takes_none(
    service: Service, port: PlainPort
) -> None:
    await mark_two(service, port)
    await port.command("bookmark")
    assert "several are marked" in (port.alarms + port.said)[0]
    assert not port.asked


@pytest.mark.parametrize("command", ["expiry", "transfer", "discard"])
async def test_in_the_namespaces_no_document_is_acted_on(
    service: Service, port: PlainPort, command: str
) -> None:
    await mark_two(service, port)
    port.desk.selection = Selection(
        Place.NAMESPACES, NAMESPACE, service.key("s3"), marked=("s1", "s2")
    )
    await port.command(command)
    assert port.said
    assert not port.asked


async def test_what_was_typed_is_discarded_after_a_question_only(
    service: Service, port: PlainPort
) -> None:
    await port.open(service.key())
    document = port.desk.document
    assert document is not None
    document.recorded(lambda: document.remove("a"))
    port.desk.selection = Selection(Place.SESSIONS, NAMESPACE, service.key())
    for answer in (None, True):
        port.answers = [answer]
        await port.command("discard")
        assert port.asked[-1]._says.question == "Discard 1 change of s1?"
        assert document.is_edited is (answer is None)


def documents(found: Goals) -> list[tuple[str | None, bool]]:
    """Return the documents among the goals, and whether each is there."""
    return [(goal.key.session, goal.there) for goal in found.goals if isinstance(goal, Goal)]


async def test_g_finds_by_a_part_and_makes_nothing_up(service: Service, port: PlainPort) -> None:
    await mark_two(service, port)
    desk = port.desk
    desk.take_sessions(["s1", "s2", "a-s1"])
    desk.end_sessions()
    desk.list_namespaces(await desk.workspace.list_namespaces())
    found = goals_of(desk, "s1")
    assert documents(found) == [("s1", True), ("a-s1", True)], "the exact one first"
    assert all(goal.there for goal in found.goals)
    assert documents(goals_of(desk, "nobody")) == [("nobody", False)]
    for namespace in (NAMESPACE, "conversation"):
        (goal,) = goals_of(desk, namespace).goals
        assert isinstance(goal, Goal)
        assert (goal.key.namespace, goal.key.session, goal.there) == (namespace, None, True)
    assert documents(goals_of(desk, "tipo:s1")) == [("s1", False)]
    assert goals_of(desk, f"{NAMESPACE}:s2").goals[0].there
    url = goals_of(desk, f"https://ccs.example/v1/account/le1/{NAMESPACE}/a-s1/properties")
    assert documents(url) == [("a-s1", True)]
    assert "a URL" in goals_of(desk, "https://ccs.example/nothing").problem
