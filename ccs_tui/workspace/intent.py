"""What is wanted of one document, and what a save must send for it."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from ccs_tui.local.journal import Kind
from ccs_tui.model.changes import SavePlan, plan_save
from ccs_tui.model.document import Document
from ccs_tui.model.size import LIMIT, payload_size
from ccs_tui.workspace.review import Part, PropertyChange, Step
from ccs_tui.workspace.working_copy import WorkingCopy


@dataclass
class Intent:
    """What is wanted of one document.

    `ttl_seconds` None keeps the expiry. `again` are the properties to write anew of a document that
    is not there. `delete_document` deletes it whole. With `must_match` it is as it was opened, or
    nothing is sent. `undoes` is the journal's entry that it takes back.
    """

    copy: WorkingCopy
    ttl_seconds: int | None = None
    again: Collection[str] | None = None
    delete_document: bool = False
    must_match: bool = False
    undoes: int | None = None
    opened: Document = field(init=False)

    def __post_init__(self) -> None:
        self.opened = self.copy.base


def plan_of(intent: Intent) -> SavePlan:
    """Return what the edits would send. Raises InvalidEditError."""
    copy = intent.copy
    if intent.delete_document:
        return plan_save(copy.base.properties, {})
    if not copy.gone:
        return copy.plan()
    payload = copy.payload()
    return plan_save({}, {name: payload[name] for name in payload if name in (intent.again or ())})


def plan_over(part: Part, there: Document) -> SavePlan:
    """Return a part's plan with the sizes that it has over what is there by now."""
    before = {} if part.gone else there.properties
    after = {n: v for n, v in {**before, **part.plan.upsert}.items() if n not in part.plan.delete}
    if any(step.kind is Kind.DELETE_DOCUMENT for step in part.steps):
        after = {}
    return replace(part.plan, size_before=payload_size(before), size_after=payload_size(after))


def steps_of(intent: Intent, there: Document, plan: SavePlan, *, exists: bool) -> tuple[Step, ...]:
    """Return the calls of a plan over what is there, in their order."""
    if intent.delete_document:
        names = tuple(there.properties)
        return (Step(Kind.DELETE_DOCUMENT, names),) if exists else ()
    steps = []
    is_made = not exists and intent.again is not None
    if plan.upsert or intent.ttl_seconds is not None or is_made:
        steps.append(Step(Kind.SAVE, tuple(plan.upsert)))
    if plan.delete:
        delete = Step(Kind.DELETE_PROPERTIES, plan.delete)
        merged = payload_size({**there.properties, **plan.upsert})
        steps.insert(0 if merged > LIMIT else len(steps), delete)
    return tuple(steps)


def changes_of_others(intent: Intent) -> tuple[PropertyChange, ...]:
    """Return what others changed since the document was opened, where it is not edited here."""
    before, now = intent.opened.properties, intent.copy.base.properties
    edited = intent.copy.open_edits()
    return tuple(
        PropertyChange(name, before.get(name), now.get(name))
        for name in {**before, **now}
        if before.get(name) != now.get(name) and name not in edited
    )


def differs(part: Part, document: Document) -> bool:
    """Whether others changed, since it was reviewed, what a part is about."""
    if document.exists is (part.gone or not part.there.exists):
        return True
    if part.gone:
        return False
    if any(step.kind is Kind.DELETE_DOCUMENT for step in part.steps):
        return document.properties != part.there.properties
    before, now = part.there.properties, document.properties
    return any(before.get(name) != now.get(name) for name in part.names)


def as_sent(part: Part, steps: tuple[Step, ...]) -> Document:
    """Return the document as the service has it after these steps, if nobody else writes."""
    kinds = {step.kind for step in steps}
    if Kind.DELETE_DOCUMENT in kinds:
        return Document(part.key, {}, exists=False)
    properties = {} if part.gone else dict(part.there.properties)
    if Kind.SAVE in kinds:
        properties |= part.plan.upsert
    if Kind.DELETE_PROPERTIES in kinds:
        properties = {n: v for n, v in properties.items() if n not in part.plan.delete}
    return Document(part.key, properties, part.there.expires_at)
