"""The ASGI app: it finds a call, lets it in and answers; a refusal is JSON with a `message`."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ccs_tui.emulator.auth import Gate
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.document_rows import OverLimitError
from ccs_tui.emulator.emulator_calls import OwnCalls
from ccs_tui.emulator.http_answers import deliver, error_answer
from ccs_tui.emulator.received_call import Admission, Handler, ReceivedCall
from ccs_tui.emulator.refusal import CallRefusedError
from ccs_tui.emulator.request_body import read_body
from ccs_tui.emulator.router import Router
from ccs_tui.emulator.store import Store
from ccs_tui.emulator.store_database import StoreBusyError
from ccs_tui.emulator.v1 import VersionOne
from ccs_tui.emulator.v2 import VersionTwo
from ccs_tui.model import wire
from ccs_tui.model.json_text import JsonError
from ccs_tui.model.wire_body import BodyError

# This logger is not below the explorer's, which keeps all messages from the terminal.
logger = logging.getLogger("ccs-tui.emulator")

_PAUSES = (0.001, 0.002, 0.005) + 250 * (0.02,)
"""Seconds between the tries to get the database's lock; together five seconds."""


def create_app(
    config: EmulatorConfig, store: Store, refill: Callable[[], None] | None = None
) -> "Emulator":
    """Return the service as an ASGI app: v1 and v2 of one account on `store`.

    `refill` fills the store anew when a call resets it.
    """
    return Emulator(config, store, refill)


class Emulator:
    """The service of one account, on a store that the caller keeps and closes."""

    def __init__(
        self, config: EmulatorConfig, store: Store, refill: Callable[[], None] | None = None
    ) -> None:
        gate = Gate(config)
        own = OwnCalls(config, store, refill)
        self._account = config.account
        self._clock = config.clock
        self._store = store
        self._calls: Mapping[wire.Route, tuple[Admission, Handler]] = {
            route: (guard, handler)
            for guard, handlers in (
                (gate.check_key, VersionOne(store, config).handlers),
                (gate.check_token, VersionTwo(store, config.account).handlers),
                (gate.check_nothing, {wire.V2_LOGIN: gate.log_in}),
                (gate.check_nothing, own.open_handlers),
                (gate.check_key, own.keyed_handlers),
            )
            for route, handler in handlers.items()
        }
        self._router = Router(self._calls)

    @property
    def routes(self) -> Collection[wire.Route]:
        """Every call that is answered."""
        return self._calls.keys()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            response = await self._answer(Request(scope, receive))
            await deliver(response, self._clock, scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            return await self._handle(request)
        except CallRefusedError as refusal:
            return error_answer(refusal.status, refusal.message, refusal.headers)
        except JsonError as error:
            return error_answer(400, f"The body is not the JSON that this call takes: {error}.")
        except BodyError as error:
            return error_answer(400, str(error))
        except OverLimitError:
            return error_answer(413, wire.TOO_LARGE_MESSAGE)
        except ClientDisconnect:
            return error_answer(400, "The body ended early.")
        except sqlite3.OperationalError as error:
            logger.warning("The database refused a transaction: %s", error)
            return error_answer(503, "The database can't be used at the moment; try again.")
        except Exception:
            logger.exception("A bug of the emulator")
            return error_answer(500, "The emulator failed; its log says where.")

    async def _handle(self, request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        route, names = self._router.find(method, request.scope["raw_path"])
        guard, handler = self._calls[route]
        call = ReceivedCall(names, _read_query(request.scope["query_string"]), request.headers)
        guard(call)
        if names.get("account", self._account) != self._account:
            raise CallRefusedError(403, "The credentials are not those of this account.")
        if route.method != "GET":
            call = replace(call, body=await read_body(request))
        return await self._run(handler, call)

    async def _run(self, handler: Handler, call: ReceivedCall) -> Response:
        """Run a handler. It waits for a process that has the lock, and other calls go on."""
        for pause in _PAUSES:
            try:
                with self._store.without_waiting():
                    return handler(call)
            except StoreBusyError:
                await asyncio.sleep(pause)
        raise CallRefusedError(503, "Another process has the database locked; try again.")


def _read_query(query: bytes) -> Mapping[str, str]:
    return dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True)) if query else {}


async def _live(receive: Receive, send: Send) -> None:
    while True:
        phase = (await receive())["type"]
        await send({"type": f"{phase}.complete"})
        if phase == "lifespan.shutdown":
            return
