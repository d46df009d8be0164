"""What a save will send, on the screen."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ccs_tui.local.journal import Kind
from ccs_tui.model.changes import Conflict
from ccs_tui.model.difference import Difference, difference
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.size import LIMIT
from ccs_tui.ui.commands.save_flow import short
from ccs_tui.ui.dialogs import review_lines
from ccs_tui.ui.dialogs.expiry import NewExpiry
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.ui.dialogs.review import ReviewDialog, Send
from ccs_tui.ui.dialogs.review_words import part_label
from ccs_tui.ui.widgets.page import Page
from ccs_tui.workspace.review import Expiry, ExpiryChoice, Part, Review, SaveStep
from tests.ui.conftest import shown, type_text, until, until_shown
from tests.ui.dialogs import KEY, NOTHING, NOW, asking, document, part, review

OTHER = DocumentKey("le1", "orders", "s2")


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return the pairs of values that were compared, of which a large one is felt."""
    pairs: list[object] = []

    def compare(before: JsonText | None, after: JsonText | None) -> Difference:
        pairs.append((before, after))
        return difference(before, after)

    monkeypatch.setattr(review_lines, "difference", compare)
    return pairs


async def text_of(given: Review, size: tuple[int, int] = (100, 40), *keys: str) -> str:
    async with asking(ReviewDialog(given, lambda: NOW), size) as (_, pilot):
        await pilot.press(*keys)
        await pilot.pause()
        return shown(pilot)


async def test_everything_is_said() -> None:
    text = await text_of(review(), (100, 50))
    for said in (
        "~ intent", '"rebook flight" → "cancel flight"', "+ vip", "- note", "~ slots",
        '-   "seats": 2,', '+   "seats": 3,', '+   "bags": 1',
        "373 → 400 of 800,000 characters (+27), 0 %",
        "kept: 14:11, in 2 h 11 m",
        "1. save 4 properties, TTL: 2 h 11 m", "2. delete 1 property",
        "Changed by others meanwhile, left", '"typing" → "message"',
        "Save 4 properties, delete 1 of 3f2c9d1e",
    ):  # fmt: skip
        assert said in text
    assert "retries" not in text
    assert "PRODUCTION" not in text


async def test_a_review_that_cannot_be_seen_is_not_sent() -> None:
    dialog = ReviewDialog(review(), lambda: NOW)
    async with asking(dialog, (20, 5)) as (app, pilot):
        await pilot.press("enter")
        assert app.screen is dialog
        await until(pilot, lambda: len(app._notifications) == 1)
        await pilot.resize_terminal(60, 20)
        await pilot.press("enter")
        await until(pilot, lambda: app.answer == Send())


async def test_enter_that_comes_before_the_first_frame_sends() -> None:
    """It is typed ahead, behind ctrl+s; a busy machine has no layout by then."""
    dialog = ReviewDialog(review(), lambda: NOW)
    async with asking(ReviewDialog(review(), lambda: NOW)) as (app, pilot):
        app.push_screen(dialog, app._answered)
        for _ in range(1_000):
            if dialog.query("#send"):
                break
            await asyncio.sleep(0)
        dialog.action_send()
        await until(pilot, lambda: app.answer == Send())


async def test_a_button_that_is_too_long_ends_with_an_ellipsis() -> None:
    whole = "Save 4 properties, delete 1 of 3f2c9d1e-…2c3d4e5f"
    for size, said in (((80, 24), whole), ((60, 20), "Save 4 properties, delete 1 of 3f…")):
        text = await text_of(review(), size)
        (line,) = (line for line in text.splitlines() if "Back  " in line)
        assert f"{said}  " in line, line


@pytest.mark.parametrize(("key", "answer"), [("enter", Send()), ("escape", None)])
async def test_the_answers(key: str, answer: object) -> None:
    async with asking(ReviewDialog(review(), lambda: NOW)) as (app, pilot):
        await pilot.press(key)
        assert app.answer == answer


async def test_the_buttons() -> None:
    async with asking(ReviewDialog(review(), lambda: NOW)) as (app, pilot):
        await pilot.click("#send")
        assert app.answer == Send()
    async with asking(ReviewDialog(review(), lambda: NOW)) as (app, pilot):
        await pilot.press("tab", "enter")
        assert app.answer is None


@pytest.mark.sample(each=3)
@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["x", "k"], NewExpiry(None)),
        (["x", "e"], NewExpiry(None, NOW + timedelta(hours=12))),
        (["x", "t", "3", "h", "enter"], NewExpiry(3 * 3600)),
        (["x", "t", "n", "o", "enter"], NOTHING),
        (["x", "t", "escape"], NOTHING),
        (["x", "escape"], NOTHING),
    ],
)
async def test_another_expiry(keys: list[str], answer: object) -> None:
    async with asking(ReviewDialog(review(), lambda: NOW)) as (app, pilot):
        await pilot.press(*keys)
        await pilot.pause()
        assert app.answer == answer


