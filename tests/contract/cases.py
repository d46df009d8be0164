"""The table of cases. Each names the source of what it asks for, as `ccs-api.md` marks them.

A case gets `at`: a client, and a namespace of its own. It passes against any server that keeps the
contract; one that moves the clock runs only where there is one to move.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ccs_tui.client import (
    CcsError,
    ContextServiceClient,
    DocumentTooLargeError,
    ForbiddenError,
    InvalidNameError,
    NotFoundError,
    ReadOnlyError,
    RefusedByServiceError,
    ReservedNamespaceError,
    UnauthorizedError,
)
from ccs_tui.model.connection import Capabilities
from ccs_tui.model.expiry import DAY, HOUR, MAX_TTL_SECONDS
from ccs_tui.model.json_text import JsonText, canonical, quote
from ccs_tui.model.names import DEFAULT_SESSION, RESERVED_NAMESPACES
from ccs_tui.model.secret import Secret
from ccs_tui.model.size import LIMIT, payload_size

V1, V2, BOTH = Capabilities(True, False), Capabilities(False, True), Capabilities(True, True)


@dataclass(frozen=True)
class At:
    """Where a case runs. `client` makes another client, with some of the connection replaced."""

    ccs: ContextServiceClient
    namespace: str
    client: Callable[..., ContextServiceClient]
    now: Callable[[], datetime]
    advance: Callable[[float], None]


Run = Callable[[At], Awaitable[None]]


@dataclass(frozen=True)
class Case:
    """A case: what it says, who says it, over which credentials it runs, and the run."""

    title: str
    source: str
    over: tuple[Capabilities, ...]
    moves_clock: bool
    run: Run


CASES: list[Case] = []


def case(source: str, *over: Capabilities, moves_clock: bool = False) -> Callable[[Run], Run]:
    """Add a case to the table; its name is its title. Without `over` it runs over all three."""

    def add(run: Run) -> Run:
        CASES.append(Case(run.__name__, source, over or (V1, V2, BOTH), moves_clock, run))
        return run

    return add


TRICKY_NAMES = (
    "a/b", "..", ".", "../..", "a?b=c", "a#b", "100%", "%2F", "a b", " a", "'", '"', "a:b", "a;b",
    "a\\b", "שלום", "旅行", "🛫", "é", "e\u0301", "+", "&", "=", "~", "session-ids", "__proto__",
)  # fmt: skip

TRICKY_VALUES = {
    "big": "123456789012345678901234567890",
    "fraction": "1.50",
    "one": "1",
    "one point": "1.0",
    "huge": "1e400",
    "negative zero": "-0",
    "digits": '"00014"',
    "looks like a number": '"123"',
    "looks like true": '"true"',
    "looks like JSON": quote('{"a": [1, 2]}'),
    "null": "null",
    "empty": '""',
    "escapes": quote('"\\/\b\f\n\r\t\x00\x1f\x7f'),
    "unicode": quote("שלום 旅行 🛫 e\u0301 \u2028"),
    "order": '{"b":1,"a":2,"c":{"z":[],"y":{}}}',
    "deep": "[" * 50 + "]" * 50,
}


def text(value: str) -> JsonText:
    return canonical(value)


async def all_sessions(at: At, per_page: int = 1_000) -> list[str]:
    pages = at.ccs.list_sessions(at.namespace, per_page)
    return [session async for page in pages for session in page]


def within(instant: datetime | None, at: At, seconds: int) -> bool:
    """Whether `instant` is `seconds` from now, as near as two machines' clocks can tell."""
    return instant is not None and abs(instant - at.now() - timedelta(seconds=seconds)) < timedelta(
        seconds=120
    )


# ── namespaces ─────────────────────────────────────────────────────────────────────────────────


@case("S1", V1, BOTH)
async def a_created_namespace_is_returned_and_listed(at: At) -> None:
    created = await at.ccs.create_namespace(at.namespace)
    assert created.name == at.namespace
    assert created in await at.ccs.get_list_of_namespaces()


@case("S1 V1", V1, BOTH)
async def a_namespace_is_created_with_a_ttl(at: At) -> None:
    assert (await at.ccs.create_namespace(at.namespace, HOUR)).ttl_seconds == HOUR


