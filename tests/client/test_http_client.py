"""What a request costs beside the network: nothing is looked for on the disk."""

import sys
from asyncio import StreamWriter
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

from ccs_tui.client import Connection, ContextServiceClient, Secret
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
