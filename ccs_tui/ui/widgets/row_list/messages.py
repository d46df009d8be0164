"""The messages of a list: each is a name of `RowList`, as `RowList.Highlighted`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual.message import Message
from textual.scroll_view import ScrollView


@dataclass
class ListMessage(Message, namespace="row_list"):
    """The base of a list's messages: they have the list, by which `@on` can select."""

    row_list: ScrollView

    @property
    def control(self) -> ScrollView:
        """The list, as Textual calls it."""
        return self.row_list


@dataclass
class Highlighted(ListMessage, namespace="row_list"):
    """The cursor is on another row; `key` is None when there is none any more."""

    key: Any


@dataclass
class Chosen(ListMessage, namespace="row_list"):
    """A row is to be opened: enter, or a double click."""

    key: Any


@dataclass
class MarksChanged(ListMessage, namespace="row_list"):
    """Other rows are marked than before."""


@dataclass
class InView(ListMessage, namespace="row_list"):
    """Other rows may be in view now: `keys`, from the top."""

    keys: Sequence[Any]


@dataclass
class Filtered(ListMessage, namespace="row_list"):
    """The filter has found all matches: `match_count` and `visible_keys` are up to date."""


@dataclass
class HeaderClicked(ListMessage, namespace="row_list"):
    """The title of `column` was clicked."""

    column: str
