"""The doctor: everything between this machine and the service, examined one by one.

Nothing secret is in what it says, so that all of it can be attached to a report of a fault.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ccs_tui.client import ContextServiceClient
from ccs_tui.client.errors import CcsError, MissingCredentialsError
from ccs_tui.client.reachability import way_to
from ccs_tui.local.opened_namespaces import NAMESPACES_FILE, OpenedNamespaces
from ccs_tui.local.paths import NoFolderError, folder_warning, state_dir
from ccs_tui.model.profile import DEMO, Profile
from ccs_tui.model.words import counted
from ccs_tui.workspace.local_state import STATE_FILE

LEAST_FREE_BYTES = 100_000_000
"""With less free space than this, drafts and the journal may soon not be written."""
MOST_SECONDS_APART = 5
"""Clocks further apart than this are told: the shown times are corrected by it."""


class FindingOutcome(StrEnum):
    """The outcome of one examination."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: a `sentence` about a `topic`, and the `advice` to follow, if any."""

    topic: str
    outcome: FindingOutcome
    sentence: str
    advice: str = ""


async def examine(
    profile: Profile,
    client: ContextServiceClient | None = None,
    environment: Mapping[str, str] = os.environ,
) -> AsyncIterator[Finding]:
    """Yield what is found of the way to a profile's service, of the service, and of this machine.

    `client` is an open one of that profile, None for one of the doctor's own.
    """
    yield _profile(profile)
    is_reached = True
    if profile.name == DEMO:
        yield Finding("network", FindingOutcome.SKIPPED, "the embedded service is in this process")
    else:
        async for finding in _network(profile):
            yield finding
            is_reached = is_reached and finding.outcome is not FindingOutcome.PROBLEM
    if is_reached:
        async with AsyncExitStack() as stack:
            if client is None:
                client = ContextServiceClient(profile.connection)
                await stack.enter_async_context(client)
            async for finding in _service(client, profile, environment):
                yield finding
    else:
        yield Finding("service", FindingOutcome.SKIPPED, "not asked, since it can't be reached")
    for finding in await asyncio.to_thread(examine_machine, environment):
        yield finding


async def _network(profile: Profile) -> AsyncIterator[Finding]:
    """Yield the legs of the way to each base URL that the connection has credentials for."""
    connection = profile.connection
    urls = [
        *([connection.v1_url] if connection.capabilities.v1 else []),
        *([connection.v2_url] if connection.capabilities.v2 else []),
    ]
    for url in dict.fromkeys(urls):
        async with aclosing(way_to(url, network=connection.network)) as legs:
            async for leg in legs:
                outcome = FindingOutcome.WARNING if leg.advice else FindingOutcome.OK
                yield Finding(
                    leg.name,
                    FindingOutcome.PROBLEM if leg.problem else outcome,
                    leg.problem or leg.found,
                    leg.advice,
                )


def _profile(profile: Profile) -> Finding:
    connection = profile.connection
    has = [
        *(["an API key (v1)"] if connection.api_key else []),
        *(["a token (v2)"] if connection.token else []),
        *(["a user and password (v2)"] if connection.user else []),
    ]
    starts = "starts read-only" if profile.starts_read_only else "starts writable"
    sentence = f"{profile.label}, account {connection.account}, {profile.environment}, {starts}"
    if profile.name != DEMO and (plain := connection.unencrypted_hosts):
        advice = f"Keys and documents go to {', '.join(plain)} unencrypted: use https."
        return Finding(
            "profile", FindingOutcome.WARNING, f"{sentence}; has {', '.join(has)}", advice
        )
    return Finding("profile", FindingOutcome.OK, f"{sentence}; has {', '.join(has)}")


async def _service(
    client: ContextServiceClient, profile: Profile, environment: Mapping[str, str]
) -> AsyncIterator[Finding]:
    """Yield the answers of both versions, the clock, the abilities and the namespaces."""
    checked = await client.check()
    yield _version("v1", checked.v1, "lists namespaces and sessions")
    yield _version("v2", checked.v2, "reads and writes documents with their expiry")
    difference = client.service_time.difference
    if difference is None:
        advice = "Expiries are computed on this machine's clock: see that it is right."
        yield Finding(
            "clock", FindingOutcome.WARNING, "no answer of v1 or v2 told the time", advice
        )
    else:
        yield _clock(round(difference.total_seconds()))
    works = checked.capabilities
    usable = FindingOutcome.OK if works.v1 or works.v2 else FindingOutcome.PROBLEM
    yield Finding("abilities", usable, works.summary.rstrip("."))
    if works.v1:
        yield await _namespaces(client, profile, environment)


