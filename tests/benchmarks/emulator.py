"""The emulator over HTTP, beside the same server answering a constant, in the same run."""

import json
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Thread
from urllib.parse import urlsplit

from tests.benchmarks.emulator_child import ACCOUNT, KEY, PASSWORD, SESSIONS, USER, session_id
from tests.benchmarks.table import Row, median

ROUNDS = 7
CALLS = 400
CONNECTIONS = 4
LOADED = 10_000
WHOLE = 100_000
LARGE = 800_000

_KEY = f"maven-api-key: {KEY}"


def measure() -> Iterator[Row]:
    """Yield the speed goals of the emulator; ratios are of the time a call takes."""
    with tempfile.TemporaryDirectory() as folder:
        with serving("constant") as constant, serving("emulator", Path(folder) / "a.db") as ours:
            yield from _measure_small(constant, ours)
            yield from _measure_pages(ours)
            yield from _measure_large(ours)
        with serving("emulator", Path(folder) / "b.db") as ours:
            yield from _measure_loading(ours)


def _measure_small(constant: str, ours: str) -> Iterator[Row]:
    below = f"/v1/account/{ACCOUNT}/bench/{session_id(7)}/properties"
    calls = {
        "a constant": lambda n: (constant, request("GET", "/", _KEY)),
        "a property": lambda n: (ours, request("GET", f"{below}/p0", _KEY)),
        "a small upsert": lambda n: (ours, request("PUT", f"{below}/p0", _KEY, f'"{n:08}"')),
    }
    taken: dict[str, list[float]] = {what: [] for what in calls}
    for _ in range(ROUNDS):
        for what, call in calls.items():
            taken[what].append(time_each(call, CALLS))
    base = median(taken["a constant"])
    yield Row("the server answers a constant", base * 1_000, None, "ms")
    for what, budget in (("a property", 2), ("a small upsert", 4)):
        each = median(taken[what])
        yield Row(f"{what}", each * 1_000, None, "ms")
        yield Row(f"{what}, to a constant", each / base, budget, "×")


def _measure_pages(ours: str) -> Iterator[Row]:
    def page(number: int) -> Callable[[int], tuple[str, bytes]]:
        path = f"/v1/account/{ACCOUNT}/bench/session-ids?perPage=100&page={number}"
        return lambda _: (ours, request("GET", path, _KEY))

    taken: dict[int, list[float]] = {0: [], 900: []}
    for _ in range(ROUNDS):
        for number, times in taken.items():
            times.append(time_each(page(number), 60))
    first, far = median(taken[0]), median(taken[900])
    yield Row(f"page 0 of {SESSIONS:,} sessions", first * 1_000, None, "ms")
    yield Row(f"page 900 of {SESSIONS:,} sessions, to page 0", far / first, 1.5, "×")


def _measure_large(ours: str) -> Iterator[Row]:
    random = Random(1)
    words = " ".join(f"{random.randrange(10**6)} \u05d0é" for _ in range(200))
    turn = {"role": "bot", "text": words, "at": 1.5, "read": True}
    turns = [turn] * (LARGE // len(json.dumps(turn, ensure_ascii=False)))
    payload = {"transcript": turns}
    text = json.dumps(payload, ensure_ascii=False)
    path = f"/v1/account/{ACCOUNT}/bench/large/properties"
    body = request("PATCH", path, _KEY, text)
    saved, plain = [], []
    for _ in range(ROUNDS):
        saved.append(time_each(lambda _: (ours, body), 1, connections=1))
        began = time.perf_counter()
        json.dumps(json.loads(text), ensure_ascii=False)
        plain.append(time.perf_counter() - began)
    yield Row(f"a save of {len(text):,} characters", median(saved) * 1_000, None, "ms")
    yield Row("that, to json.loads + json.dumps", median(saved) / median(plain), 5, "×")


def _measure_loading(ours: str) -> Iterator[Row]:
    credentials = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    login = request("GET", "/v2/authenticate/login", f"Authorization: Basic {credentials}")
    token = json.loads(ask(connect(ours), login))["token"]
    fill = "x" * 900

    def create(n: int) -> tuple[str, bytes]:
        body = {
            "accountId": ACCOUNT,
            "nameSpace": "load",
            "sessionId": session_id(n),
            "ttlSeconds": 3_600,
            "payload": {"intent": "rebook flight", "step": n, "text": fill},
        }
        head = f"Authorization: {token}"
        return ours, request("POST", "/v2/context/document/create", head, json.dumps(body))

    each = time_each(create, LOADED)
    what = f"{WHOLE:,} sessions of 1 kB through v2 (by {LOADED:,})"
    yield Row(what, each * WHOLE, 120, "s")


# ── a client that costs next to nothing ────────────────────────────────────────────────────────


def request(method: str, path: str, head: str, body: str = "") -> bytes:
    """Return the bytes of a request."""
    content = body.encode()
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        head,
        f"Content-Length: {len(content)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def connect(url: str) -> socket.socket:
    """Return a connection to a server."""
    parts = urlsplit(url)
    connection = socket.create_connection((parts.hostname, parts.port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def ask(connection: socket.socket, message: bytes) -> bytes:
    """Send a request and return the body of the answer, which must be a success."""
    connection.sendall(message)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65_536)
    head, _, body = answer.partition(b"\r\n\r\n")
    if head[9:10] != b"2":
        raise RuntimeError(f"The server refused: {head.decode()} {body.decode()}")
    length = next(
        (int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"),
        0,
    )
    while len(body) < length:
        body += connection.recv(65_536)
    return body


def time_each(
    call: Callable[[int], tuple[str, bytes]], calls: int, connections: int = CONNECTIONS
) -> float:
    """Return the seconds that each of so many calls takes, some of them at the same time."""
    url, _ = call(0)

    def work(first: int) -> None:
        with connect(url) as connection:
            for n in range(first, calls, connections):
                ask(connection, call(n)[1])

    threads = [Thread(target=work, args=(first,)) for first in range(connections)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return (time.perf_counter() - began) / calls


@contextmanager
def serving(what: str, *arguments: Path) -> Iterator[str]:
    """Run a server in a process of its own; yield its URL."""
    command = [sys.executable, "-m", "tests.benchmarks.emulator_child", what, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.kill()
