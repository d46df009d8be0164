"""Escapes lose nothing, and are in one line that can be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.escapes import escaped, needs_escapes, unescaped

ANY = st.text(st.characters(codec=None), max_size=20) | st.text('\\"un0\x1b\n\ud800\udc00a')


@given(ANY)
def test_what_is_escaped_comes_back_whole(text: str) -> None:
    assert not needs_escapes(escaped(text))
    assert unescaped(escaped(text)) == text.encode("utf-16", "surrogatepass").decode(
        "utf-16", "surrogatepass"
    )


@pytest.mark.parametrize(
    ("typed", "text"),
    [('say "a"', 'say "a"'), (r"say \"a\"", 'say "a"'), (r"\u001b\\", "\x1b\\"), ("é", "é")],
)
def test_what_is_typed_is_read_as_json_reads_it(typed: str, text: str) -> None:
    assert unescaped(typed) == text


@pytest.mark.parametrize("typed", ["\\", r"\x", r"\u12", r"a\q"])
def test_what_is_no_escape_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="a backslash begins an escape"):
        unescaped(typed)
