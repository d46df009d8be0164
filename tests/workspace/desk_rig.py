"""A desk with its reads, and what it told, without a screen."""

import asyncio
from collections.abc import Callable
from typing import Any

from ccs_tui.model.tree import Key
from ccs_tui.workspace.desk import Desk
from ccs_tui.workspace.desk_events import Event, Said
from ccs_tui.workspace.desk_reader import DeskReader
from ccs_tui.workspace.local_state import LocalState
from tests.workspace.conftest import NAMESPACE
from tests.workspace.conftest import Place as Service


class Turns:
    """A sleep between readings that lasts until the next is wanted."""

    def __init__(self) -> None:
        self._asleep = asyncio.Event()
        self._wanted = asyncio.Event()

    async def sleep(self, _: float) -> None:
        self._asleep.set()
        await self._wanted.wait()
        self._wanted.clear()

    async def rest(self) -> None:
        """Wait until a reading has ended."""
        async with asyncio.timeout(30):
            await self._asleep.wait()

    async def next(self) -> None:
        """Have one more reading, and wait until it has ended."""
        await self.rest()
        self._asleep.clear()
        self._wanted.set()
        await self.rest()


class Rig:
    """A desk with its reads, and what it told."""

    def __init__(self, service: Service, kept: LocalState | None = None, **connection: Any) -> None:
        self.desk = Desk(service.workspace(kept, **connection))
        self.reading = DeskReader(self.desk)
        self.told: list[Event] = []
        self.bugs: list[BaseException] = []
        self._came = asyncio.Event()
        self.desk.listen(self._heard)
        self.desk.tasks.failed = self.bugs.append

    async def __aenter__(self) -> "Rig":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.desk.close()
        await self.desk.workspace.client.aclose()
        assert not self.bugs

    def _heard(self, event: Event) -> None:
        self.told.append(event)
        self._came.set()

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds, which only what is told makes so."""
        async with asyncio.timeout(30):
            while not holds():
                self._came.clear()
                await self._came.wait()

    async def listed(self) -> None:
        self.reading.sessions(NAMESPACE)
        await self.desk.tasks.settled()

    async def add(self, *paths: tuple[Key, ...]) -> None:
        for path in paths:
            await self.desk.columns.add(path)
        await self.desk.tasks.settled()

    def sentences(self) -> list[str]:
        return [event.sentence for event in self.told if isinstance(event, Said)]

    def values(self, path: str) -> dict[str, str | None]:
        columns = self.desk.columns
        keys = [key for key in self.desk.listing.keys if columns.knows(path, key)]
        return {key: columns.value(path, key) for key in keys}
