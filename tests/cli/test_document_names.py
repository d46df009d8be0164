"""The forms in which a command takes a document: each of them, by every command that takes one."""

from pathlib import Path

import pytest

from ccs_tui.cli.lazy_commands import FOR_SCRIPTS
from ccs_tui.cli.place import DocumentType
from tests.cli.conftest import Shell, objects
from tests.cli.test_help import command

TAKES = {
    "copy": ["copy", "{}", "bot/other"],
    "diff": ["diff", "{}", "bot/same"],
    "diff --timeline": ["diff", "--timeline", "{}", "bot/same"],
    "expect": ["expect", "{conditions}", "{}"],
    "export": ["export", "{}", "-o", "-"],
    "get": ["get", "{}"],
    "ls": ["ls", "{}"],
    "rm": ["rm", "{}", "a", "--dry-run"],
    "set": ["set", "{}", "b=1"],
    "ticket": ["ticket", "{}"],
    "ttl": ["ttl", "{}"],
    "watch": ["watch", "{}", "--until", "a"],
}
"""A command line of each command that takes a document, `{}` being its name."""


def test_every_command_that_takes_a_document_is_asked() -> None:
    named = {
        name
        for name in FOR_SCRIPTS
        if any(isinstance(each.type, DocumentType) for each in command(name).params)
    }
    assert named <= {name.partition(" ")[0] for name in TAKES}


@pytest.mark.matrix
@pytest.mark.parametrize("name", TAKES)
@pytest.mark.parametrize("session", ["s1", None], ids=["session", "namespace document"])
def test_a_command_takes_every_form(
    shell: Shell, name: str, session: str | None, tmp_path: Path
) -> None:
    (tmp_path / "a.toml").write_text('expect = ["a"]\n')
    for put in (session, "same"):
        shell.put(put, 3_600, a=1)
    if name in ("diff --timeline", "ticket"):
        for put in (session, "same"):
            shell("watch", f"bot/{put or ''}", "--until", "a")
    forms = [
        f"bot/{session or ''}",
        f"ccs:environment/bot{'/' + session if session else ''}",
        f"ccs:{shell.emulator.url.removeprefix('http://')}/bot{'/' + session if session else ''}",
        str(shell.key(session)),
    ]
    for form in forms:
        line = [
            each.replace("{}", form).replace("{conditions}", str(tmp_path / "a.toml"))
            for each in TAKES[name]
        ]
        done = shell(*line)
        assert done.exit_code == 0, (form, done.stderr)


def test_an_address_has_the_host_of_a_service_as_the_journal_says_it(shell: Shell) -> None:
    shell.put(a=1)
    shell.put("s2", a=1)
    assert shell("set", "bot/s1", "a:=2").exit_code == 0
    (entry,) = objects(shell("journal"))
    address = f"ccs:{entry['profile']}/{entry['namespace']}/{entry['session']}"
    assert shell("get", address, "a").stdout == "2\n"
    # It is that of the environment, as a name without a profile is.
    assert shell("copy", address, "bot/s2").exit_code == 0
    assert shell("diff", "bot/s2", "ccs:environment/bot/s1").exit_code == 0
    assert shell("get", "-P", entry["profile"], "bot/s1", "a").stdout == "2\n"


def test_the_host_of_another_service_is_refused_with_what_to_do(shell: Shell) -> None:
    for arguments in (["get", "ccs:127.0.0.1:9/bot/s1"], ["open", "ccs:127.0.0.1:9/bot/s1"]):
        refused = shell(*arguments)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert refused.stderr.startswith("Error: ")
    assert "127.0.0.1:9 is the address of a service, and no profile: set CCS_URL to it" in (
        shell("get", "ccs:127.0.0.1:9/bot/s1").stderr
    )
