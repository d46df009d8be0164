"""What a request costs beside the network: nothing is looked for on the disk."""

import sys
from asyncio import StreamWriter
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

import httpx
import pytest

from ccs_tui.client import Connection, ContextServiceClient, Secret
from ccs_tui.client.call_limits import CallLimits
from ccs_tui.client.http_client import open_http
from tests.client.wrong_server import Received, wrong_server


class Looking(MetaPathFinder):
    """Finds no module, and notes what is looked for."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        self.names.append(name)
        return None


async def test_a_request_looks_for_no_module(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(_: Received, writer: StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n" + b'{"a":1}')
        await writer.drain()

    looking = Looking()
    monkeypatch.delitem(sys.modules, "sniffio", raising=False)  # the tests note it for themselves
    async with wrong_server(answer) as server:
        connection = Connection.to(server.url, "le12345678", api_key=Secret("key"))
        async with ContextServiceClient(connection) as ccs:
            await ccs.read_document("orders", "s")
            monkeypatch.setattr(sys, "meta_path", [looking, *sys.meta_path])
            await ccs.read_document("orders", "s")
    assert looking.names == []


async def test_a_read_that_is_made_again_is_the_same_request_and_no_other_is() -> None:
    connection = Connection.to("http://service.invalid", "le12345678", api_key=Secret("key"))
    http = open_http(connection, CallLimits(), httpx.MockTransport(lambda _: httpx.Response(200)))
    url, key = f"{connection.v1_url}/a", ("X-Key", "key")
    read = http.request("GET", url, key, None)
    assert http.request("GET", url, key, None) is read
    assert http.request("GET", url, ("X-Key", "another"), None).headers["X-Key"] == "another"
    assert http.request("DELETE", url, key, None).method == "DELETE"
    write = http.request("POST", url, key, '{"a":1}')
    assert write.headers["Content-Type"] == "application/json"
    assert http.request("POST", url, key, '{"a":1}') is not write
    await http.aclose()