@case("S1 V1", V1, BOTH)
async def an_existing_namespace_is_not_created_again_but_takes_a_ttl(at: At) -> None:
    first = await at.ccs.create_namespace(at.namespace)
    await at.ccs.set_properties_in_namespace(at.namespace, {"a": 1})
    assert await at.ccs.create_namespace(at.namespace) == first
    again = await at.ccs.create_namespace(at.namespace, DAY)
    assert (again.created_at, again.ttl_seconds) == (first.created_at, DAY)
    assert (await at.ccs.create_namespace(at.namespace)).ttl_seconds == DAY
    assert await at.ccs.get_all_properties_in_session(at.namespace) == {"a": 1}


@case("S1", V1, BOTH)
async def a_built_in_namespace_is_not_created_or_deleted(at: At) -> None:
    for name in RESERVED_NAMESPACES:
        with pytest.raises(ReservedNamespaceError):
            await at.ccs.create_namespace(name)
        with pytest.raises(ReservedNamespaceError):
            await at.ccs.delete_namespace(name)


@case("S2")
async def a_reserved_namespace_is_not_written(at: At) -> None:
    for name in RESERVED_NAMESPACES:
        with pytest.raises(ReservedNamespaceError):
            await at.ccs.set_properties_in_namespace(name, {"a": 1})
        with pytest.raises(ReservedNamespaceError):
            await at.ccs.delete_session(name, "s")


@case("S1 S2", V1, BOTH)
async def a_namespace_outside_the_grammar_is_refused(at: At) -> None:
    for name in ("", "a-b", "a b", "a/b", "..", "é", "a\n", "٣"):
        with pytest.raises(InvalidNameError):
            await at.ccs.create_namespace(name)


@case("S1", V1, BOTH)
async def a_deleted_namespace_is_gone_with_all_that_is_in_it(at: At) -> None:
    await at.ccs.create_namespace(at.namespace, HOUR)
    await at.ccs.set_properties_in_namespace(at.namespace, {"a": 1}, "s")
    await at.ccs.delete_namespace(at.namespace)
    assert at.namespace not in [n.name for n in await at.ccs.get_list_of_namespaces()]
    assert (await at.ccs.create_namespace(at.namespace)).ttl_seconds is None
    assert await at.ccs.get_all_properties_in_session(at.namespace, "s") == {}


@case("S1", V1, BOTH)
async def deleting_a_namespace_again_is_no_error(at: At) -> None:
    await at.ccs.delete_namespace(at.namespace)
    await at.ccs.delete_namespace(at.namespace)


@case("S1", V1, BOTH)
async def the_list_of_namespaces_leaves_built_in_ones_out(at: At) -> None:
    listed = {namespace.name for namespace in await at.ccs.get_list_of_namespaces()}
    assert not listed & set(RESERVED_NAMESPACES)


@case("V1", V1, BOTH)
async def saving_creates_the_namespace(at: At) -> None:
    await at.ccs.set_properties_in_namespace(at.namespace, {"a": 1})
    assert at.namespace in [n.name for n in await at.ccs.get_list_of_namespaces()]


# ── properties, by the toolbelt's methods ──────────────────────────────────────────────────────


@case("S1")
async def set_properties_are_returned_and_read_back(at: At) -> None:
    properties = {"intent": "rebook", "slots": {"from": "TLV", "n": 2}, "none": None, "ok": True}
    set_ = await at.ccs.set_properties_in_namespace(at.namespace, properties, "s")
    assert set_ == properties
    assert await at.ccs.get_all_properties_in_session(at.namespace, "s") == properties


@case("S1 S2")
async def setting_overwrites_the_given_and_leaves_the_others(at: At) -> None:
    await at.ccs.set_properties_in_namespace(at.namespace, {"a": 1, "b": {"deep": 1}}, "s")
    await at.ccs.set_properties_in_namespace(at.namespace, {"b": {"new": 2}, "c": 3}, "s")
    assert await at.ccs.get_all_properties_in_session(at.namespace, "s") == {
        "a": 1, "b": {"new": 2}, "c": 3,
    }  # fmt: skip


@case("S1")
async def updating_creates_what_does_not_exist(at: At) -> None:
    updated = await at.ccs.update_properties_in_namespace(at.namespace, {"a": 1}, "s")
    assert updated == {"a": 1}
    assert await at.ccs.get_property_in_session(at.namespace, "a", "s") == 1


