"""A save, led through its questions: reviewed, its conflicts settled, sent, and told about."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ccs_tui.model.names import NAMESPACE_DOCUMENT_NAME, DocumentKey
from ccs_tui.model.open_document import InvalidEditError, OpenDocument
from ccs_tui.model.size import LIMIT
from ccs_tui.ui.commands.created_namespaces import may_create_of, tell_created
from ccs_tui.ui.commands.requests import UndoOperation
from ccs_tui.ui.commands.save_conflicts import settle_conflicts
from ccs_tui.ui.commands.save_review import ask_review
from ccs_tui.ui.commands.too_large_document import offer_room
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.expiry import NewExpiry
from ccs_tui.ui.dialogs.gone_document import GoneDialog, Written
from ccs_tui.ui.text import shorten
from ccs_tui.workspace.errors import CcsError, DocumentTooLargeError, StateError
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.review import Part, Review
from ccs_tui.workspace.save_outcome import Saved, SaveStoppedError
from ccs_tui.workspace.saved_words import afterthoughts, saved_sentence
from ccs_tui.workspace.saving import Saving
from ccs_tui.workspace.write_verdict import ChangedMeanwhileError

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk

LABEL_WIDTH = 18
"""Cells that a document's label takes in a message."""


def short(label: str) -> str:
    """Return a document's label as it stands in a message."""
    is_named = label != NAMESPACE_DOCUMENT_NAME
    return shorten(label, LABEL_WIDTH, "middle") if is_named else "the namespace document"


def being_saved(key: DocumentKey) -> str:
    """Return what is said of a document while a save of it is under way."""
    return f"{key.label} is being saved already."


def _always(_: Review) -> bool:
    return True


async def run(
    desk: "Desk", port: "Port", saving: Saving, is_shown: Callable[[Review], bool] = _always
) -> Saved | None:
    """Review and send a save; None if nothing was sent, which was told.

    `is_shown` says whether its review is shown. Conflicts are shown in any case.
    """
    port = port.here([intent.document.key for intent in saving.intents])
    review = await _review(desk, port, saving)
    while review is not None:
        decided = await _decide(desk, port, saving, review, is_shown)
        if decided is None:
            return None
        if not decided:
            # The documents are read before sending, and not after each answer.
            review = await _review(desk, port, saving, reads=False)
            continue
        try:
            return await _send(desk, port, saving)
        except ChangedMeanwhileError as error:
            port.warn(f"{error} Review it again.")
            review = await _review(desk, port, saving)
            # A decision about values that were not seen is void, since they are others by now.
            is_shown = _always
    return None


# ── before it is sent ──────────────────────────────────────────────────────────────────────


async def _review(
    desk: "Desk", port: "Port", saving: Saving, *, reads: bool = True
) -> Review | None:
    """Return the review of a save, of a new reading or of the last; None after a failure, told."""
    try:
        if not reads:
            return saving.review()
        with desk.waiting(Place.DOCUMENT, "reading it again"):
            return await saving.read()
    except InvalidEditError as error:
        port.document_cursor.show_problem_in(error.name)
        port.tell_problem(str(error))
    except RefusedError as error:
        port.alarm(str(error))
    except CcsError as error:
        port.alarm(f"{error} {saving.not_sent.capitalize()}{_kept(desk, saving)}.")
    finally:
        _show(desk, saving)
    return None


async def _decide(
    desk: "Desk",
    port: "Port",
    saving: Saving,
    review: Review,
    is_shown: Callable[[Review], bool],
) -> bool | None:
    """Ask the questions: True to send, False to review it without a reading, None to give up."""
    for intent, part in zip(saving.intents, review.parts, strict=True):
        if part.asks_again:
            return await _write_again(desk, port, saving, intent, part)
        if part.conflicts:
            return await settle_conflicts(desk, port, intent, part, saving.settled)
        if part.excess:
            if _is_edited_here(desk, intent.document):
                await offer_room(
                    port, intent.document, part.plan.size_after, not_sent=saving.not_sent
                )
            else:
                port.alarm(
                    f"{short(part.key.label)} would be {part.excess:,} characters over the "
                    f"limit of {LIMIT:,}. {saving.not_sent.capitalize()}. Take single "
                    f"properties, or make room there first."
                )
            return None
    if review.is_empty:
        for intent in saving.intents:
            intent.document.discard()
        _show(desk, saving)
        saving.has_nothing_left = True
        port.tell(f"{_why_nothing(saving)}, so {saving.not_sent}.")
        return None
    asks = any(_is_edited_here(desk, intent.document) for intent in saving.intents)
    if not await may_create_of(desk, port, saving, review, asks=asks):
        return None
    return await ask_review(desk, port, saving, review) if is_shown(review) else True


def _why_nothing(saving: Saving) -> str:
    """Return the words for why a save has nothing to send."""
    for intent in saving.intents:
        if intent.delete_document and intent.document.gone:
            return f"{short(intent.document.key.label)} is gone already"
    return "Left as others made it" if saving.settled else "Nothing changed"


