"""The ids in pasted texts: a table of what people paste, and what must never happen."""

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.ids_in_text import MOST_IDS, ids_in_text
from ccs_tui.model.names import DEFAULT_SESSION, DocumentKey

ONE = "3f2c9d1e-7b0a-4c11-9e55-0123456789ab"
TWO = "3f2d01aa-5c1f-4a10-8e55-ba9876543210"
V1 = "https://z2.context.liveperson.net/v1/account/le1"
V2 = "https://z2.context.liveperson.net/v2/context/document"
BODY = {"accountId": "le1", "nameSpace": "bot", "sessionId": "s 1", "payload": {"a": "it's"}}
LOG = json.dumps({"level": "info", "conversationId": ONE, "message": "saved"})

Found = list[tuple[str | None, str | None]]

CASES: list[tuple[str, Found]] = [
    # URLs of v1
    (f"{V1}", []),
    (f"{V1}?ttlSecond=60", []),
    (f"{V1}/bot", [("bot", None)]),
    (f"{V1}/bot/{ONE}/properties", [("bot", ONE)]),
    (f"{V1}/bot/properties", [("bot", DEFAULT_SESSION)]),
    (f"{V1}/bot/properties/intent", [("bot", DEFAULT_SESSION)]),
    (f"{V1}/bot/{ONE}/properties/", [("bot", ONE)]),
    (f"{V1}/bot/{ONE}/properties/a%2Fb", [("bot", ONE)]),
    (f"{V1}/bot/a%2Fb%23/properties", [("bot", "a/b#")]),
    (f"{V1}/bot/a%252Fb/properties", [("bot", "a%2Fb"), ("bot", "a/b")]),
    (f"{V1}/bot/session-ids?page=0&perPage=100", [("bot", None)]),
    (f"{V1}/bot/session-properties?page=2", [("bot", None)]),
    (f"{V1}/namespace/bot/session", [("bot", None)]),
    (
        f'POST {V1}/namespace/bot/session?ttlSecond=9 {{"sessionId": "s"}}',
        [("bot", None), ("bot", "s")],
    ),
    # URLs of v2
    (f"{V2}/le1/bot", [("bot", None)]),
    (f"{V2}/le1/bot/{ONE}", [("bot", ONE)]),
    (f"GET <{V2}/le1/bot/{ONE}>: 404.", [("bot", ONE)]),
    (f"{V2}/create", []),
    (f"{V2}/properties", []),
    (f"{V2}/delete", []),
    (f"{V2}/property/delete", []),
    # encoded whole, once and twice, and inside JSON
    (quote(f"{V2}/le1/bot/a b", safe=""), [("bot", "a b")]),
    (quote(f"{V2}/le1/bot/{quote('a/b', safe='')}?x=1", safe=""), [("bot", "a/b")]),
    (quote(quote(f"{V1}/bot/{ONE}/properties", safe=""), safe=""), [("bot", ONE)]),
    (json.dumps({"url": f"{V1}/bot/{ONE}/properties"}).replace("/", "\\/"), [("bot", ONE)]),
    # calls with a body
    (f"curl -X POST {V2}/create -d '{json.dumps(BODY)}'", [("bot", "s 1")]),
    (f"curl {V2}/create -d {json.dumps(json.dumps(BODY))}", [("bot", "s 1")]),
    (
        f"curl {V2}/create \\\n  -H 'Authorization: x' \\\n  -d '{json.dumps(BODY, indent=2)}'",
        [("bot", "s 1")],
    ),
    ("curl -d '{\"nameSpace\":\"bot\",\"sessionId\":\"it'\\''s\"}'", [("bot", "it's")]),
    ("{'nameSpace': 'bot', 'sessionId': 'a.b'}", [("bot", "a.b")]),
    ('{"sessionId":"a\\/b \\u00e9\\"","nameSpace":"bot"}', [("bot", 'a/b é"')]),
    (json.dumps({"body": json.dumps({"body": json.dumps(BODY)})}), [("bot", "s 1")]),
    # keys
    (f"le1:bot:{ONE}", [("bot", ONE)]),
    ("le1:bot:", [("bot", None)]),
    (f"seen at le1:bot:{ONE}, gone later", [("bot", ONE)]),
    ('"le1:bot:two words"', [("bot", "two words")]),
    ("le1%3Abot%3Aa%2520b", [("bot", "a%20b")]),
    ("file:le1x:bot:s", []),
    ('{"documentKey":"le2:bot:s","tenantId":"le2"}', [("bot", "s")]),
    (f"bot:{ONE}", [("bot", ONE)]),
    (f"bot/{ONE}", [("bot", ONE)]),
    (f"other:{ONE}", [(None, ONE)]),
    # logs and traces
    (LOG, [(None, ONE)]),
    (json.dumps({"log": LOG}), [(None, ONE)]),
    (json.dumps(json.dumps({"log": LOG})), [(None, ONE)]),
    (f"10:00:00.123Z INFO conversationId={ONE} userId=u-42 done", [(None, ONE), (None, "u-42")]),
    (f"Error: no {ONE}\n    at get (/app/bot.js:10:15)\n    at {TWO}", [(None, ONE), (None, TWO)]),
    ("X-LP-Session-Id: abc", [(None, "abc")]),
    ("consumer_id: 'c 1', userId=7&visitorId=v%201", [(None, "c 1"), (None, "7"), (None, "v 1")]),
    ('{"userId": 4711, "conversationId": null, "consumerId": ""}', [(None, "4711")]),
    ('{"requestId": "r", "accountId": "le1", "botId": "b", "valid": true}', []),
    # ids alone, and what stands around them
    (f" {ONE}\n", [(None, ONE)]),
    (f"{ONE},", [(None, ONE)]),
    (f'"{ONE}"', [(None, ONE)]),
    (f"[{ONE}]", [(None, ONE)]),
    (f"({ONE}).", [(None, ONE)]),
    (f"{ONE}\n{TWO}\n{ONE}", [(None, ONE), (None, TWO)]),
    (ONE.upper(), [(None, ONE.upper()), (None, ONE)]),
    (f"\x1b[1;32m{ONE[:20]}\x1b[0m{ONE[20:]}\x1b]0;t\x07", [(None, ONE)]),
    (f"0{ONE}", []),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_ids_are_found_as_people_paste_them(text: str, expected: Found) -> None:
    found = ids_in_text(text, "le1", ["bot"])
    assert [(each.namespace, each.session) for each in found] == expected


def test_what_names_a_document_comes_before_what_only_looks_like_an_id() -> None:
    text = f"{TWO}\nuserId=u\nconversationId=c\n{V2}/le1/bot/{ONE}"
    found = ids_in_text(text, "le1")
    assert [(each.session, each.where, each.line) for each in found] == [
        (ONE, "a URL of v2", 4),
        ("c", "conversationId", 3),
        ("u", "userId", 2),
        (TWO, "a UUID", 1),
    ]


def test_another_account_is_told() -> None:
    here, there = ids_in_text(f"{V2}/le1/bot/s {V2}/le2/bot/s", "le1")
    assert (here.account, there.account) == (None, "le2")
    assert there.key("le1") == DocumentKey("le2", "bot", "s")


def test_the_number_of_ids_is_bounded() -> None:
    text = " ".join(f"{number:08x}-0000-4000-8000-000000000000" for number in range(1_000))
    assert len(ids_in_text(text, "le1")) == MOST_IDS


@given(st.text(st.characters() | st.sampled_from("\"'\\:=%/ le1botsessionId\x1b["), max_size=200))
def test_any_text_is_taken(text: str) -> None:
    for found in ids_in_text(f"sessionId{text}nameSpace{text}le1:bot:{text}", "le1", ["bot"]):
        assert found.session is None or found.session


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_session_is_found_in_a_body_and_in_a_url(text: str) -> None:
    session = f"s{text}e"
    body = json.dumps({"nameSpace": "bot", "sessionId": session})
    url = f"{V2}/le1/bot/{quote(session, safe='')}"
    for pasted in (body, json.dumps(body), url, quote(url, safe="")):
        assert ids_in_text(pasted, "le1")[0].key("le1") == DocumentKey("le1", "bot", session)
