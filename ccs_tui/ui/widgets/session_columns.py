"""The columns of a list of sessions: its own, and those of values that were added."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from ccs_tui.model.expiry import AGES, format_duration, stepped_age
from ccs_tui.model.words import counted
from ccs_tui.ui.widgets.row_list import Column, RowList
from ccs_tui.ui.widgets.row_list.painter import ASCENDING, DESCENDING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ccs_tui.ui.widgets.list_sort import ListSort
    from ccs_tui.workspace.follower import Follower
    from ccs_tui.workspace.listing import Listing

WITH_VALUES = "-values"
"""The class of the panel while columns of values were added to it."""
VALUE_CELLS = 8
"""The cells that a column of values has at least; with fewer left it hides."""


VALUES = "="
"""The beginning of the names of columns of values, which no other has."""
WRITTEN = "written"
"""The name of the column that says when a document was written last."""


IS_WIDE = 56
"""The columns of a panel from which its title says in a sentence how it is followed."""


def columns_for(
    id_cells: int, paths: Collection[str] = (), *, is_followed: bool = False
) -> list[Column]:
    """Return the columns of a list in which ids have so many cells before others have any.

    After its own columns come those of the values at `paths`, as far as there is room left. In a
    list that is followed the time of the last write has room before the expiry.
    """
    most = id_cells if paths or is_followed else 0
    written = [Column(WRITTEN, WRITTEN, width=9, align="right", priority=1, gap=1)]
    return [
        Column("mark", width=1, priority=2),
        Column("session", "session", crop="middle", wants=id_cells, most=most, priority=2, gap=1),
        Column("size", "size", width=5, align="right", gap=1),
        Column(
            "expires", "expires", width=8, align="right", priority=0 if is_followed else 1, gap=1
        ),
        *(written if is_followed else ()),
        *(
            Column(value_column(path), path, minimum=VALUE_CELLS, priority=-1, gap=1)
            for path in paths
        ),
    ]


def value_column(path: str) -> str:
    """Return the name of the column that has the values at a path: no other column has it."""
    return f"{VALUES}{path}"


def unread_parts(unread: int, total: int) -> list[tuple[str, str]]:
    """Say how many of the documents were read for the columns of values; nothing once all were."""
    return [(f" · {total - unread:,} of {total:,} read", "$warning")] if unread else []


def sort_parts(listing: "Listing", keys: Collection[str]) -> list[tuple[str, str]]:
    """Say of how many documents it is known what they are sorted by, or only from before."""
    unknown, old = len(listing.unsorted(keys)), len(listing.before)
    known = [(f" · {len(keys) - unknown:,} known", "$warning")] if unknown else []
    return [*known, (f" · {old:,} not reread", "$warning")] if old else known


def room_parts(
    paths: Collection[str], rows: RowList[str], order: "ListSort"
) -> list[tuple[str, str]]:
    """Say by which column the rows are sorted if it has no room, and how many of values have none.

    The title of a column says the first where it is shown.
    """
    hidden = [rows.columns.place_of(value_column(path)) for path in paths].count(None)
    parts = []
    if order.column and rows.columns.place_of(order.column) is None:
        name = order.column.removeprefix(VALUES)
        parts.append((f" · by {name}{DESCENDING if order.reverse else ASCENDING}", "$muted"))
    if hidden:
        parts.append((f" · Z: +{hidden if parts else counted(hidden, 'column')}", "$muted"))
    return parts


def following_parts(
    following: "Follower", now: "datetime | None", width: int, *, is_short: bool = False
) -> list[tuple[str, str]]:
    """Say in a panel of so many columns that its list is followed, and how old that may be.

    The age is said in steps, the first of which is longer than the readings are apart.
    """
    at = following.read_at
    if at is None or now is None:
        age = ""
    else:
        step = stepped_age(at, now)
        age = format_duration(step) if step else f"<{AGES[0]} s"
    is_stale = following.problem is not None
    words = f"{'stale' if is_stale else 'following'} {age or '…'}"
    if is_short:
        words = f"{'stale' if is_stale else 'F'} {age or '…'}"
    elif width >= IS_WIDE:
        read = f"read {age} ago" if age else "not read" if is_stale else "being read"
        words = f"following, {'stale, ' if is_stale else ''}{read}"
    return [(f" · {words}", "$error" if is_stale else "$accent")]


def with_following(
    parts: "Sequence[tuple[str, str]]", following: "Follower", now: "datetime | None", width: int
) -> list[list[tuple[str, str]]]:
    """Return the parts of a title with how its list is followed, the shortest last.

    How old the list may be is cut off nowhere: the number of all rows goes first.
    """
    long, short = (
        following_parts(following, now, width, is_short=is_short) for is_short in (False, True)
    )
    fewer = [part for part in parts if not part[0].startswith(" of ")]
    return [[*parts, *long], [*parts, *short], [*fewer, *short], [*fewer[:1], *short]]


def pinned(keys: list[str], rows: RowList[str]) -> list[str]:
    """Return keys in their order, but the row under the cursor where it is: others go around it."""
    key = rows.cursor_key
    if key not in keys or key not in rows.keys:
        return keys
    at = rows.keys.index(key)
    others = [other for other in keys if other != key]
    return [*others[:at], key, *others[at:]]


def is_by_values(rows: RowList[str], sorted_by: str | None) -> bool:
    """Return whether the rows that are shown, or their order, are by values that may come."""
    is_sorted = sorted_by is not None and (sorted_by == WRITTEN or sorted_by.startswith(VALUES))
    return is_sorted or bool(rows.state.rows.query)
