"""`ccs-tui record`: sessions of a namespace recorded for days, for who comes later."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import check_there, opened, profile_option, run
from ccs_tui.cli.exit_status import Failure
from ccs_tui.cli.figure_option import DURATION
from ccs_tui.cli.output import json_option, wants_json, warn, write, write_object
from ccs_tui.cli.place import NAMESPACE, NamedPlace, session_ids
from ccs_tui.cli.watch import condition_of
from ccs_tui.model.words import counted

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.model.timeline.expectation import Expectation
    from ccs_tui.workspace.sweeper import Sweeper
    from ccs_tui.workspace.workspace import Workspace

LINE_SECONDS = 3_600.0
"""The time between two lines on how it goes."""


@click.command("record")
@click.argument("namespace", type=NAMESPACE)
@click.option(
    "--session",
    "sessions",
    multiple=True,
    metavar="ID",
    callback=session_ids,
    help="This session; again.",
)
@click.option("--match", metavar="EXPR", help="The sessions of which this is true once (JMESPath).")
@click.option("--every", type=DURATION, default="60s", show_default=True, help="Between sweeps.")
@json_option
@profile_option
def command(
    namespace: NamedPlace,
    sessions: tuple[str, ...],
    match: str | None,
    every: float,
    as_json: bool,
    profile: str | None,
) -> None:
    """Record the steps of sessions of NAMESPACE until ctrl+c, into the explorer's timelines.

    Sessions that are named are watched, every few seconds. Else the namespace is swept, and those
    that match are followed from then on, or all. It says how it goes once an hour, and goes on
    after a fault of the network or a full disk. After a restart it also follows what was recorded
    of NAMESPACE before, whatever --match was then.

    A --match that no document can be asked is refused. One that fits none of those that are there,
    as length() of what is missing, is told once, and goes on: a bot may write that later.

    \b
    Examples:
      ccs-tui record airlineBot --match "intent == 'refund'"
      ccs-tui record airlineBot --session 3f2c9d1e --session 77ab1c00
    """
    if sessions and match:
        raise click.UsageError("--session names sessions, and --match finds them: take one.")
    condition = condition_of(match, "--match")
    writes_json = wants_json(as_json)
    if sessions:
        run(_watch(namespace.namespace, sessions, writes_json, profile))
    else:
        run(_sweep(namespace.namespace, condition, every, writes_json, profile))


async def _watch(
    namespace: str, sessions: tuple[str, ...], as_json: bool, profile: str | None
) -> None:
    from contextlib import aclosing

    from ccs_tui.model.names import DocumentKey
    from ccs_tui.workspace.condition_wait import WatchTroubled, watched
    from ccs_tui.workspace.desk_events import DocumentSeen, StepSeen, WatchChanged

    async with opened(profile, keeps=True) as workspace:
        keys = [DocumentKey(workspace.account, namespace, session) for session in sessions]
        steps = 0
        say = _hourly(workspace, lambda: _line(namespace, len(keys), len(keys), steps, as_json))
        try:
            async with aclosing(watched(workspace, keys)) as events:
                async for event in events:
                    steps += isinstance(event, StepSeen)
                    if isinstance(event, WatchTroubled):
                        warn(f"{event.problem} It is tried again.")
                    elif not isinstance(event, WatchChanged | DocumentSeen):
                        say()
        finally:
            _tell_kept(namespace, steps)


class _Matches:
    """Says which documents a condition is true of, all without one, and whether it can be asked."""

    def __init__(self, condition: "Expectation | None") -> None:
        self._condition = condition
        self._misfit: str | None = ""
        """Why it could be asked of no document so far, None once it could be, or that is told."""

    def __call__(self, document: "Document") -> bool:
        from ccs_tui.model.timeline.expectation import Standing

        if self._condition is None:
            return True
        standing, why = self._condition.standing(document.properties)
        if standing is not Standing.UNKNOWN:
            self._misfit = None
        elif self._misfit is not None:
            self._misfit = why
        return standing is Standing.GREEN

    def tell_misfit(self) -> None:
        """Say on stderr why the documents so far could not be asked, if none could."""
        if self._misfit:
            warn(f"--match could be asked of no document so far: {self._misfit}.")
            self._misfit = None


async def _sweep(
    namespace: str,
    condition: "Expectation | None",
    seconds: float,
    as_json: bool,
    profile: str | None,
) -> None:
    from ccs_tui.workspace.errors import CcsError
    from ccs_tui.workspace.pace import may_pass
    from ccs_tui.workspace.sweeper import Sweeper

    matches = _Matches(condition)

    async with opened(profile, keeps=True) as workspace:
        if not workspace.capabilities.can_list:
            # A sweep that sees no session would record all that are followed as deleted.
            raise Failure(
                "This connection can't list, so a namespace can't be swept: set an API key, or "
                "name the sessions with --session."
            )
        try:
            await check_there(workspace, namespace)
        except CcsError as error:
            if not may_pass(error):
                raise
        hourly = _hourly(workspace, lambda: _tell(sweeping, as_json=as_json))
        problem = ""

        def say() -> None:
            nonlocal problem
            before, problem = problem, "" if sweeping.error is None else str(sweeping.error)
            if problem and problem != before:
                warn(f"{problem} It is tried again.")
            elif before and not problem:
                warn(f"{namespace} is recorded again.")
            matches.tell_misfit()
            hourly()

        sweeping = Sweeper(workspace, namespace, matches, say, seconds=seconds)
        try:
            await sweeping.run()
        finally:
            _tell_kept(namespace, sweeping.steps)


def _hourly(workspace: "Workspace", tell: Callable[[], None]) -> Callable[[], None]:
    """Return what tells how it goes: at once, and then once an hour, however often it is called."""
    ticks = workspace.client.service_time.ticks
    due = ticks()

    def say() -> None:
        nonlocal due
        if ticks() >= due:
            due = ticks() + LINE_SECONDS
            tell()

    return say


def _tell_kept(namespace: str, steps: int) -> None:
    """Say on stderr, as it ends, what is in the timelines by now."""
    warn(f"{counted(steps, 'step')} of {namespace} recorded.")


def _tell(sweeping: "Sweeper", *, as_json: bool) -> None:
    _line(sweeping.namespace, sweeping.documents, sweeping.followed, sweeping.steps, as_json)
    if sweeping.left_out:
        warn("More match than can be followed: those that came first are.")


def _line(namespace: str, documents: int, followed: int, steps: int, as_json: bool) -> None:
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    if as_json:
        write_object(
            {
                "at": now,
                "namespace": namespace,
                "documents": documents,
                "followed": followed,
                "steps": steps,
            }
        )
    else:
        write(
            f"{now.astimezone():%d %b %H:%M}  {counted(documents, 'document')} of {namespace} "
            f"looked at, {followed:,} followed, {counted(steps, 'step')} recorded"
        )
