"""The columns of a list of sessions: its own, and those of values that were added."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from ccs_tui.ui.widgets.row_list import Column, RowList

if TYPE_CHECKING:
    from ccs_tui.workspace.value_columns import ValueColumns

WITH_VALUES = "-values"
"""The class of the panel while columns of values were added to it."""
VALUE_CELLS = 8
"""The cells that a column of values has at least; with fewer left it hides."""


def columns_for(id_cells: int, paths: Collection[str] = ()) -> list[Column]:
    """Return the columns of a list in which ids have so many cells before others have any.

    After its own columns come those of the values at `paths`, as far as there is room left.
    """
    most = id_cells if paths else 0
    return [
        Column("mark", width=1, priority=2),
        Column("session", "session", crop="middle", wants=id_cells, most=most, priority=2, gap=1),
        Column("size", "size", width=5, align="right", gap=1),
        Column("expires", "expires", width=8, align="right", priority=1, gap=1),
        *(
            Column(value_column(path), path, minimum=VALUE_CELLS, priority=-1, gap=1)
            for path in paths
        ),
    ]


def value_column(path: str) -> str:
    """Return the name of the column that has the values at a path: no other column has it."""
    return f"={path}"


def unread_parts(columns: "ValueColumns", keys: Collection[str]) -> list[tuple[str, str]]:
    """Say how many of the documents were read for the columns of values; nothing once all were."""
    total = len(keys)
    unread = len(columns.unread(keys))
    return [(f" · {total - unread:,} of {total:,} read", "$warning")] if unread else []


def hidden_values(paths: Collection[str], rows: RowList[str]) -> int:
    """Return the number of columns of values for which there is no room."""
    return [rows.columns.place_of(value_column(path)) for path in paths].count(None)


def is_by_values(paths: Collection[str], rows: RowList[str], sorted_by: str | None) -> bool:
    """Return whether the rows that are shown, or their order, are by values at these paths."""
    return bool(rows.state.rows.query) or sorted_by in [value_column(path) for path in paths]
