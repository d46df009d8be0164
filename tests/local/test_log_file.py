"""The file of the log: private, bounded, a line for each thing, and never in the way."""

import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ccs_tui.local import log_file
from ccs_tui.local.log_file import LogFileError, close_log, open_log
from ccs_tui.model.log import LOG


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    close_log()
    assert len(LOG.handlers) == 1


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_line_has_its_time_and_process(tmp_path: Path) -> None:
    path = open_log(str(tmp_path / "run.log"))
    LOG.info("GET %s: %d", "/v1/account/le1", 200)
    stamp = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
    assert re.fullmatch(rf"{stamp} {os.getpid()} INFO GET /v1/account/le1: 200\n", path.read_text())


def test_it_is_private_whatever_was_there_before(tmp_path: Path) -> None:
    path = tmp_path / "run.log"
    path.write_text("before\n")
    path.chmod(0o644)
    open_log(str(path))
    LOG.info("after")
    assert mode(path) == 0o600
    assert path.read_text().startswith("before\n")


def test_it_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "BYTES", 1_000)
    path = open_log(str(tmp_path / "run.log"))
    for number in range(200):
        LOG.info("line %d", number)
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["run.log", "run.log.1", "run.log.2", "run.log.3"]
    assert all(mode(file) == 0o600 and file.stat().st_size <= 1_000 for file in files)
    assert "line 199" in path.read_text()


def test_nothing_in_a_line_begins_another_or_acts_on_a_terminal(tmp_path: Path) -> None:
    path = open_log(str(tmp_path / "run.log"))
    LOG.info("name %s", "a\nb\x1b[31m\r")
    assert len(path.read_text().splitlines()) == 1
    assert "\x1b" not in path.read_text()


def test_the_text_of_an_exception_stays_out(tmp_path: Path) -> None:
    path = open_log(str(tmp_path / "run.log"))
    try:
        raise ValueError("shh-value")
    except ValueError:
        LOG.exception("it failed")
    assert path.read_text().endswith("ERROR it failed\n")


def test_what_libraries_log_stays_out(tmp_path: Path) -> None:
    path = open_log(str(tmp_path / "run.log"))
    for name in ("httpx", "httpcore", "asyncio", ""):
        logging.getLogger(name).critical("shh")
    assert path.read_text() == ""


@pytest.mark.parametrize("name", ["missing/run.log", ".", "pipe", "link", "a\0b", "/dev/tty"])
def test_a_file_that_can_be_none_is_told(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    Path("link").symlink_to("elsewhere")
    with pytest.raises(LogFileError, match=r"no log can be written there: .*\. Name another file"):
        open_log(name)
    assert not Path("elsewhere").exists()


def test_a_full_disk_is_in_nobodys_way(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    open_log(str(tmp_path / "run.log"))
    handler = LOG.handlers[-1]
    assert isinstance(handler, logging.StreamHandler)
    handler.stream.close()
    handler.stream = open("/dev/full", "w")  # noqa: SIM115, PTH123
    LOG.info("lost")
    assert capfd.readouterr() == ("", "")


def test_without_a_file_nothing_is_written(capfd: pytest.CaptureFixture[str]) -> None:
    LOG.error("nobody asked")
    assert capfd.readouterr() == ("", "")
