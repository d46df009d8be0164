"""An SQLite of a long-term distribution is enough, and one that is not is named."""

import re
import sqlite3
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import ccs_tui
from ccs_tui.cli import main
from ccs_tui.model.connection import Connection
from ccs_tui.model.secret import Secret
from ccs_tui.model.sqlite_version import sqlite_problem
from ccs_tui.ui.start import StartError, check

NEWER = {
    "STRICT tables, 3.37": r"\)\s*STRICT\b",
    "RETURNING, 3.35": r"\w+ RETURNING \w+",
    "DO UPDATE without the columns that conflict, 3.35": r"ON CONFLICT\W+DO UPDATE",
    "sqlite_schema, 3.33": r"\bsqlite_schema\b",
    "UPDATE FROM, 3.33": r"UPDATE \w+ SET [^\"();]* FROM \w+ WHERE",
    "DROP COLUMN, 3.35": r"\bDROP COLUMN\b",
    "FILTER, 3.30": r"\bFILTER \(",
    "NULLS FIRST, 3.30": r"\bNULLS (?:FIRST|LAST)\b",
    "iif, 3.32": r"\biif\(",
    "MATERIALIZED, 3.35": r"\bMATERIALIZED\b",
    "IS DISTINCT FROM, 3.39": r"\bIS (?:NOT )?DISTINCT\b",
    "VACUUM INTO, 3.27": r"\bVACUUM INTO\b",
    "GENERATED columns, 3.31": r"\bGENERATED ALWAYS\b",
}
STATEMENTS = [
    path.relative_to(Path(ccs_tui.__file__).parent)
    for path in Path(ccs_tui.__file__).parent.rglob("*.py")
    if re.search(r"^import sqlite3", path.read_text(), re.MULTILINE)
]


@pytest.mark.parametrize("path", STATEMENTS, ids=str)
def test_no_statement_needs_a_newer_one(path: Path) -> None:
    text = (Path(ccs_tui.__file__).parent / path).read_text()
    # Comments, and what is joined from several literals.
    text = re.sub(r"#.*", "", text)
    text = re.sub(r"\"\s*f?\"", "", text)
    assert [what for what, pattern in NEWER.items() if re.search(pattern, text)] == []


def test_there_are_statements_to_look_at() -> None:
    assert len(STATEMENTS) >= 6


@pytest.fixture
def an_old_one(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.7.17")
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 7, 17))
    return "This Python has SQLite 3.7.17; ccs-tui needs 3.25 or newer."


def test_this_one_will_do() -> None:
    assert sqlite_problem() is None


def test_one_that_is_too_old_is_named_by_the_emulator(an_old_one: str) -> None:
    result = CliRunner().invoke(main, ["emulator", "--port", "0"])
    assert result.exit_code == 1
    assert an_old_one in result.output


async def test_one_that_is_too_old_is_named_by_the_explorer(an_old_one: str) -> None:
    connection = Connection.to("http://a.invalid", "1", api_key=Secret("k"))
    with pytest.raises(StartError, match=re.escape(an_old_one)):
        await check(connection)


def test_a_python_without_sqlite_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    assert "was built without SQLite" in (sqlite_problem() or "")
