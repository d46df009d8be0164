"""Exports: all that was asked for, once, however often they are stopped or break off."""

import asyncio
import json
import resource
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccs_tui.local.export_reader import ExportError, export_head, read_export
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.value_masking import Masking
from ccs_tui.workspace.export import Export, ExportScope
from tests.examples import examples
from tests.workspace.conftest import ACCOUNT, NAMESPACE, NOON, Place

WHOLE = ExportScope((NAMESPACE,))


def sessions(path: Path) -> list[str]:
    return sorted(str(document.key.session) for document in read_export(path))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.ndjson"


def content(path: Path) -> list[str]:
    return path.read_text().splitlines()


def files_beside(path: Path) -> list[str]:
    return [each.name for each in path.parent.iterdir()]


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def with_sessions(place: Place, count: int) -> list[str]:
    names = [f"s{number:02}" for number in range(count)]
    for name in names:
        place.put(name, 3_600, a=name)
    return names


async def test_a_namespace_is_exported_with_its_expiries_and_says_what_it_is(
    place: Place, path: Path
) -> None:
    with_sessions(place, 20)
    place.put(None, 60, own=True)
    async with place.workspace() as workspace:
        export = Export(workspace, path, WHOLE)
        await export.run()
    assert (export.documents, export.total, export.problem) == (21, 21, None)
    assert export.is_complete
    documents = {document.key.session: document for document in read_export(path)}
    assert documents["s07"].properties == {"a": '"s07"'}
    assert documents["s07"].expires_at == place.expires_at("s07")
    assert documents[None].expires_at == place.expires_at(None)
    head = export_head(path)
    assert (head.account, head.of, head.documents) == (ACCOUNT, NAMESPACE, 21)
    assert (head.service, head.expiries) == ((place.url,), True)
    assert head.written == NOON


async def test_without_expiries_pages_are_read_and_not_each_document(
    place: Place, path: Path
) -> None:
    names = with_sessions(place, 40)
    async with place.workspace() as workspace:
        await Export(workspace, path, WHOLE, with_expiry=False).run()
    assert sessions(path) == names
    assert {document.expires_at for document in read_export(path)} == {None}
    assert len(place.requests) < 10


async def test_chosen_documents_are_read_and_those_that_are_gone_are_counted(
    place: Place, path: Path
) -> None:
    with_sessions(place, 5)
    place.store.upsert(DocumentKey(ACCOUNT, "orders", "o1"), {}, None)
    keys = (place.key("s03"), place.key("gone"), DocumentKey(ACCOUNT, "orders", "o1"))
    async with place.workspace() as workspace:
        export = Export(workspace, path, ExportScope(keys=keys))
        await export.run()
    assert sessions(path) == ["o1", "s03"]
    assert (export.total, len(export.missing), export.is_complete) == (3, 1, True)


async def test_a_document_that_can_not_be_read_is_left_out_and_named(
    place: Place, path: Path
) -> None:
    place.put("good", n=1)
    place.store.upsert(place.key("bad"), {"a": '{"x":1,"x":2}'}, None)  # type: ignore[dict-item]
    async with place.workspace() as workspace:
        export = Export(workspace, path, WHOLE)
        await export.run()
    assert export.is_complete
    assert sessions(path) == ["good"]
    assert [each.key.session for each in export.unreadable] == ["bad"]


