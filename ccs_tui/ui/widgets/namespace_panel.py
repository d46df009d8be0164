"""The namespaces of an account, as a tree."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message

from ccs_tui.model.expiry import format_ttl
from ccs_tui.model.names import DEFAULT_SESSION, RESERVED_NAMESPACES
from ccs_tui.model.value_object import ValueObject
from ccs_tui.ui.quick_message import quick_message
from ccs_tui.ui.widgets.list_panel import ListPanel
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.row_list.keys import PLAIN
from ccs_tui.ui.widgets.row_list.painter import ASCENDING, DESCENDING

if TYPE_CHECKING:
    from ccs_tui.model.document import Namespace, SessionTtl


class RowKind(Enum):
    """The kinds of rows in the tree."""

    ACCOUNT = 0
    NAMESPACE = 1
    SESSION = 2
    RULE = 3
    RESERVED = 4


class NamespaceRow(ValueObject):
    """A row of the tree. `session` is None for the namespace document."""

    kind: RowKind
    namespace: str = ""
    session: str | None = None


ACCOUNT = NamespaceRow(RowKind.ACCOUNT)
NOT_LISTED = NamespaceRow(RowKind.RULE, "─ not listed")
"""The heading of the namespaces that the service's list does not have."""
RULE = NamespaceRow(RowKind.RULE, "─ reserved ─")


