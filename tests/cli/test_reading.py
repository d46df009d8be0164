"""The commands that read, against an emulator on loopback."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ccs_tui.model.document import Document
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from tests.cli.conftest import Shell, objects
from tests.cli.test_ending_signals import held, started

ODD = '{"big":12345678901234567890123,"one":1.0,"id":"00014","evil":"\\u001b]0;owned"}'


def test_a_value_is_printed_exactly(shell: Shell) -> None:
    shell.put_text("odd", ODD)
    assert shell("get", "bot/s1", "odd").stdout == f"{ODD}\n"
    assert shell("get", "bot/s1", "odd.big").stdout == "12345678901234567890123\n"
    assert shell("get", "ccs:environment/bot/s1#odd.one").stdout == "1.0\n"
    assert shell("get", "bot/s1", "odd.id").stdout == '"00014"\n'
    assert shell("get", "bot/s1", "odd.id", "--raw").stdout == "00014\n"
    assert shell("get", "bot/s1").stdout == f'{{"odd":{ODD}}}\n'


def test_with_json_the_whole_stands_beside_the_value(shell: Shell) -> None:
    shell.put(None, 3_600, a=1)
    (whole,) = objects(shell("get", "bot/", "--json"))
    assert whole["format"] == 1
    assert (whole["namespace"], whole["session"], whole["properties"]) == ("bot", None, {"a": 1})
    assert whole["expiresAt"].endswith("Z")
    assert whole["hash"] == Document(shell.key(None), {"a": "1"}).digest  # type: ignore[dict-item]


def test_a_name_with_dots_comes_before_a_path(shell: Shell) -> None:
    values: dict[str, Any] = {"a.b": 1, "a": {"b": 2}}
    shell.put(**values)
    assert shell("get", "bot/s1", "a.b").stdout == "1\n"
    assert shell("get", "bot/s1", "a['b']").stdout == "2\n"


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["get", "bot/nowhere"], 3, "nowhere does not exist"),
        (["get", "bot/s1", "nothing"], 3, "The property nothing of the document"),
        (["get", "bot/s1", "a.nothing"], 3, "The value a.nothing of the document"),
        (["get", "bot/s1", "]"], 2, "A path does not go on like this"),
        (["get", "bot"], 2, "namespace/session"),
        (["get", "b-t/s1"], 2, "letters A-Z"),
        (["get", "ccs:x"], 2, "The namespace is missing"),
        (["ls", "bot", "nowhere"], 3, "nowhere does not exist"),
        (["search", "bot", "size>x"], 2, "a size reads like"),
        (["get", "-P", "nobody", "bot/s1"], 1, "there are no profiles"),
        (["ls", "nowhere"], 3, "There is nothing in nowhere, and it is not among the known"),
        (["search", "nowhere", "has:a"], 3, "There is nothing in nowhere"),
        (["--log", "/nowhere/x", "ls"], 1, "no log can be written there"),
        (["conversation", "nobody"], 3, "Nothing is there under these ids in 1 namespace."),
    ],
)
def test_what_is_wrong_is_said_on_stderr(
    shell: Shell, arguments: list[str], status: int, sentence: str
) -> None:
    shell.put(a={"b": 1})
    result = shell(*arguments)
    assert (result.exit_code, result.stdout) == (status, "")
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_an_empty_namespace_is_there(shell: Shell) -> None:
    for arguments in (["ls", "bot"], ["search", "bot", "has:a"], ["summary", "bot"]):
        assert shell(*arguments).exit_code == 0


def test_a_journal_that_can_not_be_read_is_not_empty(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("CCS_STATE_DIR", str(tmp_path / "file"))
    result = shell("journal")
    assert (result.exit_code, result.stdout) == (1, "")
    assert str(tmp_path / "file") in result.stderr


def test_values_are_exact_whatever_the_locale_lacks(shell: Shell) -> None:
    shell.put(café="😀")
    environment = os.environ | {"PYTHONIOENCODING": "iso-8859-1"}
    for arguments in (["get", "bot/s1"], ["ls", "bot", "s1"]):
        argv = [sys.executable, "-m", "ccs_tui", *arguments]
        done = subprocess.run(argv, env=environment, capture_output=True, check=True)
        assert "café" in done.stdout.decode()
        assert "😀" in done.stdout.decode()


def test_without_a_connection_it_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CCS_URL", "CCS_ACCOUNT", "CCS_API_KEY", "CCS_USER", "CCS_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    result = Shell(None)("ls")  # type: ignore[arg-type]
    assert result.exit_code == 1
    assert "No connection is set. Name a profile with -P NAME" in result.stderr


def test_it_lists_namespaces_sessions_and_properties(shell: Shell) -> None:
    for session in ("s1", "s2"):
        shell.put(session, intent="refund")
    (namespace,) = objects(shell("ls"))
    assert (namespace["namespace"], namespace["isListed"]) == ("bot", True)
    assert [each["session"] for each in objects(shell("ls", "bot"))] == ["s1", "s2"]
    (listed,) = objects(shell("ls", "bot", "s1"))
    assert (listed["property"], listed["type"], listed["value"]) == ("intent", "string", "refund")


@pytest.mark.parametrize("command", [["get"], ["ls"], ["ttl"], ["rm"]])
def test_the_beginning_of_an_id_is_told_how_to_find_the_whole(
    shell: Shell, command: list[str]
) -> None:
    shell.put("3f2c9d1e-7b0a-4d52-9c1e-5a7f0e3b6d18", a=1)
    result = shell(*command, "bot/3f2c9d1e")
    assert result.exit_code == 3
    assert "An id is wanted whole: ccs-tui ls bot | grep 3f2c9d1e lists" in result.stderr
    whole = shell(*command, "bot/3f2c9d1e-7b0a-4d52-9c1e-5a7f0e3b6d19")
    assert "wanted whole" not in whole.stderr


def test_a_search_writes_a_line_for_each_document_that_fits(shell: Shell) -> None:
    shell.put("s1", intent="refund")
    shell.put("s2", intent="other")
    (hit,) = objects(shell("search", "bot", "intent=refund"))
    assert (hit["session"], hit["path"], hit["beginning"]) == ("s1", "intent", '"refund"')
    nothing = shell("search", "bot", "intent=neither")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert nothing.stderr == "Nothing found in 2 documents of bot: intent is neither.\n"


def test_a_search_says_that_it_compares_no_value_by_what_reads_so(shell: Shell) -> None:
    shell.put("s1", csat=4, note="csat>3", at="a<b")
    for terms in (["csat>3"], ["csat>=3"], ["has:note", "csat>3"]):
        result = shell("search", "bot", *terms)
        assert result.exit_code == 0
        assert f"{terms[-1]} is looked for as text: only size and expires" in result.stderr
    assert "write where:csat > `3`." in shell("search", "bot", "csat>3").stderr
    assert objects(shell("search", "bot", "where:csat > `3`"))
    for terms in (["size>1"], ["where:csat > `3`"], ["note=csat>3"], ['"csat>3"']):
        assert "as text" not in shell("search", "bot", *terms).stderr


def test_a_search_has_more_hits_than_a_screen_keeps(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ccs_tui.workspace.search.MOST_HITS", 20)
    for number in range(50):
        shell.put(f"s{number}", a=1)
    assert len(objects(shell("search", "bot", "a=1", "expires>1s"))) == 50


def test_a_summary_counts(shell: Shell) -> None:
    shell.put("s1", intent="refund")
    shell.put("s2", intent=None, turn=1)
    (summary,) = objects(shell("summary", "bot"))
    assert (summary["documents"], summary["isComplete"]) == (2, True)
    intent, turn = summary["properties"]
    assert (intent["path"], intent["types"]) == ("intent", {"string": 1, "null": 1})
    assert (turn["path"], turn["documents"]) == ("turn", 1)


def test_a_summary_of_what_is_known_is_not_complete(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the key of v1 nothing can be listed: there may be thousands more."""
    shell.put("s1", intent="refund")
    shell.put(None, about="bot")
    monkeypatch.delenv("CCS_API_KEY")
    (summary,) = objects(shell("summary", "bot"))
    assert (summary["documents"], summary["isComplete"]) == (1, False)


