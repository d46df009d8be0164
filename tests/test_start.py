"""What is imported when: starting must not wait for what the first screen does not need."""

import ast
import json
import subprocess
import sys

import pytest

from tests.test_figures import PATHS, functions

HEAVY = ("textual", "httpx", "pydantic", "starlette", "uvicorn", "sqlite3", "msgspec", "pyperclip")

FIRST_FRAME = """
import sys, threading
from concurrent.futures import ThreadPoolExecutor
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui import start

loaded = []

# The settings are read in a thread once the first frame is out: not before it was looked at.
held = threading.Event()

async def look(clock):
    loaded.extend(sys.modules)
    held.set()
    app.exit()
    await asyncio.Event().wait()

import asyncio
app = CcsApp(start.Start("nothing", look){extra})
async def main():
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(1))
    loop.run_in_executor(None, held.wait)
    async with app.run_test() as pilot:
        await pilot.pause()
    print('["' + '", "'.join(sorted(loaded)) + '"]')  # json is what the frame does without
asyncio.run(main())
"""


def modules_after(*arguments: str) -> set[str]:
    output = subprocess.run(
        [sys.executable, *arguments], check=True, capture_output=True, text=True
    ).stdout
    return set(json.loads(output.splitlines()[-1]))


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [(["--help"], set()), (["--version"], {"sqlite3"}), (["emulator", "--help"], set())],
)
def test_help_imports_nothing_heavy(arguments: list[str], needed: set[str]) -> None:
    code = (
        "import json, sys\n"
        "from ccs_tui.cli import main\n"
        f"main({arguments!r}, standalone_mode=False)\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    assert modules_after("-c", code) & set(HEAVY) == needed


def test_the_data_of_the_demo_is_made_without_what_only_its_bots_need() -> None:
    loaded = modules_after(
        "-c", "import json, sys, ccs_tui.emulator.demo.__main__; print(json.dumps([*sys.modules]))"
    )
    assert "sqlite3" in loaded
    assert not loaded & {"asyncio", "ssl", "logging", "starlette"}


def test_the_first_frame_comes_before_the_client_and_the_emulator() -> None:
    loaded = modules_after("-c", FIRST_FRAME.replace("{extra}", ""))
    assert "textual" in loaded
    for module in ("httpx", "pydantic", "starlette", "uvicorn", "sqlite3", "pyperclip", "msgspec",
                   "tree_sitter", "hashlib", "logging.handlers", "textual.widgets._footer",
                   "textual.widgets._text_area", "ccs_tui.ui.widgets.document_panel",
                   "ccs_tui.model.document", "ccs_tui.workspace.opening",
                   "ccs_tui.workspace.desk_events", "ccs_tui.ui.screens.explorer.explorer_port",
                   "ccs_tui.ui.screens.explorer.desk_in_panels"):  # fmt: skip
        assert module not in loaded, module
    later = {
        module
        for module in loaded
        if module.startswith(("ccs_tui.ui.commands.", "ccs_tui.ui.dialogs.", "ccs_tui.ui.views."))
    }
    assert later == {"ccs_tui.ui.commands.key_table"}


OWN_STARTS = ("ccs_tui.cli", "ccs_tui.emulator.pytest_plugin", "ccs_tui.entry")
"""Those that begin by themselves: a command loads what it needs, a test run what its
tests need, and the entry what makes the demo's data."""
OF_THE_SYSTEM = {"ccs_tui.ui.terminal.driver", "textual.drivers.linux_driver"}
"""Modules that not every system can import."""


def deferred(module: str) -> set[str]:
    """Return the modules that a module imports inside its functions."""
    found: set[str] = set()
    for function in functions(module):
        for node in ast.walk(function):
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                names = {f"{node.module}.{alias.name}" for alias in node.names}
                found.update(names & PATHS.keys() or {node.module or ""})
    return found


def test_an_import_inside_a_function_is_of_what_the_first_frame_does_without() -> None:
    loaded = modules_after("-c", FIRST_FRAME.replace("{extra}", ""))
    needless = {
        module: found
        for module in PATHS
        if not module.startswith(OWN_STARTS)
        and (found := (deferred(module) & loaded) - OF_THE_SYSTEM)
    }
    assert needless == {}
