"""The place that hints are on, as the desk and the service have it, without a screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from ccs_tui.model.document import Document
from ccs_tui.model.hints import hint_of
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DEFAULT_SESSION, DocumentKey
from ccs_tui.workspace import desk_events as events
from ccs_tui.workspace.document_summary import DocumentSummary
from ccs_tui.workspace.hinted_place import HintedPlace
from ccs_tui.workspace.workspace import Workspace
from tests.workspace.conftest import ACCOUNT, NAMESPACE, NOON
from tests.workspace.conftest import Place as Service
from tests.workspace.test_desk import Heard


class Standing(Heard):
    """A desk with the hints on its place."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.place = HintedPlace(self.desk)

    @property
    def hint(self) -> str | None:
        found = hint_of(None, (), self.place.now())
        return None if found is None else found[0].name

    async def go_to(self, session: str | None, namespace: str = NAMESPACE) -> None:
        """List the namespaces and the sessions of one, and open a document."""
        self.reading.namespaces()
        await self.until(lambda: self.all(events.NamespacesListed))
        self.reading.sessions(namespace)
        await self.until(lambda: self.desk.listing.ended)
        self.reading.document(DocumentKey(ACCOUNT, namespace, session))
        await self.until(lambda: self.desk.document)


@asynccontextmanager
async def standing(workspace: Workspace) -> AsyncIterator[Standing]:
    there = Standing(workspace)
    yield there
    await there.desk.close()
    assert not there.bugs


async def test_a_session_beyond_the_first_hundred(place: Service, workspace: Workspace) -> None:
    for number in range(120):
        place.put(f"s{number:03}", a=1)
    async with standing(workspace) as there:
        listed = [each for page in range(2) for each in _page(place, page)]
        await there.go_to(listed[99])
        first = there.hint
        there.reading.document(DocumentKey(ACCOUNT, NAMESPACE, listed[100]))
        await there.until(lambda: there.place.now().is_beyond)
        assert [first, there.hint] == [None, "beyond"]
        assert there.place.now().sessions == 120
        there.reading.document(DocumentKey(ACCOUNT, NAMESPACE, listed[101]))
        await there.until(lambda: not there.place.now().is_beyond)
        assert there.hint is None  # it was said once


def _page(place: Service, page: int) -> list[str]:
    return place.store.list_sessions(ACCOUNT, NAMESPACE, page, 100)


async def test_a_document_that_lives_longer_than_its_namespace_lets_it(
    place: Service, workspace: Workspace
) -> None:
    place.store.create_namespace(ACCOUNT, NAMESPACE, 3_600)
    place.put("s1", ttl=3_000, a=1)
    async with standing(workspace) as there:
        await there.go_to("s1")
        assert there.hint is None
        place.put("s1", ttl=90_000, a=1)
        there.reading.document(DocumentKey(ACCOUNT, NAMESPACE, "s1"))
        await there.until(lambda: there.place.now().expires_at == NOON + timedelta(seconds=90_000))
        assert there.hint == "shortened"


async def test_an_account_without_namespaces(place: Service, workspace: Workspace) -> None:
    place.store.delete_namespace(ACCOUNT, NAMESPACE)
    async with standing(workspace) as there:
        assert there.hint is None
        there.reading.namespaces()
        await there.until(lambda: there.all(events.NamespacesListed))
        assert there.hint == "empty"


async def test_a_refusal_until_something_is_read(place: Service, workspace: Workspace) -> None:
    place.refuse(f"/v1/account/{ACCOUNT}", 403, {})
    async with standing(workspace) as there:
        there.reading.namespaces()
        await there.until(lambda: there.all(events.ReadFailed))
        assert there.hint == "proxy"
        place.refusals.clear()
        there.reading.namespaces()
        await there.until(lambda: there.all(events.NamespacesListed))
        assert there.hint is None


@pytest.mark.parametrize(
    ("other", "hint"),
    [({"a": "1", "b": "2"}, "twins"), ({"a": "1"}, None), ({"a": "2"}, "twins"), ({}, "twins")],
)
async def test_the_documents_of_v1_and_v2_without_a_session(
    place: Service, workspace: Workspace, other: dict[str, str], hint: str | None
) -> None:
    def summary(session: str | None, values: dict[str, str]) -> DocumentSummary:
        texts = {name: JsonText(value) for name, value in values.items()}
        return workspace.summary_of(Document(place.key(session), texts, exists=bool(values)))

    place.put(DEFAULT_SESSION, a=1)
    async with standing(workspace) as there:
        await there.go_to(DEFAULT_SESSION)
        assert there.desk.document is not None
        assert there.desk.document.text("a") == JsonText("1")
        there.desk.take_summary(summary(DEFAULT_SESSION, {"a": "1"}))
        assert there.hint is None  # nothing is known of the other yet
        there.desk.take_summary(summary(None, other))
        assert there.hint == hint
