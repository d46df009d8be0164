"""A second process of this program: the command that starts one of its own modules.

Standard library only, since the demo starts such a process before anything else is loaded.
"""

import os
import sys
from collections.abc import MutableMapping, Sequence

MODULES = ("ccs_tui.emulator.demo", "ccs_tui.workspace.machine_clipboard")
"""The modules that have a process of their own."""


def own_process(module: str, *arguments: str) -> list[str]:
    """Return the command that runs one of MODULES with these arguments, in any form of the program.

    Installed, that is this Python without the folder that the program was started in among the
    places of modules (-P), since a module that lies there is not ours. A single executable has no
    Python to call: it starts itself, and `run_own_process` takes the rest.
    """
    if is_executable():
        return [sys.executable, "-m", module, *arguments]
    return [sys.executable, "-P", "-m", module, *arguments]


def run_own_process(argv: Sequence[str]) -> bool:
    """Run the module that `own_process` of a single executable named; False if it named none.

    `argv` is the whole command line. Raises what the module raises, SystemExit above all.
    """
    if not is_executable() or len(argv) < 3 or argv[1] != "-m" or argv[2] not in MODULES:
        return False
    import runpy  # 3 ms, where the program was not started by it

    sys.argv = list(argv[2:])
    runpy.run_module(argv[2], run_name="__main__", alter_sys=True)
    return True


def give_back_libraries(environment: MutableMapping[str, str] = os.environ) -> None:
    """Have other programs, such as an editor, find the system's libraries, and not ours.

    The bootloader of a single executable points LD_LIBRARY_PATH to its own libraries and keeps what
    was there. This process has loaded them already, and one of its own finds them by itself.
    """
    if not is_executable():
        return
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        environment.pop(name, None)
        if (before := environment.pop(f"{name}_ORIG", None)) is not None:
            environment[name] = before


def is_executable() -> bool:
    """Return whether the program runs as a single executable, with its Python inside."""
    return bool(getattr(sys, "frozen", False))


def form_of_program() -> str:
    """Return in which form the program runs, in words: installed, an executable, a zip."""
    if is_executable():
        return "single executable"
    return "zip application" if "PEX" in os.environ else "installed"
