"""`ccs-tui doctor`: everything between this machine and the service, examined one by one."""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import (
    asking_at_terminal,
    complete_profile,
    named_profile,
    profile_named,
    profile_option,
    run,
)
from ccs_tui.model.harmless_text import harmless

if TYPE_CHECKING:
    from ccs_tui.model.profile import ClipboardRoute, Preferences, Profile
    from ccs_tui.workspace.doctor import Finding

FORMAT = 1
"""The version of the form that `--json` has."""
_COLOURS = {"ok": "green", "warning": "yellow", "problem": "red", "skipped": None}


@click.command()
@click.argument("named", metavar="[PROFILE]", required=False, shell_complete=complete_profile)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for a program.")
@click.option(
    "--copy",
    "tries_copy",
    is_flag=True,
    help="Copy a short text, in the place of what you copied last, and see whether it comes.",
)
@profile_option
def doctor(named: str | None, as_json: bool, tries_copy: bool, profile: str | None) -> None:
    """Examine the way to the service, line by line, and say what to do.

    PROFILE is one of the settings; without it the environment's connection is examined. Nothing
    secret is printed. The status is 1 if there is a problem.

    \b
    Examples:
      ccs-tui doctor
      ccs-tui doctor emea --copy
    """
    from ccs_tui.workspace.doctor import FindingOutcome
    from ccs_tui.workspace.versions import versions

    if not as_json:
        for line in versions():
            click.echo(line)
    findings = run(_examine(profile_named(named_profile(profile, named)), as_json=as_json))
    if tries_copy:
        findings += _try_copy(as_json=as_json)
    if as_json:
        listed = [
            {
                "topic": each.topic,
                "outcome": each.outcome.value,
                "sentence": each.sentence,
                "advice": each.advice,
            }
            for each in findings
        ]
        click.echo(json.dumps({"format": FORMAT, "versions": versions(), "findings": listed}))
    if any(each.outcome is FindingOutcome.PROBLEM for each in findings):
        raise SystemExit(1)


async def _examine(profile: "Profile | None", *, as_json: bool) -> "list[Finding]":
    from asyncio import to_thread

    from ccs_tui.ui.terminal_findings import clipboard, own_keys, terminal
    from ccs_tui.workspace.doctor import Finding, FindingOutcome, examine, examine_machine

    advice = "ccs-tui doctor --copy tries it with a short text."
    preferences = _preferences()
    route = _route(preferences)
    findings = [terminal(os.environ), await clipboard(os.environ, route, advice)]
    findings += await own_keys(preferences)
    if profile is None:
        findings.append(
            Finding(
                "profile",
                FindingOutcome.SKIPPED,
                "no connection is set, so no service was asked",
                "Name a profile, or set CCS_URL or CCS_REGION, CCS_ACCOUNT and the keys.",
            )
        )
        findings += await to_thread(examine_machine, os.environ)
    for finding in findings:
        _tell(finding, as_json=as_json)
    if profile is not None:
        async for finding in examine(profile if as_json else _asking(profile)):
            findings.append(finding)
            _tell(finding, as_json=as_json)
    return findings


def _preferences() -> "Preferences":
    """Return the preferences of the settings, as far as they can be read."""
    from ccs_tui.model.profile import USUAL
    from ccs_tui.workspace.settings import SettingsError, load_settings

    try:
        return load_settings(os.environ, "").preferences
    except SettingsError:
        return USUAL


def _route(preferences: "Preferences") -> "ClipboardRoute":
    """Return the route of the explorer's copies."""
    from ccs_tui.cli import clipboard_wanted

    return clipboard_wanted() or preferences.clipboard


def _try_copy(*, as_json: bool) -> "list[Finding]":
    """Copy a short text, tell what came of it, and of what is pasted then where one can paste."""
    from ccs_tui.ui.clipboard import CopyOutcome, copy
    from ccs_tui.ui.terminal_findings import CopyTrial
    from ccs_tui.workspace.doctor import FindingOutcome

    async def copied(text: str) -> CopyOutcome:
        return await copy(_send, text, _route(_preferences()))

    trial = CopyTrial(copied)
    findings = [run(trial.make())]
    _tell(findings[0], as_json=as_json)
    is_there = findings[0].outcome is FindingOutcome.OK
    if is_there and not as_json and sys.stdin is not None and sys.stdin.isatty():
        asked = "Paste here and press enter, or only press enter"
        if pasted := click.prompt(asked, default="", show_default=False, err=True):
            findings.append(trial.judge(pasted))
            _tell(findings[-1], as_json=as_json)
    return findings


def _send(sequence: str) -> None:
    """Send the terminal a control sequence, wherever the output goes."""
    with suppress(OSError), Path("/dev/tty").open("w", encoding="ascii") as tty:
        tty.write(sequence)


def _asking(profile: "Profile") -> "Profile":
    """Return a profile whose secrets are asked for at the terminal, if there is one to ask at."""
    from dataclasses import replace

    from ccs_tui.workspace.asked_secrets import AskedSecrets

    if (ask := asking_at_terminal()) is None:
        return profile
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
