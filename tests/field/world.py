"""The world of a run: the emulator as a process, the network, and a bot that writes."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import inf
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from typing import Any

import httpx

from ccs_tui.cli.emulator import OWN_CREDENTIALS
from tests.emulator.processes import read_until
from tests.field.history import NAMESPACE, Event, History, Kind
from tests.field.proxy import READS, WRITES, Fault, Proxy, Rule, proxy_thread

PROGRAM = str(Path(sys.executable).with_name("ccs-tui"))
ACCOUNT = OWN_CREDENTIALS["CCS_ACCOUNT"]
SHARED = tuple(f"s{number}" for number in range(3))
"""Sessions that the bot and the user write."""
QUIET = tuple(f"q{number}" for number in range(3))
"""Sessions that the user alone writes: here an expiry moves by nobody else."""
FLEETING = ("f0", "f1")
"""Sessions that both write, and that expire within seconds."""
NAMES = tuple(f"p{number}" for number in range(4))
OFFSETS = {"none": 0, "2s": 2, "1h": 3_600, "3h": 10_800}
"""How far the service's clock is ahead."""

WEATHERS: dict[str, tuple[Rule, ...]] = {
    "calm": (),
    "slow": (Rule(Fault.DELAY, 0.5, seconds=0.1), Rule(Fault.LATE, 0.5, seconds=0.15)),
    "answers of writes are lost": (
        Rule(Fault.RESET, 0.35, WRITES), Rule(Fault.SHORT, 0.25, WRITES),
        Rule(Fault.BAD_GATEWAY, 0.25, WRITES),
    ),
    "answers of reads are lost": (Rule(Fault.RESET, 0.1, READS), Rule(Fault.SHORT, 0.1, READS)),
    "requests are lost": (Rule(Fault.CUT, 0.15),),
    "everything hangs at times": (
        Rule(Fault.HANG, 0.1, WRITES, seconds=2), Rule(Fault.STUCK, 0.05, seconds=2),
        Rule(Fault.HANG_MIDWAY, 0.05, seconds=2),
    ),
    "too many": (Rule(Fault.TOO_MANY, 0.3, WRITES, seconds=1), Rule(Fault.UNAVAILABLE, 0.1)),
    "a wrong server at times": (Rule(Fault.REDIRECT, 0.1), Rule(Fault.NOT_FOUND, 0.1, WRITES)),
    "idle connections are dropped": (Rule(Fault.DROP_IDLE, seconds=0.05),),
}  # fmt: skip
"""What the network is like for a while."""


class Bot(threading.Thread):
    """Writes to the shared sessions, straight to the service, until it is stopped."""

    def __init__(self, url: str, random: Random, history: History) -> None:
        super().__init__(name="bot", daemon=True)
        self._client = client(url)
        self._random = random
        self._history = history
        self._leaving = threading.Event()
        self._pause = threading.Event()
        self._resting = threading.Event()
        self._followed = SHARED[0]
        self._provoked: SimpleQueue[tuple[str, str]] = SimpleQueue()
        self._ends: dict[str, float] = {}
        self.written = 0

    def run(self) -> None:
        """Write, and rest, and write."""
        while not self._leaving.is_set():
            provoked: tuple[str, str] | None = None
            with suppress(Empty):
                provoked = self._provoked.get(timeout=self._random.uniform(0.1, 1.2))
            if self._pause.is_set():
                self._resting.set()
                continue
            with suppress(httpx.HTTPError):
                self.write(*(provoked or self._choose()))

    def _choose(self) -> tuple[str, str]:
        session = self._random.choice(SHARED + FLEETING)
        if self._random.random() < 0.6:
            session = self._followed
        return session, self._random.choice(NAMES)

    def write(self, session: str, name: str) -> None:
        """Write a property, or delete it; what has expired it leaves at times, or begins anew."""
        until = self._ends.get(session, 0.0) if session in FLEETING else inf
        if until < time.monotonic() + 2.0:
            if self._random.random() < 0.4:
                self._ends[session] = until = time.monotonic() + self._random.randrange(8, 30)
                self._write_fleeting(session, NAMES, until)
            return
        if session in FLEETING:
            # Over v1 it would get the configured expiry.
            self._write_fleeting(session, [name], until)
            return
        where = f"/v1/account/{ACCOUNT}/{NAMESPACE}/{session}/properties/{name}"
        self.written += 1
        value = None if self._random.random() < 0.1 else f"b{self.written:05}z"
        begin = time.monotonic()
        answer = (
            self._client.delete(where) if value is None else self._client.put(where, json=value)
        )
        answer.raise_for_status()
        kind = Kind.DELETE if value is None else Kind.WRITE
        end = time.monotonic()
        self._history.add(Event(True, kind, session, {name: value}, begin, begin, end))

    def _write_fleeting(self, session: str, names: Iterable[str], until: float) -> None:
        """Write properties of a document that expires soon, as late as it would."""
        self.written += 1
        values = dict.fromkeys(names, f"b{self.written:05}z")
        begin = time.monotonic()
        create(self._client, session, values, max(1, round(until - begin)))
        end = time.monotonic()
        self._history.add(Event(True, Kind.WRITE, session, values, begin, begin, end, until=until))

    def provoke(self, event: Event | None) -> None:
        """Write at once where a write of the explorer got no answer, or did not arrive."""
        if (
            event is None
            or event.session not in SHARED + FLEETING
            or (event.done and event.delivered)
        ):
            return
        if event.kind in (Kind.WRITE, Kind.DELETE):
            for name in event.values:
                self._provoked.put((event.session, name))

    def follow(self, session: str) -> None:
        """Write most often where the user is, if that is a session that both write."""
        if session in SHARED + FLEETING:
            self._followed = session

    def pause(self) -> None:
        """Return when it rests; it doesn't write until it resumes. Raises TimeoutError."""
        self._resting.clear()
        self._pause.set()
        if not self._resting.wait(120):
            raise TimeoutError("The bot does not rest: the rig is broken.")

    def resume(self) -> None:
        """Let it write again."""
        self._pause.clear()

    def stop(self) -> None:
        """End it."""
        self._leaving.set()
        self.join(30)
        self._client.close()


