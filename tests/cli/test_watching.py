"""The commands that watch and expect, against an emulator on loopback."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from ccs_tui.emulator.testing import running_emulator
from ccs_tui.model.document import Document
from ccs_tui.workspace.sweeper import Sweeper
from tests.cli.conftest import Shell, objects

pytestmark = pytest.mark.usefixtures("no_pauses")


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("watch_seconds = 0.5\n")
    monkeypatch.setenv("CCS_CONFIG_DIR", str(tmp_path))


def then(shell: Shell, monkeypatch: pytest.MonkeyPatch, reads: int, **values: Any) -> None:
    """Have somebody write to s1 after it was read so often."""
    store = shell.emulator.store
    read, left = store.read, [reads]

    def counted(key: Any) -> Document | None:
        found: Document | None = read(key)
        left[0] -= 1
        if left[0] == 0:
            shell.put(**values)
        return found

    monkeypatch.setattr(store, "read", counted)


@pytest.mark.usefixtures("often")
def test_it_waits_for_a_document_that_is_not_there_yet(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    then(shell, monkeypatch, 2, intent="refund")
    result = shell("watch", "bot/s1", "--until", 'intent == "refund"', "--timeout", "60s")
    assert result.exit_code == 0, result.stderr
    first, step = objects(result)
    # Nobody is known to have done what a first reading finds.
    assert (first["exists"], first["cause"]) == (False, None)
    assert (step["changed"], step["exists"], step["cause"]) == (
        {"intent": "refund"},
        True,
        "others",
    )


def test_what_is_true_already_needs_no_waiting(shell: Shell) -> None:
    shell.put(done=True)
    assert shell("watch", "bot/s1", "--until", "done").exit_code == 0
    assert shell("watch", "bot/s1", "--until", "done").exit_code == 0
    failed = shell("watch", "bot/s1", "--until", "done", "--fail-if", "done")
    assert (failed.exit_code, failed.stderr) == (4, "Error: done is true of s1.\n")


def test_what_does_not_come_in_time_is_unmet(shell: Shell) -> None:
    shell.put(done=False)
    result = shell("watch", "bot/s1", "--until", "done", "--timeout", "1s")
    assert result.exit_code == 4
    assert result.stderr == "Error: done was not true of s1 within 1 s.\n"
    assert [step["changed"] for step in objects(result)] == [{"done": False}]
    assert shell("watch", "bot/s1", "--timeout", "1s").exit_code == 0
    assert shell("watch", "bot/s1", "--until", "]").exit_code == 2


def test_a_condition_that_can_be_asked_of_no_document_is_told(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A misspelt one would read as if nothing fits."""
    for session in ("s1", "s2"):
        shell.put(session, text="x")
    why = "abs() takes number, not string"
    found = shell("search", "bot", "where:abs(text)")
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr == f"Error: where: could be asked of no document: {why}.\n"
    waited = shell("watch", "bot/s1", "--until", "abs(text)", "--timeout", "1s")
    assert waited.exit_code == 4
    assert waited.stderr == f"Error: abs(text) was not true of s1 within 1 s: {why}.\n"
    watched = shell("watch", "bot/s1", "--fail-if", "abs(text)", "--timeout", "1s")
    assert (watched.exit_code, watched.stderr) == (
        1, f"Error: --fail-if could not be asked of s1: {why}.\n"
    )  # fmt: skip
    met = shell("watch", "bot/s1", "--until", "text", "--fail-if", "abs(text)")
    assert (met.exit_code, met.stderr) == (0, f"--fail-if could not be asked of s1: {why}.\n")
    # That a document is not there is an answer, and so is one reading of it.
    away = shell("watch", "bot/nowhere", "--fail-if", "abs(text)", "--timeout", "1s")
    assert (away.exit_code, away.stderr) == (0, "")
    swept: list[int] = []
    sweep = Sweeper.sweep

    async def counted(sweeping: Sweeper) -> None:
        if len(swept) == 3:
            raise KeyboardInterrupt
        swept.append(1)
        await sweep(sweeping)

    monkeypatch.setattr(Sweeper, "sweep", counted)
    recorded = shell("record", "bot", "--match", "abs(text)", "--every", "1s")
    assert recorded.stderr.count(f"--match could be asked of no document so far: {why}.") == 1
    # One that fits some documents has an answer.
    shell.put("s3", text=1)
    assert "could be asked" not in shell("search", "bot", "where:abs(text)").stderr


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "expected.toml"


def test_each_expectation_has_a_line(shell: Shell, file: Path) -> None:
    shell.put(intent="refund", turn=3)
    file.write_text(
        'expect = ["intent == \'refund\'", "turn > `5`"]\n'
        '[documents]\n"bot/s2" = ["intent"]\n"bot/s1" = ["turn"]\n'
    )
    junit = file.with_suffix(".xml")
    result = shell("expect", str(file), "bot/s1", "--junit", str(junit))
    assert result.exit_code == 4
    assert [(each["condition"], each["isMet"]) for each in objects(result)] == [
        ("intent == 'refund'", True), ("turn > `5`", False), ("turn", True), ("intent", False),
    ]  # fmt: skip
    assert "2 expectations of 4 not met. The first: turn > `5` of bot/s1: it is not true" in (
        result.stderr
    )
    suite = ET.parse(junit).getroot()  # noqa: S314  # it is our own
    assert (suite.get("tests"), suite.get("failures")) == ("4", "2")
    failures = [case.find("failure") for case in suite]
    assert [f.get("message") for f in failures if f is not None] == [
        "it is not true", "the document is not there",
    ]  # fmt: skip
    file.write_text("expect = [\"intent == 'refund'\"]")
    assert shell("expect", str(file), "bot/s1").exit_code == 0


