"""The commands that write: their options, the lock, the review, and the words afterwards."""

import sys
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from ccs_tui.cli.connection import profile_option, require_journal
from ccs_tui.cli.exit_status import Failure
from ccs_tui.cli.output import done_json_option, reported, warn, write, write_change, write_object
from ccs_tui.cli.place import place_name, profile_for
from ccs_tui.cli.question import agrees
from ccs_tui.cli.whole_writes import opened_to_write, with_writes_whole
from ccs_tui.model.harmless_text import harmless

if TYPE_CHECKING:
    from ccs_tui.cli.place import NamedPlace
    from ccs_tui.model.document import Document
    from ccs_tui.workspace.intent import Intent
    from ccs_tui.workspace.review import Part, Review
    from ccs_tui.workspace.save_outcome import Saved, SavedPart
    from ccs_tui.workspace.saving import Saving
    from ccs_tui.workspace.workspace import Workspace

READ_AGAIN, JOURNAL = "ccs-tui get tries again.", "the journal (ccs-tui journal)"
DELETES_NAMESPACE = "d on it in the explorer deletes it"


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """The options of every command that writes.

    With `dry_run` nothing is sent. `yes` is the profile that may be written to although it is
    production. `as_json` writes what was done as JSON. With `digest` it is only written over a
    document that has it.
    """

    dry_run: bool
    yes: str | None
    as_json: bool
    digest: str | None = None


def write_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a command that writes, as `options`."""

    @wraps(command)
    def packed(*, dry_run: bool, yes: str | None, as_json: bool, **rest: Any) -> Any:
        options = WriteOptions(dry_run, yes, as_json, rest.pop("digest", None))
        return command(options=options, **rest)

    options = (
        click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing."),
        click.option(
            "--yes", metavar="PROFILE", help="Write to this profile, though it is production."
        ),
        done_json_option,
    )
    for option in reversed(options):
        packed = option(packed)
    return packed


_unchanged_option = click.option(
    "--if-unchanged",
    "digest",
    metavar="HASH",
    help="Only if the document's hash, as get --json has it, is this; none: if it is not there.",
)


def document_write_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a command that writes to one document, as `options`, and `profile`."""
    return _unchanged_option(write_options(profile_option(command)))


@asynccontextmanager
async def opened_document(
    place: "NamedPlace", profile: str | None
) -> "AsyncIterator[tuple[Workspace, Document]]":
    """Open a document that has to be there, and the workspace of its profile, to write to it.

    Raises Failure, NotFoundError and CcsError.
    """
    from ccs_tui.workspace.required_document import required

    async with opened_to_write(profile_for(profile, place)) as workspace:
        yield workspace, required(await workspace.open(place.key(workspace.account)))


async def save_intent(workspace: "Workspace", intent: "Intent", options: WriteOptions) -> None:
    """Save what is meant for a document, if it is as the options hold it to. Raises as `save`."""
    from ccs_tui.workspace.saving import Saving
    from ccs_tui.workspace.unattended_save import intent_held

    await save(workspace, Saving(workspace, [intent_held(intent, options.digest)]), options)


async def save(
    workspace: "Workspace", saving: "Saving", options: WriteOptions, *, is_undo: bool = False
) -> None:
    """Review a save and send it, or say what it would send.

    Raises as `Saving.send`, and Failure.
    """
    from ccs_tui.workspace.namespace_standing import created_words, not_there, of_new_documents
    from ccs_tui.workspace.unattended_save import review_unattended

    review = await review_unattended(workspace, saving)
    creates = await not_there(workspace, of_new_documents(review))
    if options.dry_run:
        write_review(review, as_json=options.as_json)
        warn_of_creating(creates)
        return
    if review.is_empty:
        warn(f"Nothing changed, so {saving.not_sent}.")
        return
    allow_writes(workspace, options.yes, review, creates)
    saved = await with_writes_whole(workspace, saving.send())
    try:
        write_saved(workspace, saved, as_json=options.as_json, is_undo=is_undo)
    finally:
        if creates:
            warn(created_words(creates, DELETES_NAMESPACE))


# ── before ─────────────────────────────────────────────────────────────────────────────────────


def warn_of_creating(namespaces: Collection[str]) -> None:
    """Say which namespaces a write would create."""
    from ccs_tui.workspace.namespace_standing import creates_words

    if namespaces:
        warn(creates_words(namespaces))