@case("S1 S2")
async def without_a_session_it_is_the_default_session(at: At) -> None:
    await at.ccs.set_properties_in_namespace(at.namespace, {"a": 1, "b": 2})
    assert await at.ccs.get_all_properties_in_session(at.namespace, DEFAULT_SESSION) == {
        "a": 1, "b": 2,
    }  # fmt: skip
    assert await at.ccs.get_property_in_session(at.namespace, "a") == 1
    assert await at.ccs.get_selected_properties_in_session(at.namespace, ["b"]) == {"b": 2}
    await at.ccs.delete_property_in_session(at.namespace, "a")
    assert await at.ccs.get_all_properties_in_session(at.namespace) == {"b": 2}
    await at.ccs.delete_session(at.namespace)
    assert await at.ccs.get_all_properties_in_session(at.namespace) == {}


@case("SDK")
async def a_session_that_does_not_exist_has_no_properties(at: At) -> None:
    assert await at.ccs.get_all_properties_in_session(at.namespace, "missing") == {}
    assert await at.ccs.get_selected_properties_in_session(at.namespace, ["a"], "missing") == {}


@case("S1")
async def selecting_leaves_out_what_does_not_exist(at: At) -> None:
    await at.ccs.set_properties_in_namespace(at.namespace, {"a": 1, "b": 2, "c.d": 3}, "s")
    selected = await at.ccs.get_selected_properties_in_session(
        at.namespace, ["c.d", "missing", "a"], "s"
    )
    assert selected == {"a": 1, "c.d": 3}


@case("SDK V1")
async def a_property_that_does_not_exist_is_not_found(at: At) -> None:
    await at.ccs.set_properties_in_namespace(at.namespace, {"a": 1}, "s")
    for session in ("s", "missing"):
        with pytest.raises(NotFoundError, match="property missing"):
            await at.ccs.get_property_in_session(at.namespace, "missing", session)


@case("S1")
async def deleting_a_property_leaves_the_others_and_may_be_repeated(at: At) -> None:
    await at.ccs.set_properties_in_namespace(at.namespace, {"a": 1, "b": 2}, "s")
    for _ in range(2):
        await at.ccs.delete_property_in_session(at.namespace, "a", "s")
        assert await at.ccs.get_all_properties_in_session(at.namespace, "s") == {"b": 2}
    await at.ccs.delete_property_in_session(at.namespace, "a", "never was")


@case("S1")
async def deleting_a_session_leaves_the_others_and_may_be_repeated(at: At) -> None:
    for session in ("s", "t"):
        await at.ccs.set_properties_in_namespace(at.namespace, {"a": session}, session)
    for _ in range(2):
        await at.ccs.delete_session(at.namespace, "s")
        assert await at.ccs.get_all_properties_in_session(at.namespace, "s") == {}
    assert await at.ccs.get_all_properties_in_session(at.namespace, "t") == {"a": "t"}


@case("S1", V1, BOTH)
async def all_sessions_are_listed(at: At) -> None:
    for session in ("s", "t"):
        await at.ccs.set_properties_in_namespace(at.namespace, {"a": 1}, session)
    await at.ccs.set_properties_in_namespace(at.namespace, {"a": 1})
    assert sorted(await at.ccs.get_list_of_sessions(at.namespace)) == [DEFAULT_SESSION, "s", "t"]


# ── documents ──────────────────────────────────────────────────────────────────────────────────


@case("S2 OURS")
async def a_document_that_does_not_exist_is_not_found(at: At) -> None:
    with pytest.raises(NotFoundError, match="missing"):
        await at.ccs.read_document(at.namespace, "missing")


@case("S2", V2, BOTH)
async def a_document_is_read_with_its_properties_in_order_and_its_expiry(at: At) -> None:
    properties = {"b": text("1"), "a": text('"x"'), "c": text("[]")}
    await at.ccs.save_properties(at.namespace, "s", properties, 2 * HOUR)
    document = await at.ccs.read_document(at.namespace, "s")
    assert list(document.properties.items()) == list(properties.items())
    assert within(document.expires_at, at, 2 * HOUR)


@case("S2", V1)
async def over_v1_a_document_is_read_without_its_expiry(at: At) -> None:
    await at.ccs.save_properties(at.namespace, "s", {"a": text("1")})
    document = await at.ccs.read_document(at.namespace, "s")
    assert (dict(document.properties), document.expires_at) == ({"a": "1"}, None)


