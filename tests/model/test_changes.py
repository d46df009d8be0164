"""Differences and save plans."""

from collections.abc import Iterable, Mapping
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from ccs_tui.model.changes import SavePlan, plan_save
from ccs_tui.model.json_text import JsonText, canonical, encode
from ccs_tui.model.size import payload_size
from tests.model.strategies import python_values

few_names = st.sampled_from(["intent", "slots", "transcript", "", "שם", "a.b/c"])
payloads = st.dictionaries(few_names, st.one_of(st.integers(0, 2), python_values), max_size=6).map(
    lambda payload: {name: encode(value) for name, value in payload.items()}
)


class Service:
    """What the service does with a create and a property delete [S2]."""

    def __init__(self, payload: Mapping[str, JsonText]) -> None:
        self.payload = dict(payload)

    def create(self, payload: Mapping[str, JsonText]) -> None:
        self.payload.update(payload)

    def delete_properties(self, names: Iterable[str]) -> None:
        for name in names:
            self.payload.pop(name, None)


def saved(before: Mapping[str, JsonText], plan: SavePlan) -> dict[str, JsonText]:
    service = Service(before)
    service.create(plan.upsert)
    service.delete_properties(plan.delete)
    return service.payload


@given(payloads, payloads)
def test_carrying_out_the_plan_gives_what_was_wanted(
    before: dict[str, JsonText], after: dict[str, JsonText]
) -> None:
    plan = plan_save(before, after)
    assert saved(before, plan) == after
    assert plan.size_before == payload_size(before)
    assert plan.size_after == payload_size(saved(before, plan))


@given(payloads, payloads)
def test_the_plan_sends_nothing_that_did_not_change(
    before: dict[str, JsonText], after: dict[str, JsonText]
) -> None:
    plan = plan_save(before, after)
    assert all(before.get(name) != value for name, value in plan.upsert.items())
    assert set(plan.delete) == before.keys() - after.keys()
    assert plan.is_empty == (before == after)


@given(payloads, st.randoms())
def test_the_order_of_properties_is_no_change(payload: dict[str, JsonText], random: Any) -> None:
    members = list(payload.items())
    random.shuffle(members)
    assert plan_save(payload, dict(members)).is_empty


@given(payloads, payloads)
@example({}, {"a": JsonText("1")})
def test_the_plan_shows_no_value(before: dict[str, JsonText], after: dict[str, JsonText]) -> None:
    after = {**after, "secret": encode("s3cr3t-value")}
    assert "s3cr3t-value" not in repr(plan_save(before, after))


def test_another_form_of_the_same_number_is_a_change() -> None:
    before = {name: canonical("1") for name in "abc"}
    after = {"a": canonical(" 1 "), "b": canonical("1.0"), "c": canonical('"1"')}
    assert plan_save(before, after).upsert == {"b": "1.0", "c": '"1"'}


def test_a_property_named_anew_is_written_and_the_old_one_deleted() -> None:
    plan = plan_save(
        {"old": JsonText("1"), "kept": JsonText("2")}, {"kept": JsonText("2"), "new": JsonText("1")}
    )
    assert (dict(plan.upsert), plan.delete) == ({"new": "1"}, ("old",))
