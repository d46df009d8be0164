"""Hints: each says what it knows of a value, and nothing of others."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from ccs_tui.model.document import Namespace
from ccs_tui.model.hints import HINTS, Hinted, age, hint_of
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.place_hints import KnownPlace
from tests.model.strategies import Written, values

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HEAD = '{"alg":"none"}'
MILLISECONDS = int((NOW - timedelta(minutes=4)).timestamp() * 1_000)


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def part(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def token(claims: str) -> str:
    return f"{part(HEAD)}.{part(claims)}.x"


def hinted(value: object, *path: str | int, has: frozenset[str] = frozenset()) -> Hinted:
    return Hinted(path or ("a",), encode(value), lambda name: name in has, NOW)


def said(value: object, *path: str | int) -> tuple[str, str] | None:
    found = hint_of(hinted(value, *path), ())
    return None if found is None else (found[0].name, found[1])


EXP = int((NOW - timedelta(days=3)).timestamp())


@pytest.mark.parametrize(
    ("value", "path", "name", "sentence"),
    [
        (MILLISECONDS, ("x",), "epoch",
         "Mon 2 Mar 2026 11:56:00 here, 4 m ago (milliseconds since 1970)"),
        (MILLISECONDS // 1_000, ("createdAt",), "epoch",
         "Mon 2 Mar 2026 11:56:00 here, 4 m ago (seconds since 1970)"),
        (MILLISECONDS // 1_000, ("log", 3, "timestamp"), "epoch", "Mon 2 Mar 2026"),
        ("2026-03-02T14:00:00+01:00", ("x",), "iso",
         "Mon 2 Mar 2026 13:00:00 here, in 1 h"),
        ("2026-03-02T11:59:30Z", ("x",), "iso", "Mon 2 Mar 2026 11:59:30 here, now"),
        ("2026-03-02 11:59", ("x",), "iso", "a time without a zone"),
        ("2026-02-30T00:00:00Z", ("x",), "iso", "it looks like a time, and there is no such one"),
        (' {"a": 1, "b": [2]} ', ("x",), "json", "a string that holds JSON, an object of 2 pro"),
        ("[1]", ("x",), "json", "a string that holds JSON, an array of 1 element:"),
        (token(f'{{"exp":{EXP}}}'), ("x",), "token", "a token (JWT), it expired 3 d ago: whoever"),
        (token(f'{{"exp":{EXP + 700_000}}}'), ("x",), "token", "a token (JWT), it expires in 5 d:"),
        (token("{}"), ("x",), "token", "a token (JWT): whoever reads this document has it"),
        (2**53 + 1, ("x",), "inexact", "in JavaScript this number is 9007199254740992"),
        (10**390, ("x",), "inexact", "in JavaScript this number is Infinity"),
        (1, ("two words",), "spaces", "its name has spaces: routing policies can't read"),
    ],
)  # fmt: skip
def test_a_hint(value: object, path: tuple[str | int, ...], name: str, sentence: str) -> None:
    found = said(value, *path)
    assert found is not None
    assert found[0] == name
    assert found[1].startswith(sentence)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (MILLISECONDS // 1_000, ("phone",)), (12, ("createdAt",)), (1.5, ("at",)), (True, ("at",)),
        (None, ("at",)), ("2026-03-02", ("x",)), ("eyJ.x.y", ("x",)), ("[not JSON", ("x",)),
        (2**53, ("x",)), (2**60, ("x",)), ("1772452560000", ("x",)), ("two words", ("x",)),
        (1, ("slots", "two words")), (f"{part('x' * 20)}.{part('y' * 20)}.", ("x",)),
    ],
)  # fmt: skip
def test_no_hint(value: object, path: tuple[str | int, ...]) -> None:
    assert said(value, *path) is None


def test_a_call_of_v2_that_was_saved_over_v1() -> None:
    has = frozenset({"payload", "nameSpace", "accountId"})
    found = hint_of(hinted("le1", "accountId", has=has), ())
    assert found is not None
    assert found[0].name == "envelope"
    assert hint_of(hinted("le1", "payload", has=frozenset({"payload", "sessionId"})), ()) is None
    assert hint_of(hinted("le1", "other", has=has), ()) is None


def test_one_that_is_off_says_nothing_and_the_next_may_speak() -> None:
    found = hint_of(hinted(MILLISECONDS, "a b"), ())
    assert found is not None
    assert found[0].name == "spaces"
    next_one = hint_of(hinted(MILLISECONDS, "a b"), {"spaces"})
    assert next_one is not None
    assert next_one[0].name == "epoch"
    assert hint_of(hinted(MILLISECONDS, "a b"), {hint.name for hint in HINTS}) is None


# ── on places ──────────────────────────────────────────────────────────────────────────────────

IN_A_DAY = NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("place", "name", "sentence"),
    [
        (KnownPlace(NOW, status=403), "proxy",
         "a proxy may have sent the 403: is *.context.liveper"),
        (KnownPlace(NOW, "le1", namespaces=0), "empty",
         "no namespaces: Conversation Builder may store under its organization id"),
        (KnownPlace(NOW, expires_at=IN_A_DAY, ttl_seconds=3_600), "shortened",
         "a bot's next save shortens its life to the 1h that are configured"),
        (KnownPlace(NOW, twin=(2_000, 310)), "twins",
         "v1 reads __default__ here (2,000 characters), and v2 the namespace document (310 char"),
        (KnownPlace(NOW, twin=(2_000, 0)), "twins",
         "v1 reads __default__ here (2,000 characters), and v2 the namespace document (nothing)"),
        (KnownPlace(NOW, twin=(7, 7)), "twins",
         "v1 reads __default__ here, and v2 the namespace document: other values in 7 characters"),
        (KnownPlace(NOW, namespace=Namespace("bot", is_listed=False)), "unlisted",
         "the service does not list bot: bots reach it by its name alone"),
        (KnownPlace(NOW, sessions=1_204, is_beyond=True), "beyond",
         "getListOfSessions returns the first 100 of these 1,204, without this one"),
    ],
)  # fmt: skip
def test_a_hint_on_a_place(place: KnownPlace, name: str, sentence: str) -> None:
    found = hint_of(None, (), place)
    assert found is not None
    assert found[0].name == name
    assert found[1].startswith(sentence)
    assert hint_of(None, {name}, place) is None


@pytest.mark.parametrize(
    "place",
    [
        KnownPlace(NOW), KnownPlace(NOW, status=401), KnownPlace(NOW, namespaces=1),
        KnownPlace(NOW, expires_at=IN_A_DAY), KnownPlace(NOW, ttl_seconds=60),
        KnownPlace(NOW, expires_at=IN_A_DAY, ttl_seconds=10**400),
        KnownPlace(NOW, expires_at=NOW + timedelta(seconds=3_620), ttl_seconds=3_600),
        KnownPlace(NOW, namespace=Namespace("bot")), KnownPlace(NOW, sessions=1_204),
    ],
)  # fmt: skip
def test_no_hint_on_a_place(place: KnownPlace) -> None:
    assert hint_of(None, (), place) is None


def test_the_value_comes_before_its_place() -> None:
    place = KnownPlace(NOW, status=403)
    found = hint_of(hinted(MILLISECONDS), (), place)
    assert found is not None
    assert found[0].name == "epoch"
    found = hint_of(hinted(MILLISECONDS), {"epoch"}, place)
    assert found is not None
    assert found[0].name == "proxy"


def test_names_are_unique() -> None:
    assert len({hint.name for hint in HINTS}) == len({hint.about for hint in HINTS}) == len(HINTS)


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(0, "now"), (59, "now"), (-59, "now"), (60, "1 m ago"), (-3_600, "in 1 h"),
     (90_000_000, "1,041 d ago")],
)  # fmt: skip
def test_age(seconds: int, says: str) -> None:
    assert age(NOW - timedelta(seconds=seconds), NOW) == says


@given(values)
def test_no_value_breaks_one(value: Written) -> None:
    for hint in HINTS:
        sentence = hint.of(Hinted(("at",), JsonText(value.canonical), lambda _: True, NOW))
        assert sentence is None or len(sentence) < 300 + len(value.canonical)