@pytest.mark.parametrize(("after", "said"), [
    ("here", "renamed from note,"), ("there", "renamed from note and changed,"),
])  # fmt: skip
def test_a_rename_is_called_one_on_both_its_rows(after: str, said: str) -> None:
    there = document(note="here")
    given = Review((part(there, {"remark": after}, renames={"note": "remark"}),))
    rows = {
        line.key.name: "".join(cell.text for cell in line.pieces())
        for line in review_lines.ReviewLines(given, lambda: NOW)(90)
        if isinstance(line.key, review_lines.ReviewItem) and callable(line.pieces)
    }
    assert "- note" in rows["note"]
    assert "renamed to remark, 6 characters" in rows["note"]
    assert "+ remark" in rows["remark"]
    assert said in rows["remark"]


async def test_a_difference_opens_and_closes() -> None:
    async with asking(ReviewDialog(review(), lambda: NOW), (100, 50)) as (_, pilot):
        assert '"bags": 1' in shown(pilot)
        await pilot.press("j", "space")
        assert '"bags": 1' not in shown(pilot)
        await pilot.press("o", "j", "j", "o")
        assert '"bags": 1' not in shown(pilot)
        await pilot.press("j", "space", "end", "k", "k")
        assert "bags" not in shown(pilot)


async def test_all_differences_open_and_close() -> None:
    async with asking(ReviewDialog(review(), lambda: NOW), (100, 60)) as (_, pilot):
        await pilot.press("asterisk")
        assert '"since": 2019' in shown(pilot)
        await pilot.press("asterisk")
        assert '"since": 2019' not in shown(pilot)
        assert '"bags": 1' not in shown(pilot)


async def test_all_of_it_is_reached_by_keyboard() -> None:
    async with asking(ReviewDialog(review(), lambda: NOW), (80, 24)) as (_, pilot):
        assert "lastEvent" not in shown(pilot)
        await pilot.press("end")
        assert "lastEvent" in shown(pilot)
        await pilot.press("home")
        assert "Calls" in shown(pilot)


async def test_data_is_data() -> None:
    evil = {"[b]x[/b]": "\x1b[31mred\x1b[0m [reverse]\u202etxt", "a\nb": "\x07"}
    text = await text_of(Review((part(document(), evil),)), (100, 40), "asterisk")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[b]x[/b]" in text
    assert "[reverse]" in text
    assert "a␊b" in text


async def test_a_value_at_the_limit_opens_at_once_and_is_compared_when_asked(
    compared: list[object],
) -> None:
    lines = ["a line of text"] * 40_000
    there = document(transcript=lines)
    big = Review((part(there, {"transcript": [*lines[:-1], "another line"]}),))
    async with asking(ReviewDialog(big, lambda: NOW)) as (_, pilot):
        assert compared == []
        assert "changed, 680,001 →" in shown(pilot)
        assert "large" in shown(pilot)
        await pilot.press("space")
        await until_shown(pilot, "another line", "lines the same")


def one(**given: Any) -> Review:
    return Review((replace(part(document(a=1), {"a": 2}), **given),))


BEFORE = NOW + timedelta(seconds=7_860)


@pytest.mark.sample(each=3)
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (one(expiry=Expiry(ExpiryChoice.SET, BEFORE, 3_600)),
         "changed: 14:11, in 2 h 11 m → 13:00, in 1 h"),
        (one(expiry=Expiry(ExpiryChoice.SET, None, 3_600)), "set: 13:00, in 1 h"),
        (one(expiry=Expiry(ExpiryChoice.CONFIGURED, None)),
         "can't be kept: v1 alone sets no expiry"),
        (one(expiry=Expiry(ExpiryChoice.CONFIGURED, None), there=Document(KEY, {}, exists=False)),
         "new: as configured"),
        (one(expiry=Expiry(ExpiryChoice.CONFIGURED, BEFORE), gone=True),
         "It no longer exists"),
        (one(expiry=Expiry(ExpiryChoice.CONFIGURED, None)), "TTL: as configured"),
        (Review((part(document(a=1, b=2), {"a": 1}),)), "stays: 14:11, in 2 h 11 m"),
        (Review((part(document(a=1, b=2), {"a": 1}),)), "Delete 1 property of 3f2c"),
        (one(steps=(SaveStep(Kind.DELETE_DOCUMENT, ()),)), "delete the document with 1 property"),
        (one(steps=(SaveStep(Kind.DELETE_DOCUMENT, ()),)), "Delete 3f2c"),
    ],
)  # fmt: skip
async def test_what_is_said(given: Review, said: str) -> None:
    assert said in " ".join((await text_of(given)).split())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (one(conflicts=(Conflict("a", encode(1), encode(3), encode(2)),)), "1 conflict must be"),
        (Review((part(document(), {"long": "x" * LIMIT}),)), "characters over the limit"),
        (Review(()), "nothing to send"),
    ],
)
async def test_what_can_not_be_sent_is_not(given: Review, said: str) -> None:
    async with asking(ReviewDialog(given, lambda: NOW), (120, 40)) as (app, pilot):
        assert said in shown(pilot)
        await pilot.press("enter")
        assert app.answer is NOTHING


