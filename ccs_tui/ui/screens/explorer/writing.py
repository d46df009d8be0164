"""What the explorer writes: one write after another, and none cancels another."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from ccs_tui.model.expiry import format_duration, parse_duration
from ccs_tui.model.names import is_reserved, namespace_problem
from ccs_tui.model.open_document import PropertyState
from ccs_tui.ui.background import later
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.ui.screens.explorer.unlocking import how_to_write
from ccs_tui.ui.widgets.panel import Panel
from ccs_tui.workspace.namespace_writes import create_namespace
from ccs_tui.workspace.new_session import create_session
from ccs_tui.workspace.problems import WRITE_PROBLEMS

if TYPE_CHECKING:
    from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
    from ccs_tui.ui.views.bulk import BulkReport, BulkScreen
    from ccs_tui.workspace.write_queue import WriteQueue


class Writing:
    """Writes for the explorer, each asked for by a key and confirmed where it destroys."""

    def __init__(self, screen: "ExplorerScreen") -> None:
        self._screen = screen
        self._pause = ExitStack()
        self._queue.told = self._told

    @property
    def _queue(self) -> "WriteQueue":
        return self._screen.workspace.writes

    def run(self, panel: Panel, what: str, write: Callable[[], Awaitable[str]]) -> None:
        """Run what writes; show the sentence it returns, or what went wrong."""
        screen = self._screen

        async def guarded() -> None:
            try:
                with panel.waiting(what), self._queue.holding(what):
                    sentence = await write()
            except WRITE_PROBLEMS as error:
                screen.alarm(str(error))
                return
            screen.notify(sentence, markup=False)

        screen.run_worker(later(guarded), group="writes", exit_on_error=False)

    @contextmanager
    def shown(self, panel: Panel, what: str) -> Iterator[None]:
        """Say in a panel what is being written, as long as the context lasts."""
        with panel.waiting(what):
            yield

    async def many(self, bulk: "BulkScreen") -> "BulkReport | None":
        """Run an operation on many documents, as one that is under way until its report."""
        with self._queue.holding(bulk.what):
            return await self._screen.app.push_screen_wait(bulk)

    def _told(self, why: str | None) -> None:
        """Show what a write waits for before its next attempt, and that escape gives that up."""
        self._pause.close()
        if why is not None and self._screen.is_attached:
            self._pause.enter_context(self._screen.document.waiting(why, cancels=True))

    def give_up(self) -> bool:
        """End the wait before a write's next attempt; False if none waits."""
        return self._queue.give_up()

    async def may_leave(self) -> bool:
        """Ask what to do about a write that is under way; True once there is none."""
        if not self._screen.is_open or not self._queue.is_busy:
            return True
        what = "; ".join(self._queue.under_way)
        sure = await self._screen.app.push_screen_wait(ConfirmDialog(
            "Something is being written",
            f"Under way: {what}. It is never cut off: what was begun ends first.",
            "Leave once it is done",
            keep="Stay",
        ))  # fmt: skip
        if sure:
            await self._queue.idle()
        return sure is True

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
            await create_namespace(screen.workspace, name, ttl)
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
            document = await create_session(screen.workspace, namespace, session, ttl)
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
            screen.document.edits.add_property(answer["name"])

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
