"""The outcome of a save: sent whole, or stopped between its steps."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from ccs_tui.client.errors import shown_name
from ccs_tui.local.journal import Kind
from ccs_tui.model.changes import Change, SavePlan
from ccs_tui.model.document import Document
from ccs_tui.model.expiry import format_duration
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.words import agreeing, counted, first_of
from ccs_tui.workspace.review import Expiry, SaveStep


@dataclass(frozen=True, slots=True)
class DocumentStep:
    """A step of a save, sent or not, and the document that it is for."""

    key: DocumentKey
    step: SaveStep


class SaveStoppedError(Exception):
    """A save that stopped between its steps. The text says what is on the service and what is not.

    `done` are the steps that arrived, `failed` is the one that did not arrive, or may have,
    and `left` were not tried. `cause` says why. `overwritten`, `expiry_moved` and `replaced` are as
    in `SavedPart`. `is_read` says whether the documents could be read afterwards.
    """

    def __init__(
        self,
        cause: Exception,
        done: list[DocumentStep],
        failed: DocumentStep,
        left: list[DocumentStep],
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

    `document` is the reading afterwards, None if there was none. `overwritten` are the values that
    others wrote after our call over ours: `before` ours, `after` theirs. `replaced` are the values
    that others had written since the review, and that ours replaced as the user had decided.
    `expiry_moved` is how far an expiry that was kept or set is from that, and `is_our_expiry` says
    whether our call moved it. With `is_deletion` all of the document was to go. With `read_back` a
    reading, and no answer, told that the save was done.
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
    """A save that was sent whole. `unrecorded` says why the journal lacks some of it, or None."""

    parts: tuple[SavedPart, ...]
    operation: str
    unrecorded: str | None = None


def describe(
    of_document: DocumentStep,
    saved: str = "saved",
    removed: str = "removed",
    deleted: str = "deleted",
) -> str:
    """Return a step in words, with its verb: `removed 2 properties (a, b) of s1`."""
    label, step = of_document.key.label, of_document.step
    if step.kind is Kind.DELETE_DOCUMENT:
        return f"{deleted} {label}"
    verb = saved if step.kind is Kind.SAVE else removed
    if not step.names:
        return f"{verb} the expiry of {label}"
    return f"{verb} {count_of(step.names)} of {label}"


def count_of(names: Collection[str]) -> str:
    """Return the number of properties, and the first of their names: `2 properties (a, b)`."""
    return f"{counted(len(names))} ({first_of([*map(shown_name, names)])})"


def replaced_words(replaced: Collection[Change[JsonText]]) -> str:
    """Return a sentence on the values of others that ours may have replaced, as the user chose."""
    names = list(dict.fromkeys(change.name for change in replaced))
    them, are = agreeing(len(names), "it", "them"), agreeing(len(names), "is", "are")
    return (
        f"Others wrote {count_of(names)} while you decided; yours may have replaced {them}, as you "
        f"chose. Theirs {are} in the journal (U)."
    )


def moved_words(moved: timedelta) -> str:
    """Return how far an expiry moved: `22 s later`."""
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
            f"Others changed it since, so it isn't known whether this was done: {failed}."
        )
    else:
        sentences.append(
            f"It can't be read either, so it isn't known whether this was done: {failed}."
        )
    sentences += [f"Not {describe(step)}." for step in error.left]
    if error.overwritten:
        names = [change.name for change in error.overwritten]
        sentences.append(f"Others have replaced {count_of(names)} since.")
    if error.replaced:
        sentences.append(replaced_words(error.replaced))
    if error.expiry_moved is not None:
        moved = moved_words(error.expiry_moved)
        sentences.append(
            f"The expiry is {moved} than before; the next save that arrives in time corrects it."
        )
    return " ".join(sentences)
