"""Exports are whole or not there, private, and give back each document as it was."""

import re
import resource
import stat
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.local.export import ExportError, ExportWriter, check_export, read_export
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from tests.local.conftest import ANYTHING, KEY
from tests.model.strategies import values

# Two halves that stand side by side are one character to every reader of JSON.
names = ANYTHING.filter(lambda text: not re.search("[\ud800-\udbff][\udc00-\udfff]", text))
documents = st.builds(
    Document,
    st.builds(DocumentKey, names, names, st.none() | names),
    st.dictionaries(names, values.map(lambda value: JsonText(value.canonical)), max_size=3),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.booleans(),
)


def export(path: Path, documents: list[Document]) -> None:
    with ExportWriter.begin(path) as writer:
        for document in documents:
            writer.add(document)
        writer.finish()
        assert writer.documents == len(documents)


def a_document(session: str = "s-1", value: str = '"v"') -> Document:
    return Document(DocumentKey(KEY.account, KEY.namespace, session), {"a": JsonText(value)})


def told(path: Path) -> str:
    with pytest.raises(ExportError) as error:
        list(read_export(path))
    assert str(path) in str(error.value)
    return str(error.value)


@given(st.lists(documents, max_size=4))
def test_documents_come_back_as_they_were(documents: list[Document]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export.jsonl"
        export(path, documents)
        read = list(read_export(path))
        assert check_export(path) == len(documents)
    assert read == documents
    assert [list(d.properties) for d in read] == [list(d.properties) for d in documents]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "exports" / "export.jsonl"


def test_it_is_private_whatever_the_umask(path: Path, no_umask: None) -> None:
    with ExportWriter.begin(path) as writer:
        (part,) = path.parent.iterdir()
        assert stat.S_IMODE(part.stat().st_mode) == 0o600
        writer.finish()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_it_has_its_name_only_once_it_is_whole(path: Path) -> None:
    with ExportWriter.begin(path) as writer:
        writer.add(a_document())
        assert not path.exists()
        writer.finish()
        assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_one_that_was_not_finished_leaves_nothing(path: Path) -> None:
    with ExportWriter.begin(path) as writer:
        writer.add(a_document())
    assert list(path.parent.iterdir()) == []


def test_one_that_exists_is_not_written_over(path: Path) -> None:
    export(path, [a_document()])
    with pytest.raises(ExportError, match="exists already"):
        ExportWriter.begin(path)
    assert check_export(path) == 1


def test_what_a_killed_process_left_is_no_obstacle(path: Path) -> None:
    path.parent.mkdir()
    path.with_name(path.name + ".part").write_text("half")
    export(path, [a_document()])
    assert check_export(path) == 1


def test_two_do_not_write_the_same_one(path: Path) -> None:
    with ExportWriter.begin(path) as writer:
        with pytest.raises(ExportError, match="can't be written"):
            ExportWriter.begin(path)
        writer.finish()
    assert check_export(path) == 0


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match=r"file/a\.jsonl can't be written: .*another folder"):
        ExportWriter.begin(tmp_path / "file" / "a.jsonl")


def test_a_disk_that_fills_is_said_and_leaves_nothing(path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    writer = ExportWriter.begin(path)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(ExportError, match="Make space") as error:
            writer.add(a_document(value='"' + "a-value" * 5_000 + '"'))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "a-value" not in str(error.value)
    assert list(path.parent.iterdir()) == []


def test_a_file_that_is_cut_off_anywhere_is_not_whole(path: Path) -> None:
    export(path, [a_document(f"s-{number}") for number in range(3)])
    whole = path.read_bytes()
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        with pytest.raises(ExportError, match=r"not whole|not an export"):
            next(read_export(path))


def test_a_file_in_which_any_byte_changed_is_not_whole(path: Path) -> None:
    export(path, [a_document(f"s-{number}") for number in range(2)])
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(ExportError, match=r"not whole|not an export|newer"):
            next(read_export(path))


def test_other_files_are_no_exports(path: Path) -> None:
    assert "can't be read" in told(path)
    path.parent.mkdir()
    for content in (b"", b"\n", b"\xff\xfe", b"[1]\n", b"[" * 99_999, b'{"format":"other"}\n'):
        path.write_bytes(content)
        assert "not an export of this program" in told(path)
    path.write_bytes(b'{"format":"ccs-tui export","version":2}\n')
    assert "newer version" in told(path)


def test_a_line_that_is_no_document_is_named(path: Path) -> None:
    with ExportWriter.begin(path) as writer:
        writer.add(a_document())
        for wrong in ('{"account":"secret"}', "[]", "secret"):
            writer._write(JsonText(wrong))
            writer.documents += 1
        writer.finish()
    sentence = told(path)
    assert "line 3 is no document" in sentence
    assert "secret" not in sentence
