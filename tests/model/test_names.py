"""Names and keys."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ccs_tui.model.names import (
    DEFAULT_SESSION,
    RESERVED_NAMESPACES,
    DocumentKey,
    NamespaceKey,
    is_reserved,
    namespace_problem,
)

ALLOWED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"


@given(st.text(ALLOWED, min_size=1))
def test_letters_digits_and_underscores_make_a_namespace(name: str) -> None:
    assert namespace_problem(name) is None


@given(st.text(ALLOWED), st.characters(), st.text(ALLOWED))
@example("bot", "\n", "")
@example("", "é", "")
@example("bot", "１", "")  # a full-width digit
@example("", "א", "")
@example("a", "-", "b")
@example("", "\ud800", "")
def test_any_other_character_is_named_in_the_problem(head: str, other: str, tail: str) -> None:
    if other in ALLOWED:
        return
    problem = namespace_problem(head + other + tail)
    assert problem is not None
    assert ascii(other) in problem
    assert problem.isascii()
    assert "\n" not in problem


def test_a_namespace_needs_a_name() -> None:
    assert namespace_problem("") == "A namespace needs a name."


def test_the_reserved_names_are_the_seeds() -> None:
    assert set(RESERVED_NAMESPACES) == {
        "consumer", "operational", "conversation", "faas", "custom", "sde",
    }  # fmt: skip
    assert all(
        is_reserved(name) and namespace_problem(name) is None for name in RESERVED_NAMESPACES
    )
    assert not is_reserved("Conversation")
    assert not is_reserved("conversations")
    assert not is_reserved("")


parts = st.text(min_size=1).filter(lambda part: ":" not in part)


@given(parts, parts, st.one_of(st.none(), st.text(min_size=1)))
@example("le1", "bot", "a:b::c")
@example("le1", "bot", "../..")
def test_a_key_reads_back_as_it_was(account: str, namespace: str, session: str | None) -> None:
    key = DocumentKey(account, namespace, session)
    assert DocumentKey.parse(str(key)) == key
    assert key.parent == NamespaceKey(account, namespace)
    assert key.parent.document(session) == key
    assert str(key).startswith(f"{key.parent}:")


@pytest.mark.parametrize("text", ["", "le1", "le1:", "le1:bot", ":bot:s", "le1::s", "::", ":"])
def test_a_key_that_misses_a_part_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape("reads account:namespace:session.")):
        DocumentKey.parse(text)


def test_the_namespace_document_is_not_the_default_session() -> None:
    whole, default = DocumentKey("le1", "bot"), DocumentKey("le1", "bot", DEFAULT_SESSION)
    assert whole != default
    assert (str(whole), str(default)) == ("le1:bot:", "le1:bot:__default__")
    assert (whole.label, default.label) == ("(namespace document)", "__default__")
