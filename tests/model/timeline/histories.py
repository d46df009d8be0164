"""Histories of a document for tests: what it was, one after another, and their steps."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.size import payload_size
from ccs_tui.model.timeline.step import Cause, Gap, Properties, Step, changes_between

NOW = datetime(2026, 5, 11, 14, 2, tzinfo=UTC)

_leaves: st.SearchStrategy[object] = st.sampled_from([None, 1, "a", "b", [], {}])
_nested = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from("xyz"), inner, max_size=3)
    ),
    max_leaves=8,
)
payloads = st.dictionaries(st.sampled_from("abc"), _nested.map(encode), max_size=3)
"""Properties of a document, nested, with few names and values, so that they often stay."""
histories = st.lists(payloads, min_size=1, max_size=6)
"""What a document was, one after another."""
gaps = st.lists(
    st.builds(
        lambda since, seconds, why: Gap(
            NOW + timedelta(seconds=since), NOW + timedelta(seconds=since + seconds), why
        ),
        st.integers(0, 9),
        st.integers(0, 9),
        st.text(),
    ),
    max_size=3,
)


def steps_of(
    history: list[dict[str, JsonText]], *, cause: Cause = Cause.OTHERS, note: str = ""
) -> list[Step]:
    """Return the steps of a document that was each of these, one after another."""
    steps: list[Step] = []
    last: Properties = {}
    for number, properties in enumerate(history, start=1):
        at = NOW + timedelta(seconds=number)
        steps.append(
            Step(
                number=number,
                after=None if number == 1 else at - timedelta(seconds=1),
                before=at,
                changes=changes_between(last, properties),
                exists=True,
                expires=NOW + timedelta(hours=number),
                size=payload_size(properties),
                cause=cause,
                note=note,
            )
        )
        last = properties
    return steps
