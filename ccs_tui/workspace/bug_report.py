"""The report of a bug: what happened where in the code, in a private file, without any value.

An exception's own text, the variables and the lines of code are left out: the first two may hold
values and secrets, and the third is in the program anyway.
"""

import os
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from ccs_tui.local.paths import NoFolderError, make_folder, state_dir
from ccs_tui.workspace.versions import versions

FOLDER = "reports"
REPORTS_KEPT = 20
"""The reports that are kept, the newest."""
_DEEPEST = 10
"""The causes of an exception that are told, each with its own frames."""
_FRAMES = 40
"""The frames of each that are told, the innermost."""
_VARIABLES = ("TERM", "COLORTERM", "TERM_PROGRAM", "LANG", "LC_ALL", "TZ")
"""The variables that name a terminal and a locale; none of these is a secret."""

_written: dict[str, Path] = {}
"""The reports of this run, by what they say happened: a bug that repeats itself has one."""


def write_report(error: BaseException, environment: Mapping[str, str] = os.environ) -> Path | None:
    """Write a report on an exception, readable by its owner only; return its path.

    None if it can't be written. Raises nothing.
    """
    happened = "\n".join(_happened(error))
    if happened in _written:
        return _written[happened]
    try:
        folder = state_dir(environment) / FOLDER
        make_folder(folder)
        _make_room(folder)
        now = datetime.now(UTC)
        path = folder / f"{now:%Y%m%dT%H%M%S%f}Z-{os.getpid()}.txt"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write("\n".join(_lines(happened, now, environment)) + "\n")
    except (OSError, NoFolderError):
        return None
    _written[happened] = path
    return path


def _make_room(folder: Path) -> None:
    for old in sorted(folder.glob("*.txt"))[: 1 - REPORTS_KEPT]:
        old.unlink(missing_ok=True)


def _lines(happened: str, now: datetime, environment: Mapping[str, str]) -> Iterator[str]:
    yield f"A bug of ccs-tui, {now:%Y-%m-%d %H:%M:%S} UTC"
    yield "This report has no values, keys or tokens: please attach it."
    yield ""
    yield from versions()
    for name in _VARIABLES:
        if name in environment:
            yield f"{name}={environment[name]}"
    yield ""
    yield happened


def _happened(error: BaseException) -> Iterator[str]:
    """Yield the kinds of an exception and of its causes, with the places, outermost first."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen and len(seen) < _DEEPEST:
        if seen:
            yield "caused by"
        seen.add(id(cause))
        kind = type(cause)
        yield f"{kind.__module__}.{kind.__qualname__}"
        yield from _places(cause)
        if isinstance(cause, BaseExceptionGroup):
            for member in cause.exceptions[:_DEEPEST]:
                yield f"  with {type(member).__module__}.{type(member).__qualname__}"
                yield from _places(member)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _places(error: BaseException) -> Iterator[str]:
    for frame, line in list(traceback.walk_tb(error.__traceback__))[-_FRAMES:]:
        code = frame.f_code
        yield f"  {_module(code.co_filename)}:{line} in {code.co_name}"


def _module(path: str) -> str:
    """Return a file's path without the folders of this machine."""
    parts = Path(path).parts
    for package in ("ccs_tui", "site-packages"):
        if package in parts:
            at = len(parts) - 1 - parts[::-1].index(package)
            return "/".join(parts[at + (package != "ccs_tui") :])
    return "/".join(parts[-2:])