@case("S2", V2, BOTH)
async def the_namespace_document_is_not_the_default_session(at: At) -> None:
    await at.ccs.save_properties(at.namespace, None, {"where": text('"namespace"')})
    await at.ccs.save_properties(at.namespace, DEFAULT_SESSION, {"where": text('"default"')})
    for session, where in ((None, '"namespace"'), (DEFAULT_SESSION, '"default"')):
        document = await at.ccs.read_document(at.namespace, session)
        assert document.properties == {"where": where}
    await at.ccs.delete_properties(at.namespace, None, ["where"])
    await at.ccs.delete_document(at.namespace, None)
    with pytest.raises(NotFoundError):
        await at.ccs.read_document(at.namespace, None)
    assert await at.ccs.get_all_properties_in_session(at.namespace) == {"where": "default"}


@case("S2", BOTH)
async def the_namespace_document_is_no_session_in_lists(at: At) -> None:
    await at.ccs.save_properties(at.namespace, None, {"a": text("1")})
    await at.ccs.save_properties(at.namespace, "s", {"a": text("1")})
    assert await all_sessions(at) == ["s"]


@case("S2", BOTH)
async def what_v1_writes_without_a_session_v2_reads_as_default(at: At) -> None:
    async with at.client(user=None, password=None, token=None) as over_v1:
        await over_v1.set_properties_in_namespace(at.namespace, {"a": 1})
    document = await at.ccs.read_document(at.namespace, DEFAULT_SESSION)
    assert document.properties == {"a": "1"}


@case("S2 OURS", V2, BOTH)
async def a_save_sets_the_expiry_anew(at: At) -> None:
    await at.ccs.save_properties(at.namespace, "s", {"a": text("1")}, HOUR)
    await at.ccs.save_properties(at.namespace, "s", {"b": text("1")}, DAY)
    assert within((await at.ccs.read_document(at.namespace, "s")).expires_at, at, DAY)


@case("S2 OURS", V2, BOTH)
async def without_a_ttl_or_above_it_the_maximum_holds(at: At) -> None:
    for session, ttl in (("none", None), ("zero", 0), ("above", MAX_TTL_SECONDS + DAY)):
        await at.ccs.save_properties(at.namespace, session, {"a": text("1")}, ttl)
        document = await at.ccs.read_document(at.namespace, session)
        assert within(document.expires_at, at, MAX_TTL_SECONDS), session


@case("GS OURS", BOTH)
async def without_a_ttl_the_configured_one_holds_and_the_sessions_wins(at: At) -> None:
    await at.ccs.create_namespace(at.namespace, HOUR)
    await at.ccs.set_session_ttl(at.namespace, "s", DAY)
    for session, ttl in (("s", DAY), ("other", HOUR)):
        await at.ccs.save_properties(at.namespace, session, {"a": text("1")})
        document = await at.ccs.read_document(at.namespace, session)
        assert within(document.expires_at, at, ttl), session


@case("GS V1", BOTH)
async def a_changed_ttl_leaves_what_is_stored(at: At) -> None:
    await at.ccs.save_properties(at.namespace, "s", {"a": text("1")}, HOUR)
    before = (await at.ccs.read_document(at.namespace, "s")).expires_at
    await at.ccs.set_session_ttl(at.namespace, "s", DAY)
    await at.ccs.create_namespace(at.namespace, DAY)
    assert (await at.ccs.read_document(at.namespace, "s")).expires_at == before


@case("S2", V2, BOTH)
async def deleting_a_property_leaves_the_expiry(at: At) -> None:
    await at.ccs.save_properties(at.namespace, "s", {"a": text("1"), "b": text("1")}, HOUR)
    before = (await at.ccs.read_document(at.namespace, "s")).expires_at
    await at.ccs.delete_properties(at.namespace, "s", ["a"])
    assert (await at.ccs.read_document(at.namespace, "s")).expires_at == before


@case("S1 S2")
async def several_properties_are_deleted_at_once(at: At) -> None:
    await at.ccs.save_properties(at.namespace, "s", {n: text("1") for n in "abc"})
    await at.ccs.delete_properties(at.namespace, "s", ["a", "c", "missing"])
    assert (await at.ccs.read_document(at.namespace, "s")).properties == {"b": "1"}


