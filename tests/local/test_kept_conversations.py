"""The sets of ids that were looked at, and the file that keeps them."""

import json
from pathlib import Path

import pytest

from ccs_tui.local.kept_conversations import MOST_CONVERSATIONS, KeptConversations

OWNER, OTHER = ("prod", "le1"), ("test", "le1")


def test_the_last_one_is_the_first_and_a_set_that_grew_stands_once(tmp_path: Path) -> None:
    path = tmp_path / "conversations.json"
    kept = KeptConversations(path)
    kept.keep(OWNER, ("a",))
    kept.keep(OWNER, ("b", "c"))
    kept.keep(OWNER, ("a", "d"))
    kept.keep(OTHER, ("x",))
    again = KeptConversations(path)
    assert kept.recents(OWNER) == again.recents(OWNER) == [("a", "d"), ("b", "c")]
    assert again.recents(OTHER) == [("x",)]
    assert path.stat().st_mode & 0o077 == 0
    for number in range(MOST_CONVERSATIONS + 5):
        kept.keep(OWNER, (str(number),))
    assert len(again.recents(OWNER)) == MOST_CONVERSATIONS


@pytest.mark.parametrize("content", ["[]", "{}", "not json", '{"version": 9, "conversations": 1}'])
def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "conversations.json"
    path.write_text(content)
    kept = KeptConversations(path)
    assert kept.recents(OWNER) == []
    kept.keep(OWNER, ("a",))
    assert kept.recents(OWNER) == [("a",)]
    if content != "not json":
        assert path.read_text() == content


@pytest.mark.parametrize("rows", [1, {"a": 1}, [1, [], [1], ["", "a"], ["fine"]]])
def test_what_is_none_of_ours_in_it_is_left_out(tmp_path: Path, rows: object) -> None:
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps({"version": 1, "conversations": {"prod": {"le1": rows}}}))
    expected = [("fine",)] if isinstance(rows, list) else []
    assert KeptConversations(path).recents(OWNER) == expected


def test_without_a_file_they_are_kept_until_the_run_ends() -> None:
    kept = KeptConversations()
    kept.keep(OWNER, ("a", "b"))
    kept.keep(OWNER, ())
    assert kept.recents(OWNER) == [("a", "b")]
