"""`ccs-tui watch`: a document read again and again, each change told and recorded."""

from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import opened, profile_option, run
from ccs_tui.cli.exit_status import ExitStatus, Failure
from ccs_tui.cli.figure_option import DURATION
from ccs_tui.cli.output import json_option, wants_json, warn, write, write_object
from ccs_tui.cli.place import DOCUMENT, NamedPlace, profile_for

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.model.timeline.expectation import Expectation
    from ccs_tui.model.timeline.step import Step


@click.command("watch")
@click.argument("document", type=DOCUMENT)
@click.option("--until", metavar="EXPR", help="End with 0 as soon as this is true (JMESPath).")
@click.option("--fail-if", metavar="EXPR", help="End with 4 as soon as this is true.")
@click.option("--timeout", type=DURATION, help="Watch at most so long: with --until, end with 4.")
@json_option
@profile_option
def command(
    document: NamedPlace,
    until: str | None,
    fail_if: str | None,
    timeout: int | None,
    as_json: bool,
    profile: str | None,
) -> None:
    """Watch DOCUMENT, which need not be there yet, and tell each change: a line a step.

    The steps are recorded, and are in the explorer's timeline. Text in a condition stands in single
    or double quotes. While the service can't be read, it is tried again.

    \b
    Examples:
      ccs-tui watch airlineBot/3f2c9d1e
      ccs-tui watch airlineBot/3f2c9d1e --until "intent == 'refund'" --timeout 30s
      ccs-tui watch airlineBot/3f2c9d1e --until done --fail-if "slots.to == null"
    """
    conditions = (condition_of(until, "--until"), condition_of(fail_if, "--fail-if"))
    run(_watch(document, conditions, timeout, wants_json(as_json), profile_for(profile, document)))


def condition_of(text: str | None, option: str) -> "Expectation | None":
    """Return the condition of an option, None without one. Raises BadParameter."""
    from ccs_tui.model.expression import ExpressionError
    from ccs_tui.model.timeline.expectation import Expectation

    try:
        return None if text is None else Expectation(text)
    except ExpressionError as error:
        raise click.BadParameter(f"{error}.", param_hint=option) from None


async def _watch(
    place: NamedPlace,
    conditions: "tuple[Expectation | None, Expectation | None]",
    seconds: int | None,
    as_json: bool,
    profile: str | None,
) -> None:
    from contextlib import aclosing

    from ccs_tui.workspace.condition_wait import WasRead, WatchTroubled, watched
    from ccs_tui.workspace.desk_events import GapSeen, StepSeen
    from ccs_tui.workspace.watcher import CLOSED

    async with opened(profile, keeps=True) as workspace:
        key = place.key(workspace.account)
        last: Document | None = None
        async with aclosing(watched(workspace, [key], seconds)) as events:
            async for event in events:
                if isinstance(event, StepSeen):
                    _write_step(place, event.step, as_json=as_json)
                elif isinstance(event, GapSeen) and event.gap.why != CLOSED:
                    warn(
                        f"Not read from {event.gap.since:%H:%M:%S} to "
                        f"{event.gap.until:%H:%M:%S} UTC: {event.gap.why}"
                    )
                elif isinstance(event, WatchTroubled):
                    warn(f"{event.problem} It is tried again.")
                elif isinstance(event, WasRead):
                    last = event.document
                    if _is_over(event.document, *conditions):
                        return
    if last is None:
        raise Failure(f"{key.label} could not be read within {seconds} s.")
    until, fail_if = conditions
    if why := _unasked(fail_if, last):
        warn(f"--fail-if could not be asked of {key.label}: {why}.")
    if until is not None:
        why = _unasked(until, last)
        raise Failure(
            f"{until.text} was not true of {key.label} within {seconds} s{why and f': {why}'}.",
            ExitStatus.UNMET,
        )


def _unasked(condition: "Expectation | None", document: "Document") -> str:
    """Return why a condition can't be asked of a document, an empty text where it can."""
    from ccs_tui.workspace.condition_wait import standing_of

    return "" if condition is None else standing_of(condition, document)[1]


def _is_over(
    document: "Document", until: "Expectation | None", fail_if: "Expectation | None"
) -> bool:
    """Return whether what is waited for is true. Raises Failure if what must not be is."""
    from ccs_tui.model.timeline.expectation import Standing
    from ccs_tui.workspace.condition_wait import standing_of

    if fail_if is not None and standing_of(fail_if, document)[0] is Standing.GREEN:
        raise Failure(f"{fail_if.text} is true of {document.key.label}.", ExitStatus.UNMET)
    return until is not None and standing_of(until, document)[0] is Standing.GREEN


def _write_step(place: NamedPlace, step: "Step", *, as_json: bool) -> None:
    from ccs_tui.workspace.step_words import changed_in, clock_of, who_of

    names = [change.name for change in step.changes]
    if not as_json:
        write(
            f"{clock_of(step.before)}  {who_of(step):3}  {step.size:>7,}  {changed_in(step, names)}"
        )
        return
    from ccs_tui.model.json_text import join_object

    gone = [change.name for change in step.changes if change.after is None]
    write_object(
        {
            "namespace": place.namespace,
            "session": place.session,
            "step": step.number,
            "after": step.after,
            "before": step.before,
            "exists": step.exists,
            "size": step.size,
            "expiresAt": step.expires,
            "cause": None if step.is_first else step.cause.value,
            "removed": gone,
        },
        changed=join_object({c.name: c.after for c in step.changes if c.after is not None}),
    )
