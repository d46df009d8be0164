"""`ccs-tui doctor`: everything between this machine and the service, examined one by one."""

import json
import os
import sys
from typing import TYPE_CHECKING

import click

from ccs_tui.model.harmless import harmless

if TYPE_CHECKING:
    from ccs_tui.model.profile import Profile
    from ccs_tui.workspace.doctor import Finding

FORMAT = 1
"""The version of the form that `--json` has."""
_COLOURS = {"ok": "green", "warning": "yellow", "problem": "red", "skipped": None}


@click.command()
@click.argument("profile", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for a program.")
def doctor(profile: str | None, as_json: bool) -> None:
    """Examine the way to the service, line by line, and say what to do.

    PROFILE is one of the settings; without it the environment's connection is examined. Nothing
    secret is printed. The status is 1 if there is a problem.
    """
    import asyncio

    from ccs_tui.workspace.doctor import FindingOutcome
    from ccs_tui.workspace.versions import versions

    if not as_json:
        for line in versions():
            click.echo(line)
    findings = asyncio.run(_examine(_profile(profile), as_json=as_json))
    if as_json:
        listed = [
            {"topic": each.topic, "outcome": each.outcome.value, "sentence": each.sentence,
             "advice": each.advice}
            for each in findings
        ]  # fmt: skip
        click.echo(json.dumps({"format": FORMAT, "versions": versions(), "findings": listed}))
    if any(each.outcome is FindingOutcome.PROBLEM for each in findings):
        raise SystemExit(1)


async def _examine(profile: "Profile | None", *, as_json: bool) -> "list[Finding]":
    from asyncio import to_thread

    from ccs_tui.workspace.doctor import Finding, FindingOutcome, examine, examine_machine, terminal

    findings = [terminal(os.environ), await _clipboard()]
    if profile is None:
        findings.append(Finding(
            "profile", FindingOutcome.SKIPPED, "no connection is set, so no service was asked",
            "Name a profile, or set CCS_URL or CCS_REGION, CCS_ACCOUNT and the keys.",
        ))  # fmt: skip
        findings += await to_thread(examine_machine, os.environ)
    for finding in findings:
        _tell(finding, as_json=as_json)
    if profile is not None:
        async for finding in examine(profile if as_json else _asking(profile)):
            findings.append(finding)
            _tell(finding, as_json=as_json)
    return findings


async def _clipboard() -> "Finding":
    """Return where the explorer's copies go from here."""
    from ccs_tui.cli import clipboard_wanted
    from ccs_tui.model.profile import ClipboardRoute
    from ccs_tui.ui.clipboard import expected_way
    from ccs_tui.ui.terminal.surroundings import look_around
    from ccs_tui.workspace.doctor import Finding, FindingOutcome
    from ccs_tui.workspace.settings import SettingsError, load_settings

    try:
        wanted = clipboard_wanted() or load_settings(os.environ).preferences.clipboard
    except SettingsError:
        wanted = ClipboardRoute.AUTO
    way = expected_way(await look_around(os.environ), wanted)
    return Finding("clipboard", FindingOutcome.OK, f"copies go {way}")


def _asking(profile: "Profile") -> "Profile":
    """Return a profile whose secrets are asked for at the terminal, if there is one to ask at."""
    from asyncio import to_thread
    from dataclasses import replace

    from ccs_tui.workspace.asked_secrets import AskedSecrets, Question

    if sys.stdin is None or not sys.stdin.isatty():
        return profile

    async def ask(question: Question) -> str | None:
        shown = harmless(f"{question.why} {question.name} of {question.of}")
        typed: str = await to_thread(click.prompt, shown, default="", hide_input=True,
                                     show_default=False, err=True)  # fmt: skip
        return typed or None

    secrets = AskedSecrets(profile)
    secrets.ask = ask
    return replace(profile, connection=secrets.connection)


def _tell(finding: "Finding", *, as_json: bool) -> None:
    if as_json:
        return
    outcome = click.style(f"{finding.outcome.value:8}", fg=_COLOURS[finding.outcome.value])
    click.echo(f"{outcome} {finding.topic:10} {harmless(finding.sentence)}")
    if finding.advice:
        click.echo(f"{'':20}{harmless(finding.advice)}")


def _profile(name: str | None) -> "Profile | None":
    """Return the profile to examine, None if there is none. Raises ClickException."""
    from ccs_tui.model.profile import UNNAMED, Profile
    from ccs_tui.workspace.environment import VariableError, connection_from_environment
    from ccs_tui.workspace.settings import SettingsError, load_settings

    try:
        if chosen := name or os.environ.get("CCS_PROFILE", "").strip():
            return load_settings(os.environ).profile(chosen, os.environ)
        connection = connection_from_environment(os.environ)
    except (SettingsError, VariableError) as error:
        raise click.ClickException(str(error)) from None
    return Profile(name=UNNAMED, connection=connection) if connection else None
