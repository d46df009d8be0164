"""The ticket: what it tells, what it masks, and that no value breaks its Markdown."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ccs_tui.model.connection import Connection
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.secret import Secret
from ccs_tui.model.timeline.step import Cause, Gap, Step
from ccs_tui.model.timeline.ticket import Ticket, ToldStep, markdown, markdown_of_all
from ccs_tui.model.value_masking import Masking, masked_value
from tests.model.timeline.histories import NOW, steps_of

KEY = DocumentKey("12345678", "airlineBot", "3f2c")


def ticket_of(
    *history: Mapping[str, object], key: DocumentKey = KEY, note: str = "", gaps: int = 0
) -> Ticket:
    properties = [{name: encode(value) for name, value in each.items()} for each in history]
    rows: list[ToldStep | Gap] = [ToldStep(step, "7") for step in steps_of(properties, note=note)]
    rows += [Gap(NOW, NOW + timedelta(minutes=1), "the machine slept")] * gaps
    return Ticket(key, rows, properties[-1], NOW)


def test_it_tells_what_was_looked_at_and_what_changed() -> None:
    history: list[Mapping[str, object]] = [
        {"intent": "book", "slots": {"to": "TLV"}},
        {"slots": {"to": None}},
    ]
    text = markdown(ticket_of(*history, note="the late call\n- did it", gaps=1))
    assert text == TOLD


def test_several_documents_are_told_in_the_order_of_time_and_each() -> None:
    other = DocumentKey("12345678", "orders", "3f2c")
    talk = ticket_of({"intent": "book"}, {"intent": None, **{f"p{n}": n for n in range(9)}})
    order = ticket_of({"state": "paid"}, key=other)
    text = markdown_of_all([talk, order])
    head, first, second = re.split("^## `3f2c`", text, flags=re.MULTILINE)
    assert head.startswith("# 2 documents of `3f2c`\n\n- `3f2c` in `airlineBot`: 2 steps, ")
    lines = head.split("## In the order of time\n\n")[1].split("\n")
    assert [line.split(" · ", 1)[1] for line in lines[:3]] == [
        "`3f2c` in `airlineBot` · step 1, turn `7`: first seen, with `intent`",
        "`3f2c` in `orders` · step 1, turn `7`: first seen, with `state`",
        "`3f2c` in `airlineBot` · step 2, turn `7`: `intent`, "
        + ", ".join(f"`p{n}`" for n in range(7)) + " and 2 more",
    ]  # fmt: skip
    assert [len(re.findall("^### Step", part, re.MULTILINE)) for part in (first, second)] == [2, 1]
    assert markdown_of_all([talk]) == markdown(talk)


def test_a_document_that_was_not_there_yet_is_not_said_to_be_gone() -> None:
    (made,) = steps_of([{"intent": encode("book")}])
    absent = replace(made, number=1, changes=(), exists=False, size=0, expires=None)
    came = replace(made, number=2, after=NOW, before=NOW + timedelta(seconds=3))
    gone = replace(came, number=3, changes=(), exists=False, size=0, expires=None)
    ticket = Ticket(KEY, [ToldStep(step) for step in (absent, came, gone)], None, NOW)
    text = markdown(ticket)
    assert "## Step 1 · looked for " in text
    assert text.count("There is no such document yet.") == 1
    assert text.count("The document is gone.") == 1
    lines = markdown_of_all([ticket, ticket_of({"a": 1})])
    assert "step 1: not there yet" in lines
    assert "step 3: gone" in lines


def test_a_first_reading_tells_nobody_who_wrote_and_comes_before_steps_of_the_same_second() -> None:
    other = DocumentKey("12345678", "orders", "3f2c")
    (first,) = steps_of([{"state": encode("paid")}])
    early, late = (NOW.replace(microsecond=part) for part in (100_000, 900_000))
    change = replace(first, number=2, after=NOW - timedelta(seconds=2), before=early)
    found = Ticket(other, [ToldStep(replace(first, before=late))], None, NOW)
    text = markdown_of_all([Ticket(KEY, [ToldStep(change)], None, NOW), found])
    steps = [line for line in text.splitlines() if line.startswith("- 2026")]
    assert ["orders" in line for line in steps] == [True, False]
    heads = [line for line in text.splitlines() if line.startswith("### Step")]
    assert ["the bot, or others" in head for head in heads] == [True, False]


TOLD = """\
# `3f2c` in `airlineBot`

