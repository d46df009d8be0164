"""Tables for people: each line fits the terminal, whatever is in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.cli.table import LEAST, fitting_widths, text_cells, write_table
from tests.cli.conftest import Shell

ID = "3f2c9d1e-7b0a-4d52-9c1e-5a7f0e3b6d18"


@given(st.lists(st.integers(1, 120), min_size=1, max_size=6), st.integers(40, 200))
def test_the_widths_fit_and_none_gets_wider(widths: list[int], room: int) -> None:
    fitted = fitting_widths(widths, room)
    assert all(after <= before for after, before in zip(fitted, widths, strict=True))
    assert sum(fitted) <= max(room, LEAST * len(widths))
    if sum(widths) <= room:
        assert fitted == widths


@pytest.mark.usefixtures("on_terminal")
@pytest.mark.parametrize("columns", [80, 140])
def test_no_line_of_a_command_is_wider_than_the_terminal(
    shell: Shell, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    long = "a name that is as long as some bots make them, and then " * 3
    shell.put(ID, intent="漢字" * 60)
    shell.put_text(long, f'[{{"x": "{long}"}}]', ID)
    shell.put("s2", a=1)
    shell("set", f"bot/{ID}", "a:=2")
    for command in (
        ("ls",), ("ls", "bot", ID), ("summary", "bot"), ("conversation", ID), ("journal", "--all"),
    ):  # fmt: skip
        result = shell(*command)
        assert result.exit_code == 0, result.stderr
        assert max(map(text_cells, result.stdout.splitlines())) <= columns, command
    # An id is whole, as long as what is beside it can be cut.
    assert ID in shell("conversation", ID).stdout


def test_where_there_is_no_terminal_lines_are_as_long_as_they_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_table(("name", "value"), [(ID, "x" * 100)], right=())
    assert f"{ID}  {'x' * 100}" in capsys.readouterr().out
