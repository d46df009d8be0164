"""An edit outside of this program: a value or a whole document, in a file and back again."""

import asyncio
import os
from enum import Enum
from typing import TYPE_CHECKING

from ccs_tui.local.edited_files import EditedFile, PartOfDocument
from ccs_tui.model.changes import Edit
from ccs_tui.model.json_text import JsonText, decode, quote
from ccs_tui.model.open_document import OpenDocument, TypedValue
from ccs_tui.model.tree import NotJson, value_of
from ccs_tui.workspace import whole_document

if TYPE_CHECKING:
    from ccs_tui.model.tree import Node

__all__ = ["EditedFile", "OutsideEdit", "Taken"]


class Taken(Enum):
    """The state of a text once it is an open edit.

    NOT_JSON is a draft of a value, or a text that is no document. OVERTAKEN is an edit of another
    value than that which the editor was given: others changed it meanwhile.
    """

    DONE = "done"
    NOT_JSON = "not JSON"
    OVERTAKEN = "overtaken"


class OutsideEdit:
    """A value of a document, or with None for `node` all of it, and the text that it began from.

    The text is that of the value, or the characters of a string that an editor can show. Raises
    InvalidEditError for a document of which a part is no JSON.
    """

    def __init__(self, document: OpenDocument, node: "Node | None") -> None:
        self.document = document
        self.node = node
        self._began: str = "{}"
        self.is_string = False
        self.text: str
        if node is None:
            unfinished = document.unfinished
            if unfinished is None:
                self._began = self.text = whole_document.text_of(document)
            else:
                self._began, self.text = unfinished.origin or "{}", unfinished.text or ""
            return
        self._over = TypedValue(document, node)
        self.text = document.text_at(node)
        if node.kind == "string" and node not in document.tree.not_json:
            string = str(decode(node.text))
            if all(c in "\n\t" or (c >= " " and not "\ud800" <= c <= "\udfff") for c in string):
                self.text, self.is_string = string, True

    async def begin(self, profile: str, *, read_only: bool = False) -> EditedFile:
        """Write the file, of which a draft is made if this program is killed. Raises OSError."""
        part = self._part(profile)
        return await asyncio.to_thread(
            lambda: EditedFile.begin(os.environ, part, self.text, read_only=read_only)
        )

    def _part(self, profile: str) -> PartOfDocument:
        key = self.document.key
        place = (profile, key.account, key.namespace, key.session)
        if self.node is None:
            return PartOfDocument(*place, None, self._began)
        return PartOfDocument(
            *place, self._over.name, self._over.origin, *self._over.around, self.is_string
        )

    def take(self, text: str) -> Taken:
        """Make an open edit of a text that the editor left. Raises EditError."""
        if self.node is None:
            return self._take_whole(text)
        value = JsonText(quote(text)) if self.is_string else value_of(text)
        done = self._over.take(value)
        if done is None:
            return Taken.OVERTAKEN
        # An editor with a window saves more than once.
        self._over = TypedValue(self.document, done.cursor or self._over.node)
        return Taken.NOT_JSON if isinstance(value, NotJson) else Taken.DONE

    def _take_whole(self, text: str) -> Taken:
        if whole_document.put(self.document, text, self._began):
            self.document.keep_unfinished(None)
            return Taken.DONE
        self.document.keep_unfinished(Edit(text, JsonText(self._began)))
        return Taken.NOT_JSON
