"""What the tests of the state share: a clock that stands, a document, strings of any kind."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import strategies as st

from ccs_tui.local.journal import Kind
from ccs_tui.local.state import State
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey

KEY = DocumentKey("12345678", "flightBooking", "s-1")

# With lone surrogates and with NUL: what was typed may be no JSON, and no UTF-8, at all.
ANYTHING = st.text(
    st.characters(exclude_categories=()) | st.sampled_from("\0\ud83d\udfd6\udfffé"), max_size=30
)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def record(state: State, operation: str = "o") -> int:
    """Record a save, of which no answer is known."""
    return state.journal.record(
        operation=operation, profile="p", account=KEY.account, namespace=KEY.namespace,
        session=KEY.session, kind=Kind.SAVE,
        before={"a": JsonText('"old"')}, after={"a": JsonText('"new"')},
    )  # fmt: skip


def typed(state: State, profile: str = "p") -> dict[str, str | None]:
    """Return what was typed into the document `KEY`, by property."""
    draft = state.drafts.find(profile, KEY)
    return {name: edit.text for name, edit in draft.edits.items()} if draft else {}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def no_umask() -> Iterator[None]:
    """Let the system keep nothing from others that the code itself does not."""
    before = os.umask(0)
    yield
    os.umask(before)
