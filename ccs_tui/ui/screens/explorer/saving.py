"""A save on the screen: reviewed, its conflicts settled, sent, and what became of it said."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError, DocumentTooLargeError
from ccs_tui.local.state import StateError
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.open_document import InvalidEditError, OpenDocument
from ccs_tui.model.size import LIMIT
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.conflict import ConflictDialog, Edited, Theirs
from ccs_tui.ui.dialogs.expiry import NewExpiry, ask_expiry
from ccs_tui.ui.dialogs.gone import GoneDialog
from ccs_tui.ui.dialogs.review import ReviewDialog
from ccs_tui.ui.dialogs.too_large import Export, MoveAway, TooLargeDialog, Trim
from ccs_tui.ui.screens.explorer.saved_words import afterthoughts, saved_sentence, short
from ccs_tui.workspace.comparing import ChangedMeanwhileError
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.outcome import Saved, SaveStoppedError
from ccs_tui.workspace.refused import RefusedError
from ccs_tui.workspace.review import ExpiryChoice, Part, Review
from ccs_tui.workspace.saving import Saving, saving_of

if TYPE_CHECKING:
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.ui.screens.explorer.screen import ExplorerScreen

SMALL_PROPERTIES, SMALL_CHARACTERS = 3, 2_000
"""Up to where a change is small: the setting that skips the review is about these."""


def _always(_: Review) -> bool:
    return True


class SaveFlow:
    """Leads one save through its questions. Each method returns once it is sent, or given up."""

    def __init__(self, screen: "ExplorerScreen") -> None:
        self._screen = screen
        self._under_way: set[DocumentKey] = set()

    async def save(self, copy: OpenDocument) -> None:
        """Send the open edits of a document."""
        if copy.key in self._under_way:
            self._warn(f"{copy.key.label} is being saved already.")
            return
        self._under_way.add(copy.key)
        try:
            saved = await self.run(saving_of(self._screen.workspace, copy), self._is_large)
        finally:
            self._under_way.discard(copy.key)
        if saved is not None:
            self.report(saved)

    async def run(
        self, saving: Saving, is_shown: Callable[[Review], bool] = _always
    ) -> Saved | None:
        """Review and send a save; None if nothing was sent, which was said then.

        `is_shown` says whether its review is to be looked at. Conflicts are, in any case.
        """
        settled: set[str] = set()
        review = await self._read(saving)
        while review is not None:
            decided = await self._decide(saving, review, is_shown, settled)
            if decided is None:
                return None
            if not decided:
                # What is there is read before it is sent, and not after each answer.
                review = await self._read(saving, again=False)
                continue
            try:
                return await self._send(saving)
            except ChangedMeanwhileError as error:
                self._warn(f"{error} Look at it again.")
                review = await self._read(saving)
                # What was decided unseen was decided about what is not there any more.
                is_shown = _always
        return None

    async def change_expiry(self) -> None:
        """Ask for a TTL for the document under the cursor, and send it alone."""
        screen = self._screen
        key = screen.selected_key()
        if screen.document.is_active and screen.document.copy is not None:
            key = screen.document.copy.key
        if key is None or screen.writing.is_locked(key.namespace):
            return
        if screen.writing.refused_read_only("no expiry can be changed"):
            return
        if not screen.workspace.capabilities.can_set_ttl_on_save:
            screen.alarm("This connection can't set an expiry: that takes a login or a token (v2).")
            return
        try:
            with screen.document.waiting(f"reading {key.label}"):
                document = await screen.workspace.open(key)
        except CcsError as error:
            screen.alarm(str(error))
            return
        if not document.exists:
            screen.alarm(f"{key.label} is gone from the service, so it has no expiry.")
            return
        answer = await ask_expiry(screen.app, screen.now(), document.expires_at)
        if answer is None or answer == NewExpiry(None):
            return
        intent = Intent(OpenDocument(document))
        intent.set_expiry(answer.ttl_seconds, answer.expires_at)
        saved = await self.run(Saving(screen.workspace, [intent]))
        if saved is not None:
            self.report(saved)

    # ── before it is sent ──────────────────────────────────────────────────────────────────────

    async def _read(self, saving: Saving, *, again: bool = True) -> Review | None:
        screen = self._screen
        try:
            if not again:
                return saving.review()
            with screen.document.waiting("reading it again"):
                return await saving.read()
        except InvalidEditError as error:
            screen.document.show_problem_in(error.name)
            screen.alarm(str(error))
        except RefusedError as error:
            screen.alarm(str(error))
        except CcsError as error:
            screen.alarm(f"{error} Nothing was sent{self._kept(saving)}.")
        finally:
            self._show(saving)
        return None

    async def _decide(
        self,
        saving: Saving,
        review: Review,
        is_shown: Callable[[Review], bool],
        settled: set[str],
    ) -> bool | None:
        """Ask what has to be asked: True to send, False to look again, None to give up."""
        for intent, part in zip(saving.intents, review.parts, strict=True):
            if part.gone and intent.again is None:
                return await self._write_again(intent, part)
            if part.conflicts:
                return await self._settle(intent, part, settled)
            if part.excess:
                if self._is_edited_here(intent.copy):
                    await self.too_large(intent.copy, part.plan.size_after, by_service=False)
                else:
                    self._screen.alarm(
                        f"{short(part.key.label)} would be {part.excess:,} characters over the "
                        f"limit of {LIMIT:,}. Nothing was sent. Take single properties, or make "
                        f"room there first."
                    )
                return None
        if review.is_empty:
            for intent in saving.intents:
                intent.copy.discard()
            self._show(saving)
            self._screen.notify("Nothing changed, so nothing was sent.", markup=False)
            return None
        if not is_shown(review):
            return True
        screen = self._screen
        answer = await screen.app.push_screen_wait(
            ReviewDialog(
                review, screen.now, screen.workspace.profile.environment,
                sets_expiry=screen.workspace.capabilities.can_set_ttl_on_save,
            )
        )  # fmt: skip
        if isinstance(answer, NewExpiry):
            for intent in saving.intents:
                if not intent.delete_document:
                    intent.set_expiry(answer.ttl_seconds, answer.expires_at)
            return False
        return None if answer is None else True

    def _is_large(self, review: Review) -> bool:
        """Whether a save of edits is to be looked at, as the settings say."""
        workspace = self._screen.workspace
        if workspace.preferences.review == "always" or workspace.profile.is_production:
            return True
        (part,) = review.parts
        return (
            bool(part.plan.delete or part.theirs)
            or part.expiry.choice is ExpiryChoice.SET
            or part.expiry.unsure
            or len(part.plan.upsert) > SMALL_PROPERTIES
            or sum(map(len, part.plan.upsert.values())) > SMALL_CHARACTERS
        )

    async def _write_again(self, intent: Intent, part: Part) -> bool | None:
        copy, screen = intent.copy, self._screen
        answer = await screen.app.push_screen_wait(
            GoneDialog(
                part, copy.payload(), copy.edits, part.there.expires_at, screen.now(),
                sets_expiry=screen.workspace.capabilities.can_set_ttl_on_save,
            )
        )  # fmt: skip
        if answer is None:
            return None
        intent.again = answer.names
        intent.set_expiry(answer.ttl_seconds, answer.expires_at)
        return False

    def _is_edited_here(self, copy: OpenDocument) -> bool:
        """Whether these are open edits, and not a copy made for a move or to take a save back."""
        return copy is self._screen.document.copy or self._screen.edits.has(copy)

    async def _settle(self, intent: Intent, part: Part, settled: set[str]) -> bool | None:
        copy, screen = intent.copy, self._screen
        is_undo = intent.undoes is not None
        target = screen.edits.copy_for_typing(OpenDocument(copy.base) if is_undo else copy)
        dialog = ConflictDialog(
            part.key.label, part.conflicts, screen.now(),
            again=settled, is_undo=is_undo, typing=lambda: screen.edits.typed(target),
        )  # fmt: skip
        with screen.edits.typed_over(target, dialog.typed):
            answer = await screen.app.push_screen_wait(dialog)
        if answer is None:
            if not is_undo and (merged := dialog.typed()):
                # Nothing is decided, and what was merged by hand is not lost.
                copy.recorded(lambda: _put_all(copy, merged))
                screen.show_copy(copy)
            return None
        settled.update(answer)

        def settle() -> None:
            for name, choice in answer.items():
                if isinstance(choice, Theirs):
                    copy.take_theirs(name)
                    continue
                if isinstance(choice, Edited):
                    copy.put(name, choice.value)
                else:
                    # It holds for this save, or a bot that writes often would never let it go.
                    intent.mine.add(name)
                copy.keep_mine(name)

        copy.recorded(settle)
        screen.show_copy(copy)
        return False

    # ── sending ────────────────────────────────────────────────────────────────────────────────

    async def _send(self, saving: Saving) -> Saved | None:
        screen = self._screen
        # What tells of its waits has to be there before it waits.
        writing = screen.writing
        try:
            with writing.shown(screen.document, saving.what):
                return await saving.send()
        except SaveStoppedError as stopped:
            return await self._stopped(saving, stopped)
        except StateError as error:
            return await self._unrecorded(saving, error)
        except RefusedError as error:
            screen.alarm(str(error))
        except CcsError as error:
            screen.alarm(f"{error} Nothing was sent{self._kept(saving)}.")
        finally:
            self._show(saving)
        return None

    def _kept(self, saving: Saving) -> str:
        """Say that what was typed is kept, where it is."""
        open_here = (i.copy for i in saving.intents if self._is_edited_here(i.copy))
        return "; what you typed is kept" if any(copy.is_edited for copy in open_here) else ""

    async def _unrecorded(self, saving: Saving, error: StateError) -> Saved | None:
        sure = await self._screen.app.push_screen_wait(ConfirmDialog(
            "Send it without a record?",
            f"{error} Nothing was sent. Without a record this save can't be taken back.",
            "Send without a record",
        ))  # fmt: skip
        if not sure:
            return None
        saving.unrecorded = True
        return await self._send(saving)

    async def _stopped(self, saving: Saving, stopped: SaveStoppedError) -> Saved | None:
        """Say what is there and what is not, and offer to go on or to take back."""
        screen = self._screen
        self._show(saving)
        first = saving.intents[0].copy
        if isinstance(stopped.cause, DocumentTooLargeError) and self._is_edited_here(first):
            await self.too_large(first, stopped.cause.size, by_service=True)
            return None
        if not stopped.done:
            kept = " What you typed is kept." if self._kept(saving) else ""
            screen.alarm(f"{stopped}{kept}")
            return None
        choices = (
            Choice("g", "Go on: review and send what is left"),
            Choice("t", "Take back what was sent"),
            Choice(
                "l", "Leave it", "what is left stays an open edit" if self._kept(saving) else ""
            ),
        )
        answer = await screen.app.push_screen_wait(
            ChoiceDialog("The save stopped halfway", choices, str(stopped))
        )
        if answer == "g":
            return await self.run(saving)
        if answer == "t":
            await screen.undoing.operation(saving.operation)
        return None

    async def too_large(self, copy: OpenDocument, size: int, *, by_service: bool) -> None:
        """Say how much must go and what is largest, and help with it."""
        screen = self._screen
        names = [name for name in copy.names() if name not in copy.removed]
        sizes = sorted(((n, copy.property_size(n)) for n in names), key=lambda pair: -pair[1])
        answer = await screen.app.push_screen_wait(
            TooLargeDialog(copy.key, sizes, size, counted_by_service=by_service)
        )
        if isinstance(answer, Trim):
            screen.document.go_to_property(answer.name)
        elif isinstance(answer, MoveAway):
            await screen.moving.move_edited(copy, answer.names)
        elif isinstance(answer, Export):
            await screen.moving.export(copy, answer.names)

    # ── afterwards ─────────────────────────────────────────────────────────────────────────────

    def _show(self, saving: Saving) -> None:
        for intent in saving.intents:
            self._screen.show_saved(intent.copy)

    def report(self, saved: Saved, hint: str = "") -> None:
        """Say what was saved, and what others made of it since."""
        screen = self._screen
        has_v2 = screen.workspace.capabilities.v2
        said = [saved_sentence(part, screen.now(), has_v2=has_v2) for part in saved.parts]
        screen.notify(" ".join((*said, hint)).strip(), markup=False)
        for part in saved.parts:
            for sentence in afterthoughts(part):
                self._warn(sentence)
        if saved.unrecorded is not None:
            self._warn(saved.unrecorded)

    def _warn(self, sentence: str) -> None:
        self._screen.notify(sentence, severity="warning", timeout=15, markup=False)


def _put_all(copy: OpenDocument, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        copy.put(name, JsonText(value))
