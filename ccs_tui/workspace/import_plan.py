"""The plan of an import: what is in an export, whether it can be written, and what that would do.

The whole file is read and checked before anything is compared, and all of it is compared before
anything is written. Only the key of each document and a mark of its values are in memory.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ccs_tui.client.argument_checks import check_names, check_property
from ccs_tui.client.errors import CcsError
from ccs_tui.local.export_reader import export_head, exported
from ccs_tui.model.expiry import remaining_seconds
from ccs_tui.model.export_file import Exported
from ccs_tui.model.names import DocumentKey
from ccs_tui.workspace.progress import TellProgress
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.scan import Scan
from ccs_tui.workspace.write_problems import content_problem

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.model.export_file import Head
    from ccs_tui.workspace.workspace import Workspace

MOST_PROBLEMS = 1_000
"""The problems of a file of which more than their number is kept."""
SCAN_FROM = 500
"""The documents of a namespace from which on it is scanned, not read document by document."""
AT_ONCE = 64
"""The documents that are read from the file in one go."""


class Lifetime(StrEnum):
    """The time for which an imported document is to live."""

    ORIGINAL = "original"
    """It expires at the instant at which it would have; one that has expired since stays away."""
    REMAINING = "remaining"
    """It lives for as long as it had left when it was exported."""
    CONFIGURED = "configured"
    """A new one gets the TTL of its session or namespace, and one that is there keeps its expiry.
    """


class Effect(StrEnum):
    """The effect that writing a document would have."""

    NEW = "new"
    REPLACES = "replaces"
    SAME = "same"
    """The same values are there: nothing is sent for it."""
    EXPIRED = "expired"
    """It has expired since it was exported: it is left out."""


@dataclass(slots=True)
class Item:
    """A document of the file: the number of its line, and a mark of its values.

    `there` is the mark of the values that the service has, None if it has none. `effect` is None
    until it was compared, `done` is True once it was written.
    """

    line: int
    key: DocumentKey
    mark: int
    expires: datetime | None
    there: int | None = None
    effect: Effect | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class LineProblem:
    """A line of the file that can't be written, and why."""

    line: int
    problem: str


@dataclass
class ImportPlan:
    """The documents of a file that are to be written, or the problems for which none is.

    `names` are other names for namespaces, by the name in the file.
    """

    path: Path
    lifetime: Lifetime
    names: Mapping[str, str]
    head: "Head"
    items: list[Item] = field(default_factory=list, repr=False)
    problems: list[LineProblem] = field(default_factory=list)
    """The first problems of the file."""
    wrong: int = 0
    """The number of all its problems."""
    left_out: int = 0
    """The number of lines with problems without which the others are to be written."""
    unmapped: set[str] = field(default_factory=set)
    """The names in `names` of which the file has no document: they may be misspelt."""

    def note(self, line: int, problem: str) -> None:
        """Take note of a line that can't be written."""
        self.wrong += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(LineProblem(line, problem))

    def leave_out(self) -> None:
        """Let the other documents be written without the lines that can't be."""
        self.left_out, self.wrong = self.left_out + self.wrong, 0

    def count(self, effect: Effect) -> int:
        """Return how many documents have an effect."""
        return sum(item.effect is effect for item in self.items)

    @property
    def to_write(self) -> list[Item]:
        """The documents that are still to be written."""
        return [
            item
            for item in self.items
            if item.effect in (Effect.NEW, Effect.REPLACES) and not item.done
        ]

    @property
    def namespaces(self) -> list[str]:
        """The namespaces of the documents that are still to be written, by name."""
        return sorted({item.key.namespace for item in self.to_write})

    def key_of(self, each: Exported, account: str) -> DocumentKey:
        """Return the key under which a document of the file is written."""
        key = each.document.key
        return DocumentKey(account, self.names.get(key.namespace, key.namespace), key.session)


