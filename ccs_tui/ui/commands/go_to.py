"""`g`: open a document by its name, or by a part of it; nothing is made by being named."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ccs_tui.model.names import DocumentKey, is_reserved
from ccs_tui.ui.commands.targets import key_of, problem_of
from ccs_tui.ui.dialogs.go_to import Goal, Goals, GoToDialog

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk

HINT = "a session id, namespace:session, or a part of an id"
MATCHES = 100
"""Sessions that are offered at most: who types on sees fewer."""
LEAST = 3
"""Characters of a part of a URL that is looked for."""


async def run(desk: "Desk", port: "Port") -> None:
    """Ask for a document, show what a text may mean as it is typed, and open what is chosen."""
    key = await port.ask(GoToDialog(lambda text: goals_of(desk, text), HINT))
    if key is not None:
        port.go_to(key)


def goals_of(desk: "Desk", text: str) -> Goals:
    """Return what a text may mean: the listed sessions that have it, and what it names."""
    if "://" in text:
        return _goals_of_url(desk, text)
    goals = {goal.key: goal for goal in islice(_listed(desk, text), MATCHES)}
    if text in desk.namespaces or is_reserved(text):
        # Whoever names a namespace goes to it, and not to a session that nobody has made.
        there = Goal(DocumentKey(desk.workspace.account, text, None), f"namespace {text}")
        return Goals((there, *goals.values()))
    problem = problem_of(text, desk.workspace.account, desk.namespace)
    if problem is not None:
        return Goals(tuple(goals.values()), problem)
    named = key_of(text, desk.workspace.account, desk.namespace)
    if named in goals:
        first = goals.pop(named)
        return Goals((first, *goals.values()))
    goal = _named(desk, named)
    # What is there for sure, or can't be looked for, comes before what only resembles it.
    others = tuple(goals.values())
    return Goals((goal, *others) if goal.there else (*others, goal))


def _listed(desk: "Desk", text: str) -> Iterator[Goal]:
    """Yield the listed sessions that have a text, first those that begin with it."""
    wanted = text.casefold()
    if desk.namespace is None:
        return
    having = [session for session in desk.listing.sessions if wanted in session.casefold()]
    for session in sorted(having, key=lambda s: not s.casefold().startswith(wanted)):
        yield Goal(DocumentKey(desk.workspace.account, desk.namespace, session), desk.namespace)


def _named(desk: "Desk", key: DocumentKey) -> Goal:
    """Return the document of a key, and whether anything says that it is there."""
    able = desk.workspace.capabilities
    name = key.namespace
    if not able.can_list:
        return Goal(key, name)
    if name not in desk.namespaces and not is_reserved(name):
        return Goal(key, f"no namespace {name}", there=False)
    if name != desk.namespace or key.session is None or desk.listing.has(key.session):
        return Goal(key, name)
    why = "it is not there" if desk.listing.is_complete else "not listed so far"
    return Goal(key, why, there=False)


def _goals_of_url(desk: "Desk", url: str) -> Goals:
    """Return the listed sessions that a part of a URL names."""
    try:
        path = urlsplit(url).path
    except ValueError:  # it looks like a URL only, as `http://[`
        path = url
    parts = [unquote(part) for part in path.split("/") if len(part) >= LEAST]
    found = {goal.key: goal for part in parts for goal in islice(_listed(desk, part), MATCHES)}
    where = desk.namespace or "no namespace"
    return Goals(
        tuple(found.values()),
        "" if found else f"This is a URL, and none of its parts is a session of {where}.",
    )
