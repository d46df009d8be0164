"""The list of a desk while it is followed: what is new or changed rises, what is gone leaves."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from ccs_tui.model.names import DocumentKey
from ccs_tui.workspace.desk_events import DocumentWanted, FollowChanged, SessionsRose
from ccs_tui.workspace.follower import FOLLOWING, Follower, SeenChange, SeenKind

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.workspace.desk import Desk


def follow(
    desk: "Desk",
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    random: Random | None = None,
) -> None:
    """Follow the namespace that is listed, until `unfollow`, or until another is listed."""
    columns, listing = desk.columns, desk.listing

    def take(document: "Document") -> None:
        # The turn is taken now: a document that was read by itself while this page came is newer.
        columns.take_scanned(document, columns.turn)

    following = Follower(
        desk.workspace,
        listing.namespace,
        listing.keys,
        take,
        partial(_found, desk),
        partial(_read, desk),
        sleep,
        random,
    )
    namespace = desk.namespaces.get(listing.namespace)
    following.ttl_seconds = None if namespace is None else namespace.ttl_seconds
    for summary in listing.summaries.values():
        following.see_summary(summary)
    desk.following = following
    desk.tasks.begin(following.run, FOLLOWING)
    desk.tell(FollowChanged())


def unfollow(desk: "Desk") -> None:
    """Follow nothing any more."""
    desk.tasks.cancel(FOLLOWING)
    desk.following = None
    desk.tell(FollowChanged())


def _read(desk: "Desk") -> None:
    """Begin another turn for what is read by itself: a reading begins, or has ended."""
    desk.columns.next_turn()
    desk.columns.tell_news()
    desk.tell(FollowChanged())


def _found(desk: "Desk", changes: Sequence[SeenChange]) -> None:
    """Take changes that were seen into the list."""
    listing, account = desk.listing, desk.workspace.account
    risen: list[str] = []
    for change in changes:
        key = DocumentKey(account, listing.namespace, change.key or None)
        # A row that one works at stays, and says that its document is gone.
        is_in_use = key == desk.key or key in desk.edits
        if change.kind is SeenKind.GONE and not is_in_use:
            desk.drop_session(key.session)
            continue
        listing.summaries.pop(change.key, None)
        risen.append(change.key)
        if key == desk.key and key not in desk.being_saved:
            desk.tell(DocumentWanted(key))
    listing.rise([*reversed(risen)])
    desk.columns.tell_news()
    desk.tell(SessionsRose())
