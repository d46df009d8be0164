"""Addresses: whatever a name has survives, and what is no address is refused in a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.address import Address, AddressError, is_address, parse_address
from ccs_tui.model.names import DEFAULT_SESSION

ANY = st.characters() | st.sampled_from("/#@%:?&[]'\" .\n\ud800\udfff~é😀")
NAMES = st.text(ANY, min_size=1)
PATHS = st.lists(st.text(ANY) | st.integers(0, 10**9), max_size=4).filter(
    lambda keys: not keys or isinstance(keys[0], str)
)


@given(NAMES, NAMES, st.none() | NAMES, PATHS.map(tuple), st.none() | st.integers(0, 10**9))
def test_every_address_is_read_as_it_was_written(
    profile: str, namespace: str, session: str | None, path: tuple[str | int, ...], step: int | None
) -> None:
    address = Address(profile, namespace, session, path, step)
    text = str(address)
    assert parse_address(text) == address
    assert parse_address(f" <{text}>\n") == address
    assert text.isascii()
    assert text.isprintable()
    assert " " not in text


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ccs:prod/bot", Address("prod", "bot")),
        ("ccs:prod/bot/", Address("prod", "bot")),
        ("ccs:prod/bot/__default__", Address("prod", "bot", DEFAULT_SESSION)),
        ("CCS:prod/bot/3f2c", Address("prod", "bot", "3f2c")),
        ("ccs:prod/bot/a%2Fb", Address("prod", "bot", "a/b")),
        ("ccs:prod/bot/a%2540", Address("prod", "bot", "a%40")),
        ("ccs:prod/bot/s#slots.from", Address("prod", "bot", "s", ("slots", "from"))),
        ("ccs:prod/bot/s#turns[3].text@9", Address("prod", "bot", "s", ("turns", 3, "text"), 9)),
        ("ccs:prod/bot/s@0", Address("prod", "bot", "s", (), 0)),
        ("ccs:prod/bot#a@2", Address("prod", "bot", None, ("a",), 2)),
        ("`ccs:prod/bot@2`", Address("prod", "bot", None, (), 2)),
    ],
)
def test_an_address_leads_to_its_place(text: str, address: Address) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("http://host", "begins with ccs:"),
        ("ccs:", "profile is missing"),
        ("ccs:prod", "namespace is missing"),
        ("ccs:/bot/s", "profile is missing"),
        ("ccs:prod//s", "namespace is missing"),
        ("ccs:prod/bot/a/b", "%2F"),
        ("ccs:prod/bot/s@x", "%40"),
        ("ccs:prod/bot/s@-1", "%40"),
        ("ccs:prod/bot/s@" + "9" * 5_000, "no number"),
        ("ccs:prod/bot/s#a..[b", "path after #"),
        ("ccs:prod/bot/100%", "%25"),
        ("ccs:prod/bot/%FF", "no UTF-8"),
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence(text: str, why: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(text)
    assert why in str(caught.value)


def test_a_text_is_meant_as_an_address_by_its_beginning() -> None:
    assert is_address(' "ccs:x"')
    assert not is_address("account:ccs:x")
