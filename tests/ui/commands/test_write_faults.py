"""Every way a write's answer can be wrong, after each command that writes: said is what is."""

import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import httpx
import pytest

from ccs_tui.model.json_text import JsonText
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.selection import Selection
from tests.ui.answers import answer
from tests.ui.commands.conftest import PlainPort, works
from tests.workspace.conftest import ACCOUNT, NAMESPACE
from tests.workspace.conftest import Place as Service

Run = Callable[[Any], Awaitable[None]]
Fault = Callable[[Run, Any], Awaitable[None]]

READS = ("GET", "HEAD")


async def nowhere(_: Any) -> None:
    """Let an answer be lost."""


def after(error: httpx.TransportError) -> Fault:
    """The service does it, and its answer is lost on the way."""

    async def fault(run: Run, _: Any) -> None:
        await run(nowhere)
        raise error

    return fault


def before(error: httpx.TransportError) -> Fault:
    """The request is lost on the way."""

    async def fault(_: Run, __: Any) -> None:
        raise error

    return fault


def instead(status: int, body: bytes = b"", **headers: str) -> Fault:
    """Something else answers, and the service has heard nothing."""

    async def fault(_: Run, send: Any) -> None:
        await answer(status, body, b"text/html", **headers)(send)

    return fault


def done_and(status: int) -> Fault:
    """The service does it, and a proxy answers in its place."""

    async def fault(run: Run, send: Any) -> None:
        await run(nowhere)
        await answer(status, b"<html>Bad Gateway</html>", b"text/html")(send)

    return fault


FAULTS: dict[str, Fault] = {
    "lost answer": after(httpx.ReadError("reset")),
    "short body": after(httpx.RemoteProtocolError("incomplete body")),
    "hang in the middle": after(httpx.ReadTimeout("slow")),
    "a proxy's 502 after it": done_and(502),
    "a page with 200 after it": done_and(200),
    "reset before it": before(httpx.ReadError("reset")),
    "no connection": before(httpx.ConnectError("refused")),
    "429 for an hour": instead(429, b"{}", retry_after="3600"),
    "503": instead(503, b"{}"),
    "502": instead(502, b"<html>"),
    "404 of a proxy": instead(404, b"<html>"),
    "404 of nobody": instead(404),
    "a redirect": instead(302, location="http://elsewhere.invalid/"),
    "a page with 200": instead(200, b"<html>please log in</html>"),
    "204": instead(204),
}


class Case:
    """A write: what is done before, its command, whether it is done, and what says that it is."""

    command: str
    words: str
    edits: bool = False
    """Whether an edit is open as long as it is not done."""

    async def prepare(self, service: Service, port: PlainPort) -> None:
        port.desk.selection = Selection(Place.SESSIONS, NAMESPACE, service.key())

    def answers(self, port: PlainPort) -> list[Any]:
        return ["send"]

    def is_done(self, service: Service) -> bool:
        raise NotImplementedError


class Save(Case):
    command, words, edits = "save", "Saved 1 property", True

    async def prepare(self, service: Service, port: PlainPort) -> None:
        assert port.desk.document is not None
        port.desk.document.put("a", JsonText("10"))

    def is_done(self, service: Service) -> bool:
        return (service.stored() or {})["a"] == "10"


class Removal(Case):
    command, words, edits = "save", "Removed 1 property", True

    async def prepare(self, service: Service, port: PlainPort) -> None:
        document = port.desk.document
        assert document is not None
        node = document.tree.property("a")
        port.desk.selection = Selection(Place.DOCUMENT, NAMESPACE, service.key(), node=node)
        port.answers = [True]
        await port.command("delete")

    def is_done(self, service: Service) -> bool:
        return "a" not in (service.stored() or {})


class Deletion(Case):
    command, words = "delete", "Deleted s1"

    def answers(self, port: PlainPort) -> list[Any]:
        return [True]

    def is_done(self, service: Service) -> bool:
        return not service.stored()


class NamespaceDeletion(Case):
    command, words = "delete", "Deleted the namespace orders"

    async def prepare(self, service: Service, port: PlainPort) -> None:
        service.store.create_namespace(ACCOUNT, "orders", None)
        port.desk.selection = Selection(Place.NAMESPACES, "orders")

    def answers(self, port: PlainPort) -> list[Any]:
        return [True, works(port)]

    def is_done(self, service: Service) -> bool:
        return "orders" not in [n.name for n in service.store.list_namespaces(ACCOUNT)]


class Move(Case):
    command, words = "transfer", "Deleted s1"

    async def prepare(self, service: Service, port: PlainPort) -> None:
        await super().prepare(service, port)
        port.desk.list_namespaces(await port.desk.workspace.list_namespaces())

    def answers(self, port: PlainPort) -> list[Any]:
        return ["m", {"to": "moved"}, "send"]

    def is_done(self, service: Service) -> bool:
        copied, gone = bool(service.stored("moved")), not service.stored()
        assert copied is gone
        return gone


class Undo(Case):
    command, words = "undo", "Restored 1 property"

    async def prepare(self, service: Service, port: PlainPort) -> None:
        await Save().prepare(service, port)
        port.answers = ["send"]
        await port.command("save")
        assert (service.stored() or {})["a"] == "10"

    def is_done(self, service: Service) -> bool:
        return (service.stored() or {})["a"] == "1"


class ExpiryChange(Case):
    command, words = "expiry", "Changed the expiry"

    async def prepare(self, service: Service, port: PlainPort) -> None:
        await super().prepare(service, port)
        self.before = service.expires_at()

    def answers(self, port: PlainPort) -> list[Any]:
        return ["t", {"ttl": "9h"}, "send"]

    def is_done(self, service: Service) -> bool:
        return service.expires_at() != self.before


CASES = (Save, Removal, Deletion, NamespaceDeletion, Move, Undo, ExpiryChange)


@pytest.mark.matrix
@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("case", CASES)
async def test_what_is_said_of_a_write_is_what_the_service_holds(
    service: Service, port: PlainPort, case: type[Case], name: str
) -> None:
    whole, faulty = service._app, False

    async def with_faults(scope: Any, receive: Any, send: Any) -> None:
        if faulty and scope["type"] == "http" and scope["method"] not in READS:
            await FAULTS[name](partial(whole, scope, receive), send)
        else:
            await whole(scope, receive, send)

    service._app = with_faults  # type: ignore[assignment]
    await port.open(service.key())
    document = port.desk.document
    assert document is not None
    it = case()
    await it.prepare(service, port)
    said, asked = len(port.said), len(port.asked)
    faulty = True
    # What is asked because of the fault is left: a review that comes again, for instance.
    answers = it.answers(port)
    port.answers = [*answers, None, None]
    await port.command(it.command)
    faulty = False
    done = it.is_done(service)
    told = " ".join([*port.said[said:], *port.alarms])
    asks_again = len(port.asked) - asked > len(answers)
    assert told or asks_again
    assert (it.words in told) is done, told
    assert "it isn't known" not in told.lower()
    # What the answer was is said, and not that it was good.
    assert done or not re.search("The service (accepted|deleted)", told), told
    if it.edits:
        assert document.is_edited is not done
    port.refresh_desk()
    shown = port.desk.document
    if shown is not None:
        await port.until(lambda: shown.gone or dict(shown.base.properties) == service.stored())
