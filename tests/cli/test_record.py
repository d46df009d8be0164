"""`ccs-tui record`, against an emulator on loopback; the sweeps are in `tests/workspace`."""

import pytest

from ccs_tui.workspace.sweeper import Sweeper
from tests.cli.conftest import Shell, objects

pytestmark = pytest.mark.usefixtures("no_pauses")


def test_what_matches_is_recorded_into_the_timeline(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.put("s1", intent="refund")
    shell.put("s2", intent="other")
    swept: list[int] = []
    sweep = Sweeper.sweep

    async def counted(sweeping: Sweeper) -> None:
        if len(swept) == 2:
            raise KeyboardInterrupt
        if swept:
            shell.put("s1", intent="booked")
        swept.append(1)
        await sweep(sweeping)

    monkeypatch.setattr(Sweeper, "sweep", counted)
    result = shell("record", "bot", "--match", 'intent == "refund"', "--every", "1s")
    assert result.exit_code == 130
    assert "2 steps of bot recorded." in result.stderr
    (line,) = objects(result)
    assert (line["namespace"], line["followed"], line["steps"]) == ("bot", 1, 1)
    ticket = shell("ticket", "bot/s1").stdout
    assert "booked" in ticket
    assert "refund" in ticket


def test_it_can_not_do_both(shell: Shell) -> None:
    assert shell("record", "bot", "--session", "s1", "--match", "a").exit_code == 2
    for wrong in ("]", "size(a)", "length(a, b)"):
        assert shell("record", "bot", "--match", wrong).exit_code == 2


def test_a_condition_that_fits_no_document_yet_is_told_once_and_goes_on(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.put("s1", intent="refund")
    swept: list[int] = []
    sweep = Sweeper.sweep

    async def counted(sweeping: Sweeper) -> None:
        if len(swept) == 2:
            raise KeyboardInterrupt
        if swept:
            shell.put("s1", slots={"from": "TLV"})
        swept.append(1)
        await sweep(sweeping)

    monkeypatch.setattr(Sweeper, "sweep", counted)
    result = shell("record", "bot", "--match", "length(slots) == `1`", "--every", "1s")
    assert result.exit_code == 130
    assert result.stderr.count("--match could be asked of no document so far") == 1
    assert "TLV" in shell("ticket", "bot/s1").stdout


def test_sessions_that_are_named_are_watched(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.put("s1", intent="refund")
    lines: list[tuple[object, ...]] = []

    def line(*told: object) -> None:
        lines.append(told)
        raise KeyboardInterrupt

    monkeypatch.setattr("ccs_tui.cli.record._line", line)
    ended = shell("record", "bot", "--session", "s1")
    assert ended.exit_code == 130
    assert "1 step of bot recorded." in ended.stderr
    assert lines == [("bot", 1, 1, 1, True)]
    assert "refund" in shell("ticket", "bot/s1").stdout


def test_a_namespace_that_is_not_known_is_refused(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def swept(_: Sweeper) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Sweeper, "sweep", swept)
    misspelt = shell("record", "bto")
    assert (misspelt.exit_code, misspelt.stdout) == (3, "")
    assert "There is nothing in bto" in misspelt.stderr


def test_a_connection_that_can_not_list_sweeps_nothing(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sweeper, "sweep", None)
    monkeypatch.delenv("CCS_API_KEY")
    blind = shell("record", "bot")
    assert (blind.exit_code, blind.stdout) == (1, "")
    assert "can't list" in blind.stderr
    assert "--session" in blind.stderr
