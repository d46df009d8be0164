"""The intent of a save for one document, and the calls that this takes."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from ccs_tui.local.journal import Kind
from ccs_tui.model.changes import Change, SavePlan, plan_save
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.size import LIMIT, payload_size
from ccs_tui.workspace.review import Part, SaveStep


@dataclass
class Intent:
    """The wanted state of one document.

    `ttl_seconds` and `expires_at` set an expiry, counted from when it is sent or as an instant;
    with neither it is kept. An instant that `is_chosen` is refused once it has passed, where one
    that was taken over only counts no more. `again` are the properties to write anew of a document
    that is not there. `delete_document` deletes it whole. With `must_match` it is as it was opened,
    or nothing is sent. `undoes` is the journal's entry that it takes back, and `earlier` the expiry
    of a document that was deleted. `mine` are the properties of which it was decided that ours
    replaces what others made of them: that holds for this save, however often they write.
    """

    document: OpenDocument
    ttl_seconds: int | None = None
    again: Collection[str] | None = None
    delete_document: bool = False
    must_match: bool = False
    undoes: int | None = None
    expires_at: datetime | None = None
    is_chosen: bool = False
    earlier: datetime | None = None
    mine: set[str] = field(default_factory=set)
    opened: Document = field(init=False)
    _is_for_new: bool = field(init=False)
    _before: tuple[int | None, datetime | None, bool] = field(init=False)

    def __post_init__(self) -> None:
        self.opened = self.document.base
        self._is_for_new = not self.opened.exists
        self._before = (None, None, False)

    @property
    def sets_expiry(self) -> bool:
        """True if it gives the document an expiry."""
        return self.ttl_seconds is not None or self.expires_at is not None

    def set_expiry(self, ttl_seconds: int | None, expires_at: datetime | None = None) -> None:
        """Set the expiry that was chosen, or keep it."""
        self.ttl_seconds, self.expires_at = ttl_seconds, expires_at
        self.is_chosen = expires_at is not None

    def write_again(
        self, names: Collection[str], chosen: tuple[int | None, datetime | None]
    ) -> None:
        """Write these properties of a document that is not there, with the expiry chosen for it."""
        if not self._is_for_new:
            self._is_for_new = True
            self._before = (self.ttl_seconds, self.expires_at, self.is_chosen)
        self.again = names
        self.set_expiry(*chosen)

    def found(self) -> None:
        """Leave the expiry to others where they made a document anew: ours was for one not there.

        That of one that was deleted may still be chosen, as the `earlier` one.
        """
        if self._is_for_new:
            self._is_for_new, self.again = False, None
            if self.opened.exists or self.undoes is not None:
                self.earlier = self.expires_at or self.earlier
            self.ttl_seconds, self.expires_at, self.is_chosen = self._before

    def keep_mine(self) -> None:
        """Settle the conflicts that came up anew, as the user has decided.

        No value is asked for, since text that is typed while a save is under way need not be JSON.
        """
        for name in self.mine & self.document.edits.keys():
            self.document.keep_mine(name, self.document.base.properties.get(name))


def plan_of(intent: Intent) -> SavePlan:
    """Return the plan that the edits make. Raises InvalidEditError."""
    document = intent.document
    if intent.delete_document:
        return plan_save(document.base.properties, {})
    if not document.gone:
        return document.plan()
    payload = document.payload()
    return plan_save({}, {name: payload[name] for name in payload if name in (intent.again or ())})


def plan_over(part: Part, there: Document) -> SavePlan:
    """Return a part's plan with its sizes computed over the document as it is there now."""
    before = {} if part.gone else there.properties
    after = {n: v for n, v in {**before, **part.plan.upsert}.items() if n not in part.plan.delete}
    if part.deletes_document:
        after = {}
    return replace(part.plan, size_before=payload_size(before), size_after=payload_size(after))


def steps_of(
    intent: Intent, there: Document, plan: SavePlan, *, exists: bool
) -> tuple[SaveStep, ...]:
    """Return the calls of a plan, in their order, for the document as it is there now."""
    if intent.delete_document:
        names = tuple(there.properties)
        return (SaveStep(Kind.DELETE_DOCUMENT, names),) if exists else ()
    steps = []
    is_made = not exists and intent.again is not None
    if plan.upsert or intent.sets_expiry or is_made:
        steps.append(SaveStep(Kind.SAVE, tuple(plan.upsert)))
    if plan.delete:
        delete = SaveStep(Kind.DELETE_PROPERTIES, plan.delete)
        merged = payload_size({**there.properties, **plan.upsert})
        steps.insert(0 if merged > LIMIT else len(steps), delete)
    return tuple(steps)


def changes_of_others(intent: Intent) -> tuple[Change[JsonText], ...]:
    """Return what others changed since the document was opened, where it is not edited here."""
    before, now = intent.opened.properties, intent.document.base.properties
    edited = intent.document.edits
    return tuple(
        Change(name, before.get(name), now.get(name))
        for name in {**before, **now}
        if before.get(name) != now.get(name) and name not in edited
    )


def as_sent(part: Part, steps: tuple[SaveStep, ...]) -> Document:
    """Return the document as the service has it after these steps, if nobody else writes."""
    kinds = {step.kind for step in steps}
    if Kind.DELETE_DOCUMENT in kinds:
        return Document.absent(part.key)
    properties = {} if part.gone else dict(part.there.properties)
    if Kind.SAVE in kinds:
        properties |= part.plan.upsert
    if Kind.DELETE_PROPERTIES in kinds:
        properties = {n: v for n, v in properties.items() if n not in part.plan.delete}
    return Document(part.key, properties, part.there.expires_at)
