"""The versions that a report of a fault needs: of the program, Python, the system, libraries."""

import platform
import sqlite3
import sys
from importlib.metadata import PackageNotFoundError, version

from ccs_tui import __version__
from ccs_tui.workspace.own_process import form_of_program

LIBRARIES = ("textual", "httpx", "httpcore", "pydantic", "msgspec", "starlette", "uvicorn")


def versions() -> list[str]:
    """Return one line each for the program, Python, the system, SQLite and the libraries.

    Nothing in them tells of the user, the account or the machine's name.
    """
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    libc = " ".join(platform.libc_ver()).strip()
    return [
        f"ccs-tui {__version__} ({form_of_program()})",
        f"Python {platform.python_version()} ({sys.implementation.name})",
        f"{system}, {libc}" if libc else system,
        f"SQLite {sqlite3.sqlite_version}",
        ", ".join(f"{name} {_version(name)}" for name in LIBRARIES),
    ]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "of an unknown version"
