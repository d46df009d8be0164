"""The command that is taken while the workspace opens, and begins once it is open."""

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen

    from ccs_tui.ui.screens.explorer.explorer_port import ExplorerPort

NAME = "go_to"
"""It needs nothing under a cursor, and what is pasted behind its key must not be lost."""


class AwaitedCommand:
    """Begins `g` once the workspace is open; keys behind it wait, as for any command that asks."""

    def __init__(self, screen: "Screen[Any]") -> None:
        self._screen = screen
        self._opened = asyncio.Event()
        self._port: ExplorerPort | None = None

    def is_it(self, parameters: tuple[object, ...]) -> bool:
        """Return whether these are the parameters of its action."""
        return parameters == (NAME,)

    def takes(self, name: str) -> bool:
        """Return whether a command begins later, since the workspace is not open yet."""
        if self._port is None:
            self._screen.run_worker(
                self._run(name), group="commands", exclusive=True, exit_on_error=False
            )
        return self._port is None

    def opened(self, port: "ExplorerPort") -> None:
        """Begin what was awaited."""
        self._port = port
        self._opened.set()

    async def _run(self, name: str) -> None:
        await self._opened.wait()
        if self._port is not None:
            self._port.look()
            await self._port.command(name)
