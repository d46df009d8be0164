"""The forms of JSON that README lists, held against what the commands write."""

import json
import re
from pathlib import Path

import pytest

from ccs_tui.cli.output import FORMAT
from tests.cli.conftest import Shell, objects
from tests.cli.test_help import SECTION

TABLE = SECTION.partition("### Forms of JSON")[2].partition("\n### ")[0]
ROWS = dict(re.findall(r"^\| (.+?) \| (.+) \|$", TABLE, re.MULTILINE))
FORMS = {
    of.replace("`", ""): set(re.findall(r"`(\w+)`", has))
    for of, has in ROWS.items()
    if "`" in of or of == "the same"
}
WRITES, DRY = "set, rm, copy, ttl, undo", "the same, --dry-run"


@pytest.fixture
def filled(shell: Shell, tmp_path: Path) -> Shell:
    shell.put("s1", 3_600, intent="refund", slots={"to": None})
    shell.put("s2", 3_600, intent="rebook")
    for session in ("s1", "s2"):
        assert shell("watch", f"bot/{session}", "--until", "intent").exit_code == 0
    (tmp_path / "all.toml").write_text('expect = ["intent"]\n')
    assert shell("export", "bot", "-o", str(tmp_path / "there.ndjson")).exit_code == 0
    return shell


@pytest.mark.sample(each=2)
@pytest.mark.parametrize(
    ("form", "arguments"),
    [
        ("ls", ["ls"]), ("ls NAMESPACE", ["ls", "bot"]),
        ("ls DOCUMENT", ["ls", "bot/s1"]), ("ls DOCUMENT", ["ls", "bot", "s1"]),
        ("get DOCUMENT", ["get", "bot/s1"]), ("get DOCUMENT PATH", ["get", "bot/s1", "slots.to"]),
        ("search", ["search", "bot", "refund"]), ("summary", ["summary", "bot"]),
        ("conversation", ["conversation", "s1"]), ("diff", ["diff", "bot/s1", "bot/s2"]),
        ("diff --timeline", ["diff", "--timeline", "bot/s1", "bot/s2"]),
        (WRITES, ["set", "bot/s1", "a=1"]), (WRITES, ["rm", "bot/s1", "intent"]),
        (WRITES, ["rm", "bot/s1"]), (WRITES, ["copy", "bot/s1", "bot/s3"]),
        (WRITES, ["ttl", "bot/s1", "2h"]), (DRY, ["set", "bot/s1", "a=1", "--dry-run"]),
        (DRY, ["rm", "bot/s1", "--dry-run"]), (DRY, ["ttl", "bot/s1", "2h", "--dry-run"]),
        (DRY, ["copy", "bot/s1", "bot/s3", "--dry-run"]), ("ttl DOCUMENT", ["ttl", "bot/s1"]),
        ("watch", ["watch", "bot/new", "--timeout", "1s"]),
        ("expect", ["expect", "{}/all.toml", "bot/s1"]),
        ("export", ["export", "bot", "-o", "{}/made.ndjson"]),
        ("import", ["import", "{}/there.ndjson", "--map", "bot=copy"]),
        ("import --dry-run", ["import", "{}/there.ndjson", "--dry-run"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)  # fmt: skip
def test_an_object_has_the_fields_of_readme(
    filled: Shell, form: str, arguments: list[str], tmp_path: Path
) -> None:
    result = filled(*(each.replace("{}", str(tmp_path)) for each in arguments), "--json")
    assert result.exit_code in (0, 4), result.stderr
    made = objects(result)
    assert made
    fields = {name for each in made for name in each}
    assert fields == FORMS[form] | {"format"}
    assert {each["format"] for each in made} == {FORMAT}


def test_those_that_need_a_history_have_them_too(filled: Shell) -> None:
    filled("set", "bot/s1", "a=1")
    for form, arguments in (("journal", ["journal"]), (WRITES, ["undo"])):
        made = objects(filled(*arguments, "--json"))
        assert made[0].keys() == FORMS[form] | {"format"}
    examined = json.loads(filled("doctor", "--json").stdout)
    assert examined.keys() == FORMS["doctor"] | {"format"}
    assert "/".join(sorted(FORMS["record"])) == "at/documents/followed/namespace/steps"