def test_a_conversation_has_a_line_for_each_namespace_that_knows_it(shell: Shell) -> None:
    shell.emulator.store.create_namespace(shell.emulator.account, "orders", None)
    shell.put("c1", consumerId="u1")
    result = shell("conversation", "c1")
    assert [each["namespace"] for each in objects(result)] == ["bot"]
    assert "Also named: u1 (consumerId in bot)" in result.stderr
    assert "Not looked at: consumer, conversation, custom," in result.stderr


def test_what_is_known_of_a_conversation_comes_while_the_rest_is_read(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"n{number:02}" for number in range(40)]
    for name in (*names, "z"):
        shell.emulator.store.upsert(shell.key("c1", name), {"a": encode(1)}, None)
    # One at a time: while the last one is held, the service answers no other either.
    settings = Path(os.environ["CCS_CONFIG_DIR"]) / "settings.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(
        f'[profiles.patient]\naccount = "{shell.emulator.account}"\nurl = "{shell.emulator.url}"\n'
        f'api_key_env = "CCS_API_KEY"\nuser = "{shell.emulator.user}"\n'
        'password_env = "CCS_PASSWORD"\nconcurrency = 1\n'
    )
    asked = ("conversation", "c1", "--profile", "patient")
    with held(shell, monkeypatch, "read", "z") as last, started(shell, *asked) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        last.wait()
        came = [json.loads(run.stdout.readline())["namespace"] for _ in names[:20]]
        last.let_go.set()
        # Not `communicate`, which loses what was read with these lines and is held for the next.
        rest, err = run.stdout.read(), run.stderr.read()
        assert run.wait(20) == 0, err
    came += [json.loads(line)["namespace"] for line in rest.splitlines()]
    assert came == [*names, "z"]


