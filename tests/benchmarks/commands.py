"""A short command as a whole process, beside `curl` and an empty Python; and what it imports."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter

from ccs_tui.cli.emulator import OWN_CREDENTIALS
from ccs_tui.cli.lazy_commands import LAZY
from tests.benchmarks.table import Row, median

TIMES = 15
NEEDLESS = ("textual", "rich", "starlette", "uvicorn")
"""The packages that no command may import but the one that runs the emulator."""

START = [sys.executable, "-m", "ccs_tui"]
BARE = """
import asyncio, gc, sys
gc.disable()
sys.modules["httpx._main"] = None
import httpx

async def main(url, key):
    async with httpx.AsyncClient(verify=False, trust_env=False) as client:
        for _ in range(2):  # as with the login before it
            (await client.get(url, headers={"maven-api-key": key})).raise_for_status()

asyncio.run(main(*sys.argv[1:]))
"""
IMPORTED = """
import json, sys
from ccs_tui.cli import main
try:
    main(json.loads(sys.argv[1]))
except SystemExit:
    print(json.dumps([name for name in json.loads(sys.argv[2]) if name in sys.modules]))
"""


def measure() -> Iterator[Row]:
    """Yield a `get` of one property beside `curl` and httpx alone, and what commands import."""
    with _emulator() as url:
        _milliseconds([*START, "set", "bench/one", "intent=refund"], url)
        yield from _get(url)
        yield Row("packages that a command imports and does not need", _needless(url), 0, "")


def _get(url: str) -> Iterator[Row]:
    key = OWN_CREDENTIALS["CCS_API_KEY"]
    place = f"{url}/v1/account/{OWN_CREDENTIALS['CCS_ACCOUNT']}/bench/one/properties/intent"
    commands = {
        "get": [*START, "get", "bench/one", "intent"],
        "curl": ["curl", "--silent", "--fail", "--header", f"maven-api-key: {key}", place],
        "pass": [sys.executable, "-c", "pass"],
        "httpx": [sys.executable, "-c", BARE, place, key],
        "help": [*START, "get", "--help"],
    }
    took: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(TIMES + 1):
        for name, command in commands.items():
            milliseconds = _milliseconds(command, url)
            if turn:  # the first finds nothing in the disk's cache
                took[name].append(milliseconds)
    ms = {name: median(values) for name, values in took.items()}
    least = ms["curl"] + ms["pass"]
    yield Row("ccs-tui get of one property, the whole process", ms["get"], None, "ms")
    yield Row("curl and python -c pass", least, None, "ms")
    yield Row("httpx alone, two calls", ms["httpx"], None, "ms")
    yield Row("ccs-tui get --help", ms["help"], None, "ms")
    yield Row("get of one property, against curl and python -c pass", ms["get"] / least, 2.5, "×")
    yield Row("get of one property, against httpx alone", ms["get"] / ms["httpx"], 1.3, "×")


def _milliseconds(command: Sequence[str], url: str) -> float:
    began = perf_counter()
    subprocess.run(command, check=True, env=_at(url), stdout=subprocess.DEVNULL)
    return (perf_counter() - began) * 1_000


def _needless(url: str) -> int:
    """Return how many needless packages all commands import together, for their help alone."""
    commands = [[name, "--help"] for name in LAZY if name != "emulator"]
    commands += [["get", "bench/one"], ["ls", "bench"], ["set", "bench/one", "intent=refund"]]
    found = 0
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-c", IMPORTED, json.dumps(command), json.dumps(NEEDLESS)],
            check=True, env=_at(url), capture_output=True, text=True,
        )  # fmt: skip
        found += len(json.loads(done.stdout.splitlines()[-1]))
    return found


@contextmanager
def _emulator() -> Iterator[str]:
    with subprocess.Popen(
        [*START, "emulator", "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            words = process.stdout.readline().replace(";", " ").split()
            yield next(word for word in words if word.startswith("http://"))
        finally:
            process.terminate()


def _at(url: str) -> dict[str, str]:
    # As for a user: what was compiled once is not compiled at every start.
    variables = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return variables | OWN_CREDENTIALS | {"CCS_URL": url}
