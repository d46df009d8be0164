"""What a text in `g` may mean: nothing is invented, and enter opens the likeliest."""

from dataclasses import replace
from pathlib import Path

import pytest

from ccs_tui.local.kept_conversations import KeptConversations
from ccs_tui.local.kept_places import KeptPlaces
from ccs_tui.model.address import Address
from ccs_tui.model.document import Namespace
from ccs_tui.ui.commands.goals import ABOVE, Remembered, goals_of
from ccs_tui.ui.commands.requests import GoToAddress, ShowConversation
from ccs_tui.ui.dialogs.goals import AnyGoal, Elsewhere, Everywhere, Goal
from ccs_tui.workspace.desk import Desk
from ccs_tui.workspace.visits import KeptPlace
from tests.ui.commands.conftest import PlainPort
from tests.workspace.conftest import NAMESPACE
from tests.workspace.conftest import Place as Service

ONE = "3f2c9d1e-7b0a-4c11-9e55-0123456789ab"
TWO = "3f2d01aa-5c1f-4a10-8e55-ba9876543210"


@pytest.fixture
async def desk(service: Service, port: PlainPort) -> Desk:
    await port.open(service.key())
    desk = port.desk
    desk.list_namespaces([Namespace(NAMESPACE), Namespace("orders")])
    desk.take_sessions(["s1", "s11", TWO])
    desk.end_sessions()
    return desk


def told(goals: "tuple[AnyGoal, ...] | list[AnyGoal]") -> list[tuple[str, str]]:
    return [(goal.label, goal.words if goal.there else f"? {goal.words}") for goal in goals]


def rows(desk: Desk, text: str, remembered: Remembered | None = None) -> list[tuple[str, str]]:
    return told(list(goals_of(desk, text, remembered).goals))


async def test_a_name_is_listed_or_looked_for_or_opened_although_it_is_not_there(
    desk: Desk,
) -> None:
    everywhere = "look in all namespaces"
    assert rows(desk, "s1") == [("s1", NAMESPACE), ("s11", NAMESPACE), ("s1", everywhere)]
    assert rows(desk, "nobody") == [("nobody", f"? not in {NAMESPACE}"), ("nobody", everywhere)]
    assert rows(desk, ONE) == [(ONE, everywhere), (ONE, f"? not in {NAMESPACE}")]
    assert rows(desk, "orders:x") == [("x", "orders"), ("x", everywhere)]
    assert rows(desk, "tipo:x") == [("x", "? no namespace tipo"), ("x", everywhere)]
    assert rows(desk, f"{NAMESPACE}:{ONE}")[0] == (ONE, f"? not in {NAMESPACE}"), "it was named"
    assert rows(desk, "my id")[0] == ("my id", f"? not in {NAMESPACE}")
    assert rows(desk, "orders") == [("(namespace document)", "namespace orders")]


@pytest.mark.parametrize(
    "line",
    [
        f'{{"ts":1,"conversationId":"{ONE}","n":2}}',
        f'{{"ts":1,"conversationId":"{ONE}",',
        f'"a":"b","c":"{ONE}"',
        f"[12:00:01:{ONE}]",
    ],
)
async def test_a_line_of_a_log_without_spaces_is_no_key_of_another_account(
    desk: Desk, line: str
) -> None:
    goals = goals_of(desk, line)
    assert (told(list(goals.goals)), goals.problem) == ([(ONE, "look in all namespaces")], "")


