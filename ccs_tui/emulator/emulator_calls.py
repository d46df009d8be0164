"""The emulator's own calls, which the service does not have: health, reset, description."""

from collections.abc import Callable, Mapping

from starlette.responses import Response

from ccs_tui import __version__
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.http_answers import json_answer, no_content
from ccs_tui.emulator.openapi import describe_service
from ccs_tui.emulator.received_call import Handler, ReceivedCall
from ccs_tui.emulator.store import Store
from ccs_tui.model.expiry import format_instant
from ccs_tui.model.json_text import encode
from ccs_tui.model.wire import Route

HEALTH = Route("GET", "/__emulator__/health")
RESET = Route("POST", "/__emulator__/reset")
OPENAPI = Route("GET", "/openapi.json")


class OwnCalls:
    """The calls for people who test with the emulator.

    A reset deletes everything and calls `refill`; None leaves the store empty.
    """

    def __init__(
        self, config: EmulatorConfig, store: Store, refill: Callable[[], None] | None
    ) -> None:
        self._config = config
        self._store = store
        self._refill = refill

    @property
    def open_handlers(self) -> Mapping[Route, Handler]:
        """The calls that need no credentials."""
        return {HEALTH: self.health, OPENAPI: self.openapi}

    @property
    def keyed_handlers(self) -> Mapping[Route, Handler]:
        """The calls that need the key of v1, which keeps web pages from sending them."""
        return {RESET: self.reset}

    def health(self, _: ReceivedCall) -> Response:
        """Say that the emulator runs, its version, and the time of its clock."""
        now = format_instant(self._config.clock())
        return json_answer(encode({"status": "ok", "version": __version__, "now": now}))

    def reset(self, _: ReceivedCall) -> Response:
        """Delete everything, and bring back the demo's data if it was asked for."""
        self._store.clear()
        if self._refill:
            self._refill()
        return no_content()

    def openapi(self, _: ReceivedCall) -> Response:
        """Describe v1 and v2 as OpenAPI 3.1."""
        return json_answer(encode(describe_service(self._config.account)))
