"""Commands against an emulator on loopback, which the environment points to."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ccs_tui.cli import main
from ccs_tui.emulator.testing import RunningEmulator, running_emulator
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.names import DocumentKey
from tests import virtual_time

NAMESPACE = "bot"


def runner() -> CliRunner:
    """Return a runner that keeps stderr apart: click 8.1 has to be told, and 8.2 always does."""
    is_told = "mix_stderr" in signature(CliRunner).parameters
    options: dict[str, Any] = {"mix_stderr": False} if is_told else {}
    return CliRunner(**options)


@dataclass
class Shell:
    """Runs commands in this process; its output is no terminal."""

    emulator: RunningEmulator

    def __call__(self, *arguments: str, input: str | None = None) -> Result:
        return runner().invoke(main, arguments, input=input)

    def key(self, session: str | None = "s1", namespace: str = NAMESPACE) -> DocumentKey:
        return DocumentKey(self.emulator.account, namespace, session)

    def put(self, session: str | None = "s1", /, ttl: int | None = None, **values: Any) -> None:
        payload = {name: encode(value) for name, value in values.items()}
        self.emulator.store.upsert(self.key(session), payload, ttl)

    def put_text(self, name: str, text: str, session: str | None = "s1") -> None:
        self.emulator.store.upsert(self.key(session), {name: JsonText(text)}, None)

    def stored(self, session: str | None = "s1", namespace: str = NAMESPACE) -> Any:
        document = self.emulator.store.read(self.key(session, namespace))
        return None if document is None else dict(document.properties)


def objects(result: Result) -> list[Any]:
    """Return the objects of an output in lines of JSON."""
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Shell]:
    with running_emulator() as emulator:
        emulator.store.create_namespace(emulator.account, NAMESPACE, None)
        for name in ("CCS_PROFILE", "CCS_REGION", "CCS_TOKEN", "CCS_READ_ONLY", "NO_COLOR"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {
            "CCS_URL": emulator.url,
            "CCS_ACCOUNT": emulator.account,
            "CCS_API_KEY": emulator.key,
            "CCS_USER": emulator.user,
            "CCS_PASSWORD": emulator.password,
        }.items():
            monkeypatch.setenv(name, value)
        yield Shell(emulator)


@pytest.fixture
def on_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have commands write as to a person at a terminal."""
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)


@pytest.fixture
def no_pauses(shell: Shell) -> Iterator[None]:
    """Let the commands of a test wait for the service, and not for the clock."""
    with virtual_time.without_pauses():
        yield
