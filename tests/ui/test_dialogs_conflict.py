"""Conflicts, chosen one by one."""

import threading

import pytest

from ccs_tui.model.changes import Conflict
from ccs_tui.model.difference import Difference, difference
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.ui.dialogs import conflict
from ccs_tui.ui.dialogs.conflict import ConflictDialog
from ccs_tui.ui.dialogs.conflict_words import Edited, Mine, Theirs
from ccs_tui.ui.widgets.page import Page
from tests.ui.conftest import shown, until
from tests.ui.dialogs import CONFLICTS, NOTHING, NOW, asking
from tests.ui.large_dialogs import edits_value

INTENT, SLOTS, NOTE, RETRIES, VIP = CONFLICTS


def asked(*conflicts: Conflict) -> ConflictDialog:
    return ConflictDialog("session-001", conflicts, NOW)


def squeezed(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


async def test_a_new_user_is_told_who_did_what() -> None:
    async with asking(asked(INTENT)) as (_, pilot):
        text = squeezed(shown(pilot))
    assert (
        "The bot or somebody else changed intent after you opened it. Yours would replace it."
        in text
    )
    for said in ("There now (read at 12:00)", "Yours", "1 of 1", "session-001",
                 "m Keep mine: it replaces theirs", "t Take theirs: my change is discarded",
                 "e Edit mine: merge both by hand"):  # fmt: skip
        assert said in text


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("conflict", "said"),
    [
        (NOTE, ["removed note after", "bring it back", "removed there", "it stays removed"]),
        (
            RETRIES,
            ["changed retries after", "Removing it would remove", "removed by you", "Edit theirs"],
        ),
        (VIP, ["also added vip after", "Yours would replace it"]),
    ],
)
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_removal_is_said(
    conflict: Conflict, said: list[str], size: tuple[int, int]
) -> None:
    async with asking(asked(conflict), size) as (_, pilot):
        text = squeezed(shown(pilot))
    for words in said:
        assert words in text


async def test_both_are_side_by_side_where_there_is_room() -> None:
    async with asking(asked(INTENT), (100, 30)) as (_, pilot):
        assert any(
            '"refund"' in line and '"cancel flight"' in line for line in shown(pilot).split("\n")
        )
    async with asking(asked(INTENT), (80, 24)) as (_, pilot):
        text = shown(pilot)
        assert '- "refund"' in text
        assert '+ "cancel flight"' in text


async def test_what_it_was_is_reached_by_a_key() -> None:
    async with asking(asked(INTENT)) as (_, pilot):
        assert "rebook flight" not in shown(pilot)
        await pilot.press("o")
        text = shown(pilot)
        assert '- "rebook flight"' in text
        assert '+ "refund"' in text
        await pilot.press("o")
        assert '+ "cancel flight"' in shown(pilot)
        await pilot.press("o")
        assert '- "refund"' in shown(pilot)


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["m"], {"intent": Mine()}),
        (["t"], {"intent": Theirs()}),
        (["escape"], None),
        (["e", "escape"], NOTHING),
        (["e", "end", "!", "escape"], {"intent": Edited(encode("cancel flight!"))}),
    ],
)
async def test_the_choices(keys: list[str], answer: object) -> None:
    async with asking(asked(INTENT)) as (app, pilot):
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        await pilot.pause()
        assert app.answer == answer


@pytest.mark.parametrize(("button", "choice"), [("#mine", Mine()), ("#theirs", Theirs())])
async def test_the_buttons(button: str, choice: object) -> None:
    async with asking(asked(INTENT)) as (app, pilot):
        await pilot.click(button)
        await pilot.pause()
        assert app.answer == {"intent": choice}