async def read_plan(
    workspace: "Workspace",
    path: Path,
    *,
    lifetime: Lifetime = Lifetime.ORIGINAL,
    names: Mapping[str, str] | None = None,
    progress: TellProgress = lambda *_: None,
) -> ImportPlan:
    """Read all of a file, and check each document; nothing is sent.

    Raises ExportError for a file that is no whole export, and RefusedError in read-only or where
    this connection can't set an expiry.
    """
    if workspace.read_only:
        raise RefusedError("This connection is read-only, so nothing can be imported.")
    if lifetime is not Lifetime.CONFIGURED and not workspace.capabilities.can_set_ttl_on_save:
        raise RefusedError(
            "Only v2 can set an expiry, and it has no credentials here: import with the TTLs "
            "that are configured."
        )
    head = await asyncio.to_thread(export_head, path)
    plan = ImportPlan(path, lifetime, dict(names or {}), head, unmapped=set(names or {}))
    seen: dict[DocumentKey, int] = {}
    batches = file_batches(path, plan.note)
    while batch := await asyncio.to_thread(next, batches, None):
        for line, each in batch:
            key = plan.key_of(each, workspace.account)
            plan.unmapped.discard(each.document.key.namespace)
            problem = _problem(workspace, key, each)
            if problem is None and key in seen:
                problem = f"{key.namespace}/{key.label} is in line {seen[key]:,} already."
            if problem is not None:
                plan.note(line, problem)
                continue
            seen[key] = line
            plan.items.append(Item(line, key, each.document.mark, _expires(each, plan)))
        progress(len(plan.items), head.documents)
    plan.problems.sort(key=lambda each: each.line)
    return plan


def file_batches(
    path: Path, problem: Callable[[int, str], None]
) -> Iterator[list[tuple[int, Exported]]]:
    """Yield the documents of a file with their lines, some at a time. Raises ExportError."""
    documents = exported(path, problem)
    while batch := list(islice(documents, AT_ONCE)):
        yield batch


def _expires(each: Exported, plan: ImportPlan) -> datetime | None:
    return each.document.expires_at if plan.lifetime is Lifetime.ORIGINAL else None


def _problem(workspace: "Workspace", key: DocumentKey, each: Exported) -> str | None:
    """Return why the service would not take a document, None if it would."""
    document = each.document
    try:
        check_names(key.namespace, key.session, writes=True)
        for name in document.properties:
            check_property(name)
    except CcsError as error:
        return f"{error.what}."
    if key.session is None and not workspace.capabilities.v2:
        return "It is a namespace document, which only v2 can write."
    if not document.exists:
        return "It was not on the service when it was exported."
    return content_problem(document)


# ── compared ───────────────────────────────────────────────────────────────────────────────────


async def compare_with_service(
    workspace: "Workspace", plan: ImportPlan, progress: TellProgress = lambda *_: None
) -> None:
    """Read what the service has of the documents that are still to be written, and decide.

    Nothing is sent. Raises RefusedError for a file with problems, and where a document can't be
    read, and CcsError.
    """
    if plan.wrong:
        raise RefusedError(f"{plan.path} has lines that can't be written; nothing was sent.")
    done = 0

    def take(document: "Document") -> None:
        nonlocal done
        item = items.get(document.key.session)
        if item is not None:
            item.there = document.mark
            unread.pop(document.key, None)
            done += 1

    def told() -> None:
        # What is not there yet is compared, too.
        progress(done + len(scan.missing), len(plan.items))

    unread: dict[DocumentKey, None] = {}

    def miss(key: DocumentKey) -> None:
        # Pages also have documents that the file lacks; nothing is to be done with those.
        if key.session in items:
            unread[key] = None

    for namespace, items in _to_compare(plan).items():
        by_page = workspace.capabilities.can_list and len(items) >= SCAN_FROM
        only = None if by_page else list(items)
        scan = Scan(workspace, namespace, take, told=told, unread=miss, only=only)
        await scan.run_through()
        if scan.error is not None:
            raise scan.error
        done += len(scan.missing)
        for key in scan.missing:
            unread.pop(key, None)
        if unread:
            raise RefusedError(f"Nothing was imported: {_why_unread(scan, next(iter(unread)))}")
        now = workspace.clock()
        for item in items.values():
            item.effect = _effect(item, now)
    progress(len(plan.items), len(plan.items))


def _to_compare(plan: ImportPlan) -> dict[str, dict[str | None, Item]]:
    """Return by namespace and session what is still to be written, with no effect as yet."""
    waiting: dict[str, dict[str | None, Item]] = {}
    for item in plan.items:
        if not item.done:
            item.effect, item.there = None, None
            waiting.setdefault(item.key.namespace, {})[item.key.session] = item
    return waiting


def _why_unread(scan: Scan, key: DocumentKey) -> str:
    known = f"{key.namespace}/{key.label} could not be read."
    return next((each.problem for each in scan.unreadable if each.key == key), known)


def _effect(item: Item, now: datetime) -> Effect:
    if item.there == item.mark:
        return Effect.SAME
    if item.expires is not None and not remaining_seconds(item.expires, now):
        return Effect.EXPIRED
    return Effect.NEW if item.there is None else Effect.REPLACES