async def test_deleting_alone_sets_no_expiry() -> None:
    async with asking(ReviewDialog(Review((part(document(a=1), {}),)), lambda: NOW)) as (
        app,
        pilot,
    ):
        assert "x expiry" not in shown(pilot)
        await pilot.press("x", "k")
        assert app.answer is NOTHING


async def test_several_documents_are_told_apart() -> None:
    moved: tuple[Part, ...] = (
        part(document(OTHER), {"a": 1}), part(document(a=1, b=2), {"b": 2})
    )  # fmt: skip
    text = await text_of(Review(moved))
    for said in ("s2 · orders", "3f2c9d1e", "Move 1 property to s2",
                 "1. save 1 property of s2, TTL",
                 "2. delete 1 property of 3f2c"):  # fmt: skip
        assert said in text


async def test_typing_ahead_goes_to_the_form() -> None:
    async with asking(ReviewDialog(review(), lambda: NOW)) as (app, pilot):
        await pilot.press("x", "t")
        await type_text(pilot, "2h 30m")
        await pilot.press("enter")
        await pilot.pause()
        assert app.answer == NewExpiry(9_000)


async def test_a_double_click_opens_and_closes_and_does_not_send() -> None:
    async with asking(ReviewDialog(review(), lambda: NOW), (100, 50)) as (app, pilot):
        line = next(at for at, row in enumerate(shown(pilot).split("\n")) if "~ slots" in row)
        page = app.screen.query_one(Page)
        await pilot.click(Page, offset=(10, line - page.region.y), times=2)
        assert '"bags": 1' not in shown(pilot)
        assert app.answer is NOTHING


@pytest.mark.slow
async def test_of_thousands_of_properties_few_are_compared_before_they_are_asked_for(
    compared: list[object],
) -> None:
    there = Document(KEY, {f"name-{at}": encode({"at": at}) for at in range(5_000)})
    wanted = {f"name-{at}": {"at": at + 1} for at in range(5_000)}
    async with asking(ReviewDialog(Review((part(there, wanted),)), lambda: NOW)) as (_, pilot):
        await pilot.press("end")
        await until(pilot, lambda: "name-4999" in shown(pilot))
        assert len(compared) == len(set(compared)) < 2_000


async def test_the_foot_says_what_enter_does_where_the_focus_is() -> None:
    async with asking(ReviewDialog(review(), lambda: NOW)) as (_, pilot):
        assert "enter sends it" in shown(pilot)
        await pilot.press("tab")
        await until(pilot, lambda: "enter goes back" in shown(pilot))
        assert "enter sends it" not in shown(pilot)
        await pilot.press("tab")
        await until(pilot, lambda: "enter sends it" in shown(pilot))


async def test_the_review_of_an_undo_says_that_it_is_one_of_what_and_of_when() -> None:
    dialog = ReviewDialog(review(), lambda: NOW, undoes="saved intent of s1, 14:02")
    async with asking(dialog) as (_, pilot):
        text = shown(pilot)
        assert "Undo · " in text
        assert "To be sent" not in text
        assert "This undoes: saved intent of s1, 14:02" in text
        assert "Undo: save " in text


def test_the_namespace_document_is_named_whole() -> None:
    (one_part,) = one().parts
    named = replace(one_part, there=Document(DocumentKey("le1", "bot", None), {}))
    assert part_label(named) == short(named.key.label) == "the namespace document"


async def test_the_foot_of_a_form_says_what_enter_does_at_back() -> None:
    dialog = FormDialog("A form", (Field("a", "A"), Field("b", "B")), "Go")
    async with asking(dialog) as (_, pilot):
        await until(pilot, lambda: "enter next field" in shown(pilot))
        await pilot.press("shift+tab", "shift+tab")
        await until(pilot, lambda: "enter goes back" in shown(pilot))
