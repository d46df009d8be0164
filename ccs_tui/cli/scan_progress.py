"""A scan of a namespace as the commands run it: its progress, and what it left undone."""

from typing import TYPE_CHECKING

from ccs_tui.cli.exit_status import ExitStatus, Failure, failure_of
from ccs_tui.cli.output import MOST_NAMED, Progress, warn
from ccs_tui.cli.place import place_name
from ccs_tui.model.words import counted

if TYPE_CHECKING:
    from ccs_tui.workspace.scan import Scan

KNOWN_ONLY = "This connection can't list: only the sessions were read that are known here."


def tell_progress(progress: Progress, scan: "Scan", more: str = "") -> None:
    """Show on stderr how far a scan is: how many documents it leaves is not known."""
    progress.tell(f"{counted(scan.documents, 'document')}, {scan.rate:,.0f} a second{more}")


def check_whole(scan: "Scan") -> None:
    """Raise Failure if a scan broke off, or a document could not be read; report it on stderr."""
    for each in scan.unreadable[:MOST_NAMED]:
        warn(f"{place_name(each.key)}: {each.problem}")
    if scan.is_of_known_names:
        warn(KNOWN_ONLY)
    if scan.error is not None and not scan.documents:
        raise failure_of(scan.error)
    read = f"{counted(scan.documents, 'document')} of {scan.namespace}"
    if scan.error is not None:
        raise Failure(f"It ended after {read}: {scan.error}", ExitStatus.PARTLY)
    if scan.unread:
        raise Failure(
            f"{counted(scan.unread, 'document')} could not be read, beside {read}.",
            ExitStatus.PARTLY,
        )
