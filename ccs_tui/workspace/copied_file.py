"""A copied text in a file, for a terminal that takes none, with the line that fetches it."""

import asyncio
import os
import pwd
import shlex
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ccs_tui.local.short_lived_files import copy_to_file


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """The file of a copied text, and the `scp` line that fetches it, None for who sits here."""

    path: Path
    scp: str | None


async def copied_file(
    text: str, environment: Mapping[str, str], ssh_connection: str | None
) -> CopiedFile:
    """Put a text into a private file, which is removed after a day. Raises OSError.

    `ssh_connection` is the variable SSH_CONNECTION of the terminal, None without one.
    """
    path = await asyncio.to_thread(copy_to_file, environment, text)
    return CopiedFile(path, None if ssh_connection is None else scp_line(path, ssh_connection))


def scp_line(path: Path, ssh_connection: str) -> str | None:
    """Return the line that fetches a file to where one came from; None if that is not known.

    The host is the address by which the terminal reached this machine, as `sshd` says it: the name
    that was typed for it is known at the other end only.
    """
    parts = ssh_connection.split()
    if len(parts) != 4:
        return None
    host, port = parts[2:]
    name = str(os.getuid())
    with suppress(KeyError):
        name = pwd.getpwuid(os.getuid()).pw_name
    where = f"[{host}]" if ":" in host else host
    options = "" if port == "22" else f"-P {shlex.quote(port)} "
    return f"scp {options}{shlex.quote(f'{name}@{where}:{path}')} ."
