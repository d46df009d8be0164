"""What the explorer writes: one write after another, and none cancels another."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError
from ccs_tui.local.state import StateError
from ccs_tui.model.expiry import format_duration, parse_duration
from ccs_tui.model.names import is_reserved, namespace_problem
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.ui.screens.explorer.unlocking import how_to_write
from ccs_tui.ui.widgets.panel import Panel
from ccs_tui.workspace.outcome import SaveStoppedError
from ccs_tui.workspace.refused import RefusedError
from ccs_tui.workspace.saving import ChangedMeanwhileError
from ccs_tui.workspace.working_copy import PropertyState

if TYPE_CHECKING:
    from ccs_tui.ui.screens.explorer.screen import ExplorerScreen


PROBLEMS = (CcsError, RefusedError, StateError, SaveStoppedError, ChangedMeanwhileError)
"""What a write may end in, with a sentence for people. All else is a bug."""


class Writing:
    """Writes for the explorer, each asked for by a key and confirmed where it destroys."""

    def __init__(self, screen: "ExplorerScreen") -> None:
        self._screen = screen
        self._one_at_a_time = asyncio.Lock()

    def run(self, panel: Panel, what: str, write: Callable[[], Awaitable[str]]) -> None:
        """Run a write after those before it; show the sentence it returns, or what went wrong."""
        screen = self._screen

        async def guarded() -> None:
            try:
                async with self.exclusively(panel, what):
                    sentence = await write()
            except PROBLEMS as error:
                screen.alarm(str(error))
                return
            screen.notify(sentence, markup=False)

        screen.run_worker(guarded(), group="writes", exit_on_error=False)

    @asynccontextmanager
    async def exclusively(self, panel: Panel, what: str) -> AsyncGenerator[None, None]:
        """Write alone, after the writes before, and say in the panel what is waited for."""
        with panel.waiting(what):
            async with self._one_at_a_time:
                yield

    def refused_read_only(self, what: str) -> bool:
        """Say that nothing can be written, and why; False if it can be."""
        if not self._screen.workspace.read_only:
            return False
        how = how_to_write(self._screen.workspace.write_lock)
        self._screen.alarm(f"This connection is read-only, so {what}. {how}")
        return True

    # ── new ────────────────────────────────────────────────────────────────────────────────────

    async def new_namespace(self) -> None:
        """Ask for a namespace's name and TTL, and create it."""
        screen = self._screen
        if self.refused_read_only("no namespace can be made"):
            return
        if not screen.workspace.capabilities.can_manage_namespaces:
            screen.alarm("This connection can't make a namespace by itself: that takes an API key.")
            return

        def check(name: str) -> str | None:
            if name in screen.namespaces.namespaces:
                return f"{name} exists already."
            if is_reserved(name):
                return f"{name} is reserved by the service."
            return namespace_problem(name)

        answer = await screen.app.push_screen_wait(FormDialog(
            "New namespace",
            (Field("name", "Name", check, hint="letters, digits and _"), TTL_FIELD),
            "Create namespace",
        ))  # fmt: skip
        if answer is None:
            return
        name, ttl = answer["name"], _ttl(answer["ttl"])

        async def write() -> str:
            await screen.workspace.create_namespace(name, ttl)
            screen.namespaces.show(
                screen.workspace.account, await screen.workspace.list_namespaces()
            )
            screen.namespaces.select(name)
            lasting = f", with a TTL of {format_duration(ttl)}" if ttl else ""
            return f"Created the namespace {name}{lasting}."

        self.run(screen.namespaces, f"creating {name}", write)

    async def new_session(self) -> None:
        """Ask for a session's id and TTL, and create it empty."""
        screen, namespace = self._screen, self._screen.reading.namespace
        if namespace is None:
            screen.alarm("Choose a namespace first: a session lies in one.")
            return
        if self.refused_read_only("no session can be made") or self.is_locked(namespace):
            return
        known = set(screen.sessions.sessions)

        def check(session: str) -> str | None:
            if not session:
                return "A session needs an id."
            return f"{session} exists already." if session in known else None

        answer = await screen.app.push_screen_wait(FormDialog(
            f"New session in {namespace}",
            (Field("id", "Session id", check, hint="a conversation id"), TTL_FIELD),
            "Create session",
        ))  # fmt: skip
        if answer is None:
            return
        session, ttl = answer["id"], _ttl(answer["ttl"])

        async def write() -> str:
            document = await screen.workspace.create_session(namespace, session, ttl)
            if screen.reading.namespace == namespace:
                screen.sessions.add([session])
                screen.sessions.rows.move_cursor(session)
                screen.reading.key = document.key
                screen.reading.arrived(document)
                screen.document.rows.focus()
            return f"Created the session {session}. n adds a property."

        self.run(screen.sessions, f"creating {session}", write)

    async def new_property(self) -> None:
        """Ask for a property's name, and begin to edit it; saving sends it."""
        screen = self._screen
        copy = screen.document.copy
        if copy is None:
            screen.alarm("Choose a session first: a property lies in a document.")
            return
        if self.is_locked(copy.key.namespace):
            return

        def check(name: str) -> str | None:
            if not name:
                return "A property needs a name."
            present = name in copy and copy.state(name) is not PropertyState.REMOVED
            return f"{name} exists already." if present else None

        answer = await screen.app.push_screen_wait(FormDialog(
            f"New property of {copy.key.label}",
            (Field("name", "Name", check),),
            "Add property",
        ))  # fmt: skip
        if answer is not None and screen.document.copy is copy:
            screen.document.add_property(answer["name"])

    def is_locked(self, namespace: str) -> bool:
        """Say that a namespace is reserved; False if it is not."""
        if not is_reserved(namespace):
            return False
        self._screen.alarm(f"{namespace} is reserved by the service: it can be read, not written.")
        return True


def _check_ttl(text: str) -> str | None:
    if not text.strip():
        return None
    try:
        parse_duration(text)
    except ValueError as error:
        return str(error)
    return None


TTL_FIELD = Field("ttl", "TTL", _check_ttl, hint="3h, 12d, 13mo; empty: the default")


def _ttl(text: str) -> int | None:
    return parse_duration(text) if text.strip() else None
