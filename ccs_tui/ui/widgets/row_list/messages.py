"""The messages of a list: each is a name of `RowList`, as `RowList.Highlighted`."""

from collections.abc import Sequence
from typing import Any

from textual.message import Message
from textual.scroll_view import ScrollView

from ccs_tui.ui.quick_message import quick_message


@quick_message
class ListMessage(Message, namespace="row_list"):
    """The base of a list's messages: they have the list, by which `@on` can select."""

    row_list: ScrollView

    @property
    def control(self) -> ScrollView:
        """The list, as Textual calls it."""
        return self.row_list


@quick_message
class Highlighted(ListMessage, namespace="row_list"):
    """The cursor is on another row; `key` is None when there is none any more."""

    key: Any


@quick_message
class Chosen(ListMessage, namespace="row_list"):
    """A row is to be opened: enter, or a double click."""

    key: Any


@quick_message
class MarksChanged(ListMessage, namespace="row_list"):
    """Other rows are marked than before."""


@quick_message
class InView(ListMessage, namespace="row_list"):
    """Other rows may be in view now: `keys`, from the top."""

    keys: Sequence[Any]


@quick_message
class Filtered(ListMessage, namespace="row_list"):
    """The filter has found all matches: `match_count` and `visible_keys` are up to date."""


@quick_message
class HeaderClicked(ListMessage, namespace="row_list"):
    """The title of `column` was clicked."""

    column: str