@dataclass
class World:
    """Where the service is, straight and through the network, and what its truth is."""

    straight: str
    proxy: Proxy
    bot: Bot
    history: History
    ahead: timedelta

    def __post_init__(self) -> None:
        self._client = client(self.straight)

    def now(self) -> datetime:
        """Return the time on the service's clock."""
        return datetime.now(UTC) + self.ahead

    def document(self, session: str) -> dict[str, Any] | None:
        """Return a document as the service has it: `payload` and `ttl`; None if it is not there."""
        where = f"/v2/context/document/{ACCOUNT}/{NAMESPACE}/{session}"
        answer = self._client.get(where)
        if answer.status_code == 404:
            return None
        answer.raise_for_status()
        read: dict[str, Any] = answer.json()
        return read

    def expiry(self, session: str) -> datetime | None:
        """Return when a document expires."""
        document = self.document(session)
        return None if document is None else datetime.fromisoformat(document["ttl"])

    def replenish(self, random: Random) -> None:
        """Write the documents that are not there."""
        for session in (*SHARED, *QUIET):
            if self.document(session) is None:
                values = {name: f"at first {session} {name}" for name in NAMES}
                create(self._client, session, values, random.randrange(7_200, 864_000))

    def close(self) -> None:
        """End the rig's own connection."""
        self._client.close()


def client(url: str) -> httpx.Client:
    """Return a client that may use v1 and v2, and goes straight to the service."""
    headers = {"maven-api-key": OWN_CREDENTIALS["CCS_API_KEY"]}
    straight = httpx.Client(base_url=url, headers=headers, timeout=60, trust_env=False)
    login = straight.get(
        "/v2/authenticate/login",
        auth=(OWN_CREDENTIALS["CCS_USER"], OWN_CREDENTIALS["CCS_PASSWORD"]),
    )
    straight.headers["Authorization"] = login.json()["token"]
    return straight


def create(straight: httpx.Client, session: str, values: Mapping[str, str], seconds: int) -> None:
    """Write properties of a session, which then expires after `seconds`."""
    body = {
        "accountId": ACCOUNT, "nameSpace": NAMESPACE, "sessionId": session,
        "ttlSeconds": seconds, "payload": values,
    }  # fmt: skip
    straight.post("/v2/context/document/create", json=body).raise_for_status()


@contextmanager
def emulator(folder: Path, ahead: str) -> Iterator[str]:
    """Run the installed program's emulator on a file until the block is left; give its URL."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("CCS_")}
    offset = ["--clock-offset", ahead] if OFFSETS[ahead] else []
    process = subprocess.Popen(
        [PROGRAM, "emulator", "--port", "0", "--db", folder / "service.db", *offset],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=own,
    )
    try:
        said = read_until(process, "export CCS_PASSWORD")
        line = next(one for one in said.splitlines() if one.startswith("export CCS_URL="))
        yield line.removeprefix("export CCS_URL=")
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


@contextmanager
def world(folder: Path, seed: int, ahead: str | None = None) -> Iterator[World]:
    """Build a world from a seed, its bot still resting."""
    random = Random(f"world {seed}")
    drawn = random.choice([*OFFSETS])
    ahead = drawn if ahead is None else ahead
    history = History()
    with emulator(folder, ahead) as straight, proxy_thread(straight, seed=seed) as proxy:
        bot = Bot(straight, Random(f"bot {seed}"), history)
        proxy.listener = lambda exchange: bot.provoke(history.add_exchange(exchange))
        it = World(straight, proxy, bot, history, timedelta(seconds=OFFSETS[ahead]))
        it.replenish(random)
        bot.start()
        try:
            yield it
        finally:
            bot.stop()
            it.close()
