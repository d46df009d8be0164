"""What one's own editor leaves of a value or a document is an open edit, however it ends."""

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.ui.commands import external_editor
from ccs_tui.ui.terminal.external_editor import EditorEnd, NoEditorError
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.selection import Selection
from tests.ui.commands.conftest import PlainPort
from tests.workspace.conftest import ACCOUNT, NAMESPACE
from tests.workspace.conftest import Place as Service

WELL = EditorEnd("vim", 60.0, 0)


def writes(text: str, end: EditorEnd = WELL) -> Callable[[Path], EditorEnd]:
    """Return an editor that leaves a text."""

    def edit(path: Path) -> EditorEnd:
        path.write_text(text)
        return end

    return edit


async def opened(service: Service, port: PlainPort, at: str | None = None) -> OpenDocument:
    """Open the document with the cursor on a property; on its row in the list with None."""
    await port.open(service.key())
    document = port.desk.document
    assert document is not None
    node = None if at is None else document.tree.property(at)
    place = Place.SESSIONS if at is None else Place.DOCUMENT
    port.desk.selection = Selection(place, NAMESPACE, service.key(), (), node)
    return document


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """Look that no file stays behind."""
    yield
    folder = Path(os.environ["CCS_STATE_DIR"]) / "editing"
    assert not folder.exists() or list(folder.iterdir()) == []


async def test_a_value_is_taken_and_is_a_draft_at_once(service: Service, port: PlainPort) -> None:
    document = await opened(service, port, "a")
    port.editor = writes("[1,\n 2]\n")
    await port.command("external_editor")
    assert document.value("a") == "[1,2]"
    assert port.said == ["What vim left is an open edit: ctrl+s saves it."]
    (found,) = await port.desk.edits.all()
    assert list(found.draft.edits) == ["a"]
    assert service.stored() == {"a": "1", "b": "2"}
    document.undo()
    assert not document.is_edited


async def test_a_string_is_edited_as_its_characters(service: Service, port: PlainPort) -> None:
    service.put("s1", 3_600, greeting='Say "hi"\n')
    document = await opened(service, port, "greeting")

    def edit(path: Path) -> EditorEnd:
        assert path.suffix == ".txt"
        assert path.read_text() == 'Say "hi"\n\n'
        return writes('Say\n"bye"\n')(path)

    port.editor = edit
    await port.command("external_editor")
    assert document.value("greeting") == '"Say\\n\\"bye\\""'


@pytest.mark.parametrize("string", ["\r\n", "\0", "\x1b[31m", "a\ud800"])
async def test_what_an_editor_would_spoil_is_edited_as_json(
    service: Service, port: PlainPort, string: str
) -> None:
    service.put("s1", 3_600, odd=string)
    await opened(service, port, "odd")

    def edit(path: Path) -> EditorEnd:
        assert path.suffix == ".json"
        assert path.read_text().startswith('"')
        return WELL

    port.editor = edit
    await port.command("external_editor")
    assert port.said == ["Nothing was changed in vim."]


async def test_from_the_list_it_is_the_whole_document(service: Service, port: PlainPort) -> None:
    document = await opened(service, port)
    port.editor = writes('{"a": 1, "c": true}')
    await port.command("external_editor")
    assert dict(document.payload()) == {"a": "1", "c": "true"}
    assert document.removed == {"b"}


@pytest.mark.parametrize(
    ("status", "how"), [(1, "It ended with status 1."), (-1, "It was ended by SIGHUP.")]
)
async def test_it_is_taken_however_the_editor_ends(
    service: Service, port: PlainPort, status: int, how: str
) -> None:
    document = await opened(service, port, "a")
    port.editor = writes("7", EditorEnd("vim", 5.0, status))
    await port.command("external_editor")
    assert document.value("a") == "7"
    assert port.said[0].endswith(how)


async def test_a_text_that_is_not_utf8_is_taken_and_said(service: Service, port: PlainPort) -> None:
    service.put("s1", 3_600, greeting="hello")
    document = await opened(service, port, "greeting")

    def edit(path: Path) -> EditorEnd:
        path.write_bytes("caf\u00e9\n".encode("iso-8859-1"))
        return WELL

    port.editor = edit
    await port.command("external_editor")
    assert document.value("greeting") == r'"caf\\xe9"'
    assert "It is not UTF-8" in port.said[0]


