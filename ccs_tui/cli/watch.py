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

    asked = _Conditions(*conditions)
    async with opened(profile, keeps=True) as workspace:
        key = place.key(workspace.account)
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
                elif isinstance(event, WasRead) and asked.are_over(event.document):
                    asked.tell_unasked()
                    return
    asked.check_in_time(key.label, seconds)


class _Conditions:
    """The conditions of a watch, asked of each reading: what is awaited, and what must not be."""

    def __init__(self, until: "Expectation | None", fail_if: "Expectation | None") -> None:
        self._until = until
        self._fail_if = fail_if
        self._last: Document | None = None
        self._unasked = ""
        """The sentence on why --fail-if could be asked of no reading; empty once it could be."""
        self._was_asked = False

    def are_over(self, document: "Document") -> bool:
        """Return whether what is awaited is true. Raises Failure if what must not be is."""
        from ccs_tui.model.timeline.expectation import Standing
        from ccs_tui.workspace.condition_wait import standing_of

        self._last = document
        if self._fail_if is not None:
            standing, why = standing_of(self._fail_if, document)
            if standing is Standing.GREEN:
                sentence = f"{self._fail_if.text} is true of {document.key.label}."
                raise Failure(sentence, ExitStatus.UNMET)
            # Of a document that is not there nothing is true: that is an answer.
            self._was_asked |= standing is Standing.RED or not document.exists
            sentence = f"--fail-if could not be asked of {document.key.label}: {why}."
            self._unasked = "" if self._was_asked else sentence
        until = self._until
        return until is not None and standing_of(until, document)[0] is Standing.GREEN

    def tell_unasked(self) -> None:
        """Say on stderr that --fail-if was asked of nothing, if so."""
        if self._unasked:
            warn(self._unasked)

    def check_in_time(self, label: str, seconds: int | None) -> None:
        """Raise Failure where the time is up, and that was not all that was wanted."""
        from ccs_tui.workspace.condition_wait import standing_of

        if self._last is None:
            raise Failure(f"{label} could not be read within {seconds} s.")
        if self._until is not None:
            self.tell_unasked()
            why = standing_of(self._until, self._last)[1]
            raise Failure(
                f"{self._until.text} was not true of {label} within {seconds} s"
                f"{why and f': {why}'}.",
                ExitStatus.UNMET,
            )
        if self._unasked:
            raise Failure(self._unasked)


def _write_step(place: NamedPlace, step: "Step", *, as_json: bool) -> None:
    from ccs_tui.workspace.step_words import changed_in, clock_of, who_of

    names = [change.name for change in step.changes]
    if not as_json:
        write(
            f"{clock_of(step.before)}  {who_of(step):4}  {step.size:>7,}  {changed_in(step, names)}"
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
