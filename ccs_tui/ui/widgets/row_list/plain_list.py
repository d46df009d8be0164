"""A list in which no row can be marked, since nothing there acts on several."""

from typing import TypeVar

from ccs_tui.ui.widgets.row_list.keys import CHOOSING, MOVING
from ccs_tui.ui.widgets.row_list.widget import RowList

K = TypeVar("K")


class PlainList(RowList[K], inherit_bindings=False):
    """A `RowList` whose keys move and open."""

    BINDINGS = [*MOVING, *CHOOSING]
