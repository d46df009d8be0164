"""The outcome of a save: sent whole, or stopped between its steps."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from ccs_tui.client.errors import shown
from ccs_tui.local.journal import Kind
from ccs_tui.model.changes import Change, SavePlan
from ccs_tui.model.document import Document
from ccs_tui.model.expiry import format_duration
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.words import counted
from ccs_tui.workspace.review import Expiry, Step

NAMES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Sent:
    """A step that was sent for a document."""

    key: DocumentKey
    step: Step


class SaveStoppedError(Exception):
    """A save stopped between its steps. The text says what is on the service and what is not.

    `done` arrived; `failed` did not, or nobody knows; `left` was not tried. `cause` says why.
    `overwritten` is what others made of what arrived, and `expiry_moved` by how much an expiry is
    another that should be kept, as `SavedPart` has them, and `replaced` too. `is_read` says
    whether it could be read afterwards.
    """

    def __init__(
        self,
        cause: Exception,
        done: list[Sent],
        failed: Sent,
        left: list[Sent],
        overwritten: list[Change[JsonText]],
        *,
        unknown: bool,
        is_read: bool = True,
        expiry_moved: timedelta | None = None,
        replaced: Collection[Change[JsonText]] = (),
    ) -> None:
        self.cause = cause
        self.is_read = is_read
        self.expiry_moved = expiry_moved
        self.replaced = tuple(replaced)
        self.overwritten = tuple(overwritten)
        self.done = tuple(done)
        self.failed = failed
        self.left = tuple(left)
        self.unknown = unknown
        super().__init__(_stopped(self))


@dataclass(frozen=True, slots=True)
class SavedPart:
    """The outcome for one document.

    `document` is as it was read afterwards, None if it could not be read. `overwritten` is what
    others made, after our call, of what was sent: `before` ours, `after` theirs. `expiry_moved` is
    by how much an expiry that should be kept is another, and `is_our_expiry` whether it is what
    our call made it. `replaced` is what others had written since the review, and ours replaced as
    it was decided. `is_deletion`: all of it was to go. `read_back`: no answer told
    that it was done, but a reading.
    """

    key: DocumentKey
    plan: SavePlan
    expiry: Expiry
    document: Document | None
    overwritten: tuple[Change[JsonText], ...] = ()
    expiry_moved: timedelta | None = None
    replaced: tuple[Change[JsonText], ...] = ()
    read_back: bool = False
    is_our_expiry: bool = False
    is_deletion: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that was sent whole. `unrecorded` says why the journal has not all of it, or None."""

    parts: tuple[SavedPart, ...]
    operation: str
    unrecorded: str | None = None


def describe(
    sent: Sent, saved: str = "saved", removed: str = "removed", deleted: str = "deleted"
) -> str:
    """Return a step in words, with its verb: `removed 2 properties (a, b) of s1`."""
    label = sent.key.label
    if sent.step.kind is Kind.DELETE_DOCUMENT:
        return f"{deleted} {label}"
    verb = saved if sent.step.kind is Kind.SAVE else removed
    if not sent.step.names:
        return f"{verb} the expiry of {label}"
    return f"{verb} {count_of(sent.step.names)} of {label}"


def count_of(names: Collection[str]) -> str:
    """Return the number of properties, and the first of their names: `2 properties (a, b)`."""
    shown_names = ", ".join(shown(name) for name in list(names)[:NAMES_SHOWN])
    more = ", …" if len(names) > NAMES_SHOWN else ""
    return f"{counted(len(names))} ({shown_names}{more})"


def replaced_words(replaced: Collection[Change[JsonText]]) -> str:
    """Return a sentence on what others wrote, and ours may have replaced as it was decided."""
    names = list(dict.fromkeys(change.name for change in replaced))
    return (
        f"Others wrote {count_of(names)} while you decided; yours may have replaced it, as you "
        f"chose. Theirs is in the journal (U)."
    )


def moved_words(moved: timedelta) -> str:
    """Return by how much an expiry moved: `22 s later`."""
    seconds = round(abs(moved.total_seconds()))
    return f"{format_duration(seconds)} {'later' if moved > timedelta() else 'sooner'}"


def _stopped(error: SaveStoppedError) -> str:
    sentences = [str(error.cause)]
    if error.done:
        sentences.append(f"On the service: {'; '.join(map(describe, error.done))}.")
    failed = describe(error.failed)
    if not error.unknown:
        sentences.append(f"Not {failed}.")
    elif error.is_read:
        sentences.append(
            f"Others changed it since, so nobody knows whether this was done: {failed}."
        )
    else:
        sentences.append(
            f"It can't be read either, so nobody knows whether this was done: {failed}."
        )
    sentences += [f"Not {describe(sent)}." for sent in error.left]
    if error.overwritten:
        names = [change.name for change in error.overwritten]
        sentences.append(f"Others wrote since: {count_of(names)} is theirs now.")
    if error.replaced:
        sentences.append(replaced_words(error.replaced))
    if error.expiry_moved is not None:
        moved = moved_words(error.expiry_moved)
        sentences.append(f"The expiry is {moved} than before; the next save puts it right.")
    return " ".join(sentences)