async def test_documents_that_the_service_did_not_answer_are_read_when_it_goes_on(
    place: Place, path: Path
) -> None:
    names = with_sessions(place, 20)
    paths = [f"/v2/context/document/{ACCOUNT}/{NAMESPACE}/{name}" for name in ("s03", "s12")]
    for each in paths:
        place.refuse(each, 503, {})
    async with place.workspace() as workspace:
        export = Export(workspace, path, WHOLE)
        await export.run()
        assert not export.is_complete
        assert str(export.problem).startswith("2 documents could not be read. ")
        assert f"18 documents are in {export.part}" in export.way_on
        assert files_beside(path) == [export.part.name]
        place.refusals.pop(paths[0])
        await export.run()
        assert str(export.problem).startswith("1 document could not be read. ")
        assert files_beside(path) == [export.part.name]
    place.refusals.clear()
    place.requests.clear()
    async with place.workspace() as workspace:
        later = Export(workspace, path, WHOLE)
        await later.run()
    assert (later.is_complete, later.problem) == (True, None)
    assert sessions(path) == names
    reads = [r for r in place.requests if "/v2/context/document/" in r[1]]
    assert [r for r in reads if r[1].endswith(tuple(names))] == [
        r for r in reads if r[1].endswith("s12")
    ]


async def test_with_half_of_the_calls_failing_it_is_whole_in_one_run(
    place: Place, path: Path
) -> None:
    names = with_sessions(place, 60)
    random = Random(3)

    async def before(_: str, path: str) -> None:
        if "/v2/context/document/" in path and random.random() < 0.5:
            raise OSError("the network is away")

    place.before = before
    async with place.workspace() as workspace:
        export = Export(workspace, path, WHOLE)
        await export.run()
    assert (export.is_complete, export.problem) == (True, None)
    assert sorted(map(str, sessions(path))) == names


async def test_one_that_breaks_off_keeps_what_it_has_and_goes_on_there(
    place: Place, path: Path
) -> None:
    names = with_sessions(place, 40)
    async with place.workspace() as workspace:
        export = Export(workspace, path, WHOLE)
        place.refuse(f"/v2/context/document/{ACCOUNT}/{NAMESPACE}/s30", 403, {})
        await export.run()
        assert "403" in str(export.problem)
        assert files_beside(path) == [export.part.name]
        assert 0 < export.documents < 40
        assert f"{export.documents} documents are in {export.part}" in export.way_on
        place.refusals.clear()
        place.requests.clear()
        await export.run()
    assert export.is_complete
    assert export.way_on == ""
    assert sessions(path) == names
    assert len([r for r in place.requests if r[1].endswith("s00")]) == 0
    assert not export.part.exists()


async def test_a_later_run_of_the_program_goes_on_with_it(place: Place, path: Path) -> None:
    names = with_sessions(place, 40)
    place.refuse(f"/v2/context/document/{ACCOUNT}/{NAMESPACE}/s30", 403, {})
    async with place.workspace() as workspace:
        export = Export(workspace, path, WHOLE)
        await export.run()
    append(export.part, b'{"namespace":"bot","session":"s3')
    place.refusals.clear()
    place.requests.clear()
    place.put("s00", 3_600, a="as it is by now")
    async with place.workspace() as workspace:
        again = Export(workspace, path, WHOLE)
        await again.run()
    assert sessions(path) == names
    assert len([r for r in place.requests if "/document/" in r[1]]) < 40
    assert {d.key.session: d for d in read_export(path)}["s00"].properties == {"a": '"s00"'}


async def test_another_export_does_not_go_on_with_it(place: Place, path: Path) -> None:
    with_sessions(place, 40)
    place.refuse(f"/v2/context/document/{ACCOUNT}/{NAMESPACE}/s30", 403, {})
    async with place.workspace() as workspace:
        await Export(workspace, path, WHOLE).run()
        for export in (
            Export(workspace, path, ExportScope(keys=(place.key("s01"),))),
            Export(workspace, path, WHOLE, masking=Masking.RULE),
            Export(workspace, path, WHOLE, with_expiry=False),
        ):
            with pytest.raises(ExportError, match="another export"):
                await export.run()


async def test_that_of_another_service_does_not_go_on_with_it(place: Place, path: Path) -> None:
    with_sessions(place, 40)
    place.refuse(f"/v2/context/document/{ACCOUNT}/{NAMESPACE}/s30", 403, {})
    async with place.workspace() as workspace:
        await (export := Export(workspace, path, WHOLE)).run()
        export.documents = 1
        assert "1 document is in" in export.way_on
    place.url = "http://lab.invalid"
    async with place.workspace() as workspace:
        with pytest.raises(ExportError, match="another export"):
            await Export(workspace, path, WHOLE).run()


