"""The way back and forward, recents and bookmarks, and the file that keeps them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.local.kept_places import MOST_RECENTS, KeptPlace, KeptPlaces
from ccs_tui.local.state import State
from ccs_tui.model.names import DocumentKey
from ccs_tui.workspace.local_state import LocalState
from ccs_tui.workspace.tasks import Tasks
from ccs_tui.workspace.visits import Visits
from tests.workspace.conftest import Place as Service

OWNER = ("prod", "le1")
ONE, TWO, THREE = (DocumentKey("le1", "bot", name) for name in ("1", "2", "3"))


@pytest.fixture
async def visits(tmp_path: Path) -> Visits:
    service = Service()
    kept = LocalState(State.open(None, service.clock), places=KeptPlaces(tmp_path / "places.json"))
    return Visits(service.workspace(kept), Tasks())


async def test_back_and_forward_go_through_the_documents_that_one_went_to(visits: Visits) -> None:
    for key in (ONE, TWO, THREE):
        visits.enter(key)
    assert visits.back(THREE) == TWO
    visits.enter(TWO)  # it arrived
    assert visits.back(TWO) == ONE
    assert visits.back(ONE) is None
    assert visits.forward() == TWO
    assert visits.forward() == THREE
    assert visits.forward() is None
    assert visits.back(THREE) == TWO
    visits.enter(ONE)
    assert visits.forward() is None
    assert visits.back(ONE) == TWO


async def test_back_from_a_document_that_the_cursor_only_passed_is_the_last_one(
    visits: Visits,
) -> None:
    visits.enter(ONE)
    visits.enter(TWO)
    assert visits.back(THREE) == TWO
    assert visits.back(TWO) == ONE


async def test_recents_have_the_cursor_and_only_what_is_there(visits: Visits) -> None:
    visits.enter(ONE)
    visits.keep_cursor(ONE, ("slots", "from"))
    visits.enter(TWO, exists=False)
    visits.enter(THREE)
    await visits._tasks.settled()
    assert await visits.recents() == [
        KeptPlace("bot", "3"),
        KeptPlace("bot", "1", ("slots", "from")),
    ]
    assert visits.path_of(ONE) == ("slots", "from")
    await visits.remove(KeptPlace("bot", "3"))
    assert [place.session for place in await visits.recents()] == ["1"]


async def test_bookmarks_are_kept_by_name_until_they_are_removed(visits: Visits) -> None:
    assert await visits.bookmark(KeptPlace("bot", "1", ("a",), "first"))
    await visits.bookmark(KeptPlace("bot", None, (), "second"))
    await visits.bookmark(KeptPlace("bot", "2", (), "first"))
    assert await visits.bookmarks() == [
        KeptPlace("bot", "2", (), "first"),
        KeptPlace("bot", None, (), "second"),
    ]
    await visits.remove(KeptPlace("bot", "2", (), "first"))
    assert [place.name for place in await visits.bookmarks()] == ["second"]


def test_places_are_kept_by_profile_and_account_in_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "places.json"
    KeptPlaces(path).visit(OWNER, KeptPlace("bot", "\ud800 1", ("a", 3)))
    assert path.stat().st_mode & 0o777 == 0o600
    other = KeptPlaces(path)
    assert other.recents(OWNER) == [KeptPlace("bot", "\ud800 1", ("a", 3))]
    assert other.recents(("prod", "le2")) == other.recents(("test", "le1")) == []
    other.visit(("test", "le1"), KeptPlace("bot", "x"))
    assert KeptPlaces(path).recents(OWNER) == [KeptPlace("bot", "\ud800 1", ("a", 3))]


def test_recents_are_bounded(tmp_path: Path) -> None:
    places = KeptPlaces(tmp_path / "places.json")
    for number in range(MOST_RECENTS + 3):
        places.visit(OWNER, KeptPlace("bot", str(number)))
    assert len(places.recents(OWNER)) == MOST_RECENTS
    assert places.recents(OWNER)[0].session == str(MOST_RECENTS + 2)


@pytest.mark.parametrize(
    "content",
    ["", "no JSON", "[]", json.dumps({"version": 2, "recents": {"prod": {"le1": []}}})],
    ids=["empty", "no JSON", "foreign", "newer"],
)
def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "places.json"
    path.write_text(content)
    places = KeptPlaces(path)
    places.visit(OWNER, KeptPlace("bot", "1"))
    assert not places.bookmark(OWNER, KeptPlace("bot", "1", (), "one")), "it ends with the run"
    assert path.read_text() == content
    assert [place.session for place in places.recents(OWNER)] == ["1"]
    assert [place.name for place in places.bookmarks(OWNER)] == ["one"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["namespace", "session", "path", "name", "le1"]), inner)
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_rows_that_are_no_places_are_left_out(tmp_path_factory: pytest.TempPathFactory,
                                              odd: object, row: object) -> None:  # fmt: skip
    path = tmp_path_factory.getbasetemp() / "odd.json"
    good: dict[str, object] = {"namespace": "bot", "session": None, "path": []}
    rows = {"prod": {"le1": [row, good]}}
    path.write_text(json.dumps({"version": 1, "recents": rows, "bookmarks": odd}))
    places = KeptPlaces(path)
    assert places.recents(OWNER)[-1] == KeptPlace("bot")
    places.bookmark(OWNER, KeptPlace("bot", "1", (), "one"))
    assert [place.name for place in places.bookmarks(OWNER)][-1:] == ["one"]