async def test_each_is_chosen_by_itself() -> None:
    async with asking(asked(INTENT, SLOTS, NOTE)) as (app, pilot):
        await pilot.press("m")
        assert "2 of 3 · slots" in shown(pilot)
        await pilot.press("right")
        assert "3 of 3 · note" in shown(pilot)
        await pilot.press("t")
        assert "2 of 3 · slots" in shown(pilot)
        await pilot.press("left")
        assert "1 of 3 · intent · session-001 · you chose yours" in shown(pilot)
        await pilot.press("t")
        assert "2 of 3 · slots" in shown(pilot)
        assert app.answer is NOTHING
        await pilot.press("m")
        await pilot.pause()
        assert app.answer == {"intent": Theirs(), "slots": Mine(), "note": Theirs()}


async def test_escape_leaves_all_as_it_was() -> None:
    async with asking(asked(INTENT, SLOTS)) as (app, pilot):
        await pilot.press("m", "escape")
        await pilot.pause()
        assert app.answer is None


async def test_text_that_is_not_json_is_no_choice_and_stays_to_be_mended() -> None:
    async with asking(asked(VIP)) as (app, pilot):
        for keys in (["e"], ["ctrl+end", "x", "f2"]):
            await pilot.press(*keys)
            await pilot.pause()
        assert edits_value(pilot.app.screen), "the key that saves drops nothing"
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConflictDialog))
        assert app.answer is NOTHING, "nothing is decided"
        (asks,) = (s for s in pilot.app.screen_stack if isinstance(s, ConflictDialog))
        assert asks.typed()["vip"].endswith("x"), "it goes to the draft"
        await pilot.press("e")
        await until(pilot, lambda: edits_value(pilot.app.screen))
        (merging,) = (s for s in pilot.app.screen_stack if edits_value(s))
        assert merging.editor.text.endswith("x"), "nothing typed is lost"
        await pilot.press("ctrl+end", "backspace", "ctrl+home", "right", "space", "f2")
        await until(pilot, lambda: app.answer is not NOTHING)
        assert app.answer == {"vip": Edited(encode({"tier": "gold", "since": 2019}))}


async def test_a_removed_property_is_edited_from_theirs() -> None:
    async with asking(asked(RETRIES)) as (app, pilot):
        await pilot.press("e")
        await pilot.pause()
        await pilot.press("end", "5", "escape")
        await pilot.pause()
        assert app.answer == {"retries": Edited(JsonText("25"))}


async def test_large_values_are_compared_beside_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["a line of text"] * 40_000
    big = Conflict("log", encode(lines), encode([*lines, "theirs"]), encode([*lines, "mine"]))
    threads: list[int] = []

    def compare(before: JsonText | None, after: JsonText | None) -> Difference:
        threads.append(threading.get_ident())
        return difference(before, after)

    monkeypatch.setattr(conflict, "difference", compare)
    async with asking(asked(big)) as (_, pilot):
        await until(pilot, lambda: '"theirs"' in shown(pilot))
        assert threads
        assert threading.get_ident() not in threads
        assert '"mine"' in shown(pilot)


async def test_a_long_value_scrolls() -> None:
    before = {f"key{at}": at for at in range(60)}
    other = {name: value + 1 for name, value in before.items()}
    long = Conflict("long", encode(before), encode(other), encode({**before, "key59": 0}))
    async with asking(asked(long)) as (app, pilot):
        page = app.screen.query_one(Page)
        await until(pilot, lambda: f"▾ {page.max_scroll_y} more" in shown(pilot))
        assert "key59" not in shown(pilot)
        first = shown(pilot)
        await pilot.press("down")
        assert shown(pilot) != first
        await pilot.press("end")
        assert "key59" in shown(pilot)
        await pilot.press("home")
        await until(pilot, lambda: shown(pilot) == first)


async def test_data_is_data() -> None:
    evil = Conflict("[b]n[/b]\n", encode("a"), encode("\x1b[31mred"), encode("[reverse]x"))
    async with asking(asked(evil)) as (_, pilot):
        text = shown(pilot)
    assert "\x1b" not in text
    assert "[b]n[/b]␊" in text
    assert "[reverse]x" in text
