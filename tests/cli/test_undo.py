"""`ccs-tui undo` of an operation on many documents: as one on few, one document after another."""

import os
from contextlib import closing
from pathlib import Path

import pytest

from ccs_tui.local.journal import Kind, Outcome
from ccs_tui.local.paths import state_dir
from ccs_tui.local.state import State
from tests.cli.conftest import Shell, objects

MANY = ("s1", "s2", "s3", "s4", "s5")


@pytest.fixture(params=[MANY[:2], MANY], ids=["few", "many"])
def imported(request: pytest.FixtureRequest, shell: Shell, tmp_path: Path) -> tuple[str, ...]:
    """Documents that an import changed, and the last one that it made."""
    sessions: tuple[str, ...] = request.param
    for session in sessions:
        shell.put(session, 3_600, a=2)
    file = str(tmp_path / "bot.ndjson")
    assert shell("export", "bot", "-o", file).exit_code == 0
    for session in sessions:
        shell.put(session, 3_600, a=1)
    shell.emulator.store.delete_document(shell.key(sessions[-1]))
    assert shell("import", file).exit_code == 0
    return sessions


def test_json_has_an_object_for_each_document(shell: Shell, imported: tuple[str, ...]) -> None:
    done = shell("undo", "--json")
    assert done.exit_code == 0, done.stderr
    saved = {each["session"]: each for each in objects(done)}
    assert sorted(saved) == sorted(imported)
    last = imported[-1]
    assert [saved[session]["saved"] for session in imported[:-1]] == [["a"]] * (len(imported) - 1)
    assert (saved[last]["isDeleted"], shell.stored(last)) == (True, None)
    assert [shell.stored(session) for session in imported[:-1]] == [{"a": "1"}] * (
        len(imported) - 1
    )
    assert shell("undo").exit_code == 3


def test_a_dry_run_says_what_the_undo_then_does(shell: Shell, imported: tuple[str, ...]) -> None:
    would = {each["session"]: each for each in objects(shell("undo", "--dry-run", "--json"))}
    assert shell.stored() == {"a": "2"}
    did = {each["session"]: each for each in objects(shell("undo", "--json"))}
    assert would.keys() == did.keys()
    for session, each in did.items():
        assert each["isDeleted"] == (would[session]["calls"] == ["delete document"])
        assert each["saved"] == list(would[session]["saved"])


def test_what_others_changed_is_left_alone_and_named(shell: Shell, tmp_path: Path) -> None:
    for session in MANY:
        shell.put(session, 3_600, a=1)
    shell("export", "bot", "-o", str(tmp_path / "bot.ndjson"))
    shell("import", str(tmp_path / "bot.ndjson"), "--map", "bot=copy")
    shell("set", "copy/s2", "a:=3")
    operation = objects(shell("journal", "--json"))[-1]["operation"]
    for options in (["--dry-run"], []):
        left = shell("undo", operation, *options)
        assert left.exit_code == 5
        assert "copy/s2: Others changed it since." in left.stderr
        assert "1 document left as it is." in left.stderr
        assert "Restored" not in left.stdout
    assert shell.stored("s2", "copy") == {"a": "3"}
    assert shell.stored("s1", "copy") is None


def test_what_is_as_before_already_is_undone_and_not_offered_again(
    shell: Shell, imported: tuple[str, ...]
) -> None:
    for session in imported[:-1]:
        shell.put(session, 3_600, a=1)
    shell.emulator.store.delete_document(shell.key(imported[-1]))
    done = shell("undo", "--json")
    assert (done.exit_code, done.stdout) == (0, "")
    assert shell("undo").exit_code == 3


@pytest.mark.parametrize(
    "last",
    [["ttl", "bot/s1", "5h"], ["set", "bot/s1", "a:=2", "--ttl", "5h"], ["set", "bot/s1", "c:=2"],
     ["rm", "bot/s1", "a"]],
    ids=" ".join,
)  # fmt: skip
def test_a_document_that_has_gone_since_is_not_made_without_its_properties(
    shell: Shell, last: list[str]
) -> None:
    shell.put("s1", 3_600, a=1, b=1)
    assert shell(*last).exit_code == 0
    shell.emulator.store.delete_document(shell.key())  # as when it expires
    for arguments in (["undo", "--dry-run"], ["undo"], ["undo"]):
        result = shell(*arguments)
        assert shell.stored() is None
        if "--dry-run" not in arguments:
            assert (result.exit_code, result.stdout) == (1, "")
            assert "s1 expired or was deleted since" in result.stderr


def test_of_two_documents_the_one_that_is_gone_is_left_out(shell: Shell, tmp_path: Path) -> None:
    file = str(tmp_path / "bot.ndjson")
    for session in ("s1", "s2"):
        shell.put(session, 3_600, a=1)
    shell("export", "bot", "-o", file)
    for session in ("s1", "s2"):
        shell.put(session, 3_600, a=2, b=2)
    assert shell("import", file).exit_code == 0
    shell.emulator.store.delete_document(shell.key("s2"))
    for options in (["--dry-run"], []):
        partly = shell("undo", *options)
        assert partly.exit_code == 5
        assert "s2 expired or was deleted since" in partly.stderr
    assert (shell.stored("s1"), shell.stored("s2")) == ({"a": "2", "b": "2"}, None)


def test_one_that_is_gone_is_not_noted_as_undone_beside_one_that_is_back(
    shell: Shell, tmp_path: Path
) -> None:
    file = str(tmp_path / "bot.ndjson")
    for session in ("s1", "s2"):
        shell.put(session, 3_600, a=1)
    shell("export", "bot", "-o", file)
    for session in ("s1", "s2"):
        shell.put(session, 3_600, a=2)
    assert shell("import", file).exit_code == 0
    shell.put("s1", a=2)
    shell.emulator.store.delete_document(shell.key("s2"))
    assert shell("undo").exit_code == 5
    listed = objects(shell("journal", "--json"))
    (note,) = (each for each in listed if each["undoes"] is not None)
    assert note["note"] == "it was already as before; nothing was sent"
    undone = {each["session"]: each["undoneBy"] for each in listed if each["undoes"] is None}
    assert undone == {"s1": note["id"], "s2": None}


def test_what_was_done_to_a_namespace_is_left_to_the_explorer_with_the_way_past_it(
    shell: Shell,
) -> None:
    shell.put("s1", 3_600, a=1)
    (saved,) = objects(shell("set", "bot/s1", "a:=2", "--json"))
    with closing(State.open(state_dir(os.environ) / "state.db")) as state:
        (entry,) = state.journal.entries()
        made = state.journal.record(
            operation="made", profile=entry.profile, account=entry.account, namespace="new",
            session=None, kind=Kind.CREATE_NAMESPACE, before={}, after={},
        )  # fmt: skip
        state.journal.answer(made, Outcome.DONE)
    stopped = shell("undo")
    assert stopped.exit_code == 1
    assert "made was done to a namespace: undo it in the explorer" in stopped.stderr
    way_past = f"ccs-tui undo {saved['operation']} undoes the write before it."
    assert way_past in " ".join(stopped.stderr.split())
    assert "before it." not in shell("undo", "made").stderr
    assert shell("undo", saved["operation"]).exit_code == 0
    assert shell.stored() == {"a": "1"}