@pytest.fixture
def mine(path: Path) -> Path:
    path.write_text("mine")
    return path


async def test_a_file_that_exists_stays_as_it_is(place: Place, mine: Path) -> None:
    async with place.workspace() as workspace:
        with pytest.raises(ExportError, match="exists already"):
            await Export(workspace, mine, WHOLE).run()
    assert content(mine) == ["mine"]


async def test_values_are_masked_where_that_is_asked(place: Place, path: Path) -> None:
    place.put("s1", token="secret", n=1)
    async with place.workspace() as workspace:
        await Export(workspace, path, WHOLE, masking=Masking.RULE).run()
    (document,) = read_export(path)
    assert document.properties == {"token": '"(string, 8 characters)"', "n": "1"}
    assert export_head(path).masked == "masked by rule"


@pytest.mark.parametrize("suffix", ["", ".gz"])
async def test_a_disk_that_fills_is_said_and_once_there_is_room_nothing_is_missing(
    place: Place, path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each document is written at once, so that some of them are on the disk when it fills.
    monkeypatch.setattr("ccs_tui.workspace.export.MOST_HELD", 1)
    names = [f"s{number:02}" for number in range(40)]
    for name in names:
        place.put(name, 3_600, text=Random(name).randbytes(500).hex())
    path = path.with_name(path.name + suffix)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    async with place.workspace() as workspace:
        export = Export(workspace, path, WHOLE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (15_000, before[1]))
        try:
            with pytest.raises(ExportError, match="Make space"):
                await export.run()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        await export.run()
    assert sessions(path) == names


def test_the_name_of_chosen_documents_tells_them_from_others() -> None:
    one, other = DocumentKey("a", "n", "x"), DocumentKey("a", "n", None)
    assert ExportScope(keys=(one, other)).of == ExportScope(keys=(other, one)).of
    assert ExportScope(keys=(one,)).of != ExportScope(keys=(other,)).of
    assert ExportScope(("b", "a"), (one,)).of.startswith("a, b, 1 document (")
    assert ExportScope(("b", "a")).of == "a, b"


@settings(
    deadline=None,
    max_examples=examples(30),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(turns=st.lists(st.integers(0, 300), max_size=4), with_expiry=st.booleans())
async def test_one_that_is_stopped_anywhere_goes_on_and_has_each_document_once(
    tmp_path_factory: pytest.TempPathFactory, turns: list[int], with_expiry: bool
) -> None:
    place, path = Place(), tmp_path_factory.mktemp("stopped") / "bot.ndjson"
    names = with_sessions(place, 30)
    async with place.workspace() as workspace:
        export = Export(workspace, path, WHOLE, with_expiry=with_expiry)
        for count in turns:
            if export.is_complete:
                break
            running = asyncio.create_task(export.run())
            for _ in range(count):
                await asyncio.sleep(0)
            running.cancel()
            await asyncio.wait([running])
        if not export.is_complete:
            await export.run()
    lines: list[dict[str, Any]] = [json.loads(line) for line in content(path)]
    assert sorted(line["session"] for line in lines[1:-1]) == names
    assert lines[-1]["documents"] == 30


async def test_what_cant_be_imported_as_it_is_is_known_once_it_is_written(
    place: Place, path: Path
) -> None:
    with_sessions(place, 2)
    place.put("half", 3_600, a="\ud83d")
    async with place.workspace() as workspace:
        export = Export(workspace, path, WHOLE)
        await export.run()
        assert [(each.key.session, each.problem[:36]) for each in export.unfit] == [
            ("half", "The value of a has half a character ")
        ]
        masked = Export(workspace, path.with_name("m.ndjson"), WHOLE, masking=Masking.LEFT_OUT)
        await masked.run()
        assert masked.unfit == []
