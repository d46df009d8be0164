"""The goals of a text that is typed or pasted into `g`: found without a screen, none invented."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ccs_tui.model.address import AddressError, is_address, parse_address
from ccs_tui.model.ids_in_text import MOST_IDS, FoundId, ids_in_text
from ccs_tui.model.names import DocumentKey, is_reserved, namespace_problem
from ccs_tui.ui.commands.targets import typed_key, typed_key_problem
from ccs_tui.ui.commands.typed_names import AFTER, bare, may_be_account, may_be_name, short_key
from ccs_tui.ui.dialogs.goals import AnyGoal, Elsewhere, Everywhere, Goal, Goals
from ccs_tui.workspace.visits import KeptPlace, PlaceList, key_of_place

if TYPE_CHECKING:
    from ccs_tui.workspace.desk import Desk

MATCHES = 100
"""Sessions that are offered at most: who types on sees fewer."""
ABOVE = 5
"""Matches, or recents, that stand above the bookmarks and the search of all namespaces."""
TOGETHER = 10
"""Ids that are looked for together at most."""
LEAST = 3
"""Characters of a part of a URL that is looked for."""
_ADDRESS = re.compile(r"(?<![A-Za-z0-9_])ccs:[^\s\"'`<>()]+")
_NO_ID = "No id was found in this text."


@dataclass(frozen=True, slots=True)
class Remembered:
    """The recents, the last first, the bookmarks, and the ids of the last conversations."""

    recents: PlaceList
    bookmarks: PlaceList
    conversations: list[tuple[str, ...]] = field(default_factory=list)

    def forget(self, goal: AnyGoal) -> None:
        """Leave out a goal that was removed from this machine."""
        match goal:
            case Goal(kept=place) if place is not None:
                for places in (self.recents, self.bookmarks):
                    if place in places:
                        places.remove(place)
            case Everywhere(ids) if ids in self.conversations:
                self.conversations.remove(ids)
            case _:
                pass


def goals_of(desk: "Desk", text: str, remembered: Remembered | None = None) -> Goals:
    """Return what a text may mean; without a text, the recents and bookmarks."""
    text, remembered = text.strip(), remembered or Remembered([], [])
    if not text:
        return Goals(_each_once(_kept(desk, remembered)))
    if is_address(text) and len(text.split()) == 1:
        return _goals_of_address(desk, text)
    if addresses := _goals_of_addresses(desk, text):
        return Goals(addresses)
    names = {*desk.namespaces, *filter(None, [desk.namespace])}
    found = ids_in_text(text, desk.workspace.account, names)
    if may_be_name(text, found, desk.workspace.account):
        goals = _goals_of_name(desk, bare(desk, text), found, remembered)
        return goals if bare(desk, text) == text else _and_as_it_stands(desk, text, goals)
    if not found:
        return _goals_of_words(desk, text)
    goals = _goals_of_ids(desk, found)
    key = short_key(text, found, desk.workspace.account)
    return goals if key is None else _and_named(desk, key, goals)


# ── without a text ─────────────────────────────────────────────────────────────────────────────


def _kept(desk: "Desk", remembered: Remembered, wanted: str = "") -> Iterator[AnyGoal]:
    """Yield the last recents, the bookmarks, and the other recents that have a text in them."""
    account, folded = desk.workspace.account, wanted.casefold()

    def goals(places: Iterable[KeptPlace]) -> Iterator[Goal]:
        for place in places:
            key = key_of_place(place, account)
            kind = "bookmark" if place.name else "recent"
            has = folded in f"{place.name}\n{key.label}\n{place.namespace}".casefold()
            if has and (place.name or key != desk.key):
                words = f"{kind} · {place.namespace}"
                yield Goal(key, words, path=place.path, kept=place)

    yield from goals(remembered.recents[:ABOVE])
    yield from goals(remembered.bookmarks)
    for ids in remembered.conversations:
        if folded in "\n".join(ids).casefold():
            yield Everywhere(ids, is_recent=True)
    yield from goals(remembered.recents[ABOVE:])


# ── an address ─────────────────────────────────────────────────────────────────────────────────


def _goals_of_addresses(desk: "Desk", text: str) -> tuple[AnyGoal, ...]:
    """Return the goals of the addresses in a text, as those of several documents, and in sentences.

    What looks like one and is none is left out.
    """
    found = (address.group().rstrip(AFTER) for address in _ADDRESS.finditer(text))
    goals = (_goals_of_address(desk, each).goals for each in islice(found, MOST_IDS))
    return _each_once(goal for some in goals for goal in some)


def _goals_of_address(desk: "Desk", text: str) -> Goals:
    try:
        address = parse_address(text)
    except AddressError as error:
        return Goals((), str(error))
    if problem := namespace_problem(address.namespace):
        return Goals((), problem)
    if not desk.workspace.profile.is_called(address.profile):
        return Goals((Elsewhere(address),))
    goal = _named(desk, address.key(desk.workspace.account))
    words = goal.words if address.step is None else f"{goal.words} · step {address.step}"
    goal = Goal(goal.key, words, goal.there, address.path, step=address.step)
    return Goals((goal,))


# ── a name ─────────────────────────────────────────────────────────────────────────────────────


def _goals_of_name(
    desk: "Desk", text: str, found: Sequence[FoundId], remembered: Remembered
) -> Goals:
    account = desk.workspace.account
    listed = list(islice(_listed(desk, text), MATCHES))
    kept = list(_kept(desk, remembered, text))
    everywhere = list(_everywhere(desk, [text]))
    if text in desk.namespaces or is_reserved(text):
        # Whoever names a namespace goes to it, and not to a session that nobody has made.
        there = Goal(DocumentKey(account, text, None), f"namespace {text}")
        return Goals(_each_once((there, *listed, *kept)))
    if (place := _place(desk, text)) is not None:
        return Goals(_each_once((place, *listed, *kept, *_everywhere_of(desk, place.key))))
    problem = typed_key_problem(text, account, desk.namespace)
    if text.count(":") > 1 and not may_be_account(text.partition(":")[0], account):
        problem = _NO_ID
    if problem is not None:
        # Without a namespace an id can still be looked for in all of them.
        anywhere = everywhere if desk.namespace is None and ":" not in text else ()
        return Goals(_each_once((*listed, *kept, *anywhere)), problem)
    key = typed_key(text, account, desk.namespace)
    named = _named(desk, key)
    if ":" in text and key.session != text:
        everywhere = list(_everywhere_of(desk, key))
    above, below = listed[:ABOVE], listed[ABOVE:]
    if named.there:
        return Goals(_each_once([named, *above, *kept, *everywhere, *below]))
    # What is there for sure comes before what only resembles it. An id is rather elsewhere than
    # nowhere, and any other text may be a typo.
    others: list[AnyGoal] = [*above, *kept, *everywhere, *below]
    is_vague = key.session == text and bool(found or above or kept)
    others.insert(len(others) if is_vague else 0, named)
    return Goals(_each_once(others))


def _and_as_it_stands(desk: "Desk", text: str, goals: Goals) -> Goals:
    """Return the goals of a name, and at last the one with what stands around it."""
    account = desk.workspace.account
    if typed_key_problem(text, account, desk.namespace) is not None:
        return goals
    whole = _named(desk, typed_key(text, account, desk.namespace))
    return Goals((*goals.goals, replace(whole, there=False)), goals.problem)


def _and_named(desk: "Desk", key: DocumentKey, goals: Goals) -> Goals:
    """Return goals, and at last the document that the text names, if it is none of them."""
    named = _named(desk, key)
    if goals.goals:
        named = replace(named, there=False)  # the name before it may be of anything
    return Goals(_each_once((*goals.goals, named)), goals.problem if goals.goals else "")


def _place(desk: "Desk", text: str) -> Goal | None:
    """Return the document that `namespace/session` names, as commands take it; None for no such.

    A session may have a slash in its id: one that is listed is not meant so. One with a colon in it
    may stand behind a colon as well.
    """
    separator = ":" if text.count(":") > 1 else "/"
    namespace, slash, session = text.partition(separator)
    known = namespace in desk.namespaces or is_reserved(namespace)
    if not slash or not known or desk.listing.has(text):
        return None
    return _named(desk, DocumentKey(desk.workspace.account, namespace, session or None))


def _listed(desk: "Desk", text: str) -> Iterator[Goal]:
    """Yield the listed sessions that have a text, first the exact one, then the beginnings."""
    wanted = text.casefold()
    if desk.namespace is None:
        return
    having = [session for session in desk.listing.sessions if wanted in session.casefold()]
    for session in sorted(having, key=lambda s: (s != text, not s.casefold().startswith(wanted))):
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
    why = f"not in {name}" if desk.listing.is_complete else "not listed so far"
    return Goal(key, why, there=False)


def _everywhere(desk: "Desk", ids: Sequence[str]) -> Iterator[Everywhere]:
    """Yield the search of all known namespaces for ids, where any are known."""
    if ids and desk.namespaces:
        yield Everywhere(tuple(ids[:TOGETHER]))


def _everywhere_of(desk: "Desk", key: DocumentKey) -> Iterator[Everywhere]:
    """Yield the same for the session of a document, which other namespaces may have as well."""
    return _everywhere(desk, [key.session] if key.session else [])


# ── a text with ids in it ──────────────────────────────────────────────────────────────────────


def _goals_of_ids(desk: "Desk", found: Sequence[FoundId]) -> Goals:
    account, offers = desk.workspace.account, list[list[AnyGoal]]()
    foreign = {each.account for each in found if each.account is not None}
    own = [each for each in found if each.account is None]
    bare = dict.fromkeys(each.session for each in own if each.session and not each.namespace)
    for each in own:
        key = each.key(account)
        where = each.where if each.line == 1 else f"{each.where}, line {each.line:,}"
        if key is not None and namespace_problem(key.namespace) is None:
            goal = _named(desk, key)
            words = f"{key.namespace} · {where}" if goal.there else goal.words
            offers.append([Goal(key, words, goal.there)])
        elif each.session and desk.namespace is not None and desk.listing.has(each.session):
            offers.append([Goal(DocumentKey(account, desk.namespace, each.session), where)])
        else:
            offers.append([])
        # Other namespaces may have more of the conversation of a document that is here.
        offers[-1] += _everywhere(desk, [each.session] if each.session else [])
    if len(bare) > 1:
        offers[:0] = [[*_everywhere(desk, list(filter(None, bare)))]]
    # A document that is there comes first, so that enter opens it.
    offers = sorted(filter(None, offers), key=lambda goals: not goals[0].there)
    problem = ""
    if foreign:
        names = ", ".join(sorted(filter(None, foreign)))
        problem = f"There are documents of {names} in it; this connection is to {account}."
    elif len(found) >= MOST_IDS:
        problem = f"These are the first {MOST_IDS} ids in it."
    elif not offers:
        problem = "The id in it names no namespace, and none is known to look in."
    return Goals(_each_once(chain.from_iterable(offers)), problem)


def _goals_of_words(desk: "Desk", text: str) -> Goals:
    """Return the listed sessions that a part of a URL names, where no id was found in the text."""
    if "://" not in text:
        return Goals((), _NO_ID)
    try:
        path = urlsplit(text).path
    except ValueError:  # it only looks like a URL, as `http://[`
        path = text
    parts = [unquote(part) for part in path.split("/") if len(part) >= LEAST]
    found = _each_once(goal for part in parts for goal in islice(_listed(desk, part), MATCHES))
    if found:
        return Goals(found, "")
    if desk.namespace is None:
        return Goals((), "This URL names no document, and no namespace is open to look in.")
    return Goals((), f"This is a URL, and none of its parts is a session of {desk.namespace}.")


def _each_once(goals: Iterable[AnyGoal]) -> tuple[AnyGoal, ...]:
    """Return the goals, without the recents of documents that came before."""
    seen: dict[object, AnyGoal] = {}
    documents: set[DocumentKey] = set()
    for goal in goals:
        if not isinstance(goal, Goal):
            seen.setdefault(goal, goal)
            continue
        name = goal.kept.name if goal.kept is not None else ""
        # A recent is the document, wherever its cursor was.
        if goal.kept is not None and not name and goal.key in documents:
            continue
        if not name:
            documents.add(goal.key)
        seen.setdefault((goal.key, goal.path, name), goal)
    return tuple(seen.values())