def test_a_document_that_can_not_be_read_makes_a_search_partial(shell: Shell) -> None:
    shell.put("s1", a=1)
    shell.put_text("a", '{"b":1,"b":2}', "s2")
    result = shell("search", "bot", "has:a")
    assert result.exit_code == 5
    assert [each["session"] for each in objects(result)] == ["s1"]
    assert "1 document could not be read, beside 1 document of bot." in result.stderr


def test_equal_documents_differ_in_nothing(shell: Shell) -> None:
    shell.put("s1", a=1, b="x")
    shell.put("s2", b="x", a=1)
    same = shell("diff", "bot/s1", "bot/s2")
    assert (same.exit_code, same.stdout) == (0, "")
    shell.put("s2", a=2, c=None)
    other = shell("diff", "bot/s1", "bot/s2")
    assert other.exit_code == 4
    assert objects(other) == [
        {"format": 1, "property": "a", "before": 1, "after": 2},
        {"format": 1, "property": "c", "after": None},
    ]
    back = shell("diff", "bot/s2", "bot/s1")
    assert objects(back)[1] == {"format": 1, "property": "c", "before": None}


def test_the_journal_of_nobody_is_empty(shell: Shell) -> None:
    assert shell("journal").stdout == ""


@pytest.mark.usefixtures("on_terminal")
def test_people_get_tables_and_nothing_that_acts_on_their_terminal(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shell.put_text("odd", ODD)
    shell.put("s2", odd=1)
    listed = shell("ls", "bot", "s1").stdout
    assert listed.splitlines()[0].split() == ["property", "type", "size", "value"]
    assert shell("ls", "bot").stdout == "s1\ns2\n"
    assert "bot" in shell("ls").stdout.splitlines()[1]
    assert "1 document could not" not in shell("summary", "bot").stderr
    raw = shell("get", "bot/s1", "odd.evil", "--raw").stdout
    assert raw == "<U+001B>]0;owned\n"
    (whole,) = objects(shell("get", "bot/s1", "--json"))
    assert whole["properties"]["odd"]["evil"] == "\x1b]0;owned"
    for arguments in (["get", "bot/s1"], ["diff", "bot/s1", "bot/s2"], ["search", "bot", "odd"],
                      ["summary", "bot"], ["conversation", "s1"]):  # fmt: skip
        shown = shell(*arguments).stdout
        assert "\x1b]" not in shown
        assert "<U+001B>[" not in shown
    shell.put("s3", long="x" * 500)
    assert all(len(line) <= 80 for line in shell("ls", "bot", "s3").stdout.splitlines())


def test_the_digest_of_a_document_is_of_its_values_in_any_order() -> None:
    key = DocumentKey("1", "bot", "s")
    one = Document(key, {"a": "1", "b": "2"})  # type: ignore[dict-item]
    other = Document(key, {"b": "2", "a": "1"})  # type: ignore[dict-item]
    assert one.digest == other.digest != Document(key, {}).digest
    assert Document(key, {}, exists=False).digest == "none"


@pytest.mark.slow
def test_a_reader_that_leaves_is_no_error_and_nothing_heavy_is_imported(shell: Shell) -> None:
    for number in range(2_000):
        shell.put(f"session-{number:04}", a="x" * 100)
    line = f"{sys.executable} -m ccs_tui search bot has:a | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["/bin/bash", "-c", line], capture_output=True, text=True)
    assert json.loads(done.stdout.splitlines()[0])["path"] == "a"
    assert (done.stdout.splitlines()[1], done.stderr) == ("141", "")


IMPORTED = """
import json, sys
from ccs_tui.cli import main
try:
    main({arguments!r})
except SystemExit:
    print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [["get", "bot/s1"], ["ls"], ["search", "bot", "a"], ["summary", "bot"], ["journal"],
     ["conversation", "s1"], ["diff", "bot/s1", "bot/s1"], ["get", "bot/nowhere"],
     ["set", "bot/s1", "b=2"], ["rm", "bot/s1"], ["watch", "bot/s1", "--until", "a"],
     ["ticket", "bot/s1"], ["export", "bot", "-o", "{folder}/bot.ndjson"]],
    ids=" ".join,
)  # fmt: skip
def test_no_command_imports_what_it_does_not_need(
    shell: Shell, arguments: list[str], tmp_path: Path
) -> None:
    shell.put(a=1)
    code = IMPORTED.format(arguments=[each.format(folder=tmp_path) for each in arguments])
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ, capture_output=True, text=True
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "httpx" in loaded
    # There are no settings here, which pydantic checks.
    assert not loaded & {"textual", "rich", "starlette", "uvicorn", "pydantic"}
    if arguments == ["get", "bot/s1"]:
        assert not loaded & {"jmespath", "ccs_tui.workspace.local_state", "ccs_tui.model.changes",
                             "ccs_tui.workspace.drafting", "ccs_tui.model.timeline"}  # fmt: skip


def test_a_document_is_also_named_by_its_key(shell: Shell) -> None:
    """As `y` copies it, logs have it, and `g` takes it."""
    account = shell.emulator.account
    shell.put("a:b/c", a=1)
    shell.put(None, a=2)
    assert shell("get", f"{account}:bot:a:b/c", "a").stdout == "1\n"
    assert shell("get", f"{account}:bot:", "a").stdout == "2\n"
    other = shell("get", "le999:bot:s1")
    assert other.exit_code == 1
    assert f"le999:bot:s1 is of another account than {account}, which is open" in other.stderr
    assert shell("get", "le1:s1").exit_code == 2
