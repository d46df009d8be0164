"""Exports are whole or not there, private, and give back each document as it was."""

import gzip
import json
import re
import resource
import stat
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.local.export_reader import (
    ExportError,
    check_export,
    export_head,
    exported,
    read_export,
)
from ccs_tui.local.export_writer import ExportWriter, part_of
from ccs_tui.model.document import Document
from ccs_tui.model.export_file import Head
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from tests.local.conftest import ANYTHING, KEY
from tests.model.strategies import values

# Two halves that stand side by side are one character to every reader of JSON.
names = ANYTHING.filter(lambda text: not re.search("[\ud800-\udbff][\udc00-\udfff]", text))
documents = st.builds(
    Document,
    st.builds(DocumentKey, st.just("le1"), names, st.none() | names),
    st.dictionaries(names, values.map(lambda value: JsonText(value.canonical)), max_size=3),
    st.none() | st.datetimes(timezones=st.just(UTC)),
)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HEAD = Head("le1", NOON, "bot", service=("https://live",), expiries=True)


def export(path: Path, documents: list[Document]) -> None:
    with ExportWriter.begin(path, HEAD) as writer:
        for document in documents:
            writer.add(document)
        writer.finish()
        assert writer.documents == len(documents)


def a_document(session: str = "s-1", value: str = '"v"') -> Document:
    return Document(DocumentKey("le1", KEY.namespace, session), {"a": JsonText(value)})


def told(path: Path) -> str:
    with pytest.raises(ExportError) as error:
        list(read_export(path))
    assert str(path) in str(error.value)
    return str(error.value)


@given(st.lists(documents, max_size=4, unique_by=lambda each: each.key), st.booleans())
def test_documents_come_back_as_they_were(documents: list[Document], compressed: bool) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"export.jsonl{'.gz' if compressed else ''}"
        export(path, documents)
        read = list(read_export(path))
        assert check_export(path) == len(documents)
    assert read == documents
    assert [list(d.properties) for d in read] == [list(d.properties) for d in documents]


@pytest.fixture(params=["", ".gz"])
def path(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    return tmp_path / "exports" / f"export.jsonl{request.param}"


def test_it_is_private_whatever_the_umask(path: Path, no_umask: None) -> None:
    with ExportWriter.begin(path, HEAD) as writer:
        (part,) = path.parent.iterdir()
        assert stat.S_IMODE(part.stat().st_mode) == 0o600
        writer.finish()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_it_has_its_name_only_once_it_is_whole(path: Path) -> None:
    with ExportWriter.begin(path, HEAD) as writer:
        writer.add(a_document())
        assert not path.exists()
        writer.finish()
        assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_one_that_was_not_finished_leaves_nothing(path: Path) -> None:
    with ExportWriter.begin(path, HEAD) as writer:
        writer.add(a_document())
    assert list(path.parent.iterdir()) == []


def test_one_that_exists_is_not_written_over(path: Path) -> None:
    export(path, [a_document()])
    with pytest.raises(ExportError, match="exists already"):
        ExportWriter.begin(path, HEAD)
    assert check_export(path) == 1


def test_what_a_killed_process_left_is_no_obstacle(path: Path) -> None:
    path.parent.mkdir()
    path.with_name(path.name + ".part").write_text("half")
    export(path, [a_document()])
    assert check_export(path) == 1


def test_two_do_not_write_the_same_one(path: Path) -> None:
    with ExportWriter.begin(path, HEAD) as writer:
        with pytest.raises(ExportError, match="can't be written"):
            ExportWriter.begin(path, HEAD)
        writer.finish()
    assert check_export(path) == 0


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match=r"file/a\.jsonl can't be written: .*another folder"):
        ExportWriter.begin(tmp_path / "file" / "a.jsonl", HEAD)


