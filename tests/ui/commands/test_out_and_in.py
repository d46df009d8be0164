"""Export, import and compare, over a desk and a port without a screen."""

import os
from pathlib import Path
from typing import Any

import pytest

from ccs_tui.local.export_reader import read_export
from ccs_tui.ui.commands import compare, export, import_file
from ccs_tui.ui.commands.goals import Remembered
from ccs_tui.ui.commands.requests import CompareDocuments, ExportDocuments
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.go_to import GoToDialog
from ccs_tui.ui.dialogs.goals import Goal, InFile
from ccs_tui.ui.views.bulk_report import BulkReport
from ccs_tui.ui.views.compared_values import ComparedValues
from ccs_tui.workspace.desk import Desk
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.selection import Selection
from tests.ui.commands.conftest import PlainPort, works
from tests.workspace.conftest import NAMESPACE
from tests.workspace.conftest import Place as Service


def writes(port: PlainPort) -> Any:
    """Return the answer of an operation on many documents, once it ended."""

    async def answer() -> BulkReport:
        done = [item.key async for item in port.asked[-1]._work() if item.problem is None]
        return BulkReport(tuple(done), {}, ())

    return answer


def marked(port: PlainPort, service: Service, *sessions: str, at: str = "s1") -> None:
    port.desk.listing.namespace = NAMESPACE
    port.desk.selection = Selection(Place.SESSIONS, NAMESPACE, service.key(at), sessions)


def exported(path: Path) -> list[str]:
    return sorted(str(document.key.session) for document in read_export(path))


async def test_marked_sessions_are_exported_and_imported_again(
    service: Service, port: PlainPort, tmp_path: Path
) -> None:
    service.put("s2", 3_600, a=2)
    service.put("s3", 3_600, a=3)
    marked(port, service, "s2", "s3")
    path = tmp_path / "two.ndjson"
    port.answers = [{"path": str(path)}, works(port)]
    await export.run(port.desk, port)
    assert exported(path) == ["s2", "s3"]
    assert port.said[-1] == f"Exported 2 documents to {path}."
    service.store.delete_document(service.key("s2"))
    service.put("s3", 3_600, a="changed")
    port.answers = [
        {"path": str(path), "names": "", "expiry": "original"},
        works(port), works(port), True, writes(port),
    ]  # fmt: skip
    await import_file.run(port.desk, port)
    question = port.asked[-2]
    assert isinstance(question, ConfirmDialog)
    assert "1 is new. 1 replaces what is there." in question._says.detail
    assert (service.stored("s2"), service.stored("s3")) == ({"a": "2"}, {"a": "3"})


async def test_an_import_says_which_namespaces_it_creates(
    service: Service, port: PlainPort, tmp_path: Path
) -> None:
    marked(port, service, "s1")
    path = tmp_path / "one.ndjson"
    port.answers = [{"path": str(path)}, works(port)]
    await export.run(port.desk, port)
    port.answers = [
        {"path": str(path), "names": f"{NAMESPACE}=typed", "expiry": "original"},
        works(port), works(port), True, writes(port),
    ]  # fmt: skip
    await import_file.run(port.desk, port)
    assert "The service lists no namespace typed: the write" in port.asked[-2]._says.detail
    assert any("The service listed no namespace typed" in sentence for sentence in port.said)


async def test_a_namespace_is_exported_where_the_cursor_is_on_it(
    port: PlainPort, tmp_path: Path
) -> None:
    port.desk.selection = Selection(Place.NAMESPACES, NAMESPACE)
    port.answers = [{"path": str(tmp_path / "all.ndjson.gz")}, works(port)]
    await export.run(port.desk, port)
    assert exported(tmp_path / "all.ndjson.gz") == ["s1"]


async def test_where_nothing_can_be_listed_the_export_says_what_it_has(
    service: Service, tmp_path: Path
) -> None:
    async with service.workspace(api_key=None) as workspace:
        port = PlainPort(Desk(workspace))
        port.desk.selection = Selection(Place.NAMESPACES, NAMESPACE)
        path = tmp_path / "known.ndjson"
        port.answers = [{"path": str(path)}, works(port)]
        await export.run(port.desk, port)
        assert port.said[-1] == (
            f"Exported 0 documents to {path}. "
            "This connection can't list: only the sessions are in it that are known here."
        )