@pytest.mark.parametrize("level", ["INFO", "ERROR", "warning", "root"])
async def test_the_level_of_a_log_is_no_account(desk: Desk, level: str) -> None:
    """An account has a digit in its name, or is the one that is connected to."""
    goals = goals_of(desk, f"{level}:flow:{ONE}")
    assert (told(list(goals.goals)), goals.problem) == ([(ONE, "look in all namespaces")], "")
    for text in (f"{level}:flow:started", f"{level}:flow:s1 started"):
        goals = goals_of(desk, text)
        assert (list(goals.goals), goals.problem) == ([], "No id was found in this text.")
    everywhere = (TWO, "look in all namespaces")
    assert rows(desk, f"{level}:{NAMESPACE}:{TWO}") == [(TWO, f"{NAMESPACE} · a UUID"), everywhere]
    assert "not to le2" in goals_of(desk, f"le2:{NAMESPACE}:{TWO}").problem
    assert rows(desk, f"{NAMESPACE}:a:b")[0] == ("a:b", f"? not in {NAMESPACE}")


@pytest.mark.parametrize("around", ["{},", '"{}"', '"{}",', "'{}';", "<{}>", "`{}`", "({})."])
async def test_an_id_that_is_no_uuid_is_found_without_what_stands_around_it(
    desk: Desk, around: str
) -> None:
    assert rows(desk, around.format("s1"))[0] == ("s1", NAMESPACE)
    assert ("px-9", "look in all namespaces") in rows(desk, around.format("px-9"))
    assert rows(desk, around.format("px-9"))[-1] == (around.format("px-9"), f"? not in {NAMESPACE}")
    assert rows(desk, around.format("orders:o1"))[0] == ("o1", "orders")
    desk.take_sessions([around.format("s1")])
    desk.end_sessions()
    assert rows(desk, around.format("s1"))[0] == (around.format("s1"), NAMESPACE), "it is its name"


@pytest.mark.parametrize("around", ["{}", "{},", '"{}"', '"{}",', "'{}',", "({})"])
async def test_a_key_of_this_account_is_found_with_what_stands_around_it(
    desk: Desk, around: str
) -> None:
    account = desk.workspace.account
    assert rows(desk, around.format(f"{account}:orders:{ONE}"))[0][0] == ONE
    assert rows(desk, around.format(f"{account}:{NAMESPACE}:{TWO}"))[0] in (
        (TWO, NAMESPACE),
        (TWO, f"{NAMESPACE} · a document's key"),
    )


async def test_a_url_of_no_document_is_said_to_be_that_whether_a_namespace_is_open(
    desk: Desk, port: PlainPort
) -> None:
    url = "https://z2.context.invalid/some/thing"
    parts = f"This is a URL, and none of its parts is a session of {NAMESPACE}."
    assert goals_of(desk, url).problem == parts
    desk.begin_sessions(None)
    nowhere = "This URL names no document, and no namespace is open to look in."
    assert goals_of(desk, url).problem == nowhere


async def test_a_namespace_and_a_session_with_a_slash_between_name_a_document(desk: Desk) -> None:
    everywhere = "look in all namespaces"
    assert rows(desk, "orders/x") == [("x", "orders"), ("x", everywhere)]
    assert rows(desk, "orders/") == [("(namespace document)", "orders")]
    assert rows(desk, f"orders/{ONE}") == [(ONE, "orders · a UUID"), (ONE, everywhere)]
    assert rows(desk, f"{NAMESPACE}/s1") == [("s1", NAMESPACE), ("s1", everywhere)]
    assert rows(desk, f"{NAMESPACE}/x") == [("x", f"? not in {NAMESPACE}"), ("x", everywhere)]
    assert rows(desk, "tipo/x")[0] == ("tipo/x", f"? not in {NAMESPACE}")
    desk.take_sessions(["orders/x"])
    desk.end_sessions()
    assert rows(desk, "orders/x")[0] == ("orders/x", NAMESPACE)


