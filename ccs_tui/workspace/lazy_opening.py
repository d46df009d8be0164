"""The import of what opens a workspace: it takes a while, and is put off until it is needed."""

import importlib
import sys
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from types import ModuleType


class NotImportableError(Exception):
    """It can't be imported on this machine; the text says why and what to do."""


def import_opening() -> None:
    """Import `ccs_tui.workspace.opening`. Blocks. Raises NotImportableError."""
    from ccs_tui.model.sqlite_version import sqlite_problem

    if problem := sqlite_problem():
        raise NotImportableError(problem)
    # A third of httpx's import is for its command line, unless that can't be imported.
    cast("dict[str, ModuleType | None]", sys.modules)["httpx._main"] = None
    importlib.import_module("ccs_tui.workspace.opening")
