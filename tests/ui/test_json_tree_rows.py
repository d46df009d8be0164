"""The rows of the tree after any change: those that the document has, listed anew or not."""

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from textual.app import App

from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import DocumentView, OpenDocument
from ccs_tui.ui.dialogs.large_editors import LargeDialogs
from ccs_tui.ui.widgets.json_tree import JsonTree
from ccs_tui.ui.widgets.json_tree.row_editor import RowEditor
from ccs_tui.ui.widgets.json_tree.search import TreeSearch

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = DocumentKey("le1", "orders", "s1")
NAMES = st.sampled_from("abcd")
TEXTS = st.sampled_from(["1", '"x"', "{}", '{"m":1,"n":[2,3]}', "[1,2]", "[", ""])
CHANGES = st.one_of(
    st.tuples(st.just("put"), NAMES, TEXTS),
    st.tuples(st.sampled_from(["open", "close", "remove", "restore", "undo"]), NAMES, st.just("")),
)


class _Shown(DocumentView):
    """A tree as a view of its document, without a panel around it."""

    def __init__(self, tree: JsonTree) -> None:
        self._tree = tree

    def document_changed(self, names: frozenset[str] | None) -> None:
        self._tree.show_changes(names)


def change(document: OpenDocument, tree: JsonTree, what: str, name: str, text: str) -> None:
    """Do one thing to a property, if it can be done."""
    node = document.tree.property(name)
    acts: dict[str, Callable[[], object]] = {
        "put": lambda: document.put_text(name, text),
        "remove": lambda: document.remove(name),
        "restore": lambda: document.discard_property(name),
        "undo": document.undo,
    }
    if what == "put" or (what in acts and name in document):
        acts[what]()
    elif node is not None and what in ("open", "close"):
        (document.tree.open if what == "open" else document.tree.close)(node)
        tree.show_rows()


@given(st.lists(CHANGES, max_size=12))
def test_the_rows_are_those_of_the_document_whatever_changed(
    changes: list[tuple[str, str, str]],
) -> None:
    stored = {"a": JsonText("1"), "b": JsonText('{"m":1}')}
    document = OpenDocument(Document(KEY, stored))
    tree = JsonTree(search=TreeSearch, editing=lambda tree: RowEditor(tree, LargeDialogs(App())))
    tree.show(document)
    document.views.append(_Shown(tree))
    for what, name, text in changes:
        change(document, tree, what, name, text)
        assert list(tree.keys) == document.tree.rows()
