"""Two documents property by property: what differs, without what is muted."""

from ccs_tui.model.changes import Change
from ccs_tui.model.compared_documents import compared
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.timeline.muted_paths import ANY_ELEMENT, Muted


def texts(**values: str) -> dict[str, JsonText]:
    return {name: JsonText(value) for name, value in values.items()}


def test_properties_are_aligned_in_the_order_of_the_left_side_and_then_the_right() -> None:
    found = compared(texts(b="1", a="2", same="3"), texts(c="4", a="5", same="3", b="6"))
    assert [(pair.name, pair.before, pair.after) for pair in found.pairs] == [
        ("b", "1", "6"), ("a", "2", "5"), ("c", None, "4"),
    ]  # fmt: skip
    assert (found.same, found.muted) == (1, 0)


def test_a_value_is_not_what_only_looks_like_it() -> None:
    assert len(compared(texts(a="1"), texts(a="1.0")).pairs) == 1


def test_what_is_muted_does_not_differ() -> None:
    muted = Muted(frozenset({("at",), ("slots", "seen"), ("said", ANY_ELEMENT, "id")}))
    before = texts(at="1", slots='{"to":"A","seen":1}', said='[{"id":1,"text":"x"}]')
    after = texts(at="2", slots='{"to":"A","seen":2}', said='[{"id":2,"text":"y"}]')
    found = compared(before, after, muted)
    assert found.pairs == (Change("said", JsonText('[{"text":"x"}]'), JsonText('[{"text":"y"}]')),)
    assert (found.same, found.muted) == (0, 2)
