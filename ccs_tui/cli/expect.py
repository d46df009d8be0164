"""`ccs-tui expect`: conditions on documents, checked for a test of a bot."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import opened, profile_option, run
from ccs_tui.cli.exit_status import ExitStatus, Failure
from ccs_tui.cli.figure_option import DURATION
from ccs_tui.cli.output import json_option, styled, wants_json, warn, write, write_object
from ccs_tui.cli.place import DOCUMENT, NamedPlace, place_name, profile_for
from ccs_tui.model.words import counted

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.model.timeline.expectation import Expectation
    from ccs_tui.workspace.expectations import Expected
    from ccs_tui.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CheckedExpectation:
    """One expectation that was checked: `problem` is empty where it is met.

    `was_read` is False where its document could not be read, and so it could not be checked.
    `step` is the step of the document's recording at which it broke last, None where none is known.
    """

    key: "DocumentKey"
    condition: str
    problem: str
    step: int | None = None
    was_read: bool = True


@click.command("expect")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("document", type=DOCUMENT, required=False)
@click.option("--within", type=DURATION, help="Wait so long for all expectations to hold at once.")
@click.option(
    "--junit", type=click.Path(path_type=Path), help="Write the results to this file as JUnit XML."
)
@json_option
@profile_option
def command(
    file: Path,
    document: NamedPlace | None,
    within: int | None,
    junit: Path | None,
    as_json: bool,
    profile: str | None,
) -> None:
    """Check the expectations in FILE, a line each, and end with 4 if one is not met.

    FILE is TOML: expect = ["CONDITION", …] is about DOCUMENT, and [documents] has lists of
    conditions by document; an address names its own profile. Conditions are JMESPath, as those
    that P pins in a timeline. With --within the documents are watched, and recorded, until all is
    true; a service that is away is tried until the time is up.

    \b
    Examples:
      ccs-tui expect refund.toml airlineBot/3f2c9d1e --within 30s
      ccs-tui expect all.toml --junit results.xml
    """
    if junit is not None and str(junit) == "-":
        raise click.UsageError("--junit - would be beside the results on stdout: name a file.")
    from ccs_tui.workspace.expectations import ExpectationsError, read_expectations

    try:
        expected = read_expectations(file)
    except ExpectationsError as error:
        raise Failure(str(error)) from None
    checked = run(_check(expected, document, within, profile))
    for each in checked:
        _write(each, as_json=wants_json(as_json))
    if junit is not None:
        _write_junit(junit, file, checked)
    failed = [each for each in checked if each.problem]
    if failed:
        raise Failure(
            f"{counted(len(failed), 'expectation')} of {len(checked):,} not met. The first: "
            f"{failed[0].condition} of {place_name(failed[0].key)}: "
            f"{failed[0].problem}",
            ExitStatus.UNMET if any(each.was_read for each in failed) else ExitStatus.REFUSED,
        )


async def _check(
    expected: "list[Expected]", named: NamedPlace | None, within: int | None, profile: str | None
) -> list[CheckedExpectation]:
    """Check documents, each over the connection of its profile; those of one go together."""
    from asyncio import gather

    by_profile: dict[str | None, dict[NamedPlace, list[Expectation]]] = {}
    for each in expected:
        place = _place_of(each, named)
        places = by_profile.setdefault(profile_for(profile, place), {})
        places.setdefault(place, []).extend(each.expectations)
    async with AsyncExitStack() as stack:
        workspaces = [
            await stack.enter_async_context(opened(each, keeps=within is not None))
            for each in by_profile
        ]
        checks = zip(workspaces, by_profile.values(), strict=True)
        done = await gather(*(_check_in(workspace, of, within) for workspace, of in checks))
    return [each for checked in done for each in checked]


async def _check_in(
    workspace: "Workspace", places: "dict[NamedPlace, list[Expectation]]", within: int | None
) -> list[CheckedExpectation]:
    from ccs_tui.workspace.condition_wait import awaited

    by_key: dict[DocumentKey, list[Expectation]] = {}
    for place, expectations in places.items():
        by_key.setdefault(place.key(workspace.account), []).extend(expectations)
    if within is None:
        last = {key: await workspace.open(key) for key in by_key}
    else:
        last = await awaited(
            workspace, by_key, within, lambda problem: warn(f"{problem} It is tried again.")
        )
    return [
        await _checked(workspace, key, each, last.get(key), within)
        for key, expectations in by_key.items()
        for each in expectations
    ]


async def _checked(
    workspace: "Workspace",
    key: "DocumentKey",
    expectation: "Expectation",
    document: "Document | None",
    within: int | None,
) -> CheckedExpectation:
    """Return how an expectation stands with a document, None if that was never read."""
    from ccs_tui.model.timeline.expectation import Standing
    from ccs_tui.workspace.condition_wait import standing_of

    if document is None:
        problem = f"its document could not be read within {within} s"
        return CheckedExpectation(key, expectation.text, problem, was_read=False)
    standing, problem = standing_of(expectation, document)
    why = problem or ("it is not true" if standing is Standing.RED else "")
    step = await _broken_at(workspace, key, expectation) if why else None
    at = "" if step is None else f"; it broke at step {step}"
    return CheckedExpectation(key, expectation.text, f"{why}{at}" if why else "", step)


def _place_of(expected: "Expected", named: NamedPlace | None) -> NamedPlace:
    """Return the document of expectations. Raises UsageError."""
    if expected.document is None:
        if named is None:
            raise click.UsageError("The file has expect for a DOCUMENT: name it.")
        return named
    try:
        return DOCUMENT.convert(expected.document, None, None)
    except click.BadParameter as error:
        raise click.UsageError(f"In the file, {expected.document}: {error.message}") from None


async def _broken_at(
    workspace: "Workspace", key: "DocumentKey", expectation: "Expectation"
) -> int | None:
    """Return the step of the recording at which an expectation broke last, None if none did."""
    from ccs_tui.workspace.recording_library import RecordingLibrary

    timeline = await RecordingLibrary(workspace).timeline(key)
    timeline.expectations = [expectation.text]
    return timeline.analyse().verdicts[expectation.text].broken_at


def _write(checked: CheckedExpectation, *, as_json: bool) -> None:
    key = checked.key
    if as_json:
        write_object(
            {
                "namespace": key.namespace,
                "session": key.session,
                "condition": checked.condition,
                "isMet": not checked.problem,
                "problem": checked.problem or None,
                "step": checked.step,
            }
        )
        return
    mark = styled("failed", fg="red") if checked.problem else styled("ok    ", fg="green")
    why = f": {checked.problem}" if checked.problem else ""
    click.echo(f"{mark} ", nl=False)
    write(f"{place_name(key)}  {checked.condition}{why}")


def _write_junit(path: Path, file: Path, checked: list[CheckedExpectation]) -> None:
    """Write results in the form that CI systems read. Raises Failure."""
    from xml.etree.ElementTree import Element, ElementTree, SubElement

    from ccs_tui.model.harmless_text import harmless

    errors = sum(not each.was_read for each in checked)
    failures = sum(bool(each.problem) for each in checked) - errors
    suite = Element(
        "testsuite",
        name=harmless(str(file)),
        tests=str(len(checked)),
        failures=str(failures),
        errors=str(errors),
    )
    for each in checked:
        name = place_name(each.key)
        case = SubElement(
            suite, "testcase", classname=harmless(name), name=harmless(each.condition)
        )
        if each.problem:
            of = "failure" if each.was_read else "error"
            SubElement(case, of, message=harmless(each.problem))
    try:
        ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)
    except OSError as error:
        reason = (error.strerror or "an error").lower()
        raise Failure(f"{path} can't be written: {reason}.") from None
