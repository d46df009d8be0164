"""The commands that write files and read them: export, import and ticket."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from ccs_tui.model.json_text import JsonText
from ccs_tui.workspace import import_plan
from tests.cli.conftest import Shell, objects


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bot.ndjson.gz"


def test_what_is_exported_comes_back_and_only_what_differs_is_sent(
    shell: Shell, file: Path
) -> None:
    for session in ("s1", "s2", "s3"):
        shell.put(session, 3_600, a=session, b=[1.0])
    done = shell("export", "bot", "-o", str(file), "--json")
    assert done.exit_code == 0, done.stderr
    assert objects(done)[0]["documents"] == 3
    shell.put("s1", a="by now")
    shell("rm", "bot/s2")
    (would,) = objects(shell("import", str(file), "--dry-run", "--json"))
    assert (would["new"], would["replaces"], would["same"], would["expired"]) == (1, 1, 1, 0)
    assert shell.stored("s2") is None
    assert shell("import", str(file)).stdout == (
        "Wrote 2 documents; 1 the same already, 0 expired since.\n"
    )
    assert shell.stored("s1") == {"a": '"s1"', "b": "[1.0]"}
    assert shell.stored("s2") == {"a": '"s2"', "b": "[1.0]"}
    assert shell("import", str(file)).stdout.startswith("Wrote 0 documents; 3 the same")
    assert shell("undo").exit_code == 0
    assert shell.stored("s1") == {"a": '"by now"', "b": "[1.0]"}


def test_single_documents_go_to_another_namespace(shell: Shell, file: Path) -> None:
    shell.put("s1", 3_600, a=1)
    shell.put("s2", 3_600, a=2)
    shell.emulator.store.create_namespace(shell.emulator.account, "copy", None)
    assert shell("export", "bot/s1", "-o", str(file)).stdout == f"1 document in {file}.\n"
    assert shell("import", str(file), "--map", "bot=copy", "--ttl", "remaining").exit_code == 0
    assert shell.stored("s1", "copy") == {"a": "1"}
    assert shell.stored("s2", "copy") is None
    assert shell("import", str(file), "--map", "bot").exit_code == 2


def test_a_name_that_maps_nothing_is_refused(shell: Shell, file: Path) -> None:
    shell.put("s1", 3_600, a=1)
    shell.emulator.store.create_namespace(shell.emulator.account, "copy", None)
    shell("export", "bot", "-o", str(file))
    shell.put("s1", 3_600, a=2)
    misspelt = shell("import", str(file), "--map", "bto=copy")
    assert (misspelt.exit_code, misspelt.stdout) == (1, "")
    assert "has no document of bto, which --map names; nothing was sent." in misspelt.stderr
    twice = shell("import", str(file), "--map", "bot=copy", "--map", "bot=other")
    assert twice.exit_code == 2
    assert "bot is mapped twice" in twice.stderr
    assert shell.stored() == {"a": "2"}


def test_masks_replace_no_values_unless_that_is_said(shell: Shell, file: Path) -> None:
    shell.put("s1", 3_600, email="a@b.example")
    shell("export", "bot", "-o", str(file), "--mask")
    refused = shell("import", str(file))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "are masked by rule" in refused.stderr
    assert "--masked" in refused.stderr
    assert shell.stored() == {"email": '"a@b.example"'}
    assert shell("import", str(file), "--masked").exit_code == 0
    assert "a@b.example" not in str(shell.stored())


def test_a_document_that_is_not_there_is_told(shell: Shell, file: Path) -> None:
    shell.put("s1", a=1)
    result = shell("export", "bot/s1", "bot/nowhere", "-o", str(file))
    assert result.exit_code == 5
    assert "Not in the file: 1 document not there." in result.stderr
    again = shell("export", "bot/s1", "-o", str(file))
    assert again.exit_code == 1
    assert str(file) in again.stderr


def test_an_export_of_nothing_that_is_there_leaves_no_file(shell: Shell, file: Path) -> None:
    shell.put("s1", a=1)
    for what in ("botTypo", "bot/nowhere"):
        done = shell("export", what, "-o", str(file))
        assert done.exit_code == 3, done.stderr
        assert "Not in the file" not in done.stderr
        assert not file.exists()
    shell.emulator.store.create_namespace(shell.emulator.account, "empty", None)
    assert shell("export", "empty", "-o", str(file)).exit_code == 0
    assert file.exists()


def test_lines_that_can_not_be_written_are_named_and_nothing_is_sent(
    shell: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "by-hand.ndjson"
    head = {"format": "ccs-tui export", "version": 2, "account": "other"}
    good = {"namespace": "bot", "session": "s1", "payload": {"a": 1}}
    bad = {"namespace": "sde", "session": "s1", "payload": {"a": 1}}
    path.write_text("".join(f"{json.dumps(line)}\n" for line in (head, good, bad)))
    result = shell("import", str(path), "--ttl", "configured")
    assert result.exit_code == 1
    assert "line 3: " in result.stderr
    assert "has 1 line that can't be written; nothing was sent." in result.stderr
    assert shell.stored() is None
    assert shell("import", str(tmp_path / "nowhere")).exit_code == 1


def test_lines_that_can_not_be_written_are_left_out_where_that_is_said(
    shell: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "half.ndjson"
    head = {"format": "ccs-tui export", "version": 2, "account": "other"}
    good = {"namespace": "bot", "session": "s1", "payload": {"a": 1}}
    half = {"namespace": "bot", "session": "s2", "payload": {"a": "\ud83d"}}
    path.write_text("".join(f"{json.dumps(line)}\n" for line in (head, half, good)))
    arguments = "import", str(path), "--ttl", "configured"
    assert "--skip-bad writes the others." in shell(*arguments).stderr
    would = shell(*arguments, "--skip-bad", "--dry-run")
    assert (would.exit_code, would.stdout[:26]) == (0, "Of 1 document: 1 new, 0 wo")
    assert "1 line would be left out." in would.stderr
    assert shell.stored() is None
    result = shell(*arguments, "--skip-bad", "--json")
    assert result.exit_code == 5
    (counts,) = objects(result)
    assert (counts["written"], counts["failed"]) == (1, 1)
    assert "line 2: The value of a has half a character" in result.stderr
    assert "1 line was left out, as --skip-bad says." in result.stderr
    assert shell.stored() == {"a": "1"}
    assert shell.stored("s2") is None
    only_bad = tmp_path / "only.ndjson"
    only_bad.write_text("".join(f"{json.dumps(line)}\n" for line in (head, half)))
    assert shell("import", str(only_bad), "--skip-bad").exit_code == 1


BAD_LINES = {
    "cut": b'{"namespace":"bot","session":"x","payl',
    "empty": b"",
    "binary": b"\x00\xff\xfe",
    "not JSON": b"namespace=bot",
    "an array": b"[]",
    "no payload": b'{"namespace":"bot","session":"x"}',
    "another type": b'{"namespace":"bot","session":5,"payload":{}}',
    "too deep": b'{"namespace":"bot","payload":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "too late": b'{"namespace":"bot","expires":"9999-12-31T23:59:59-23:00","payload":{}}',
    "half a name": b'{"namespace":"bot","session":"x","payload":{"\\ud83d":1}}',
    "half an id": b'{"namespace":"bot","session":"\\ud83d","payload":{"a":1}}',
    "half a namespace": b'{"namespace":"\\ud83d","session":"x","payload":{"a":1}}',
    "too large": b'{"namespace":"bot","session":"x","payload":{"a":"%s"}}' % (b"x" * 800_000),
    "there twice": b'{"namespace":"bot","session":"s1","payload":{"a":2}}',
    "reserved": b'{"namespace":"sde","session":"x","payload":{"a":2}}',
}


@pytest.mark.parametrize("bad", BAD_LINES.values(), ids=BAD_LINES)
def test_any_line_can_be_left_out_wherever_it_is(shell: Shell, tmp_path: Path, bad: bytes) -> None:
    path = tmp_path / "by-hand.ndjson"
    head = b'{"format":"ccs-tui export","version":2,"account":"other"}'
    good = (b'{"namespace":"bot","session":"s%d","payload":{"a":1}}' % n for n in (1, 2))
    path.write_bytes(b"\n".join([head, next(good), bad, next(good), bad, b""]))
    result = shell("import", str(path), "--ttl", "configured", "--skip-bad")
    assert (result.exit_code, result.stdout[:18]) == (5, "Wrote 2 documents;"), result.stderr
    assert "line 3: " in result.stderr
    assert "line 5: " in result.stderr
    assert "2 lines were left out, as --skip-bad says." in result.stderr
    assert (shell.stored("s1"), shell.stored("s2"), shell.stored("x")) == ({"a": "1"},) * 2 + (
        None,
    )


def test_an_import_is_refused_in_read_only(shell: Shell, file: Path) -> None:
    shell.put("s1", 3_600, a=1)
    shell("export", "bot", "-o", str(file))
    shell("rm", "bot/s1")
    refused = shell("--read-only", "import", str(file))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "read-only" in refused.stderr
    assert shell.stored() is None


def test_the_ticket_tells_of_the_steps_or_of_now_with_values_masked(shell: Shell) -> None:
    shell.put(email="a@b.example", intent="refund")
    now = shell("ticket", "bot/s1").stdout
    assert "a@b.example" not in now
    assert "refund" in now
    assert "a@b.example" in shell("ticket", "bot/s1", "--values", "as-they-are").stdout
    shell("watch", "bot/s1", "--until", "intent")
    shell.put(intent="other")
    assert "refund" in shell("ticket", "bot/s1").stdout
    assert shell("ticket", "bot/nowhere").exit_code == 3


def test_a_dash_is_stdout_which_has_the_file_and_nothing_else(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shell.put("s1", 3_600, a=1)
    shell.put("s2", 3_600, a="ü")
    done = shell("export", "bot", "-o", "-")
    assert (done.exit_code, done.stderr) == (0, "2 documents written.\n")
    assert list(tmp_path.iterdir()) == []
    file = tmp_path / "bot.ndjson"
    file.write_text(done.stdout)
    assert shell("import", str(file), "--map", "bot=copy").exit_code == 0
    assert shell.stored("s2", "copy") == {"a": '"ü"'}
    refused = shell("export", "bot", "-o", "-", "--json")
    assert (refused.exit_code, refused.stdout) == (2, "")
    missing = shell("export", "bot/nowhere", "-o", "-")
    assert (missing.exit_code, missing.stdout) == (3, "")
    (expected := tmp_path / "all.toml").write_text('expect = ["a"]\n')
    refused = shell("expect", str(expected), "bot/s1", "--junit", "-")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert not (tmp_path / "-").exists()


def test_what_is_not_in_the_file_is_named(shell: Shell, file: Path) -> None:
    shell.put(a=1)
    partly = shell("export", "bot/s1", "bot/nowhere", "bot/", "-o", str(file))
    assert partly.exit_code == 5
    for name in ("bot/nowhere", "bot/"):
        assert f"{name}: it is not there.\n" in partly.stderr
    assert partly.stderr.endswith("Error: Not in the file: 2 documents not there.\n")


def test_a_folder_that_is_not_there_is_not_made(shell: Shell, tmp_path: Path) -> None:
    """As in the explorer: it may be misspelt."""
    shell.put(a=1)
    refused = shell("export", "bot", "-o", str(tmp_path / "typo" / "bot.ndjson"))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert f"There is no folder {tmp_path / 'typo'}: make it first" in refused.stderr
    assert not (tmp_path / "typo").exists()


def test_a_document_that_turns_out_to_be_the_same_is_not_said_to_be_written(
    shell: Shell, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages leave documents out while others write, so that they seem to be new."""
    for session in ("s1", "s2"):
        shell.put(session, 3_600, a=1)
    shell("export", "bot", "-o", str(file))
    compared = import_plan.compare_with_service

    async def written_by_others(*arguments: Any) -> None:
        await compared(*arguments)
        shell.emulator.store.upsert(shell.key("s1", "copy"), {"a": JsonText("1")}, 3_600)

    monkeypatch.setattr(import_plan, "compare_with_service", written_by_others)
    (done,) = objects(shell("import", str(file), "--map", "bot=copy", "--json"))
    assert (done["written"], done["same"], done["failed"]) == (1, 1, 0)


def test_what_can_be_read_only_once_is_refused_and_not_waited_for(
    shell: Shell, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)  # nobody ever writes to it
    for name, said in ((str(pipe), str(pipe)), ("-", "stdin"), ("/dev/null", "/dev/null")):
        refused = shell("import", name)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert refused.stderr == (
            f"Error: {said} is no file, and an export is read more than once: save it as one "
            "first.\n"
        )


def test_an_export_says_what_of_it_cant_be_imported(shell: Shell, file: Path) -> None:
    shell.put("s1", 3_600, a="\ud83d")
    result = shell("export", "bot", "-o", str(file))
    assert result.exit_code == 0
    assert "bot/s1: it can't be imported as it is. The value of a has half" in result.stderr