def test_a_disk_that_fills_is_said_and_leaves_nothing(path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        large = a_document(value=f'"a-value{Random(7).randbytes(20_000).hex()}"')
        with pytest.raises(ExportError, match="Make space") as error:
            export(path, [large])
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
    export(path, documents := [a_document(f"s-{number}") for number in range(2)])
    whole = path.read_bytes()
    read, refused = 0, []
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            assert list(read_export(path)) == documents
            read += 1
        except ExportError as error:
            refused.append(str(error))
    assert all(re.search("not whole|not an export|newer", said) for said in refused)
    # A gzip member says when it was made, and on what system: nobody looks at that.
    assert read <= (0 if path.suffix != ".gz" else len(whole) // 3)


def test_other_files_are_no_exports(path: Path) -> None:
    assert "can't be read" in told(path)
    path.parent.mkdir()
    for content in (b"", b"\n", b"\xff\xfe", b"[1]\n", b"[" * 99_999, b'{"format":"other"}\n'):
        path.write_bytes(content)
        assert "not an export of this program" in told(path)
    path.write_bytes(b'{"format":"ccs-tui export","version":3}\n')
    assert "newer version" in told(path)


def test_a_line_that_is_no_document_is_named(path: Path) -> None:
    with ExportWriter.begin(path, HEAD) as writer:
        writer.add(a_document())
        writer.finish()
    wrong = path.with_name("wrong.jsonl")
    head = '{"format":"ccs-tui export","version":2,"account":"le1"}'
    wrong.write_text("\n".join([head, DOCUMENT, '{"namespace":"secret"}', "[]", ""]))
    sentence = told(wrong)
    assert "line 3 is no document: it has no payload" in sentence
    assert "secret" not in sentence


DOCUMENT = '{"namespace":"bot","session":"s-1","payload":{"a":1}}'


def problems(path: Path, *lines: str) -> list[tuple[int, str]]:
    """Return the lines of a file made by hand that are no documents, and why."""
    path.parent.mkdir(exist_ok=True)
    head = '{"format":"ccs-tui export","version":2,"account":"le1"}'
    path.write_text("\n".join([head, *lines, ""]))
    found: list[tuple[int, str]] = []
    list(exported(path, lambda number, why: found.append((number, why))))
    return found


def test_each_line_that_is_no_document_says_why(path: Path) -> None:
    assert problems(
        path,
        DOCUMENT,
        "{",
        '{"namespace":"bot","payload":{"a":{"x":1,"x":2}}}',
        '{"namespace":"bot","payload":[1]}',
        '{"namespace":7,"payload":{}}',
        '{"namespace":"bot","payload":{},"expires":"soon"}',
        '{"payload":{}}',
        DOCUMENT,
    ) == [
        (3, "at column 2 the text ends too early"),
        (4, 'at column 42 the name "x" is here twice'),
        (5, "its properties are no JSON object"),
        (6, "it is no document"),
        (7, "it is no document"),
        (8, "it has no namespace"),
    ]


@pytest.mark.parametrize(
    "field",
    [
        '"documents":1e999', '"session_ttls":{"a":1e999}', '"service":5', '"documents":"x"',
        '"written":"9999-12-31T23:59:59-23:00"', '"written":"soon"', '"session_ttls":[]',
    ],
)  # fmt: skip
def test_a_first_line_that_is_damaged_is_said(path: Path, field: str) -> None:
    path.parent.mkdir()
    path.write_text(f'{{"format":"ccs-tui export","version":2,{field}}}\n')
    assert "its first line is damaged" in told(path)


def test_a_file_that_was_made_by_hand_needs_no_last_line(path: Path) -> None:
    assert problems(path, DOCUMENT) == []
    assert [document.properties for document in read_export(path)] == [{"a": "1"}]
    assert export_head(path).account == "le1"


def test_a_file_that_was_made_by_hand_may_be_of_an_editor_of_windows(path: Path) -> None:
    path.parent.mkdir()
    head = '{"format":"ccs-tui export","version":2,"account":"le1"}'
    path.write_bytes(f"\ufeff{head}\r\n{DOCUMENT}\r\n".encode())
    assert [each.key.session for each in read_export(path)] == ["s-1"]


def test_a_file_of_version_1_is_read(path: Path) -> None:
    path.parent.mkdir()
    lines = [
        '{"format":"ccs-tui export","version":1,"session_ttls":{"documents":5}}',
        '{"account":"le1","namespace":"bot","session":null,'
        '"expires_at":"2026-03-01T12:00:00+00:00","exists":true,"properties":{"a":1.50}}',
    ]
    text = "".join(f"{line}\n" for line in lines).encode()
    path.write_bytes(text + f'{{"documents":1,"crc32":{zlib.crc32(text)}}}\n'.encode())
    (document,) = read_export(path)
    assert document == Document(DocumentKey("le1", "bot"), {"a": JsonText("1.50")}, NOON)
    assert export_head(path).session_ttls == {"documents": 5}


@pytest.mark.slow
def test_one_that_was_interrupted_goes_on_after_its_last_whole_line(path: Path) -> None:
    export(path, [a_document(f"s-{number}") for number in range(4)])
    whole = path.read_bytes()
    path.unlink()
    for end in range(len(whole) + 1):
        part_of(path).write_bytes(whole[:end])
        with ExportWriter.go_on(path, HEAD) as writer:
            for number in range(4):
                if (document := a_document(f"s-{number}")).key not in writer.keys:
                    writer.add(document)
            writer.finish()
        read = list(read_export(path))
        assert sorted(str(each.key.session) for each in read) == ["s-0", "s-1", "s-2", "s-3"]
        assert export_head(path).documents == 4
        path.unlink()


def test_what_was_kept_is_there_and_no_more_is_written_twice(path: Path) -> None:
    writer = ExportWriter.begin(path, HEAD)
    writer.add(a_document("s-1"))
    writer.keep()
    with ExportWriter.go_on(path, HEAD) as again:
        assert [key.session for key in again.keys] == ["s-1"]
        with pytest.raises(ExportError, match="another process"):
            ExportWriter.go_on(path, HEAD)
        again.add(a_document("s-2"))
        again.finish()
    assert [document.key.session for document in read_export(path)] == ["s-1", "s-2"]


@pytest.mark.parametrize(
    "other",
    [
        replace(HEAD, account="le2"),
        replace(HEAD, of="orders"),
        replace(HEAD, masked="x"),
        replace(HEAD, service=("https://lab",)),
        replace(HEAD, expiries=False),
    ],
)
def test_one_of_something_else_is_not_gone_on_with(path: Path, other: Head) -> None:
    writer = ExportWriter.begin(path, HEAD)
    writer.add(a_document())
    writer.keep()
    with pytest.raises(ExportError, match="is of another export"):
        ExportWriter.go_on(path, other)
    with ExportWriter.go_on(path, HEAD) as again:
        assert again.documents == 1


def test_an_interrupted_one_is_not_taken_for_a_whole_one(path: Path) -> None:
    writer = ExportWriter.begin(path, HEAD)
    writer.add(a_document())
    writer.keep()
    part_of(path).rename(path)
    assert "its export was interrupted" in told(path)


def test_a_compressed_one_is_what_other_programs_expect(tmp_path: Path) -> None:
    export(tmp_path / "a.jsonl", documents := [a_document(f"s-{n}", "0" * 99) for n in range(9)])
    export(tmp_path / "b.jsonl.gz", documents)
    text = gzip.decompress((tmp_path / "b.jsonl.gz").read_bytes()).decode()
    heads, bodies = zip(
        *(t.split("\n", 1) for t in ((tmp_path / "a.jsonl").read_text(), text)), strict=True
    )
    assert json.loads(heads[0]) == json.loads(heads[1])
    assert len(bodies[0].splitlines()) == len(bodies[1].splitlines()) == 10
    assert json.loads(heads[0])["documents"] == 9
    assert (tmp_path / "b.jsonl.gz").stat().st_size < (tmp_path / "a.jsonl").stat().st_size / 2


def test_what_is_none_of_ours_is_neither_cut_off_nor_consumed(path: Path) -> None:
    path.parent.mkdir()
    packed = (
        gzip.compress(b"", mtime=0),
        gzip.compress(b"a text\n"),
        gzip.compress(b"a text\n")[:-9],
    )
    for content in (b"half", b"a text\n", b"{", b"\x1f\x8b" * 20, b"\x00" * 40, *packed):
        if path.suffix != ".gz" and content == b"{":
            continue  # a first line of ours may begin so
        part_of(path).write_bytes(content)
        with pytest.raises(ExportError, match="is of another export; remove it"):
            ExportWriter.go_on(path, HEAD)
        assert part_of(path).read_bytes() == content


@pytest.mark.parametrize("has_links", [True, False])
def test_a_file_that_came_meanwhile_stays_and_so_does_what_was_written(
    path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    if not has_links:
        monkeypatch.setattr("os.link", refused)
    writer = ExportWriter.begin(path, HEAD)
    writer.add(a_document())
    writer.flush()
    path.write_text("theirs")
    with pytest.raises(ExportError, match=r"was written by others meanwhile, .* export again"):
        writer.finish()
    writer.keep()
    assert path.read_text() == "theirs"
    path.unlink()
    with ExportWriter.go_on(path, HEAD) as again:
        assert again.documents == 1
        again.finish()
    assert check_export(path) == 1
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def refused(*_: object, **__: object) -> None:
    raise PermissionError("no links here")


def test_one_that_replaces_an_export_takes_its_place(path: Path) -> None:
    export(path, [a_document()])
    with ExportWriter.begin(path, HEAD, replaces=True) as writer:
        writer.finish()
    assert check_export(path) == 0
