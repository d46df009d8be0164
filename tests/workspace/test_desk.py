"""The desk, without a screen: what is read is told, and no edit is lost by it."""

import asyncio
import functools
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import pytest

from ccs_tui.model.json_text import JsonText
from ccs_tui.model.open_document import DocumentView, OpenDocument
from ccs_tui.workspace import desk_events as events
from ccs_tui.workspace.desk import Desk
from ccs_tui.workspace.desk_events import Event
from ccs_tui.workspace.desk_reader import DeskReader
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.selection import Selection
from ccs_tui.workspace.workspace import Workspace
from tests.workspace.conftest import NAMESPACE
from tests.workspace.conftest import Place as Service

Told = TypeVar("Told", bound=Event)


class Heard:
    """A desk with its reads, and all that it told."""

    def __init__(self, workspace: Workspace) -> None:
        self.desk = Desk(workspace)
        self.reading = DeskReader(self.desk)
        self.told: list[Event] = []
        self._came = asyncio.Event()
        self.desk.listen(self._hear)
        self.bugs: list[BaseException] = []
        self.desk.tasks.failed = self.bugs.append

    def _hear(self, event: Event) -> None:
        self.told.append(event)
        self._came.set()

    async def until(self, is_so: Callable[[], object]) -> None:
        """Wait until something is so, looking at each event."""
        async with asyncio.timeout(10):
            while not is_so():
                self._came.clear()
                await self._came.wait()

    def all(self, kind: type[Told]) -> list[Told]:
        """Return what was told of a kind."""
        return [event for event in self.told if isinstance(event, kind)]


class Typed(DocumentView):
    """A view with a text that the document does not have yet."""

    def __init__(self, document: OpenDocument) -> None:
        self._document = document

    def take_typed(self) -> None:
        self._document.put("a", JsonText("10"))


class Shown(DocumentView):
    """A view that keeps all that it is told of."""

    def __init__(self, told: list[frozenset[str] | None]) -> None:
        self._told = told

    def document_changed(self, names: frozenset[str] | None) -> None:
        self._told.append(names)


@pytest.fixture
async def heard(place: Service, workspace: Workspace) -> AsyncIterator[Heard]:
    place.put("s1", a=1)
    place.put("s2", b=2)
    heard = Heard(workspace)
    yield heard
    await heard.desk.close()
    assert not heard.bugs


async def opened(heard: Heard, key: str = "s1") -> OpenDocument:
    """List the sessions, open a document, and return its copy."""
    wanted = Service().key(key)
    heard.reading.by_name(wanted)
    await heard.until(lambda: heard.desk.document is not None and heard.desk.document.key == wanted)
    assert heard.desk.document is not None
    return heard.desk.document


async def test_namespaces_and_sessions_are_told_as_they_come(heard: Heard) -> None:
    heard.reading.namespaces()
    await heard.until(lambda: heard.desk.namespaces)
    assert heard.all(events.NamespacesListed)
    assert [*heard.desk.namespaces] == [NAMESPACE]
    heard.reading.sessions(NAMESPACE)
    await heard.until(lambda: heard.all(events.SessionsEnded))
    assert list(heard.desk.listing.sessions) == ["s1", "s2"]
    assert heard.all(events.SessionsCame)
    assert not heard.desk.waits


async def test_a_newer_read_takes_the_place_of_the_older(place: Service, heard: Heard) -> None:
    first = asyncio.Event()

    async def hold(_: str, path: str) -> None:
        if path.endswith("s1"):
            first.set()
            await asyncio.Event().wait()

    place.before = hold
    heard.reading.document(place.key("s1"))
    await first.wait()
    heard.reading.document(place.key("s2"))
    await heard.until(lambda: heard.desk.document is not None)
    assert heard.desk.document is not None
    assert heard.desk.document.key == place.key("s2")
    assert [wait.what for wait in heard.desk.waits] == []


async def test_what_is_typed_stays_on_top_of_what_is_read_anew(
    place: Service, heard: Heard
) -> None:
    copy = await opened(heard)
    copy.views.append(Typed(copy))
    place.put("s1", other=True)
    heard.reading.document(copy.key)
    await heard.until(lambda: "other" in copy.base.properties)
    assert heard.desk.document is copy
    assert copy.value("a") == "10"
    assert copy.key in heard.desk.edits


async def test_edits_stay_while_another_document_is_shown(place: Service, heard: Heard) -> None:
    copy = await opened(heard)
    copy.put("a", JsonText("10"))
    await opened(heard, "s2")
    assert heard.desk.edits.keys == (place.key("s1"),)
    assert await opened(heard, "s1") is copy


