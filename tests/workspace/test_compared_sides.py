"""The sides of a comparison: a document of the service, live while it is watched, or a file."""

import json
from pathlib import Path

import pytest

from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.timeline.muted_paths import Muted
from ccs_tui.workspace.compared_sides import ComparedSides, Side, document_side, file_side
from ccs_tui.workspace.desk import Desk
from ccs_tui.workspace.export import Export, ExportScope
from ccs_tui.workspace.workspace import Workspace
from tests.workspace.conftest import NAMESPACE, Place

PROPERTIES = {"a": 1, "b": [1.5]}


async def properties_in(place: Place, path: Path) -> dict[str, str] | str:
    """Return what is read of a file, or why nothing can be."""
    side = file_side(path, place.key())
    await side.read(place.clock)
    return side.problem or dict(side.document.properties if side.document else {})


@pytest.mark.parametrize(
    "content",
    [
        PROPERTIES,
        {"namespace": "other", "session": "s9", "size": 17, "payload": PROPERTIES},
        {"documentKey": "le1:bot:s1", "tenantId": "t", "payload": PROPERTIES},
        {"format": 1, "namespace": "bot", "session": "s1", "hash": "h", "properties": PROPERTIES},
    ],
)
async def test_a_file_has_properties_or_an_object_around_them_of_an_export_of_get_or_of_v2(
    place: Place, tmp_path: Path, content: object
) -> None:
    for indent in (None, 2):
        path = tmp_path / f"{indent}.json"
        path.write_text(json.dumps(content, indent=indent))
        assert await properties_in(place, path) == {"a": "1", "b": "[1.5]"}


async def test_of_an_export_it_is_the_document_of_the_same_key_or_the_only_one(
    place: Place, workspace: Workspace, tmp_path: Path
) -> None:
    for name in ("s0", "s1"):
        place.put(name, a=name)
    path, one = tmp_path / "all.ndjson.gz", tmp_path / "one.ndjson"
    await Export(workspace, path, ExportScope((NAMESPACE,))).run()
    await Export(workspace, one, ExportScope(keys=(place.key("s0"),))).run()
    assert await properties_in(place, path) == {"a": '"s1"'}
    assert await properties_in(place, one) == {"a": '"s0"'}
    side = file_side(path, place.key("gone"))
    await side.read(place.clock)
    assert "has no document bot · gone" in str(side.problem)
    for file, title in ((path, "all.ndjson.gz"), (one, "one.ndjson · bot · s0")):
        side = file_side(file, place.key("s1"))
        await side.read(place.clock)
        assert side.title == title


async def test_a_file_that_is_no_document_says_why(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for content, why in ((b"[1]", "an object in braces"), (b"\xff{}", "not UTF-8")):
        path.write_bytes(content)
        assert why in str(await properties_in(place, path))
    assert "can't be read" in str(await properties_in(place, tmp_path / "gone.json"))


async def test_a_side_that_changed_says_when_and_one_that_can_not_be_read_keeps_what_it_had(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", a=1)
    place.put("s2", a=1)
    desk = Desk(workspace)
    sides = ComparedSides(
        document_side(desk, place.key("s1")), document_side(desk, place.key("s2")), Muted(),
        place.clock,
    )  # fmt: skip
    await sides.read()
    found = sides.compare()
    assert found is not None
    assert found.pairs == ()
    assert sides.left.changed_at is None
    place.clock.advance(seconds=5)
    place.put("s1", a=2)
    await sides.read()
    assert sides.left.changed_at == place.clock()
    assert sides.right.changed_at is None
    found = sides.compare()
    assert found is not None
    assert [pair.name for pair in found.pairs] == ["a"]
    place.refuse("/v2/context/document/le1/bot/s1", 400, {})
    await sides.read()
    assert "400" in str(sides.left.problem)
    assert sides.left.document is not None
    assert sides.left.document.properties == {"a": "2"}


async def test_a_watched_side_shows_what_the_watch_read(place: Place) -> None:
    key = place.key()
    first = Document(key, {"a": JsonText("1")})
    newest = [first]

    async def read() -> Document:
        return first

    side = Side("s1", key, read, lambda: newest[-1])
    await side.read(place.clock)
    assert side.look(place.clock()), "it is live from now on"
    newest.append(Document(key, {"a": JsonText("1")}))
    assert not side.look(place.clock())
    newest.append(Document(key, {"a": JsonText("2")}))
    assert side.look(place.clock())
    assert side.changed_at == place.clock()
    assert side.is_live