- account `12345678`
- namespace `airlineBot`, session `3f2c`
- 2 steps, 2026-05-11 14:02:01.000 UTC to 2026-05-11 14:02:02.000 UTC, with 1 gap in which nothing \
was read
- at the end: 21 of 800,000 characters (0 %), expires 2026-05-11 16:02:00.000 UTC
- values: masked by rule; written 2026-05-11 14:02:00.000 UTC

## Step 1 · turn `7` · first seen 2026-05-11 14:02:01.000 UTC

> the late call
> \\- did it

38 of 800,000 characters (0 %), expires 2026-05-11 15:02:00.000 UTC.

`intent` came:

```diff
+ "book"
```

`slots` came:

```diff
+ {
+   "to": "TLV"
+ }
```

## Step 2 · turn `7` · between 2026-05-11 14:02:01.000 UTC and 2026-05-11 14:02:02.000 UTC · the \
bot, or others

> the late call
> \\- did it

21 of 800,000 characters (0 %), expires 2026-05-11 16:02:00.000 UTC.

`slots.to` changed:

```diff
- "TLV"
+ null
```

`intent` went:

```diff
- "book"
```

*Nothing was read from 2026-05-11 14:02:00.000 UTC to 2026-05-11 14:03:00.000 UTC: \
the machine slept.*

## The document after step 2

```json
{
  "slots": {
    "to": null
  }
}
```

## Read it again