async def _write_again(
    desk: "Desk", port: "Port", saving: Saving, intent: Intent, part: Part
) -> bool | None:
    document = intent.document
    answer = await port.ask(
        GoneDialog(
            part,
            document.payload(),
            document.edits,
            part.there.expires_at,
            desk.now(),
            sets_expiry=desk.workspace.capabilities.can_set_ttl_on_save,
            not_sent=saving.not_sent,
            written=_written(desk, intent),
            wanted=NewExpiry(intent.ttl_seconds, intent.expires_at),
        )
    )
    if answer is None:
        return None
    intent.write_again(answer.names, (answer.ttl_seconds, answer.expires_at))
    return False


def _written(desk: "Desk", intent: Intent) -> Written:
    """Return who gave a document the values that a save was to write."""
    if intent.undoes is not None:
        return Written.UNDONE
    return Written.TYPED if _is_edited_here(desk, intent.document) else Written.TAKEN


def _is_edited_here(desk: "Desk", document: OpenDocument) -> bool:
    """Return whether a document has its open edits here, and was not made for a move or an undo."""
    return document is desk.document or desk.edits.has(document)


# ── sending ────────────────────────────────────────────────────────────────────────────────


async def _send(desk: "Desk", port: "Port", saving: Saving) -> Saved | None:
    try:
        with desk.waiting(Place.DOCUMENT, saving.what):
            try:
                saved = await saving.send()
                tell_created(port, saving.creates)
                return saved
            finally:
                # That is no longer true, and what is said next would stand beside it.
                for intent in saving.intents:
                    port.end(being_saved(intent.document.key))
    except SaveStoppedError as stopped:
        return await _stopped(desk, port, saving, stopped)
    except StateError as error:
        return await _unrecorded(desk, port, saving, error)
    except RefusedError as error:
        port.alarm(str(error))
    except CcsError as error:
        port.alarm(f"{error} {saving.not_sent.capitalize()}{_kept(desk, saving)}.")
    finally:
        _show(desk, saving)
    return None


def _kept(desk: "Desk", saving: Saving) -> str:
    """Return the words that typed text is kept, where it is."""
    open_here = (i.document for i in saving.intents if _is_edited_here(desk, i.document))
    return "; what you typed is kept" if any(document.is_edited for document in open_here) else ""


async def _unrecorded(
    desk: "Desk", port: "Port", saving: Saving, error: StateError
) -> Saved | None:
    sure = await port.ask(
        ConfirmDialog(
            "Send without a journal entry?",
            f"{error} {saving.not_sent.capitalize()}. Without a journal entry this save can't be "
            f"undone.",
            "Send without a journal entry",
            keep="Don't send",
        )
    )
    if not sure:
        return None
    saving.unrecorded = True
    return await _send(desk, port, saving)


async def _stopped(
    desk: "Desk", port: "Port", saving: Saving, stopped: SaveStoppedError
) -> Saved | None:
    """Say which steps are done and which not, and offer to go on or to take back."""
    _show(desk, saving)
    first = saving.intents[0].document
    if isinstance(stopped.cause, DocumentTooLargeError) and _is_edited_here(desk, first):
        await offer_room(port, first, stopped.cause.size)
        return None
    if not stopped.done:
        kept = " What you typed is kept." if _kept(desk, saving) else ""
        if stopped.unknown and not stopped.is_read:
            desk.doubts.begin(stopped.failed.key)
            kept += " r reads whether it arrived."
        port.alarm(f"{stopped}{kept}")
        return None
    choices = (
        Choice("g", "Continue: review and send the rest"),
        Choice("t", "Undo what was sent"),
        Choice("l", "Leave it", "the rest stays unsaved" if _kept(desk, saving) else ""),
    )
    answer = await port.ask(ChoiceDialog("The save stopped halfway", choices, str(stopped)))
    if answer == "g":
        return await run(desk, port, saving)
    if answer == "t":
        await port.request(UndoOperation(saving.operation))
    return None


# ── afterwards ─────────────────────────────────────────────────────────────────────────────


def _show(desk: "Desk", saving: Saving) -> None:
    for intent in saving.intents:
        desk.take_saved(intent.document)


def report(
    desk: "Desk", port: "Port", saved: Saved, hint: str = "", *, is_undo: bool = False
) -> None:
    """Say what was saved, or restored by an undo, and what others changed since."""
    has_v2 = desk.workspace.capabilities.v2
    said = [
        saved_sentence(part, desk.now(), short(part.key.label), has_v2=has_v2, is_undo=is_undo)
        for part in saved.parts
    ]
    port.tell(" ".join((*said, hint)).strip())
    for part in saved.parts:
        desk.doubts.forget(part.key)
        for sentence in afterthoughts(part, short(part.key.label)):
            port.warn(sentence)
    if saved.unrecorded is not None:
        port.warn(saved.unrecorded)
