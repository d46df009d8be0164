"""Hints on the place that one is at: an account, a namespace, a document. `hints` has the table."""

from dataclasses import dataclass
from datetime import datetime

from ccs_tui.model.document import Namespace
from ccs_tui.model.expiry import format_ttl
from ccs_tui.model.words import counted

TOOLBELT_LISTS = 100
"""The sessions that LivePerson's toolbelt lists: it asks for no second page [SDK]."""


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """The place that one is at: an account, a namespace, a document. None is what is not known.

    - `namespaces` is the number of those of the account; `namespace` and it are None where the
      service has no list of them.
    - `expires_at` is of the document, `ttl_seconds` the TTL configured for it.
    - `sessions` is the number of those in the namespace, and `is_beyond` says that the document's
      is none of the first TOOLBELT_LISTS in the service's list.
    - `twin` are the characters of the namespace's `__default__`, and of its own document, where the
      document is one of the two and they differ.
    - `status` is that of the service's last answer, if it refused.
    """

    now: datetime
    account: str = ""
    namespaces: int | None = None
    namespace: Namespace | None = None
    expires_at: datetime | None = None
    ttl_seconds: int | None = None
    sessions: int | None = None
    is_beyond: bool = False
    twin: tuple[int, int] | None = None
    status: int | None = None


def proxy(place: KnownPlace) -> str | None:
    """Say who else than the service may have refused: 403 is also what a proxy answers [S1]."""
    if place.status != 403:
        return None
    return "a proxy may have sent the 403: is *.context.liveperson.net on its allowlist?"


def empty_account(place: KnownPlace) -> str | None:
    """Say under which other id the documents of a bot builder may lie [CB]."""
    if place.namespaces != 0:
        return None
    return "no namespaces: Conversation Builder may store under its organization id"


def shortened(place: KnownPlace) -> str | None:
    """Say that the next save that names no TTL makes a document expire sooner [GS]."""
    expires, seconds = place.expires_at, place.ttl_seconds
    if expires is None or not seconds:
        return None
    # Whole numbers, since a service may say any number of seconds.
    if int((expires - place.now).total_seconds()) - seconds <= max(60, seconds // 100):
        return None
    return f"a bot's next save shortens its life to the {format_ttl(seconds)} that are configured"


def twins(place: KnownPlace) -> str | None:
    """Say that v1 and v2 see different documents where no session is named [S2]."""
    if place.twin is None:
        return None
    v1, v2 = (counted(size, "character") if size else "nothing" for size in place.twin)
    if v1 == v2:
        return f"v1 reads __default__ here, and v2 the namespace document: other values in {v2} too"
    return f"v1 reads __default__ here ({v1}), and v2 the namespace document ({v2})"


def unlisted(place: KnownPlace) -> str | None:
    """Say that a namespace is not in the service's list, which need not have all of them [V1]."""
    if place.namespace is None or place.namespace.is_listed:
        return None
    return f"the service does not list {place.namespace.name}: bots reach it by its name alone"


def beyond(place: KnownPlace) -> str | None:
    """Say that the toolbelt does not list a session: it asks for the first page alone [SDK]."""
    if not place.is_beyond or place.sessions is None:
        return None
    first = f"the first {TOOLBELT_LISTS} of these {place.sessions:,}"
    return f"getListOfSessions returns {first}, without this one"
