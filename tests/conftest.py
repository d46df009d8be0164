"""No test touches anybody's own files; and how hard hypothesis looks.

A little at each run, long with `--hypothesis-profile thorough`.
"""

import gc
import os
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import HealthCheck, Phase, settings

from ccs_tui.local import file_kind, secret_variables
from tests.examples import USUAL
from tests.matrix import mark_the_rest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]

# For each request to an app in this process httpx looks for sniffio in all folders of modules, and
# who has no trio has none: a twentieth of a test of the screen.
if find_spec("sniffio") is None:
    cast("dict[str, ModuleType | None]", sys.modules)["sniffio"] = None

# What a script starts with & ignores ctrl+c, and so would each program that a test starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Each worker reads all the tests: compiled each time, that is a tenth of what they cost. Who wants
# nothing written beside the sources has it where pytest keeps its own cache.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(ROOT / ".pytest_cache" / "bytecode")

# As often as Python looks for garbage by itself, it is a sixth of what the tests cost.
gc.set_threshold(50_000, 10, 30)

# The same examples at each run: a check of a change fails for the change, and not by chance. Few,
# since `.ci/run` has others after them, by the next profile.
settings.register_profile(
    "quick",
    max_examples=USUAL // 4,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
)
# Others at each run, by its seed, which `.ci/run` prints; a failure prints what runs it again.
settings.register_profile(
    "fresh",
    max_examples=USUAL,
    deadline=None,
    database=None,
    print_blob=True,
    # How long examples take is a matter of the machine and of what else runs there.
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", max_examples=2_000, deadline=None)
settings.load_profile("quick")

_numbers = count()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return the number of processes: three for two cores, and two for one where slow tests run.

    What a test starts, as a program, it waits for; a fourth process would gain less than it takes
    to collect the tests once more. The slow ones wait for programs and terminals most of the time.
    """
    cores = os.cpu_count() or 1
    return 2 * cores if config.option.markexpr == "slow" else cores + (cores + 1) // 2


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have each worker compile a share of the tests first: all of them would compile all at once.

    In a fresh checkout that is more than half of what a worker does until its first test.
    """
    worker: dict[str, Any] | None = getattr(session.config, "workerinput", None)
    if worker is None or session.config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return
    number = int(worker["workerid"].removeprefix("gw"))
    modules = sorted(ROOT.joinpath("tests").rglob("test_*.py"))
    for path in modules[number :: worker["workercount"]]:
        # What is wrong with a module is told when it is collected.
        with suppress(Exception, pytest.skip.Exception):
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow of the matrices, before those that are marked are taken out."""
    mark_the_rest(items)


def pytest_collection_finish() -> None:
    """Never look again for garbage in all that was imported."""
    gc.freeze()


def pytest_unconfigure() -> None:
    """Look for garbage for the last time: pytest would five times, a second of each worker.

    What it finds, as a file that nobody closed, is told as ever.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _own_folders_of_the_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the programs that fixtures of modules start away from the user's own files."""
    folder = tmp_path_factory.mktemp("own")
    with pytest.MonkeyPatch.context() as patch:
        _point_to(folder / "session", patch)
        # The programs that tests start would compile the whole each time.
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        yield folder


@pytest.fixture(scope="session", autouse=True)
def _no_wait_for_the_disk() -> Iterator[None]:
    """Let nothing that is kept wait until it would survive a power cut: 50 ms for each new file."""

    real = file_kind.set_up

    def set_up(connection: sqlite3.Connection, *, is_new: bool) -> None:
        real(connection, is_new=is_new)
        connection.execute("PRAGMA synchronous = OFF")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_kind, "set_up", set_up)
        yield


@pytest.fixture(autouse=True)
def _nothing_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the secrets that a test before took out of the environment."""
    monkeypatch.setattr(secret_variables, "_hidden", {})


@pytest.fixture(autouse=True)
def _own_folders(_own_folders_of_the_session: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a state and settings of its own; the folders are not made before use."""
    _point_to(_own_folders_of_the_session / str(next(_numbers)), monkeypatch)


def _point_to(folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("CCS_STATE_DIR", str(folder / "state"))
    patch.setenv("CCS_CONFIG_DIR", str(folder / "config"))
    # A test that presses any key must not find itself in somebody's editor.
    for variable in ("VISUAL", "EDITOR"):
        patch.delenv(variable, raising=False)
