"""The commands that write, against an emulator on loopback."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ccs_tui.emulator.testing import running_emulator
from tests.cli.conftest import NAMESPACE, Shell, objects


def hash_of(shell: Shell, document: str = "bot/s1") -> str:
    (whole,) = objects(shell("get", document, "--json"))
    return str(whole["hash"])


def profile(shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *lines: str) -> None:
    """Have a profile `prod` in the settings, with these lines, in the place of the environment."""
    text = "\n".join([
        "[profiles.prod]", f'account = "{shell.emulator.account}"', f'url = "{shell.emulator.url}"',
        'user = "test-user"', *lines,
    ])  # fmt: skip
    (tmp_path / "settings.toml").write_text(text)
    monkeypatch.setenv("CCS_CONFIG_DIR", str(tmp_path))


def test_it_saves_what_is_said_and_keeps_the_rest_and_the_expiry(shell: Shell) -> None:
    shell.put("s1", 3_600, kept=1, intent="old")
    before = shell.emulator.store.read(shell.key())
    result = shell("set", "bot/s1", "intent=refund=1", "turn:=1.50")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("Saved 2 properties of s1 of bot (+")
    assert shell.stored() == {"kept": "1", "intent": '"refund=1"', "turn": "1.50"}
    after = shell.emulator.store.read(shell.key())
    assert before is not None
    assert after is not None
    assert before.expires_at is not None
    assert after.expires_at is not None
    assert abs(after.expires_at - before.expires_at) < timedelta(seconds=2)


def test_a_document_that_is_not_there_is_made(shell: Shell) -> None:
    result = shell("set", "bot/new", "--from", "-", "--ttl", "2h", "--json", input='{"a": [1.0]}')
    assert shell.stored("new") == {"a": "[1.0]"}
    (done,) = objects(result)
    assert (done["saved"], done["removed"]) == (["a"], [])
    left = datetime.fromisoformat(done["expiresAt"]) - datetime.now(UTC)
    assert timedelta(hours=1, minutes=59) < left <= timedelta(hours=2, seconds=2)
    assert done["hash"] == hash_of(shell, "bot/new")


def test_what_is_there_already_is_not_sent(shell: Shell) -> None:
    shell.put(a=1)
    result = shell("set", "bot/s1", "a:=1")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Nothing changed, so nothing was sent." in result.stderr
    assert shell("journal").stdout == ""


def test_a_dry_run_sends_nothing(shell: Shell) -> None:
    shell.put("s1", 3_600, a=1)
    for arguments in (["set", "bot/s1", "a:=2"], ["rm", "bot/s1"], ["ttl", "bot/s1", "5h"],
                      ["copy", "bot/s1", "bot/s2"]):  # fmt: skip
        (would,) = objects(shell(*arguments, "--dry-run", "--json"))
        assert would["dryRun"] is True
        assert would["calls"]
        said = shell(*arguments, "--dry-run").stdout
        assert "1. " in said
    assert shell.stored() == {"a": "1"}
    assert shell.stored("s2") is None
    assert shell("journal").stdout == ""


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_document_that_is_made_under_the_beginning_of_an_id_is_said_to_be_new(
    shell: Shell, options: tuple[str, ...]
) -> None:
    whole = "3f2c9d1e-7b0a-4d52-9c1e-5a7f0e3b6d18"
    shell.put(whole, a=1)
    made = shell("set", "bot/3f2c9d1e", "a:=2", *options)
    assert made.exit_code == 0
    told = "There is no document bot/3f2c9d1e: this makes a new one. An id is wanted whole: ccs-tui"
    assert told in made.stderr
    assert "new one" not in shell("set", f"bot/{whole}", "a:=2", *options).stderr
    assert "new one" not in shell("set", "bot/test-1", "a:=2", *options).stderr


def test_a_dry_run_of_a_time_says_which(shell: Shell) -> None:
    shell.put("s1", 3_600, a=1)
    said = shell("ttl", "bot/s1", "2027-01-31T12:00Z", "--dry-run").stdout
    assert said == "1. set TTL only: what is left until 2027-01-31T12:00:00.000Z\n"


def test_a_dry_run_of_an_undo_says_of_which_operation_and_document(shell: Shell) -> None:
    shell.put("s1", 3_600, a=1)
    (saved,) = objects(shell("set", "bot/s1", "a:=2", "--json"))
    said = shell("undo", "--dry-run").stdout
    assert said.startswith(f"Undoing {saved['operation']} of bot/s1:\n")
    assert shell.stored() == {"a": "2"}


@pytest.mark.parametrize(
    "arguments",
    [["set", "bot/s1", "a:=2"], ["rm", "bot/s1"], ["rm", "bot/s1", "a"], ["ttl", "bot/s1", "5h"],
     ["copy", "bot/s2", "bot/s1"]],
    ids=" ".join,
)  # fmt: skip
def test_a_hash_holds_every_write_to_what_was_read(shell: Shell, arguments: list[str]) -> None:
    shell.put("s1", 3_600, a=1)
    shell.put("s2", 3_600, a=5)
    known = hash_of(shell)
    shell.put("s1", a=3)
    refused = shell(*arguments, "--if-unchanged", known)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "s1 is not as it was: its hash is" in refused.stderr
    assert shell.stored() == {"a": "3"}
    assert shell(*arguments, "--if-unchanged", hash_of(shell)).exit_code == 0
    assert shell("set", "bot/s3", "a=1", "--if-unchanged", "none").exit_code == 0


def test_it_removes_a_property_or_the_document(shell: Shell) -> None:
    shell.put(a=1, b=2)
    assert shell("rm", "bot/s1", "b").stdout.startswith("Removed 1 property of s1")
    assert shell.stored() == {"a": "1"}
    missing = shell("rm", "bot/s1", "b")
    assert missing.exit_code == 3
    assert shell("rm", "bot/s1").stdout == "Deleted s1 of bot.\n"
    assert shell.stored() is None
    assert shell("rm", "bot/s1").exit_code == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["rm"], ["set", "a:=2"], ["ttl", "1h"], ["copy", "bot/s2"], ["diff", "bot/s2"],
        ["watch", "--timeout", "1s"], ["ticket"], ["export", "-o", "nowhere.ndjson"],
        ["expect", "nowhere.toml"],
    ],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_the_address_of_a_value_is_refused_where_a_document_is_meant(
    shell: Shell, arguments: list[str]
) -> None:
    shell.put("s1", 3_600, slots={"from": "LHR"})
    before = ["nowhere.toml"] if arguments[0] == "expect" else []
    name, *after = [each for each in arguments if each not in before]
    result = shell(name, *before, "ccs:environment/bot/s1#slots.from", *after)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "leads to slots.from in it, and a whole document is meant" in " ".join(
        result.stderr.split()
    )
    assert shell.stored() == {"slots": '{"from":"LHR"}'}


@pytest.mark.parametrize(
    "arguments",
    [
        ["get", "ccs:lab/bot/s1", "-P", "prod"], ["set", "ccs:lab/bot/s1", "a=2", "-P", "prod"],
        ["rm", "ccs:lab/bot/s1", "-P", "prod"], ["ttl", "ccs:lab/bot/s1", "-P", "prod"],
        ["watch", "ccs:lab/bot/s1", "-P", "prod"],
        ["diff", "bot/s2", "ccs:lab/bot/s1", "-P", "prod"],
        ["copy", "ccs:lab/bot/s1", "bot/s2", "-P", "prod"], ["-P", "prod", "rm", "ccs:lab/bot/s1"],
        ["ticket", "ccs:prod/bot/s1", "ccs:lab/bot/s1"], ["ticket", "bot/s2", "ccs:lab/bot/s1"],
        ["export", "bot", "ccs:lab/bot/s1", "-o", "nowhere.ndjson"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_profile_that_an_address_contradicts_is_refused(
    shell: Shell, arguments: list[str]
) -> None:
    result = shell(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "lab" in result.stderr
    assert "another profile" in result.stderr


def test_it_tells_and_sets_an_expiry(shell: Shell) -> None:
    shell.put("s1", 7_000, a=1)
    assert ", in 1 h 56 m" in shell("ttl", "bot/s1").stdout
    assert shell("ttl", "bot/s1", "2d").stdout.startswith("Changed the expiry of s1 of bot.")
    assert shell("ttl", "bot/s1").stdout.strip().endswith(("2 d", "1 d 23 h"))
    at = (datetime.now(UTC) + timedelta(days=9)).replace(microsecond=0)
    assert shell("ttl", "bot/s1", at.isoformat()).exit_code == 0
    (told,) = objects(shell("ttl", "bot/s1", "--json"))
    assert abs(datetime.fromisoformat(told["expiresAt"]) - at) < timedelta(seconds=3)
    assert shell("ttl", "bot/s1", "tomorrow").exit_code == 2
    assert shell("ttl", "bot/s1", "2027-99-99").exit_code == 2
    for never, why in (("2020-01-31T12:00Z", "has passed"), ("2099-01-01T00:00Z", "too far")):
        done = shell("ttl", "bot/s1", never)
        assert done.exit_code == 1
        assert why in done.stderr
    (told,) = objects(shell("ttl", "bot/s1", "--json"))
    assert abs(datetime.fromisoformat(told["expiresAt"]) - at) < timedelta(seconds=3)
    assert shell.stored() == {"a": "1"}


def test_it_copies_within_an_account(shell: Shell) -> None:
    shell.put("s1", 3_600, a=1, b=2)
    assert shell("copy", "bot/s1", "bot/s2", "a").exit_code == 0
    assert shell.stored("s2") == {"a": "1"}
    assert shell("copy", "bot/s1", "bot/s2").exit_code == 0
    assert shell("diff", "bot/s1", "bot/s2").exit_code == 0
    assert "It is there already" in shell("copy", "bot/s1", "bot/s1").stderr
    assert shell("copy", "bot/nowhere", "bot/s2").exit_code == 3


def test_it_copies_to_another_profile(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shell.put("s1", 3_600, a=1)
    with running_emulator() as other:
        other.store.create_namespace(other.account, NAMESPACE, None)
        elsewhere = Shell(other)
        profile(elsewhere, monkeypatch, tmp_path)
        result = shell("copy", "bot/s1", "ccs:prod/bot/s1")
        assert result.exit_code == 0, result.stderr
        assert elsewhere.stored() == {"a": "1"}
        assert shell("diff", "bot/s1", "ccs:prod/bot/s1").exit_code == 0


def test_the_last_write_is_taken_back(shell: Shell) -> None:
    shell.put("s1", 3_600, a=1)
    shell("set", "bot/s1", "a:=2", "b=new")
    shell("rm", "bot/s1")
    assert shell("undo").stdout.startswith("Restored s1 of bot: 2 properties.")
    assert shell("undo").stdout.startswith("Restored 1 property, removed 1 property of s1")
    assert shell.stored() == {"a": "1"}
    nothing = shell("undo")
    assert (nothing.exit_code, nothing.stdout) == (3, "")
    whats = [each["kind"] for each in objects(shell("journal"))]
    assert "delete document" in whats


def test_an_undo_overwrites_nothing_of_others(shell: Shell) -> None:
    shell.put(a=1)
    (done,) = objects(shell("set", "bot/s1", "a:=2", "--json"))
    shell.put(a=3)
    result = shell("undo", done["operation"])
    assert result.exit_code == 1
    assert "Others changed 1 property (a) of s1 since, so nothing was sent." in result.stderr
    assert shell.stored() == {"a": "3"}
    assert shell("undo", "nonsense").exit_code == 3


@pytest.mark.parametrize("way", [["--read-only", "set"], ["set"]])
def test_read_only_is_read_only(
    shell: Shell, way: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.put(a=1)
    if len(way) == 1:
        monkeypatch.setenv("CCS_READ_ONLY", "1")
    result = shell(*way, "bot/s1", "a:=2")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "This connection is read-only, so nothing was sent." in result.stderr
    assert shell.stored() == {"a": "1"}


def test_production_needs_to_be_named(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shell.put("s1", 3_600, a=1)
    profile(shell, monkeypatch, tmp_path, 'environment = "production"')
    refused = shell("set", "-P", "prod", "bot/s1", "a:=2")
    assert refused.exit_code == 1
    assert "prod is production, so nothing was sent. To write to it, say --yes prod." in (
        refused.stderr
    )
    assert shell("set", "-P", "prod", "bot/s1", "a:=2", "--yes", "lab").exit_code == 2
    assert shell.stored() == {"a": "1"}
    assert shell("-P", "prod", "set", "bot/s1", "a:=2", "--yes", "prod").exit_code == 0
    assert shell.stored() == {"a": "2"}
    assert shell("undo", "-P", "prod", "--yes", "prod").exit_code == 0
    assert shell.stored() == {"a": "1"}


@pytest.mark.usefixtures("on_terminal")
@pytest.mark.parametrize(("answer", "value"), [("y\n", "2"), ("n\n", "1"), ("\n", "1")])
def test_production_is_asked_about_at_a_terminal(
    shell: Shell, answer: str, value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shell.put("s1", 3_600, a=1)
    profile(shell, monkeypatch, tmp_path, 'environment = "production"')
    result = shell("set", "-P", "prod", "bot/s1", "a:=2", input=answer)
    assert "bot/s1: change a" in result.stderr
    assert "prod is production: what is saved there is what customers get." in result.stderr
    assert shell.stored() == {"a": value}


def test_a_profile_that_is_read_only_in_the_settings_stays_so(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shell.put("s1", 3_600, a=1)
    profile(shell, monkeypatch, tmp_path, "read_only = true")
    result = shell("rm", "-P", "prod", "bot/s1", "--yes", "prod")
    assert result.exit_code == 1
    assert "The profile prod is read-only in the settings" in result.stderr
    assert shell.stored() == {"a": "1"}


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["set", "bot/s1"], 2, "There is nothing to save"),
        (["set", "bot/s1", "a"], 2, "a is neither NAME=TEXT nor NAME:=JSON."),
        (["set", "bot/s1", "a:={"], 2, "the value of a is no JSON: "),
        (["set", "bot/s1", "a=1", "a:=2"], 2, "a has two values; give one."),
        (["set", "bot/s1", r'a:="\ud800"'], 1, "The value of a has half a character"),
        (["set", "bot/s1", "a=\udcff"], 1, "The value of a has half a character"),
        (["conversation", "s1", ""], 2, "A session's id is not empty."),
        (["record", "bot", "--session", ""], 2, "A session's id is not empty."),
        (["ttl", "bot/s1", "0s"], 2, "It is at least 1s."),
        (["ttl", "bot/s1", "--", "-5s"], 2, "It reads like 90s"),
        (["ttl", "bot/s1", "2027-13-01"], 2, "A time reads like"),
        (["set", "bot/s1", "--from", "-"], 1, "stdin is no JSON object: "),
        (["set", "bot/s1", "--from", "nowhere.json"], 1, "nowhere.json can't be read: no such"),
        (["set", "sde/s1", "a=1"], 1, "sde is reserved by the service"),
        (["ttl", "bot/nowhere", "2h"], 3, "nowhere does not exist"),
    ],
)
def test_what_can_not_be_written_is_said(
    shell: Shell, arguments: list[str], status: int, sentence: str
) -> None:
    result = shell(*arguments, input="[1]")
    assert (result.exit_code, result.stdout) == (status, "")
    assert sentence in result.stderr


def test_what_keeps_something_here_warns_of_a_folder_that_others_can_write_to(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (folder := tmp_path / "state").mkdir()
    folder.chmod(0o777)
    monkeypatch.setenv("CCS_STATE_DIR", str(folder))
    shell.put(a=1)
    said = f"Others can write to {folder}, and so replace your drafts and the journal"
    for arguments in (
        ("set", "bot/s1", "a:=2"), ("undo",), ("rm", "bot/s1", "a"), ("ttl", "bot/s1", "2h"),
        ("copy", "bot/s1", "bot/s2"), ("watch", "bot/s1", "--until", "`true`"), ("journal",),
    ):  # fmt: skip
        result = shell(*arguments)
        assert result.exit_code == 0, result.stderr
        assert result.stderr.count(said) == 1
        assert said not in result.stdout
    assert said not in shell("get", "bot/s1").stderr


@pytest.mark.matrix
@pytest.mark.parametrize(
    "arguments",
    [["set", "bot/s1", "a:=2"], ["rm", "bot/s1"], ["rm", "bot/s1", "a"], ["ttl", "bot/s1", "5h"],
     ["copy", "bot/s1", "bot/s2"], ["undo"], ["import", "FILE", "--map", "bot=bot2"], ["journal"]],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("state", ["in a file", "of another program"])
def test_nothing_is_written_that_the_journal_can_not_have(
    shell: Shell,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: list[str],
    state: str,
) -> None:
    shell.put("s1", 3_600, a=1)
    file = tmp_path / "x.ndjson"
    assert shell("export", "bot", "-o", str(file)).exit_code == 0
    (folder := tmp_path / "state").mkdir()
    (folder / "state.db").write_text("of another program" * 100)
    monkeypatch.setenv("CCS_STATE_DIR", str(file / "state" if state == "in a file" else folder))
    result = shell(*[str(file) if each == "FILE" else each for each in arguments])
    assert (result.exit_code, result.stdout) == (1, ""), result.stderr
    assert "Error: The journal can't be opened, so nothing" in result.stderr
    assert "nothing is kept on this machine" in result.stderr
    assert shell.stored() == {"a": "1"}
    assert shell.stored("s2") is None
    assert shell.stored("s1", "bot2") is None


def test_a_dry_run_and_a_watch_need_no_journal(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (file := tmp_path / "file").touch()
    monkeypatch.setenv("CCS_STATE_DIR", str(file / "state"))
    shell.put(a=1)
    for arguments in (("set", "bot/s1", "a:=2", "--dry-run"), ("ttl", "bot/s1"),
                      ("watch", "bot/s1", "--until", "a"), ("get", "bot/s1")):  # fmt: skip
        assert shell(*arguments).exit_code == 0


def test_a_place_in_a_property_is_refused_with_what_to_do(shell: Shell) -> None:
    """It would make a property of that name, which `get` then takes for the place."""
    shell.put(slots={"to": "LHR"}, rows=[{"a": 1}])
    for name in ("slots.to", "rows[0].a", "$.slots.to", 'slots["to"]'):
        refused = shell("set", "bot/s1", f"{name}=TLV")
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert f"{name} is a place in the property " in refused.stderr
    assert "save it as slots:=JSON" in shell("set", "bot/s1", "slots.to=TLV").stderr
    # What is no place there is a name like any other; so is what --from says.
    assert shell("set", "bot/s1", "user.name=x", "[odd=1").exit_code == 0
    assert shell("set", "bot/s1", "--from", "-", input='{"slots.to": 1}').exit_code == 0
    assert shell("set", "bot/s1", "slots.to:=2").exit_code == 0
    assert shell.stored() == {
        "slots": '{"to":"LHR"}', "rows": '[{"a":1}]', "user.name": '"x"', "[odd": '"1"',
        "slots.to": "2",
    }  # fmt: skip


HALF = "\udcff"  # the byte ff, which is no UTF-8, as Python has it in an argument


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["copy", "bot/half", "bot/s1"], 1, "value of h has half a character"),
        (["copy", "bot/half", "bot/s1", "--dry-run"], 1, "value of h has half a character"),
        (["copy", "bot/s1", f"bot/{HALF}"], 1, "has half a character"),
        (["set", "bot/s1", f"{HALF}=1"], 1, "The property's name \\udcff has half a character"),
        (["import", "FILE", "--map", "bot=copy"], 1, "value of h has half a character"),
        (["import", "FILE", "--map", f"bot={HALF}"], 2, "two names of namespaces"),
        (["export", f"bot/{HALF}", "-o", "nowhere"], 1, "has half a character"),
        (["ls", HALF], 2, "is none of these"),
        (["conversation", HALF], 1, "has half a character"),
        (["search", "bot", f"h={HALF}"], 0, ""),
        (["watch", f"bot/{HALF}"], 1, "has half a character"),
        (["watch", "bot/half", "--until", f"h == '{HALF}'", "--timeout", "1s"], 4, "not true"),
        (["record", "bot", "--session", HALF], 1, "has half a character"),
        (["record", HALF, "--match", f"h == '{HALF}'"], 2, "is none of these"),
        (["record", "bot", "--match", HALF], 2, "this is not JMESPath"),
        (["expect", "EXPECTED", "bot/half"], 0, ""),
        (["expect", "EXPECTED", f"bot/{HALF}"], 1, "has half a character"),
        (["ticket", "bot/half"], 0, ""),
        (["get", "bot/half", "h", "--raw"], 0, ""),
        (["emulator", "--host", HALF], 2, "no name of a machine"),
        (["undo", HALF], 3, "has no operation"),
        (["-P", HALF, "ls"], 1, "there are no profiles"),
    ],
)
@pytest.mark.usefixtures("no_pauses")
def test_half_a_character_goes_out_nowhere_and_is_named(
    shell: Shell, tmp_path: Path, arguments: list[str], status: int, sentence: str
) -> None:
    shell.put("s1", 3_600, a=1)
    shell.put_text("h", r'"\ud800"', "half")
    file, expected = tmp_path / "x.ndjson", tmp_path / "expected.toml"
    assert shell("export", "bot", "-o", str(file)).exit_code == 0
    expected.write_text("expect = ['h == `\"\\ud800\"`']")
    paths = {"FILE": str(file), "EXPECTED": str(expected)}
    result = shell(*[paths.get(each, each) for each in arguments])
    assert result.exit_code == status, result.stderr
    assert sentence in " ".join(result.stderr.split())
    assert "bug" not in result.stderr
    assert shell.stored() == {"a": "1"}
    assert shell.stored("s1", "copy") is None


@pytest.mark.parametrize("name", ["CCS_USER", "CCS_PASSWORD", "LAB"])
def test_a_login_that_is_no_utf_8_is_said(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    profile(shell, monkeypatch, tmp_path, 'password_env = "LAB"')
    monkeypatch.setenv(name, f"x{HALF}")
    result = shell("set", *(["-P", "prod"] if name == "LAB" else []), "bot/s1", "a:=2")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no text in UTF-8" in result.stderr


def test_the_help_of_set_has_an_example_of_what_from_does_and_says_what_is_replaced(
    shell: Shell,
) -> None:
    help_text = " ".join(shell("set", "--help").stdout.split())
    assert "replaced whole, an object too: what its new value lacks is gone" in help_text
    (given,) = re.findall(r"echo '([^']+)' \| ccs-tui set \S+ --from -", help_text)
    before: dict[str, Any] = {"slots": {"from": "TLV", "to": None}, "intent": "rebook", "turn": 3}
    shell.put("3f2c9d1e", None, **before)
    assert shell("set", "bot/3f2c9d1e", "--from", "-", input=given).exit_code == 0
    after = {name: json.loads(text) for name, text in shell.stored("3f2c9d1e").items()}
    # An object of which a part is given would read as if the rest of it stayed.
    assert after == before | json.loads(given)
    assert after["slots"] == before["slots"]


def test_a_namespace_that_a_write_creates_is_told_and_what_its_undo_leaves(
    shell: Shell, tmp_path: Path
) -> None:
    shell.put("s1", 3_600, a=1)
    file = str(tmp_path / "bot.ndjson")
    assert shell("export", "bot", "-o", file).exit_code == 0
    for namespace, arguments in {
        "typed": ["set", "typed/s1", "a:=1"],
        "copied": ["copy", "bot/s1", "copied/s1"],
        "mapped": ["import", file, "--map", "bot=mapped"],
    }.items():
        tried = shell(*arguments, "--dry-run")
        assert f"The service lists no namespace {namespace}: the write creates it" in tried.stderr
        done = shell(*arguments)
        assert f"The service listed no namespace {namespace}: the write created it" in done.stderr
        assert shell.stored("s1", namespace) == {"a": "1"}
        if arguments[0] != "import":
            assert done.stdout.startswith(f"Saved 1 property of s1 of {namespace} (")
        undone = shell("undo")
        assert shell.stored("s1", namespace) is None
        assert f"The namespace {namespace} stays, with no session in it: d" in undone.stderr
        assert namespace in shell("ls").stdout
    # Where the namespace was there, and where something is left in it, nothing is said of it.
    done = shell("set", "bot/s2", "a:=1")
    assert "namespace" not in done.stderr
    assert "namespace" not in shell("undo").stderr