@case("S2", moves_clock=True)
async def an_expired_document_is_gone(at: At) -> None:
    if at.ccs.capabilities.v2:
        await at.ccs.save_properties(at.namespace, "s", {"a": text("1")}, 60)
    else:
        await at.ccs.set_session_ttl(at.namespace, "s", 60)
        await at.ccs.save_properties(at.namespace, "s", {"a": text("1")})
    at.advance(59.9)
    assert (await at.ccs.read_document(at.namespace, "s")).properties == {"a": "1"}
    at.advance(0.2)
    with pytest.raises(NotFoundError):
        await at.ccs.read_document(at.namespace, "s")
    if at.ccs.capabilities.v1:
        assert await all_sessions(at) == []


# ── the limit on size ──────────────────────────────────────────────────────────────────────────


def filling(size: int, character: str = "x") -> dict[str, JsonText]:
    """Return one property that makes a document of `size` characters."""
    empty = payload_size({"a": text('""')})
    return {"a": quote(character * (size - empty))}


@case("S2")
async def a_document_at_the_limit_is_saved(at: At) -> None:
    for character in "x🛫":  # characters, not bytes
        await at.ccs.save_properties(at.namespace, "s", filling(LIMIT, character))
        assert (await at.ccs.read_document(at.namespace, "s")).size == LIMIT


@case("S2")
async def a_document_over_the_limit_is_refused_and_nothing_saved(at: At) -> None:
    await at.ccs.save_properties(at.namespace, "s", {"a": text("1")})
    with pytest.raises(DocumentTooLargeError, match="800,001") as caught:
        await at.ccs.save_properties(at.namespace, "s", filling(LIMIT + 1))
    assert caught.value.size == LIMIT + 1
    assert (await at.ccs.read_document(at.namespace, "s")).properties == {"a": "1"}


@case("S2")
async def a_small_save_that_crosses_the_limit_is_refused(at: At) -> None:
    await at.ccs.save_properties(at.namespace, "s", filling(LIMIT))
    with pytest.raises(DocumentTooLargeError):
        await at.ccs.save_properties(at.namespace, "s", {"b": text("1")})
    assert (await at.ccs.read_document(at.namespace, "s")).size == LIMIT


# ── fidelity ───────────────────────────────────────────────────────────────────────────────────


@case("S2")
async def values_come_back_as_they_were(at: At) -> None:
    values = {name: text(value) for name, value in TRICKY_VALUES.items()}
    await at.ccs.save_properties(at.namespace, "s", values)
    document = await at.ccs.read_document(at.namespace, "s")
    assert dict(document.properties) == values


@case("OURS")
async def half_a_character_is_refused_and_said_so(at: At) -> None:
    with pytest.raises(RefusedByServiceError, match=r"\(400\): \".+\"") as caught:
        await at.ccs.save_properties(at.namespace, "s", {"a": text(r'"\ud800"')})
    assert caught.value.status == 400


@case("S2 V1")
async def single_values_come_back_as_they_were(at: At) -> None:
    values: dict[str, Any] = {"a": "123", "b": "true", "c": "myValue1", "d": 123, "e": '"q"'}
    await at.ccs.set_properties_in_namespace(at.namespace, values, "s")
    for name, value in values.items():
        assert await at.ccs.get_property_in_session(at.namespace, name, "s") == value


@case("V1", V1)
async def v1_puts_and_reads_single_properties(at: At) -> None:
    v1 = at.ccs._need_v1("")
    values = {"a": "123", "b": '"123"', "c": '"myValue1"', "d": '"two words"', "e": '{"x":1.50}'}
    for name, value in values.items():
        await v1.put_property(at.namespace, "s", name, text(value))
    await v1.put_property(at.namespace, "s", "a", text("124"))
    assert await v1.read(at.namespace, "s") == {**values, "a": "124"}
    for name, value in {**values, "a": "124"}.items():
        assert await v1.read_property(at.namespace, "s", name) == value
    with pytest.raises(NotFoundError, match="property missing"):
        await v1.read_property(at.namespace, "s", "missing")


@case("S2", V2, BOTH)
async def properties_of_the_namespace_document_are_read_by_name(at: At) -> None:
    await at.ccs.save_properties(at.namespace, None, {"a": text("1.50"), "b": text("2")})
    assert await at.ccs.read_properties(at.namespace, None, ["a", "missing"]) == {"a": "1.50"}


