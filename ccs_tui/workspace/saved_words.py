"""A save that is done, in words: what was saved, its expiry, and what others made of it."""

from datetime import datetime

from ccs_tui.model.expiry import format_when
from ccs_tui.model.words import agreeing, counted
from ccs_tui.workspace.review import ExpiryChoice
from ccs_tui.workspace.save_outcome import SavedPart, count_of, moved_words


def saved_sentence(
    part: SavedPart,
    now: datetime,
    label: str,
    *,
    has_v2: bool,
    is_undo: bool = False,
    names_namespace: bool = False,
) -> str:
    """Return what was saved of a document, and its expiry; `now` is on the service's clock.

    `label` is the document's name in it, and `names_namespace` says whether the namespace always
    stands behind. With `is_undo` it was an undo, which restores.
    """
    whole = f"{label} of {part.key.namespace}"
    named = whole if names_namespace else label
    if part.is_deletion:
        if part.document is not None and part.document.exists:
            return f"{named} was deleted, but others have written it again since."
        return f"Deleted {whole}."
    saved = "restored" if is_undo else "saved"
    counts = ((saved, len(part.plan.upsert)), ("removed", len(part.plan.delete)))
    done = ", ".join(f"{did} {counted(count)}" for did, count in counts if count)
    delta = part.plan.size_after - part.plan.size_before
    read_back = ". Its answer was lost, but reading it back confirms it" if part.read_back else ""
    what = f"{done} of {named} ({delta:+,}){read_back}"
    is_new = part.expiry.before is None
    if is_undo and is_new:
        # The whole document came back, not only some of its properties.
        what = f"restored {whole}: {counted(len(part.plan.upsert))}"
    elif not done:
        what = f"created {named}" if is_new else f"changed the expiry of {named}"
    return f"{what[0].upper()}{what[1:]}.{_expiry(part, now, has_v2=has_v2)}"


def _expiry(part: SavedPart, now: datetime, *, has_v2: bool) -> str:
    expires_at = part.document.expires_at if part.document is not None else None
    if part.expiry.choice is ExpiryChoice.CONFIGURED and part.expiry.before is None:
        if has_v2:
            return ""
        return " v1 alone can't keep the expiry: the configured TTL starts again."
    if expires_at is None:
        return ""
    # An expiry that moved though it should not has a sentence of its own.
    kept = part.expiry.choice is not ExpiryChoice.SET and part.expiry_moved is None
    as_before = ", as before" if kept else ""
    return f" Expires {format_when(expires_at, now)}{as_before}."


def afterthoughts(
    part: SavedPart, label: str, again: str = "r tries again.", journal: str = "the journal (U)"
) -> list[str]:
    """Return sentences on others' writes, and on an expiry that moved.

    `label` is the document's name in them; `again` and `journal` say how to read it again, and
    where the journal is.
    """
    sentences: list[str] = []
    if part.document is None:
        sentences.append(
            f"{label} was saved, but it could not be read afterwards. {again}".rstrip()
        )
    if part.overwritten:
        names = [change.name for change in part.overwritten]
        sentences.append(
            f"Others wrote right after you and replaced {count_of(names)} of {label}. What you "
            f"sent is in {journal}."
        )
    if part.replaced:
        names = list(dict.fromkeys(change.name for change in part.replaced))
        them, are = agreeing(len(names), "it", "them"), agreeing(len(names), "is", "are")
        sentences.append(
            f"Others wrote {count_of(names)} of {label} while you decided; yours replaced {them}, "
            f"as you chose. Theirs {are} in {journal}."
        )
    if part.expiry_moved is not None:
        moved = moved_words(part.expiry_moved)
        why = "others set it since."
        if part.is_our_expiry:
            why = "the save took long to arrive. The next save that arrives in time corrects it."
        sentences.append(f"The expiry of {label} is {moved} than it should be: {why}")
    return sentences