def _version(name: str, error: CcsError | None, does: str) -> Finding:
    if error is None:
        return Finding(name, FindingOutcome.OK, f"works: {does}")
    if isinstance(error, MissingCredentialsError):
        return Finding(name, FindingOutcome.SKIPPED, "no credentials for it", error.advice)
    return Finding(name, FindingOutcome.PROBLEM, error.what, error.advice)


def _clock(seconds: int) -> Finding:
    if abs(seconds) <= MOST_SECONDS_APART:
        return Finding("clock", FindingOutcome.OK, "the service's time is this machine's")
    side = "ahead of" if seconds > 0 else "behind"
    return Finding(
        "clock",
        FindingOutcome.WARNING,
        f"the service is {counted(abs(seconds), 'second')} {side} this machine",
        "All expiries are computed on the service's clock; set this machine's all the same.",
    )


async def _namespaces(
    client: ContextServiceClient, profile: Profile, environment: Mapping[str, str]
) -> Finding:
    """Say whether the service lists all namespaces: a remembered one that it leaves out tells."""
    try:
        listed = {each.name for each in await client.get_list_of_namespaces()}
    except CcsError as error:
        return Finding("namespaces", FindingOutcome.PROBLEM, error.what, error.advice)
    found = f"the service lists {counted(len(listed), 'namespace')}"
    try:
        path = state_dir(environment) / NAMESPACES_FILE
    except NoFolderError:
        return Finding("namespaces", FindingOutcome.OK, found)
    known = await asyncio.to_thread(
        OpenedNamespaces(path).names, profile.kept_as, profile.connection.account
    )
    if missing := [name for name in known if name not in listed]:
        return Finding(
            "namespaces",
            FindingOutcome.WARNING,
            f"{found}, and not {', '.join(missing[:5])}, which you opened by name",
            "The service may list only namespaces with a TTL: g opens the others by name.",
        )
    return Finding(
        "namespaces", FindingOutcome.OK, f"{found}; whether these are all, it does not say"
    )


def examine_machine(environment: Mapping[str, str]) -> list[Finding]:
    """Return what is found of the state folder and the disk. Blocks."""
    try:
        folder = state_dir(environment)
    except NoFolderError as error:
        return [
            Finding("state", FindingOutcome.WARNING, "nothing is kept on this machine", str(error))
        ]
    return [_state(folder), _disk(folder)]


def _state(folder: Path) -> Finding:
    file = folder / STATE_FILE
    if warning := folder_warning(folder):
        return Finding(
            "state", FindingOutcome.WARNING, f"{folder} can be written by others", warning
        )
    place = next(each for each in (folder, *folder.parents) if each.exists())
    if not place.is_dir():
        return Finding(
            "state",
            FindingOutcome.WARNING,
            f"{place} is not a folder, so there is no state folder: drafts end with each run",
            "Set CCS_STATE_DIR to a folder that you can write to.",
        )
    if not os.access(place, os.W_OK | os.X_OK):
        return Finding(
            "state",
            FindingOutcome.WARNING,
            f"{place} can't be written: drafts end with each run",
            "Set CCS_STATE_DIR to a folder that you can write to.",
        )
    if file.exists():
        size = file.stat().st_size / 1_000_000
        return Finding("state", FindingOutcome.OK, f"drafts and journal in {file}, {size:.1f} MB")
    return Finding("state", FindingOutcome.OK, f"drafts and journal will be in {file}")


def _disk(folder: Path) -> Finding:
    place = next(each for each in (folder, *folder.parents) if each.is_dir())
    free = shutil.disk_usage(place).free
    sentence = f"{free / 1_000_000_000:,.1f} GB free at {place}"
    if free < LEAST_FREE_BYTES:
        return Finding(
            "disk", FindingOutcome.WARNING, sentence, "Make room, else drafts can't be kept."
        )
    return Finding("disk", FindingOutcome.OK, sentence)


def report(versions: Sequence[str], findings: Sequence[Finding]) -> str:
    """Return the findings as lines of text, below the versions."""
    lines = [*versions, ""]
    for finding in findings:
        lines.append(f"{finding.outcome.value:8} {finding.topic:10} {finding.sentence}")
        if finding.advice:
            lines.append(f"{'':20}{finding.advice}")
    return "\n".join(lines)