async def test_an_export_that_is_stopped_says_how_it_goes_on(
    service: Service, port: PlainPort, tmp_path: Path
) -> None:
    path = tmp_path / "some.ndjson"
    keys = [service.key("s1"), service.key("s2")]
    service.put("s2", a=2)

    async def stopped() -> None:
        service.refuse("/v2/context/document/le1/bot/s2", 403, {})
        try:
            await port.asked[-1]._work(lambda *_: None)
        except Exception as error:  # noqa: BLE001  # as the dialog does, which shows it
            port.alarm(str(error))

    port.answers = [{"path": str(path)}, stopped]
    await port.request(ExportDocuments(keys))
    assert "403" in port.alarms[-1]
    assert "The export is not whole" in port.said[-1]
    assert path.name not in os.listdir(tmp_path)  # noqa: PTH208
    service.refusals.clear()
    port.answers = [{"path": str(path)}, works(port)]
    await port.request(ExportDocuments(keys))
    assert exported(path) == ["s1", "s2"]


HEAD = '{"format":"ccs-tui export","version":2,"account":"le1"}'
GOOD = '{"namespace":"bot","session":"s9","payload":{}}'
WRONG = '{"namespace":"faas","session":"x","payload":{}}'


async def test_a_file_without_a_line_that_can_be_written_is_refused(
    port: PlainPort, tmp_path: Path
) -> None:
    path = tmp_path / "wrong.ndjson"
    put(path, HEAD, WRONG)

    async def refused() -> None:
        try:
            await port.asked[-1]._work(lambda *_: None)
        except Exception as error:  # noqa: BLE001  # as the dialog does, which shows it
            port.alarm(str(error))

    port.answers = [{"path": str(path), "names": "", "expiry": "original"}, refused]
    await import_file.run(port.desk, port)
    assert "1 line of wrong.ndjson can't be written. Line 2: The namespace" in port.alarms[-1]
    assert port.alarms[-1].endswith("Nothing was sent.")


@pytest.mark.parametrize("leaves_out", [True, False])
async def test_lines_that_cant_be_written_are_named_and_left_out_where_one_says_so(
    service: Service, port: PlainPort, tmp_path: Path, leaves_out: bool
) -> None:
    path = tmp_path / "wrong.ndjson"
    put(path, HEAD, GOOD, WRONG)
    port.answers = [{"path": str(path), "names": "", "expiry": "original"}, works(port), leaves_out]
    if leaves_out:
        port.answers += [works(port), True, writes(port)]
    await import_file.run(port.desk, port)
    question = port.asked[2]
    assert isinstance(question, ConfirmDialog)
    assert question._says.question == "Import wrong.ndjson without 1 line?"
    assert "Line 3: The namespace faas is reserved" in question._says.detail
    assert service.stored("s9") == ({} if leaves_out else None)
    if leaves_out:
        assert "1 is new. 1 line is left out." in port.asked[-2]._says.detail
        left_out = port.asked[-1]._left_out
        assert left_out.count == "1 line left out"
        assert left_out.sentence.startswith("Left out: Line 3: The namespace faas is reserved")
    else:
        assert port.said[-1] == "Nothing of wrong.ndjson was written."


def put(path: Path, *lines: str) -> None:
    path.write_text("".join(f"{line}\n" for line in lines))


async def test_what_is_typed_for_an_import_is_checked(tmp_path: Path) -> None:
    put(tmp_path / "there", "")
    assert import_file._file_problem(str(tmp_path / "there")) is None
    assert import_file._file_problem(str(tmp_path / "gone")) == "There is no such file."
    assert "a folder" in (import_file._file_problem(str(tmp_path)) or "")
    assert "a device" in (import_file._file_problem("/dev/zero") or "")
    os.mkfifo(tmp_path / "pipe")
    assert "a pipe" in (import_file._file_problem(str(tmp_path / "pipe")) or "")
    assert import_file._names_problem("old=new, other=more") is None
    assert import_file._names_problem("") is None
    assert "reserved" in str(import_file._names_problem("old=faas"))
    assert "old=new" in str(import_file._names_problem("old"))
    assert import_file._expiry_problem("remaining") is None
    assert "original" in str(import_file._expiry_problem("x"))