@pytest.mark.usefixtures("often")
def test_it_waits_until_all_is_true_and_names_the_step_that_broke_it(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    then(shell, monkeypatch, 2, intent="refund")
    file.write_text("expect = [\"intent == 'refund'\"]")
    assert shell("expect", str(file), "bot/s1", "--within", "60s").exit_code == 0
    shell.put(intent="other")
    result = shell("expect", str(file), "bot/s1", "--within", "1s")
    assert result.exit_code == 4
    (checked,) = objects(result)
    assert checked["step"] is not None
    assert f"it broke at step {checked['step']}" in result.stderr


def test_a_login_that_is_refused_is_not_waited_for(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    monkeypatch.setenv("CCS_PASSWORD", "wrong")
    monkeypatch.delenv("CCS_API_KEY")
    file.write_text('expect = ["intent"]')
    result = shell("expect", str(file), "bot/s1", "--within", "2s")
    assert (result.exit_code, result.stdout) == (1, "")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("expect = [", "is not TOML"),
        ("expect = 1", "expect: it is a list of conditions"),
        ('expect = ["]"]', "expect: the expression ']'"),
        ("other = 1", "other: there are expect"),
        ("", "expects nothing"),
        (None, "can't be read: no such file"),
    ],
)
def test_a_file_that_can_not_be_used_is_named(
    shell: Shell, file: Path, text: str | None, sentence: str
) -> None:
    if text is not None:
        file.write_text(text)
    result = shell("expect", str(file), "bot/s1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert str(file) in result.stderr
    assert sentence in result.stderr


def test_a_document_has_to_be_named(shell: Shell, file: Path) -> None:
    file.write_text('expect = ["a"]')
    assert shell("expect", str(file)).exit_code == 2
    file.write_text('[documents]\nnonsense = ["a"]')
    assert shell("expect", str(file)).exit_code == 2


def pump(source: socket.socket, target: socket.socket) -> None:
    with source, suppress(OSError):
        while chunk := source.recv(65_536):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def late(url: str, refused: int) -> Iterator[str]:
    """Stand before a service, and hang up so many times before it lets anybody through."""
    port = int(url.rpartition(":")[2])

    def serve() -> None:
        left = refused
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                left -= 1
                if left >= 0:
                    client.close()
                    continue
                service = socket.create_connection(("127.0.0.1", port))
                for pair in ((client, service), (service, client)):
                    Thread(target=pump, args=pair, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.mark.usefixtures("often")
def test_a_service_that_is_away_is_tried_until_the_time_is_up(
    shell: Shell, file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CCS_URL", f"http://127.0.0.1:{free_port()}")
    results = tmp_path / "results.xml"
    (file := tmp_path / "one.toml").write_text('expect = ["intent"]\n')
    expected = shell("expect", str(file), "bot/s1", "--within", "2s", "--junit", str(results))
    assert expected.exit_code == 1
    (line,) = objects(expected)
    assert line["problem"] == "its document could not be read within 2 s"
    assert expected.stderr.count("It is tried again.") == 1
    assert "Traceback" not in expected.stderr
    suite = ET.parse(results).getroot()  # noqa: S314  # it was just written
    assert (suite.get("failures"), suite.get("errors")) == ("0", "1")
    awaited = shell("watch", "bot/s1", "--until", "intent", "--timeout", "2s")
    assert (awaited.exit_code, awaited.stdout) == (1, "")
    assert "s1 could not be read within 2 s." in awaited.stderr


@pytest.mark.usefixtures("often")
def test_a_service_that_comes_late_is_waited_for(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As in CI, where the emulator is started beside the test."""
    shell.put(intent="refund")
    (file := tmp_path / "one.toml").write_text('expect = ["intent"]\n')
    with late(shell.emulator.url, 4) as url:
        monkeypatch.setenv("CCS_URL", url)
        result = shell("expect", str(file), "bot/s1", "--within", "30s")
    assert (result.exit_code, objects(result)[0]["isMet"]) == (0, True), result.stderr


@pytest.mark.parametrize("options", [[], ["--within", "20s"]])
def test_an_address_in_the_file_names_its_own_profile(
    shell: Shell, options: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shell.put(intent="refund")
    with running_emulator() as other:
        elsewhere = Shell(other)
        elsewhere.put(intent="rebook")
        (tmp_path / "settings.toml").write_text(
            f'[profiles.lab]\naccount = "{other.account}"\nurl = "{other.url}"\n'
            f'user = "{other.user}"\n'
        )
        monkeypatch.setenv("CCS_CONFIG_DIR", str(tmp_path))
        (file := tmp_path / "all.toml").write_text(
            '[documents]\n"bot/s1" = ["intent == \'refund\'"]\n'
            '"ccs:lab/bot/s1" = ["intent == \'rebook\'"]\n'
        )
        result = shell("expect", str(file), *options)
    assert result.exit_code == 0, result.stderr
    assert [each["isMet"] for each in objects(result)] == [True, True]


def test_a_name_in_the_file_that_is_no_document_is_told(shell: Shell, tmp_path: Path) -> None:
    (file := tmp_path / "all.toml").write_text('[documents]\n"s1" = ["a"]\n')
    result = shell("expect", str(file))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "In the file, s1: a document reads namespace/session" in result.stderr