def allow_writes(
    workspace: "Workspace",
    yes: str | None,
    review: "Review | None" = None,
    creates: Collection[str] = (),
) -> None:
    """Unlock a production profile, which `yes` names, or about which a person at a terminal agrees.

    `review` and the namespaces that the write `creates` are shown to that person. Raises Failure
    where it may not be written to, or where no journal can be kept, and UsageError where `yes`
    names another profile.
    """
    profile, lock = workspace.profile, workspace.write_lock
    if yes is not None and yes != profile.name:
        raise click.UsageError(f"--yes {yes} is not the profile, which is {profile.name}.")
    require_journal(workspace, "so nothing was sent, since undo could not find it")
    if not lock.is_locked:
        return
    if lock.permanent or profile.connection.read_only:
        raise Failure(
            "This connection is read-only, so nothing was sent. To write, connect without "
            "--read-only and CCS_READ_ONLY."
        )
    if profile.read_only:
        raise Failure(
            f"The profile {profile.name} is read-only in the settings, so nothing was sent. Take "
            "read_only out of it, or write with the explorer, which asks."
        )
    if yes is None and not _agrees(workspace, review, creates):
        raise Failure(
            f"{profile.label} is production, so nothing was sent. To write to it, say "
            f"--yes {profile.name}."
        )
    lock.unlock(None)


def require_expiries(workspace: "Workspace") -> None:
    """Raise Failure if a connection can't set an expiry."""
    from ccs_tui.workspace.write_problems import NO_EXPIRIES

    if not workspace.capabilities.can_set_ttl_on_save:
        raise Failure(NO_EXPIRIES)


def _agrees(workspace: "Workspace", review: "Review | None", creates: Collection[str]) -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    for part in () if review is None else review.parts:
        for line in part_lines(part):
            click.echo(harmless(line), err=True)
    warn_of_creating(creates)
    return agrees(
        f"{workspace.profile.label} is production: what is saved there is what customers get. "
        "Write to it?"
    )


def part_lines(part: "Part") -> list[str]:
    """Return the lines on what would become of a document, without the values."""
    lines = []
    for change in part.changes:
        did = "remove" if change.after is None else "add" if change.before is None else "change"
        lines.append(f"{place_name(part.key)}: {did} {change.name}")
    return lines


def write_review(review: "Review", *, as_json: bool) -> None:
    """Write what a save would send."""
    from ccs_tui.workspace.call_words import calls_of

    if as_json:
        for part in review.parts:
            _write_part(part)
        return
    for part in review.parts:
        for change in part.changes:
            write_change(change.name, change.before, change.after)
    calls = list(calls_of(review, lambda part: part.key.label))
    write("\n".join(calls or ["Nothing would be sent."]))


def _write_part(part: "Part") -> None:
    """Write what would be sent for a document as an object."""
    from ccs_tui.model.json_text import join_object

    expiry = part.expiry
    write_object(
        {
            "dryRun": True,
            "namespace": part.key.namespace,
            "session": part.key.session,
            "calls": [step.kind.value for step in part.steps],
            "removed": [change.name for change in part.changes if change.after is None],
            "expiry": expiry.choice.value,
            "expiresBefore": expiry.before,
            "ttlSeconds": expiry.ttl_seconds,
            "sizeAfter": part.plan.size_after,
        },
        saved=join_object(part.plan.upsert),
    )


# ── afterwards ─────────────────────────────────────────────────────────────────────────────────


def write_saved(workspace: "Workspace", saved: "Saved", *, as_json: bool, is_undo: bool) -> None:
    """Write what was saved, and on stderr what is to be known of it; an undo restores."""
    from ccs_tui.workspace.saved_words import afterthoughts, saved_sentence

    now, has_v2 = workspace.clock(), workspace.capabilities.v2
    sentences = [
        saved_sentence(
            part, now, part.key.label, has_v2=has_v2, is_undo=is_undo, names_namespace=True
        )
        for part in saved.parts
    ]
    try:
        with reported(" ".join(sentences)):
            for part, sentence in zip(saved.parts, sentences, strict=True):
                if as_json:
                    write_object(_saved_fields(part, saved.operation))
                else:
                    write(sentence)
    finally:
        for part in saved.parts:
            label = f"{part.key.label} of {part.key.namespace}"
            for sentence in afterthoughts(part, label, READ_AGAIN, JOURNAL):
                warn(sentence)
        if saved.unrecorded is not None:
            warn(saved.unrecorded)


def _saved_fields(part: "SavedPart", operation: str) -> dict[str, Any]:
    document = part.document
    return {
        "namespace": part.key.namespace,
        "session": part.key.session,
        "operation": operation,
        "saved": list(part.plan.upsert),
        "removed": list(part.plan.delete),
        "isDeleted": part.is_deletion,
        "size": None if document is None or not document.exists else document.size,
        "expiresAt": None if document is None else document.expires_at,
        "hash": None if document is None else document.digest,
    }