async def test_what_others_changed_meanwhile_is_a_conflict(
    service: Service, port: PlainPort
) -> None:
    document = await opened(service, port, "a")

    def edit(path: Path) -> EditorEnd:
        service.put("s1", 3_600, a=99)
        return writes("7")(path)

    port.editor = edit
    await port.command("external_editor")
    await port.open(DocumentKey(ACCOUNT, NAMESPACE, "s2"))
    await port.open(service.key())
    document = port.desk.document or document
    assert [conflict.name for conflict in document.conflicts()] == ["a"]


async def test_without_an_editor_it_is_said_what_to_set(service: Service, port: PlainPort) -> None:
    await opened(service, port, "a")

    def edit(_: Path) -> EditorEnd:
        raise NoEditorError("No editor is set.")

    port.editor = edit
    await port.command("external_editor")
    assert port.said == ["No editor is set."]


@pytest.mark.parametrize("changes", [False, True])
async def test_what_may_not_be_written_is_only_shown(
    service: Service, port: PlainPort, changes: bool
) -> None:
    document = await opened(service, port, "a")
    port.desk.workspace.write_lock.lock()

    def edit(path: Path) -> EditorEnd:
        assert path.stat().st_mode & 0o222 == 0
        path.chmod(0o600)
        return writes("7")(path) if changes else WELL

    port.editor = edit
    await port.command("external_editor")
    assert not document.is_edited
    assert "it is read-only (f6 unlocks)" in port.said[0]
    assert ("Nothing of what was changed" in port.said[0]) is changes


async def test_what_is_the_services_own_is_only_shown(service: Service, port: PlainPort) -> None:
    service.store.create_namespace(ACCOUNT, "conversation", None)
    key = DocumentKey(ACCOUNT, "conversation", "s1")
    service.store.upsert(key, {"a": JsonText("1")}, None)
    await port.open(key)
    port.desk.selection = Selection(Place.SESSIONS, "conversation", key)
    port.editor = writes('{"a": 2}')
    await port.command("external_editor")
    assert port.desk.document is not None
    assert not port.desk.document.is_edited
    assert "this namespace is the service's own" in port.said[0]


async def test_a_file_that_the_editor_removed_is_said(service: Service, port: PlainPort) -> None:
    document = await opened(service, port, "a")

    def edit(path: Path) -> EditorEnd:
        path.unlink()
        return WELL

    port.editor = edit
    await port.command("external_editor")
    assert port.said == ["vim removed the file, so nothing was taken."]
    assert not document.is_edited


async def test_where_there_is_no_one_document_it_says_so(service: Service, port: PlainPort) -> None:
    document = await opened(service, port, "a")
    node = document.tree.property("a")
    document.remove("a")
    other = DocumentKey(ACCOUNT, NAMESPACE, "s2")
    for selection, said in (
        (Selection(Place.NAMESPACES, NAMESPACE), "E edits one document: go to it"),
        (Selection(Place.SESSIONS, NAMESPACE, service.key(), ("s1", "s2")), "2 are marked"),
        (
            Selection(Place.SESSIONS, NAMESPACE, other),
            "no document",
        ),
        (Selection(Place.DOCUMENT, NAMESPACE, service.key(), (), node), "removed at the next save"),
    ):
        port.desk.selection = selection
        await port.command("external_editor")
        assert said in port.said[-1]


async def test_an_editor_that_ends_at_once_is_watched(
    service: Service, port: PlainPort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(external_editor, "LOOK_SECONDS", 0.01)
    document = await opened(service, port, "a")
    files: list[Path] = []

    def edit(path: Path) -> EditorEnd:
        files.append(path)
        return EditorEnd("code", 0.1, 0)

    port.editor = edit
    watching = asyncio.create_task(port.command("external_editor"))
    await port.until_said(1)
    for said, text in enumerate(("7", "[", "8"), 2):
        files[0].write_text(text)
        await port.until_said(said)
    assert "EDITOR='code --wait'" in port.said[0]
    assert "not JSON" in port.said[2]
    assert document.value("a") == "8"
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching
    assert files[0].exists(), "the window may still be open"
    for path in files[0].parent.iterdir():
        path.unlink()
    files[0].parent.rmdir()