async def test_ids_in_a_text_are_offered_with_where_they_were_found(desk: Desk) -> None:
    text = f"error\nconversationId={TWO} nameSpace=orders sessionId=o-1\nsaw {ONE}"
    assert rows(desk, text) == [
        ("all 2 ids", "look in all namespaces"),
        ("o-1", "orders · sessionId, line 2"),
        ("o-1", "look in all namespaces"),
        (TWO, "conversationId, line 2"),
        (TWO, "look in all namespaces"),
        (ONE, "look in all namespaces"),
    ]
    assert goals_of(desk, "two lines\nwithout any").problem == "No id was found in this text."
    foreign = goals_of(desk, "https://x/v2/context/document/le2/bot/s")
    assert not foreign.goals
    assert "documents of le2 in it; this connection is to le1" in foreign.problem


@pytest.mark.parametrize(
    "text",
    [TWO, f"saw {TWO}.", f"{NAMESPACE}/{TWO}", f"{NAMESPACE}:{TWO}", f"le1:{NAMESPACE}:{TWO}"],
)
async def test_an_id_that_is_listed_here_is_looked_for_elsewhere_too(desk: Desk, text: str) -> None:
    """The open namespace has it, and the conversation has more in others."""
    first, *others = rows(desk, text)
    assert first[0] == TWO
    assert first[1] != "look in all namespaces", "it is there"
    assert (TWO, "look in all namespaces") in others


@pytest.mark.parametrize("separator", [":", "/"])
async def test_a_document_of_a_namespace_that_is_not_known_is_offered(
    desk: Desk, separator: str
) -> None:
    """The service need not list a namespace, and over v2 alone none is known at first."""
    text = f"tipo{separator}{ONE}"
    everywhere = (ONE, "look in all namespaces")
    assert rows(desk, text) == [everywhere, (ONE, "? no namespace tipo")]
    assert rows(desk, f"conv={ONE}") == rows(desk, f"12:00 tipo:{ONE}") == [everywhere]
    desk.namespaces.clear()
    desk.begin_sessions(None)
    goals = goals_of(desk, text)
    assert (told(list(goals.goals)), goals.problem) == ([(ONE, "? no namespace tipo")], "")


async def test_over_v2_alone_a_document_is_named_though_no_namespace_is_known(
    service: Service,
) -> None:
    async with service.workspace(api_key=None) as workspace:
        for session, separator in ((ONE, ":"), (ONE, "/"), ("s1", ":")):
            goals = goals_of(Desk(workspace), f"bot{separator}{session}")
            assert told(list(goals.goals)) == [(session, "bot")], "enter opens it"
            assert not goals.problem


async def test_addresses_in_a_text_are_all_offered(desk: Desk) -> None:
    name = desk.workspace.profile.name
    one, other = f"ccs:{name}/{NAMESPACE}/s1#a[0].b", f"ccs:{name}/orders/o%201@4"
    for text in (f"{one}\n{other}", f"see {one}, and ({other}).", f'"{one}"; `{other}`'):
        goals = goals_of(desk, text)
        paths = [(each.path, each.step) for each in goals.goals if isinstance(each, Goal)]
        assert told(list(goals.goals)) == [("s1 · a[0].b", NAMESPACE), ("o 1", "orders · step 4")]
        assert paths == [(("a", 0, "b"), None), ((), 4)]
    assert rows(desk, f"ccs:broken {ONE}") == [(ONE, "look in all namespaces")]


async def test_recents_and_bookmarks_are_there_without_a_text_and_match_one(desk: Desk) -> None:
    recents = [KeptPlace(NAMESPACE, f"r{number}") for number in range(ABOVE + 1)]
    mark = KeptPlace("orders", None, ("slots", "from"), "flight")
    remembered = Remembered([KeptPlace(NAMESPACE, "s1"), *recents], [mark], [(ONE, TWO)])
    shown = rows(desk, "", remembered)
    assert ("s1", f"recent · {NAMESPACE}") not in shown, "it is open"
    assert shown.index(("flight", "bookmark · orders")) == ABOVE - 1
    assert shown[ABOVE] == ("all 2 ids", "recent · all namespaces")
    assert len(shown) == ABOVE + 3
    (goal,) = [goal for goal in goals_of(desk, "fligh", remembered).goals if goal.is_kept]
    assert isinstance(goal, Goal)
    assert (goal.key.namespace, goal.path) == ("orders", ("slots", "from"))