# ── compare ────────────────────────────────────────────────────────────────────────────────────


async def compared(port: PlainPort) -> tuple[list[str], str]:
    """Return the properties that differ in the view that was asked for last, and its title."""
    view = port.asked[-1]
    assert isinstance(view, ComparedValues)
    assert view._sides is not None
    await view._sides.read()
    found = view._sides.compare()
    assert found is not None
    return [pair.name for pair in found.pairs], view._title


async def test_two_marked_documents_are_compared(service: Service, port: PlainPort) -> None:
    service.put("s2", a=2, b=2)
    marked(port, service, "s1", "s2")
    port.answers = [None]
    await compare.run(port.desk, port)
    assert await compared(port) == (["a"], "bot · s1 and bot · s2")


async def test_a_marked_one_is_compared_with_the_one_under_the_cursor(
    service: Service, port: PlainPort
) -> None:
    service.put("s2", a=1, b=3)
    marked(port, service, "s2", at="s1")
    port.answers = [None]
    await compare.run(port.desk, port)
    assert await compared(port) == (["b"], "bot · s2 and bot · s1")


async def test_one_document_is_compared_with_another_that_is_named(
    service: Service, port: PlainPort
) -> None:
    service.put("s2", a=1, c=3)
    port.answers = [Goal(service.key("s2"), ""), None]
    await port.request(CompareDocuments([service.key("s1")]))
    assert isinstance(port.asked[-2], GoToDialog)
    assert (await compared(port))[0] == ["b", "c"]


async def test_one_document_is_compared_with_a_file(
    service: Service, port: PlainPort, tmp_path: Path
) -> None:
    put(tmp_path / "a.json", '{"a":1,"b":7}')
    port.answers = [InFile(tmp_path / "a.json"), None]
    marked(port, service)
    await compare.run(port.desk, port)
    assert await compared(port) == (["b"], "bot · s1 and a.json")


async def test_files_and_other_documents_are_offered_and_not_the_document_itself(
    service: Service, port: PlainPort, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "a.json", "{}")
    monkeypatch.chdir(tmp_path)
    remembered = Remembered([], [])

    def offered(text: str) -> list[Any]:
        return list(compare.other_goals(port.desk, text, service.key("s1"), remembered).goals)

    assert offered(str(tmp_path / "a.json")) == [InFile(tmp_path / "a.json")]
    assert offered(str(tmp_path / "gone.json")) == []
    assert [goal.key for goal in offered("bot:s2")] == [service.key("s2")]
    assert offered("bot:s1") == []
    port.desk.listing.namespace = NAMESPACE
    assert offered("a.json") == [InFile(Path("a.json"))]
    for path in (str(tmp_path / "gone.json"), str(tmp_path)):
        found = compare.other_goals(port.desk, path, service.key("s1"), remembered)
        assert (list(found.goals), found.problem) == ([], f"There is no file {path}.")


async def test_more_than_two_are_not_compared(service: Service, port: PlainPort) -> None:
    marked(port, service, "s1", "s2", "s3")
    await compare.run(port.desk, port)
    assert port.said == ["= compares two documents, and 3 are marked."]


async def test_an_import_that_is_not_wanted_says_that_nothing_was_written(
    service: Service, port: PlainPort, tmp_path: Path
) -> None:
    path = tmp_path / "good.ndjson"
    put(path, HEAD, GOOD)
    port.answers = [
        {"path": str(path), "names": "", "expiry": "original"}, works(port), works(port), None,
    ]  # fmt: skip
    await import_file.run(port.desk, port)
    assert service.stored("s9") is None
    assert port.said == ["Nothing of good.ndjson was written."]