@case("SDK")
async def names_of_properties_may_hold_anything(at: At) -> None:
    values = {name: text(str(number)) for number, name in enumerate(TRICKY_NAMES)}
    await at.ccs.save_properties(at.namespace, "s", values)
    for name, value in values.items():
        assert str(await at.ccs.get_property_in_session(at.namespace, name, "s")) == value
        await at.ccs.delete_property_in_session(at.namespace, name, "s")
        assert name not in await at.ccs.get_all_properties_in_session(at.namespace, "s")


@case("SDK")
async def ids_of_sessions_may_hold_anything(at: At) -> None:
    for number, session in enumerate(TRICKY_NAMES):
        await at.ccs.save_properties(at.namespace, session, {"a": text(str(number))})
    for number, session in enumerate(TRICKY_NAMES):
        document = await at.ccs.read_document(at.namespace, session)
        assert document.properties == {"a": str(number)}, session
    if at.ccs.capabilities.v1:
        assert sorted(await all_sessions(at)) == sorted(TRICKY_NAMES)


@case("SDK")
async def no_name_climbs_out_of_its_place(at: At) -> None:
    await at.ccs.save_properties(at.namespace, "s", {"a": text("1")})
    for name in ("../..", "..", "../../..", ".", "./"):
        await at.ccs.delete_property_in_session(at.namespace, name, "s")
        await at.ccs.delete_session(at.namespace, name)
    assert (await at.ccs.read_document(at.namespace, "s")).properties == {"a": "1"}


@case("OURS")
async def an_empty_name_never_deletes_a_session(at: At) -> None:
    await at.ccs.save_properties(at.namespace, "s", {"a": text("1")})
    if at.ccs.capabilities.v2:
        await at.ccs.delete_property_in_session(at.namespace, "", "s")
    else:  # the path of an empty property is the path of them all
        with pytest.raises(InvalidNameError):
            await at.ccs.delete_property_in_session(at.namespace, "", "s")
    with pytest.raises(InvalidNameError):
        await at.ccs.delete_session(at.namespace, "")
    assert (await at.ccs.read_document(at.namespace, "s")).properties == {"a": "1"}


# ── lists ──────────────────────────────────────────────────────────────────────────────────────


@case("V1", V1, BOTH)
async def sessions_are_listed_page_by_page_to_the_end(at: At) -> None:
    sessions = [f"s{number:02}" for number in range(25)]
    for session in sessions:
        await at.ccs.save_properties(at.namespace, session, {"a": text("1")})
    for per_page in (1, 10, 25, 26, 1_000):
        listed = [page async for page in at.ccs.list_sessions(at.namespace, per_page)]
        assert sorted(session for page in listed for session in page) == sessions
        assert max(map(len, listed)) <= per_page


@case("V1", V1, BOTH)
async def sessions_are_listed_with_their_properties(at: At) -> None:
    values = {name: text(value) for name, value in TRICKY_VALUES.items()}
    await at.ccs.save_properties(at.namespace, "s", values)
    await at.ccs.save_properties(at.namespace, "t", {"a": text("1")})
    listed = [row async for page in at.ccs.list_session_properties(at.namespace, 1) for row in page]
    assert dict(listed) == {"s": values, "t": {"a": "1"}}


@case("V1", V1, BOTH)
async def a_session_without_properties_is_not_listed(at: At) -> None:
    await at.ccs.save_properties(at.namespace, "s", {"a": text("1")})
    await at.ccs.save_properties(at.namespace, "t", {"a": text("1")})
    await at.ccs.delete_property_in_session(at.namespace, "a", "s")
    assert await all_sessions(at) == ["t"]
    listed = [row async for page in at.ccs.list_session_properties(at.namespace) for row in page]
    assert dict(listed) == {"t": {"a": "1"}}
    await at.ccs.save_properties(at.namespace, "s", {"b": text("2")})
    assert sorted(await all_sessions(at)) == ["s", "t"]


@case("OURS", V2, BOTH)
async def a_session_that_is_not_listed_reads_as_empty(at: At) -> None:
    await at.ccs.save_properties(at.namespace, "s", {"a": text("1")})
    await at.ccs.delete_property_in_session(at.namespace, "a", "s")
    assert (await at.ccs.read_document(at.namespace, "s")).properties == {}


