"""The commands over a desk and a port, without a screen."""

import ast
import asyncio
import inspect
import re
from importlib import import_module
from pathlib import Path as FilePath
from typing import Any

import pytest

from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.commands import key_table
from ccs_tui.ui.commands.goals import goals_of
from ccs_tui.ui.commands.key_table import COMMANDS
from ccs_tui.ui.commands.requests import Request
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.conflict import ConflictDialog
from ccs_tui.ui.dialogs.conflict_words import Edited, Mine
from ccs_tui.ui.dialogs.review import ReviewDialog
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.selection import Selection
from tests.ui.commands.conftest import PlainPort
from tests.workspace.conftest import NAMESPACE
from tests.workspace.conftest import Place as Service


@pytest.mark.parametrize("name", sorted({command.name for command in COMMANDS}))
def test_each_command_of_the_table_is_a_module_that_runs(name: str) -> None:
    run = import_module(f"ccs_tui.ui.commands.{name}").run
    assert inspect.iscoroutinefunction(run)
    required = [p for p in inspect.signature(run).parameters.values() if p.default is p.empty]
    assert len(required) == 2, "a key has nothing to give but the desk and the port"


@pytest.mark.parametrize("request_", Request.__subclasses__(), ids=lambda kind: kind.__name__)
def test_each_request_is_taken_by_the_command_that_it_names(request_: type[Request]) -> None:
    run = import_module(f"ccs_tui.ui.commands.{request_.command}").run
    assert inspect.iscoroutinefunction(run)
    *_, taken = inspect.signature(run).parameters.values()
    assert request_.__name__ in str(taken.annotation)
    assert len(inspect.signature(run).parameters) == 3


async def test_a_conflict_that_is_left_undecided_says_so_and_stays(
    service: Service, port: PlainPort
) -> None:
    await port.open(service.key())
    document = port.desk.document
    assert document is not None
    document.put_text("a", "10")
    service.put("s1", 3_600, a=11)
    port.answers = [None]
    await port.command("save")
    assert isinstance(port.asked[0], ConflictDialog)
    assert port.said == ["Nothing was sent: 1 conflict undecided, marked <. ^s asks again."]
    assert document.is_contested("a")
    assert service.stored()["a"] == "11"  # type: ignore[index]


async def test_a_command_edits_the_document_without_a_panel(
    service: Service, port: PlainPort
) -> None:
    """The panel of this port shows no document, and none of its rows."""
    service.put("s1", 3_600, a=1, b={"c": 1})
    await port.open(service.key())
    document = port.desk.document
    assert document is not None
    tree = document.tree
    port.desk.selection = Selection(Place.DOCUMENT, NAMESPACE, node=tree.property("a"))
    port.answers = [True]
    await port.command("delete")
    assert document.removed == {"a"}
    await port.command("delete")
    assert not document.removed
    within = tree.property("b")
    assert within is not None
    port.desk.selection = Selection(Place.DOCUMENT, NAMESPACE, node=within.children()[0])
    await port.command("delete")
    assert document.value("b") == "{}"
    assert port.said[-1] == "Removed b.c. ctrl+u undoes it."
    document.undo()
    port.answers = ['{"a": 2, "b": {"c": 1}}', "{"]
    await port.command("edit_whole")
    assert {name: edit.text for name, edit in document.edits.items()} == {"a": "2"}
    await port.command("edit_whole")
    assert document.unfinished is not None
    assert document.unfinished.text == "{"
    assert document.key in port.desk.edits


async def test_a_save_is_reviewed_and_sent(service: Service, port: PlainPort) -> None:
    await port.open(service.key())
    assert port.desk.document is not None
    port.desk.document.put("a", JsonText("10"))
    port.answers = ["send"]
    await port.command("save")
    assert isinstance(port.asked[0], ReviewDialog)
    assert service.stored() == {"a": "10", "b": "2"}
    assert not port.desk.document.is_edited
    assert "Saved 1 property of s1" in port.said[0]


async def test_a_save_that_creates_a_namespace_is_asked_about_and_told_and_what_its_undo_leaves(
    service: Service, port: PlainPort
) -> None:
    key = DocumentKey(service.key().account, "typed", "s1")
    await port.open(key)
    assert port.desk.document is not None
    port.desk.document.put("a", JsonText("1"))
    port.answers = [None]
    await port.command("save")
    assert isinstance(port.asked[-1], ConfirmDialog)
    assert port.asked[-1]._says.question == "Create the namespace typed?"
    assert service.store.read(key) is None
    port.answers = [True, "send"]
    await port.command("save")
    assert service.store.read(key) is not None
    assert "The service listed no namespace typed: the write created it" in port.said[-2]
    assert port.said[-1].startswith("Saved 1 property of s1")
    port.answers = ["send"]
    await port.command("undo")
    assert isinstance(port.asked[-1], ReviewDialog)
    assert re.fullmatch(r"created with a of s1, \d\d:\d\d", port.asked[-1]._undoes)
    assert service.store.read(key) is None
    assert port.said[-1].startswith("The namespace typed stays, with no session in it: d")
    # Where it is there by now, nothing is asked.
    port.answers = ["send"]
    await port.open(key)
    port.desk.document.put("a", JsonText("1"))
    await port.command("save")
    assert service.store.read(key) is not None


async def test_a_discard_says_what_becomes_of_what_and_not_that_anything_was_typed(
    service: Service, port: PlainPort
) -> None:
    await port.open(service.key())
    document = port.desk.document
    assert document is not None
    document.put("a_copy", JsonText("1"))
    port.desk.selection = Selection(
        Place.DOCUMENT, NAMESPACE, service.key(), node=document.tree.property("a_copy")
    )
    port.answers = [None, None]
    await port.command("discard")
    assert port.asked[-1]._says.detail.startswith("They were not saved: a_copy is removed.")
    document.put("a", JsonText("10"))
    port.desk.selection = Selection(Place.SESSIONS, NAMESPACE, service.key())
    await port.command("discard")
    assert "typed" not in port.asked[-1]._says.detail