class NamespacePanel(ListPanel):
    """The account at the root, its namespaces with their TTLs, the reserved ones apart.

    A namespace expands to the documents that belong to no conversation, and to the sessions with
    a TTL of their own.
    """

    called = "the namespaces (1)"
    BINDINGS = [
        Binding("right", "expand", "Expand", id="namespaces.expand", show=False),
        Binding("left", "collapse", "Collapse", id="namespaces.collapse", show=False),
    ]

    @quick_message
    class Selected(Message):
        """The cursor came to a namespace."""

        name: str

    @quick_message
    class Opened(Message):
        """A namespace was opened with enter."""

        name: str

    @quick_message
    class DocumentOpened(Message):
        """A document of the tree was opened with enter."""

        name: str
        session: str | None

    @quick_message
    class Expanded(Message):
        """A namespace was expanded whose session TTLs are not known yet."""

        name: str

    def __init__(self, account: str = "", *, id: str | None = None) -> None:
        super().__init__("Namespaces", id=id)
        self._account = account
        self._namespaces: Mapping[str, Namespace] = {}
        self._ttls: dict[str, tuple[SessionTtl, ...]] = {}
        self._is_old = False
        self._open: set[NamespaceRow] = {ACCOUNT}
        self._order: Callable[[list[str]], list[str]] = list

    def compose(self) -> ComposeResult:
        yield RowList(
            [
                Column("name", wants=14, priority=1),
                Column("ttl", width=4, align="right", gap=1),
            ],
            self._cells,
            id="namespaces-list",
            selectable=lambda node: node.kind is not RowKind.RULE,
            keys=PLAIN,
        )

    @property
    def selected(self) -> str | None:
        """The namespace under the cursor, or the one whose document is."""
        node = self.rows.cursor_key
        return node.namespace or None if node else None

    def show(
        self, account: str, namespaces: "Mapping[str, Namespace]", at: str | None = None
    ) -> None:
        """Show the account's namespaces, by name; the cursor begins at one, or at the first."""
        self.remove_class("-problem")
        self._account, self._namespaces = account, namespaces
        self.show_count()
        self._show_rows()
        if self.rows.cursor_key in (None, ACCOUNT) and namespaces:
            self.select(at or next(iter(namespaces)))

    def show_count(self) -> None:
        """Show how many namespaces the account has of its own."""
        order = self.order
        by = f" {order.column}{DESCENDING if order.reverse else ASCENDING}" if order.column else ""
        old = " · old" if self._is_old else ""
        count = self.count_parts(f"{len(self._namespaces):,}")
        self.set_state(*count, (old, "$error"), (by, "$muted"))

    @property
    def sort_keys(self) -> Mapping[str, Callable[[str], Any]]:
        """The name and the TTL of a namespace."""
        return {
            "name": str.casefold,
            "ttl": lambda name: self._namespaces[name].ttl_seconds,
        }

    def put_in_order(
        self, key: Callable[[Any], Any] | None, reverse: bool, column: str | None
    ) -> None:
        """Order the namespaces, each with its rows below it."""
        self._order = list if key is None else partial(sorted, key=key, reverse=reverse)
        self.show_count()
        self._show_rows()

    def filter_text(self, key: NamespaceRow) -> str:
        """Return the text for a filter: the name."""
        return "" if key.kind in (RowKind.ACCOUNT, RowKind.RULE) else self._cells(key)[0].text

    def show_old(self, *, is_old: bool) -> None:
        """Show whether the namespaces are those of before, since they could not be listed again."""
        self._is_old = is_old
        self.show_count()

    def show_problem(self, sentence: str) -> None:
        """Say, in the place of the tree, why it could not be read."""
        self.rows.empty = sentence
        self.rows.set_rows([])
        self.add_class("-problem")

    def show_session_ttls(self, namespace: str, ttls: "Sequence[SessionTtl]") -> None:
        """Show the TTLs configured for sessions of a namespace that was expanded."""
        self._ttls[namespace] = tuple(ttls)
        self._show_rows()

    def select(self, namespace: str) -> None:
        """Put the cursor on a namespace."""
        kind = RowKind.RESERVED if namespace in RESERVED_NAMESPACES else RowKind.NAMESPACE
        self.rows.move_cursor(NamespaceRow(kind, namespace))

    def _show_rows(self) -> None:
        rows = [ACCOUNT]
        if ACCOUNT in self._open:
            in_order = self._order([*self._namespaces])
            rows += self._with_children(n for n in in_order if self._namespaces[n].is_listed)
            if others := [n for n in in_order if not self._namespaces[n].is_listed]:
                rows += (NOT_LISTED, *self._with_children(others))
            rows.append(RULE)
            rows += (NamespaceRow(RowKind.RESERVED, name) for name in RESERVED_NAMESPACES)
        self.rows.set_rows(rows)

    def _with_children(self, names: Iterable[str]) -> Iterator[NamespaceRow]:
        for name in names:
            node = NamespaceRow(RowKind.NAMESPACE, name)
            yield node
            if node in self._open:
                yield from self._children(name)

    def _children(self, namespace: str) -> list[NamespaceRow]:
        sessions = [None, DEFAULT_SESSION]
        sessions += (
            ttl.session for ttl in self._ttls.get(namespace, ()) if ttl.session != DEFAULT_SESSION
        )
        return [NamespaceRow(RowKind.SESSION, namespace, session) for session in sessions]

    def _cells(self, node: NamespaceRow) -> list[Cell]:
        mark = "▾" if node in self._open else "▸"
        match node.kind:
            case RowKind.ACCOUNT:
                return [Cell(f"{mark} {self._account}", "bright"), Cell("")]
            case RowKind.NAMESPACE:
                ttl = self._namespaces[node.namespace].ttl_seconds
                return [Cell(f" {mark} {node.namespace}"), _ttl_cell(ttl)]
            case RowKind.SESSION:
                ttl = next(
                    (
                        ttl.ttl_seconds
                        for ttl in self._ttls.get(node.namespace, ())
                        if ttl.session == node.session
                    ),
                    None,
                )
                return [Cell(f"     {node.session or '(namespace document)'}"), _ttl_cell(ttl)]
            case RowKind.RULE:
                return [Cell(f" {node.namespace}", "dim"), Cell("")]
            case RowKind.RESERVED:
                return [Cell(f"  {node.namespace}", "dim"), Cell("lock", "dim")]

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        # A filter that matches nothing leaves no row.
        if event.key is not None and event.key.kind in (RowKind.NAMESPACE, RowKind.RESERVED):
            self.post_message(self.Selected(event.key.namespace))

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        node = event.key
        if node.kind is RowKind.ACCOUNT:
            self._toggle(node)
        elif node.kind is RowKind.SESSION:
            self.post_message(self.DocumentOpened(node.namespace, node.session))
        else:
            self.post_message(self.Opened(node.namespace))

    def _toggle(self, node: NamespaceRow) -> None:
        if node in self._open:
            self._open.discard(node)
        else:
            self._open.add(node)
            if node.namespace and node.namespace not in self._ttls:
                self.post_message(self.Expanded(node.namespace))
        self._show_rows()

    def action_expand(self) -> None:
        """Show the rows below the row."""
        node = self.rows.cursor_key
        expands = node is not None and node.kind in (RowKind.ACCOUNT, RowKind.NAMESPACE)
        if node is not None and expands and node not in self._open:
            self._toggle(node)

    def action_collapse(self) -> None:
        """Hide the rows below the row, or go to the row above it in the tree."""
        node = self.rows.cursor_key
        if node is None:
            return
        if node in self._open:
            self._toggle(node)
        elif node.kind is RowKind.SESSION:
            self.rows.move_cursor(NamespaceRow(RowKind.NAMESPACE, node.namespace))
        else:
            self.rows.move_cursor(ACCOUNT)


def _ttl_cell(seconds: int | None) -> Cell:
    return Cell("" if seconds is None else format_ttl(seconds), "dim")
