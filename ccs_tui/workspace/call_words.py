"""The calls of a save in words, before they are sent."""

from collections.abc import Callable, Iterator

from ccs_tui.model.expiry import format_duration, format_instant
from ccs_tui.model.words import counted
from ccs_tui.workspace.journal import Kind
from ccs_tui.workspace.review import ExpiryChoice, Part, Review, SaveStep


def calls_of(review: Review, label_of: Callable[[Part], str]) -> Iterator[str]:
    """Yield the calls of a save, in their order, numbered; `label_of` names a document."""
    number = 0
    several = len(review.parts) > 1
    for part in review.parts:
        for step in part.steps:
            number += 1
            where = f" of {label_of(part)}" if several else ""
            yield f"{number}. {_call(part, step, where, label_of(part))}"


def _call(part: Part, step: SaveStep, where: str, label: str) -> str:
    if step.kind is Kind.DELETE_DOCUMENT:
        whose = f" {label}" if where else ""
        return f"delete the document{whose} with {counted(len(part.there.properties))}"
    if step.kind is Kind.DELETE_PROPERTIES:
        return f"delete {counted(len(step.names))}{where}"
    ttl = part.expiry.ttl_seconds
    until = "as configured" if ttl is None else format_duration(ttl)
    if part.expiry.at is not None:
        # The TTL is computed when the call is sent.
        until = "what is left when it is sent"
        if part.expiry.choice is ExpiryChoice.SET:
            until = f"what is left until {format_instant(part.expiry.at)}"
    if step.names:
        return f"save {counted(len(step.names))}{where}, TTL: {until}"
    if part.gone or not part.there.exists:
        return f"create the document{where} empty, TTL: {until}"
    return f"set TTL only{where}: {until}"
