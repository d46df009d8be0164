"""The report of a bug: where it happened, in a private file, and no value."""

from pathlib import Path

import pytest

from ccs_tui.workspace import bug_report
from ccs_tui.workspace.bug_report import REPORTS_KEPT, write_report

PLANTED = "shh-planted"


def fail(value: str) -> None:
    try:
        {"": ""}[value]
    except KeyError:
        raise ExceptionGroup(value, [ValueError(value), OSError(value)]) from RuntimeError(value)


def bug() -> BaseException:
    with pytest.raises(ExceptionGroup) as caught:
        fail(PLANTED)
    caught.value.add_note(PLANTED)
    return caught.value


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(bug_report, "_written", {})
    return {"CCS_STATE_DIR": str(tmp_path / "state"), "CCS_API_KEY": PLANTED, "TERM": "vt100"}


def test_it_has_kinds_places_and_versions_and_no_value(environment: dict[str, str]) -> None:
    path = write_report(bug(), environment)
    assert path is not None
    text = path.read_text()
    assert "builtins.ExceptionGroup" in text
    assert "  with builtins.ValueError" in text
    assert "caused by\nbuiltins.RuntimeError" in text
    assert "test_bug_report.py:" in text
    assert " in fail\n" in text
    assert "\nccs-tui " in text
    assert "\nTERM=vt100\n" in text
    assert PLANTED not in text
    assert str(Path(__file__).parent) not in text
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_bug_that_repeats_itself_has_one(environment: dict[str, str]) -> None:
    error = bug()
    assert write_report(error, environment) == write_report(error, environment)


def test_the_newest_are_kept(environment: dict[str, str]) -> None:
    folder = Path(environment["CCS_STATE_DIR"]) / "reports"
    folder.mkdir(parents=True)
    for number in range(REPORTS_KEPT + 5):
        (folder / f"2020{number:04}.txt").touch()
    path = write_report(bug(), environment)
    kept = sorted(folder.iterdir())
    assert len(kept) == REPORTS_KEPT
    assert kept[-1] == path


def test_where_it_cant_be_written_there_is_none(environment: dict[str, str]) -> None:
    assert write_report(bug(), {**environment, "CCS_STATE_DIR": "/dev/null/state"}) is None


def test_a_cause_of_itself_ends(environment: dict[str, str]) -> None:
    error = ValueError()
    error.__cause__ = other = TypeError()
    other.__cause__ = error
    assert write_report(error, environment) is not None
