"""What the explorer writes: one write after another, and none cancels another."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError
from ccs_tui.model.expiry import format_duration, format_when, parse_duration
from ccs_tui.model.names import is_reserved, namespace_problem
from ccs_tui.model.size import LIMIT
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.ui.screens.explorer.unlocking import how_to_write
from ccs_tui.ui.widgets.panel import Panel
from ccs_tui.workspace.refused import RefusedError
from ccs_tui.workspace.working_copy import InvalidEditError, PropertyState, WorkingCopy

if TYPE_CHECKING:
    from ccs_tui.ui.screens.explorer.screen import ExplorerScreen

LARGEST_SHOWN = 3


class Writing:
    """Writes for the explorer, each asked for by a key and confirmed where it destroys."""

    def __init__(self, screen: "ExplorerScreen") -> None:
        self._screen = screen
        self._one_at_a_time = asyncio.Lock()

    def run(self, panel: Panel, what: str, write: Callable[[], Awaitable[str]]) -> None:
        """Run a write after those before it; show the sentence it returns, or what went wrong."""
        screen = self._screen

        async def guarded() -> None:
            with panel.waiting(what):
                async with self._one_at_a_time:
                    try:
                        sentence = await write()
                    except (CcsError, RefusedError) as error:
                        screen.alarm(str(error))
                        return
            screen.notify(sentence, markup=False)

        screen.run_worker(guarded(), group="writes", exit_on_error=False)

    def _refused_read_only(self, what: str) -> bool:
        if not self._screen.workspace.read_only:
            return False
        how = how_to_write(self._screen.workspace.write_lock)
        self._screen.alarm(f"This connection is read-only, so {what}. {how}")
        return True

    # ── save ───────────────────────────────────────────────────────────────────────────────────

    def save(self) -> None:
        """Send what changed in the document shown."""
        screen = self._screen
        screen.document.keep_typed()
        copy = screen.document.copy
        if copy is None:
            return
        if not copy.is_edited:
            screen.notify("Nothing changed, so nothing was sent.", markup=False)
            return
        if self._refused_read_only("nothing was sent; what you typed stays here"):
            return
        try:
            plan = copy.plan()
        except InvalidEditError as error:
            screen.document.show_problem_in(error.name)
            screen.alarm(str(error))
            return
        if plan.is_empty:
            copy.discard()
            screen.show_copy(copy)
            screen.notify("Nothing changed, so nothing was sent.", markup=False)
            return
        if plan.size_after > LIMIT:
            screen.alarm(_too_large(copy, plan.size_after))
            return
        base = copy.base

        async def write() -> str:
            try:
                document = await screen.workspace.save(base, plan)
            except CcsError as error:
                # Part of it may have arrived: what is shown must be what is there.
                await self._read_after_failure(copy)
                raise error from None
            copy.rebase(document)
            screen.show_copy(copy)
            count = len(plan.upsert) + len(plan.delete)
            delta = plan.size_after - plan.size_before
            kept = ""
            if base.exists and document.expires_at is not None:
                kept = f" Expires {format_when(document.expires_at, screen.now())}, as before."
            elif base.exists:
                kept = " Over v1 alone its expiry can't be kept: the configured TTL began anew."
            noun = "property" if count == 1 else "properties"
            return f"Saved {count} {noun} of {copy.key.label} ({delta:+,} characters).{kept}"

        self.run(screen.document, f"saving {copy.key.label}", write)

    async def _read_after_failure(self, copy: WorkingCopy) -> None:
        try:
            document = await self._screen.workspace.open(copy.key)
        except CcsError:
            return
        copy.rebase(document)
        self._screen.show_copy(copy)

    # ── new ────────────────────────────────────────────────────────────────────────────────────

    async def new_namespace(self) -> None:
        """Ask for a namespace's name and TTL, and create it."""
        screen = self._screen
        if self._refused_read_only("no namespace can be made"):
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
        if self._refused_read_only("no session can be made") or self._is_locked(namespace):
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
        if self._is_locked(copy.key.namespace):
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

    def _is_locked(self, namespace: str) -> bool:
        if not is_reserved(namespace):
            return False
        self._screen.alarm(f"{namespace} is reserved by the service: it can be read, not written.")
        return True

    # ── delete ─────────────────────────────────────────────────────────────────────────────────

    async def delete_property(self) -> None:
        """Ask, and mark the property under the cursor to be removed by the next save.

        What lies in a property is removed from it at once: that is an edit, and can be taken back.
        """
        screen = self._screen
        copy, name = screen.document.copy, screen.document.selected
        if copy is None or name is None or self._is_locked(copy.key.namespace):
            return
        if screen.document.remove_value():
            return
        if copy.state(name) is PropertyState.REMOVED:
            screen.document.action_restore()
            return
        sure = await screen.app.push_screen_wait(ConfirmDialog(
            f"Remove the property {name}?",
            f"{copy.property_size(name):,} characters of {copy.key.label}. It goes from the "
            f"service with the next save; until then z takes this back.",
            "Remove property",
        ))  # fmt: skip
        if sure and screen.document.copy is copy:
            screen.document.remove_property(name)

    async def delete_session(self) -> None:
        """Ask, and delete the document under the cursor of the list."""
        screen = self._screen
        key = screen.selected_key()
        if key is None or self._refused_read_only("nothing was deleted"):
            return
        if self._is_locked(key.namespace):
            return
        unsaved = key in screen.edits
        sure = await screen.app.push_screen_wait(ConfirmDialog(
            f"Delete {key.label}?",
            f"The document goes from {key.namespace} with all its properties. "
            f"{'Its unsaved edits go too. ' if unsaved else ''}This can't be taken back.",
            "Delete document" if key.session is None else "Delete session",
        ))  # fmt: skip
        if not sure:
            return

        async def write() -> str:
            await screen.workspace.delete_document(key)
            screen.forget(key)
            return f"Deleted {key.label} of {key.namespace}."

        self.run(screen.sessions, f"deleting {key.label}", write)

    async def delete_namespace(self) -> None:
        """Ask for the name to be typed, and delete the namespace under the cursor."""
        screen = self._screen
        name = screen.namespaces.selected
        if name is None or self._refused_read_only("nothing was deleted") or self._is_locked(name):
            return
        if not screen.workspace.capabilities.can_manage_namespaces:
            screen.alarm("This connection can't delete a namespace: that takes an API key.")
            return
        sure = await screen.app.push_screen_wait(ConfirmDialog(
            f"Delete the namespace {name}?",
            f"{screen.how_many_sessions(name)} go with it, and its TTL. This can't be taken back.",
            "Delete namespace",
            typed=name,
        ))  # fmt: skip
        if not sure:
            return

        async def write() -> str:
            await screen.workspace.delete_namespace(name)
            screen.forget_namespace(name)
            screen.namespaces.show(
                screen.workspace.account, await screen.workspace.list_namespaces()
            )
            return f"Deleted the namespace {name}."

        self.run(screen.namespaces, f"deleting {name}", write)


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


def _too_large(copy: WorkingCopy, size: int) -> str:
    names = (name for name in copy.names() if copy.state(name) is not PropertyState.REMOVED)
    largest = sorted(names, key=copy.property_size, reverse=True)[:LARGEST_SHOWN]
    listed = ", ".join(f"{name} ({copy.property_size(name):,})" for name in largest)
    return (
        f"{copy.key.label} would have {size:,} characters, {size - LIMIT:,} over the limit of "
        f"{LIMIT:,}, so nothing was sent. The largest: {listed}. Shorten or remove some, then save."
    )