async def test_a_read_that_fails_keeps_what_is_shown_and_says_so(
    place: Service, heard: Heard
) -> None:
    copy = await opened(heard)
    place.refuse("/v2/context/document/le1/bot/s1", 403, {})
    for path in {path for _, path in place.requests}:
        place.refuse(path, 403, {})
    heard.reading.document(copy.key)
    await heard.until(lambda: heard.all(events.DocumentStale))
    assert heard.desk.document is copy
    assert any(said.tone is events.Tone.ALARM for said in heard.all(events.Said))


async def test_a_cancelled_read_is_told_and_waits_for_nothing(place: Service, heard: Heard) -> None:
    async def hold(_: str, path: str) -> None:
        await asyncio.Event().wait()

    place.before = hold
    heard.reading.sessions(NAMESPACE)
    await heard.until(lambda: heard.desk.waits)
    assert heard.reading.cancel()
    await heard.until(lambda: not heard.desk.waits)
    assert [cancelled.place for cancelled in heard.all(events.ReadCancelled)] == [Place.SESSIONS]
    assert not heard.reading.cancel()


async def test_a_deleted_document_goes_from_everywhere(place: Service, heard: Heard) -> None:
    copy = await opened(heard)
    copy.put("a", JsonText("10"))
    heard.desk.forget(copy.key)
    assert heard.desk.document is None
    assert heard.desk.key is None
    assert copy.key not in heard.desk.edits
    assert "s1" not in heard.desk.listing.sessions
    assert heard.all(events.SessionGone)[-1].session == "s1"


async def test_a_save_elsewhere_is_shown_where_the_document_is(
    place: Service, heard: Heard
) -> None:
    copy = await opened(heard)
    place.put("s1", a=5)
    other = OpenDocument(await heard.desk.workspace.open(copy.key))
    shown: list[frozenset[str] | None] = []
    copy.views.append(Shown(shown))
    heard.desk.take_saved(other)
    assert copy.base.properties["a"] == "5"
    assert shown == [None]
    assert [event.document for event in heard.all(events.DocumentShown)] == [copy]


async def test_what_is_read_anew_is_shown_once(place: Service, heard: Heard) -> None:
    def has_arrived(often: int) -> bool:
        return len(heard.all(events.DocumentArrived)) == often

    copy = await opened(heard)
    await heard.until(lambda: has_arrived(1))
    shown: list[frozenset[str] | None] = []
    copy.views.append(Shown(shown))
    arrivals = 1
    for properties in ({"a": 1}, {"a": 2}):
        place.put("s1", **properties)
        shown.clear()
        heard.reading.document(copy.key)
        arrivals += 1
        await heard.until(functools.partial(has_arrived, arrivals))
        # What is as it was need not be listed again.
        assert shown == [frozenset() if properties == {"a": 1} else None]
    assert len(heard.all(events.DocumentShown)) == 1


async def test_the_wait_of_a_write_is_a_wait_that_can_be_given_up(heard: Heard) -> None:
    heard.desk.workspace.writes.told("waiting 3 s for the service")
    assert [(wait.place, wait.cancels) for wait in heard.desk.waits] == [(Place.DOCUMENT, True)]
    heard.desk.workspace.writes.told(None)
    assert not heard.desk.waits


async def test_the_row_under_the_cursor_is_read_once(place: Service, heard: Heard) -> None:
    copy = await opened(heard)
    before = len(place.requests)
    heard.desk.selection = Selection(Place.SESSIONS, NAMESPACE, copy.key)
    heard.reading.selected()
    await asyncio.sleep(0)
    assert len(place.requests) == before
    heard.desk.selection = Selection(Place.SESSIONS, NAMESPACE, place.key("s2"))
    heard.reading.selected()
    await heard.until(lambda: heard.desk.document is not copy)


async def test_a_row_that_got_no_answer_is_read_once_more_after_the_others() -> None:
    service = Service()
    for session in ("s0", "s1"):
        service.put(session, a=1)
    path = f"/v2/context/document/le1/{NAMESPACE}/s0"
    async with service.workspace() as workspace:
        heard = Heard(workspace)
        heard.reading.sessions(NAMESPACE)
        await heard.desk.tasks.settled()
        service.refuse(path, 503, {})
        heard.reading.summaries(["s0", "s1"])
        await heard.desk.tasks.settled()
        problems = [event.summary.problem for event in heard.all(events.SummaryRead)]
        assert [problem is None for problem in problems] == [True, False, False]
        assert heard.desk.listing.unknown(["s0", "s1"]) == ["s0"]
        attempts = len([read for read in service.requests if read[1] == path])
        service.refuse(path, 503, {}, times=attempts // 2)
        heard.reading.summaries(["s0"])
        await heard.desk.tasks.settled()
        assert heard.desk.listing.unknown(["s0", "s1"]) == []
        await heard.desk.close()
