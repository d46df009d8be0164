"""`m`: what is kept is under the cursor, under a name, and it is said how long."""

from dataclasses import replace
from pathlib import Path

from ccs_tui.local.kept_places import KeptPlace, KeptPlaces
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.selection import Selection
from tests.ui.commands.conftest import PlainPort
from tests.workspace.conftest import NAMESPACE
from tests.workspace.conftest import Place as Service


async def test_the_value_under_the_cursor_is_kept(
    service: Service, port: PlainPort, tmp_path: Path
) -> None:
    desk = port.desk
    await port.open(service.key())
    assert desk.document is not None
    node = desk.document.tree.get(["a"])
    desk.selection = Selection(Place.DOCUMENT, NAMESPACE, service.key(), node=node)
    port.answers = [{"name": "one "}]
    await port.command("bookmark")
    assert "until you quit" in port.said[-1]
    places = KeptPlaces(tmp_path / "places.json")
    desk.workspace.local = replace(desk.workspace.local, places=places)
    for answer, said in (({"name": "one"}, "Kept as one: g lists it."), (None, "")):
        port.answers = [answer]
        await port.command("bookmark")
        assert not said or port.said[-1] == said
    assert await desk.visits.bookmarks() == [KeptPlace(NAMESPACE, "s1", ("a",), "one")]
    desk.selection = Selection(Place.SESSIONS, NAMESPACE, service.key())
    port.answers = [{"name": "one"}]
    await port.command("bookmark")
    assert port.said[-1].endswith("It led elsewhere before.")


async def test_it_says_what_it_can_not_keep(service: Service, port: PlainPort) -> None:
    port.desk.selection = Selection(Place.NAMESPACES, NAMESPACE)
    await port.command("bookmark")
    assert port.said == ["m bookmarks a document: go to one first."]
    port.desk.begin_sessions(NAMESPACE)
    port.desk.selection = Selection(Place.SESSIONS, NAMESPACE, service.key(), marked=("s1", "s2"))
    await port.command("bookmark")
    assert port.said[-1] == "m bookmarks one document, and several are marked."
