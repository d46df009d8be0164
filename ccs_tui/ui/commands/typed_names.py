"""The names in a text of `g`: whether it is one, a document's key, or the line of a log."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ccs_tui.model.ids_in_text import FoundId
from ccs_tui.model.names import DocumentKey, namespace_problem

if TYPE_CHECKING:
    from ccs_tui.workspace.desk import Desk

LONGEST_NAME = 300
"""Characters of a line that may be a name."""
_KEY = re.compile(r"(?P<account>\w+):\w+:[^\s\"',;{}\[\]()]+")
"""A document's key alone, and not a line of a log, or a key in quotes."""
_SHORT_KEY = re.compile(r"(?P<namespace>[^\s:/\"'`<>=,;{}\[\]()]+)[:/](?P<session>[^\s:/]+)")
_BEFORE, AFTER = "\"'`<([{", "\"'`>)]},;.!"
"""The characters that stand around an id in a sentence or in code."""


def may_be_name(text: str, found: Sequence[FoundId], account: str) -> bool:
    """Return whether a text is a name, or a part of one, and not one that has ids in it."""
    if "\n" in text or "://" in text or len(text) > LONGEST_NAME:
        return False
    if not found or found[0].session == text:
        return True
    key = _KEY.fullmatch(text)
    return key is not None and may_be_account(key["account"], account)


def may_be_account(name: str, account: str) -> bool:
    """Return whether a name is that of the account, or may be that of another one.

    One of LivePerson's has a digit in it [OURS], which tells a key from a line of a log that begins
    with its level, as `INFO:flow:3f2c9d1e`.
    """
    return name == account or any(map(str.isdigit, name))


def bare(desk: "Desk", text: str) -> str:
    """Return a name without what stands around it, unless it is the name of a listed session."""
    name = text.lstrip(_BEFORE).rstrip(AFTER)
    return text if not name or desk.listing.has(text) else name


def short_key(text: str, found: Sequence[FoundId], account: str) -> DocumentKey | None:
    """Return the document of `namespace:id` or `namespace/id` with an id that was found in it.

    The namespace need not be known: the service may not list it. None for any other text.
    """
    short = _SHORT_KEY.fullmatch(text)
    if short is None or short["session"] != found[0].session:
        return None
    if namespace_problem(short["namespace"]) is not None:
        return None
    return DocumentKey(account, short["namespace"], short["session"])