```sh
curl -sS -H "Authorization: $CCS_TOKEN" "$CCS_URL"/v2/context/document/12345678/airlineBot/3f2c
curl -sS -H "maven-api-key: $CCS_API_KEY" "$CCS_URL"/v1/account/12345678/airlineBot/3f2c/properties
```
"""


def test_a_gap_says_why_in_prose_and_speaks_of_the_step_after_it_where_there_is_one() -> None:
    one, two = (ToldStep(step, None) for step in steps_of([{"a": encode(1)}, {"a": encode(2)}]))
    why = "ccs-tui did not watch `it`*"
    gap = Gap(NOW, NOW + timedelta(minutes=1), why)
    within = markdown(Ticket(KEY, [one, gap, two], {"a": encode(2)}, NOW))
    assert (
        r": ccs-tui did not watch \`it\`\*. What changed meanwhile shows in the step after it.*"
        in within
    )
    at_the_end = markdown(Ticket(KEY, [one, two, gap], {"a": encode(2)}, NOW))
    assert r": ccs-tui did not watch \`it\`\*.*" in at_the_end
    assert "the step after it" not in at_the_end


nasty = st.lists(
    st.sampled_from(
        [
            "`",
            "``",
            "```",
            "~~~",
            "\n",
            "# x",
            "<b>",
            "* ",
            "- ",
            "---",
            "===",
            "a",
            " ",
            "|",
            "&lt;",
            "[x](y)",
            "\\",
            "\u2028",
            "1. ",
            "_x_",
            "\t",
            "    ",
        ]
    ),
    max_size=6,
).map("".join)


@given(nasty, nasty, nasty, nasty.filter(bool))
def test_nothing_breaks_its_markdown(name: str, value: str, note: str, session: str) -> None:
    key = DocumentKey("12345678", "airlineBot", session)
    text = markdown(ticket_of({name: value}, {name: {value: value}}, key=key, note=note))
    tokens = MarkdownIt("commonmark").parse(text)
    kinds = [token.type for token in tokens if token.nesting >= 0 and token.level == 0]
    steps = ["heading_open", *["blockquote_open"] * bool(note.split()), "paragraph_open"]
    change = ["paragraph_open", "fence"]
    assert kinds[:2] == ["heading_open", "bullet_list_open"]
    document = ["heading_open", "fence"]
    assert kinds[2:] in (
        [*steps, *change, *steps, *change, *document, *document],
        [*steps, *change, *steps, *change, *document],
    )
    inline = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inline} <= {"text", "code_inline", "softbreak"}
    title = next(child.content for child in inline if child.type == "code_inline")
    assert title.strip() == encode(session)[1:-1].replace('\\"', '"').strip() or "\u2028" in session


def test_values_are_masked_by_rule_as_they_are_or_left_out() -> None:
    history = [{"user": {"phone": "1", "mail": "a@b.example"}, "n": 1}, {"user": 2, "token": "tok"}]
    ticket = ticket_of(*history)
    by_rule = markdown(ticket)
    assert "a@b.example" not in by_rule
    assert '"tok"' not in by_rule
    assert '+   "phone": "(string, 3 characters)"' in by_rule
    assert '"token": "(string, 5 characters)"' in by_rule
    as_they_are = markdown(ticket, Masking.NONE)
    assert '"mail": "a@b.example"' in as_they_are
    assert "values: as they are" in as_they_are
    left_out = markdown(ticket, Masking.LEFT_OUT)
    assert "`user` changed." in left_out
    assert not re.search(r"a@b|tok\"|: 1", left_out)


def test_a_part_of_a_private_value_is_masked_wherever_it_changed() -> None:
    first = {"customer": {"address": {"lines": ["a", "b"]}}}
    later = {"customer": {"address": {"lines": ["a", "Elm Street 5"]}}}
    text = markdown(ticket_of(first, later))
    assert "Elm" not in text


@pytest.mark.parametrize(
    ("name", "value", "is_masked"),
    [
        ("apiKey", "x", True),
        ("emailAddress", "x", True),
        ("customer-phone", 12, True),
        ("FirstName", "x", True),
        ("token", None, False),
        ("intent", "call +49 170 1234567", True),
        ("intent", "4111 1111 1111 1111", True),
        ("n", 4111111111111111, True),
        ("updatedAt", 1620772659176, False),
        ("text", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x", True),
        ("text", "it was the 3rd of May", False),
        ("transcript", [{"text": "me@x.example"}], True),
        ("keyword", "x", False),
    ],
)
def test_the_rule_masks_secrets_and_what_belongs_to_a_person(
    name: str, value: object, is_masked: bool
) -> None:
    text = encode(value)
    assert (masked_value(name, text, Masking.RULE) != text) is is_masked
    assert masked_value(name, text, Masking.NONE) == text


def test_the_lines_that_read_it_again_have_no_secret_and_survive_a_shell() -> None:
    connection = Connection.to("emea", "12345678", api_key=Secret("hidden"), token=Secret("tok1"))
    key = DocumentKey("12345678", "bot", "a'b $(x)")
    lines = markdown(Ticket(key, [], None, NOW, connection)).split("```")[1].splitlines()[1:]
    assert "hidden" not in str(lines)
    assert [shlex.split(line)[-1] for line in lines] == [
        f"{connection.v2_url}/v2/context/document/12345678/bot/a%27b%20%24%28x%29",
        f"{connection.v1_url}/v1/account/12345678/bot/a%27b%20%24%28x%29/properties",
    ]


def test_a_deleted_document_and_a_step_without_changes_say_so() -> None:
    gone = Step(2, NOW, NOW, (), False, None, 2, Cause.OURS)
    text = markdown(Ticket(KEY, [ToldStep(gone)], None, NOW))
    assert "The document is gone." in text
    assert "· ccs-tui" in text
    renewed = Step(2, NOW, NOW, (), True, NOW, 2, Cause.OURS)
    assert "No value changed." in markdown(Ticket(KEY, [ToldStep(renewed)], None, NOW))


@pytest.mark.slow
def test_a_large_document_is_cut_and_a_step_of_many_changes_too() -> None:
    text = markdown(ticket_of({f"p{at}": JsonText("x" * 1_000) for at in range(100)}))
    assert "More places changed than the 40 above." in text
    assert "more characters are not written out." in text