async def test_an_address_leads_to_its_place_or_to_its_profile(desk: Desk) -> None:
    name = desk.workspace.profile.name
    (goal,) = goals_of(desk, f"ccs:{name}/{NAMESPACE}/s1#a@3").goals
    assert isinstance(goal, Goal)
    assert (goal.key.session, goal.path, goal.step, goal.there) == ("s1", ("a",), 3, True)
    (same,) = goals_of(desk, f"ccs:{desk.workspace.profile.label}/{NAMESPACE}/s1").goals
    assert isinstance(same, Goal)
    (other,) = goals_of(desk, "ccs:no%20such/bot/s1").goals
    assert other == Elsewhere(Address("no such", "bot", "s1"))
    assert other.words == "switch to no such"
    assert "namespace is missing" in goals_of(desk, "ccs:prod").problem
    assert "is none of these" in goals_of(desk, "ccs:prod/a%2Fb/s").problem


async def test_what_is_chosen_is_gone_to(desk: Desk, port: PlainPort, service: Service) -> None:
    service.put("s2", 3_600, b={"c": 1})
    requests = []

    async def request(request: object) -> None:
        requests.append(request)

    port.answers = [Goal(service.key("s2"), "", path=("b", "c"), step=4), Everywhere((ONE,))]
    await port.command("go_to")
    await port.open(service.key("s2"))
    assert any("Nothing was recorded" in sentence for sentence in port.said)
    port.request = request  # type: ignore[method-assign]
    await port.command("go_to")
    assert requests == [ShowConversation((ONE,))]
    port.answers = [Elsewhere(Address("no such", "bot", "s1"))]
    await port.command("go_to")
    assert "The address is of the profile no such." in port.alarms[-1]


async def test_an_address_is_opened_at_the_start(desk: Desk, port: PlainPort) -> None:
    address = Address(desk.workspace.profile.name, NAMESPACE, "s1", ("nowhere",), 2)
    await port.request(GoToAddress(address))
    await desk.tasks.settled()
    assert desk.key == address.key("le1")
    assert any("Nothing was recorded" in sentence for sentence in port.said)


async def test_recents_that_are_removed_are_gone(
    desk: Desk, port: PlainPort, tmp_path: Path
) -> None:
    places = KeptPlaces(tmp_path / "places.json")
    desk.workspace.local = replace(desk.workspace.local, places=places)
    desk.visits.enter(Address("", "orders", "o").key("le1"))
    await desk.tasks.settled()

    async def remove_first() -> None:
        dialog = port.asked[-1]
        found = dialog._find("")
        await dialog._remove(found.goals[0])
        assert not dialog._find("").goals

    port.answers = [remove_first]
    await port.command("go_to")
    assert await desk.visits.recents() == []


async def test_a_conversation_that_is_removed_is_gone(
    desk: Desk, port: PlainPort, tmp_path: Path
) -> None:
    conversations = KeptConversations(tmp_path / "conversations.json")
    desk.workspace.local = replace(desk.workspace.local, conversations=conversations)
    owner = desk.workspace.kept_as, desk.workspace.account
    for ids in ((ONE, TWO), ("another",)):
        conversations.keep(owner, ids)

    async def remove_second() -> None:
        dialog = port.asked[-1]
        goals = dialog._find("").goals
        assert [goal.label for goal in goals] == ["another", "all 2 ids"]
        assert all(goal.is_kept for goal in goals)
        await dialog._remove(goals[1])
        assert [goal.label for goal in dialog._find("").goals] == ["another"]

    port.answers = [remove_second]
    await port.command("go_to")
    for kept in (conversations, KeptConversations(tmp_path / "conversations.json")):
        assert kept.recents(owner) == [("another",)]