async def test_nothing_changed_sends_nothing(service: Service, port: PlainPort) -> None:
    await port.open(service.key())
    await port.command("save")
    assert port.said == ["Nothing changed, so nothing was sent."]
    assert not port.asked


async def test_a_locked_connection_is_not_written_to(service: Service, port: PlainPort) -> None:
    await port.open(service.key())
    port.desk.workspace.write_lock.lock()
    assert port.desk.document is not None
    port.desk.document.put("a", JsonText("10"))
    for name in ("save", "delete", "transfer", "undo"):
        port.desk.selection = Selection(Place.SESSIONS, NAMESPACE, service.key())
        await port.command(name)
    assert service.stored() == {"a": "1", "b": "2"}
    assert not port.asked


async def test_a_deletion_is_asked_for_and_can_be_taken_back(
    service: Service, port: PlainPort
) -> None:
    await port.open(service.key())
    port.desk.selection = Selection(Place.SESSIONS, NAMESPACE, service.key())
    port.answers = [True]
    await port.command("delete")
    assert service.stored() is None
    assert port.desk.document is None
    assert "s1" not in port.desk.listing.sessions
    port.answers = ["send"]
    await port.command("undo")
    assert service.stored() == {"a": "1", "b": "2"}


async def conflict_with_a_late_reading(service: Service, port: PlainPort, answer: Any) -> None:
    """Save over what the bot wrote; while that is decided, a later value of it is read."""
    await port.open(service.key())
    copy = port.desk.document
    assert copy is not None
    copy.put("a", JsonText("10"))
    service.put("s1", 3_600, a=2)

    async def decide() -> dict[str, Any]:
        service.put("s1", 3_600, a=3)
        port.desk.arrived(await port.desk.workspace.open(service.key()))
        return {"a": answer}

    port.answers = [decide, *port.answers]
    await port.command("save")


async def test_what_is_read_while_a_conflict_is_decided_is_told_as_replaced(
    service: Service, port: PlainPort
) -> None:
    port.answers = ["send"]
    await conflict_with_a_late_reading(service, port, Mine())
    assert service.stored() == {"a": "10", "b": "2"}
    assert any("yours replaced it" in sentence for sentence in port.said)
    (entry,) = port.desk.workspace.local.state.journal.entries()
    (entry,) = port.desk.workspace.local.state.journal.operation(entry.operation)
    assert entry.before == {"a": "3"}


async def test_what_is_read_while_both_are_merged_is_a_conflict_anew(
    service: Service, port: PlainPort
) -> None:
    port.answers = [None]
    await conflict_with_a_late_reading(service, port, Edited(JsonText("12")))
    assert isinstance(port.asked[1], ConflictDialog)
    assert service.stored() == {"a": "3", "b": "2"}


async def test_what_can_be_copied_is_asked_for(service: Service, port: PlainPort) -> None:
    await port.open(service.key())
    port.desk.selection = Selection(Place.SESSIONS, NAMESPACE, service.key())
    port.answers = ["k"]
    await port.command("copy")
    assert port.copied == [str(service.key())]


async def test_the_read_only_switch_locks_at_once(port: PlainPort) -> None:
    await port.command("read_only")
    assert port.desk.workspace.read_only
    port.answers = [True]
    await port.command("read_only")
    assert not port.desk.workspace.read_only


@pytest.mark.parametrize("typed", ["http://[", "https://a]b/s1", "http://x/s1?y=["])
async def test_what_only_looks_like_a_url_is_looked_for_as_well(
    service: Service, port: PlainPort, typed: str
) -> None:
    await port.open(service.key())
    found = goals_of(port.desk, typed)
    assert found.goals or "This is a URL" in found.problem


async def test_a_whole_text_is_drafted_also_if_its_editor_is_cut_off(
    service: Service, port: PlainPort
) -> None:
    """At the end of the program dialogs are cancelled before the last drafts are written."""
    await port.open(service.key())

    async def cut_off() -> None:
        dialog = port.asked[-1]
        dialog._first = '{"a": 10'
        raise asyncio.CancelledError

    port.answers = [cut_off]
    with pytest.raises(asyncio.CancelledError):
        await port.command("edit_whole")
    await port.desk.edits.flush()
    (found,) = await port.desk.workspace.drafting.of(service.key())
    assert found.draft.whole is not None
    assert found.draft.whole.text == '{"a": 10'


def test_no_command_runs_another_itself() -> None:
    """The port does: `command` as its key would, and `request` on what the request names."""
    taken = {each.command for each in Request.__subclasses__()}
    commands = {command.name for command in COMMANDS} | taken | {"edit_whole"}
    folder = FilePath(key_table.__file__).parent
    package = "ccs_tui.ui.commands"
    for path in folder.glob("*.py"):
        nodes = [*ast.walk(ast.parse(path.read_text()))]
        imports = [node for node in nodes if isinstance(node, ast.ImportFrom)]
        modules = {a.name for each in imports if each.module == package for a in each.names}
        uses = [node for node in nodes if isinstance(node, ast.Attribute)]
        runs = {ast.unparse(node.value) for node in uses if node.attr == "run"}
        for each in imports:
            if each.module in {f"{package}.{name}" for name in commands}:
                assert "run" not in {alias.name for alias in each.names}, path.name
        assert not modules & commands & runs, path.name