@case("V1", V1, BOTH)
async def an_empty_namespace_has_no_sessions(at: At) -> None:
    await at.ccs.create_namespace(at.namespace)
    assert await at.ccs.get_list_of_sessions(at.namespace) == []
    assert [page async for page in at.ccs.list_session_properties(at.namespace)] == []
    assert await at.ccs.list_session_ttls(at.namespace) == []


@case("V1", V1, BOTH)
async def ttls_of_sessions_are_set_changed_and_listed(at: At) -> None:
    await at.ccs.create_namespace(at.namespace)
    await at.ccs.set_session_ttl(at.namespace, "s", HOUR)
    await at.ccs.set_session_ttl(at.namespace, "t/../x", HOUR)
    await at.ccs.set_session_ttl(at.namespace, "s", DAY)
    ttls = {ttl.session: ttl.ttl_seconds for ttl in await at.ccs.list_session_ttls(at.namespace)}
    assert ttls == {"s": DAY, "t/../x": HOUR}


@case("V1", V1)
async def over_v1_deleting_a_session_keeps_its_configured_ttl(at: At) -> None:
    await at.ccs.set_session_ttl(at.namespace, "s", HOUR)
    await at.ccs.save_properties(at.namespace, "s", {"a": text("1")})
    await at.ccs.delete_session(at.namespace, "s")
    assert [ttl.session for ttl in await at.ccs.list_session_ttls(at.namespace)] == ["s"]


# ── who may ────────────────────────────────────────────────────────────────────────────────────


@case("SDK", V1)
async def a_wrong_key_is_forbidden(at: At) -> None:
    async with at.client(api_key=Secret("wrong")) as ccs:
        with pytest.raises(ForbiddenError, match=r"API key \(403\) .* Check the key and the"):
            await ccs.get_list_of_namespaces()


@case("AUTH", V2)
async def a_wrong_password_is_unauthorized(at: At) -> None:
    async with at.client(user="someone", password=Secret("wrong"), token=None) as ccs:
        with pytest.raises(UnauthorizedError, match=r"user and password \(401\) .* Check both,"):
            await ccs.read_document(at.namespace, "s")


@case("AUTH", V2)
async def a_wrong_token_is_unauthorized(at: At) -> None:
    async with at.client(user=None, password=None, token=Secret("wrong")) as ccs:
        with pytest.raises(UnauthorizedError, match=r"token \(401\) .* give a new one, or "):
            await ccs.read_document(at.namespace, "s")


@case("AUTH", V2, BOTH, moves_clock=True)
async def a_token_that_ran_out_is_fetched_anew(at: At) -> None:
    await at.ccs.save_properties(at.namespace, "s", {"a": text("1")})
    at.advance(DAY + 1)
    assert (await at.ccs.read_document(at.namespace, "s")).properties == {"a": "1"}


@case("OURS")
async def a_working_connection_checks_as_such(at: At) -> None:
    checked = await at.ccs.check()
    assert checked.problems == []
    assert checked.capabilities == at.ccs.capabilities


@case("OURS")
async def a_read_only_client_reads_and_does_not_write(at: At) -> None:
    await at.ccs.save_properties(at.namespace, "s", {"a": text("1")})
    async with at.client(read_only=True) as ccs:
        assert (await ccs.read_document(at.namespace, "s")).properties == {"a": "1"}
        assert await ccs.get_property_in_session(at.namespace, "a", "s") == 1
        with pytest.raises(ReadOnlyError, match="CCS_READ_ONLY"):
            await ccs.save_properties(at.namespace, "s", {"a": text("2")})
        with pytest.raises(ReadOnlyError):
            await ccs.delete_properties(at.namespace, "s", ["a"])
        with pytest.raises(ReadOnlyError):
            await ccs.delete_document(at.namespace, "s")
    assert (await at.ccs.read_document(at.namespace, "s")).properties == {"a": "1"}


def utc_now() -> datetime:
    return datetime.now(UTC)


async def clean_up(ccs: ContextServiceClient, namespace: str) -> None:
    """Delete what a case made, as far as its credentials go."""
    with suppress(CcsError):
        await ccs.delete_document(namespace, None)
    with suppress(CcsError):
        await ccs.delete_namespace(namespace)
