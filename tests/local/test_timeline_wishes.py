"""Muted paths and expectations: kept by profile, account and document, and privately."""

import stat
from pathlib import Path

import pytest

from ccs_tui.local.timeline_wishes import TimelineWishes
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.muted_paths import Muted

KEY = DocumentKey("le1", "bot", None)


def test_they_are_there_again_with_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "timeline.json"
    wishes = TimelineWishes(path)
    muted = Muted().with_path(("updatedAt",)).with_path(("log", 3, "two words"))
    wishes.mute("prod", "le1", muted)
    wishes.expect("prod", KEY, ['intent == "billing"', "n > `3`"])
    again = TimelineWishes(path)
    assert again.muted("prod", "le1") == muted
    assert again.muted("prod", "le2") == Muted()
    assert again.muted("lab", "le1") == Muted()
    assert again.expectations("prod", KEY) == ['intent == "billing"', "n > `3`"]
    assert again.expectations("prod", DocumentKey("le1", "bot", "null")) == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again.mute("prod", "le1", Muted())
    assert TimelineWishes(path).muted("prod", "le1") == Muted()
    assert TimelineWishes(path).expectations("prod", KEY) == ['intent == "billing"', "n > `3`"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"[\\"muted\\",\\"prod\\",\\"le1\\"]":["[", "[1.5]", "{}", "7", "[]", "[null]"]}',
    ],
)
def test_what_is_no_wish_is_left_out(tmp_path: Path, content: str) -> None:
    path = tmp_path / "timeline.json"
    path.write_text(content)
    wishes = TimelineWishes(path)
    assert wishes.muted("prod", "le1") == Muted()
    wishes.mute("prod", "le1", Muted().with_path(("a",)))
    assert TimelineWishes(path).muted("prod", "le1") == Muted(frozenset({("a",)}))


def test_without_a_file_they_are_remembered(tmp_path: Path) -> None:
    for wishes in (TimelineWishes(), TimelineWishes(tmp_path / "none" / "timeline.json")):
        wishes.expect("prod", KEY, ["a"])
        assert wishes.expectations("prod", KEY) == ["a"]
