"""An id for which there is no room keeps its head and its tail, by which it is told from others."""

import pytest

from ccs_tui.ui.views.conversation_cells import id_lines
from ccs_tui.workspace.conversation import Conversation
from ccs_tui.workspace.workspace import Workspace

ID = "3f2c9d1e-7b0a-4d52-9c1e-5a7f0e3b6d18"
WORDS = "  in 0 of 0"
NOUN = " namespaces"


@pytest.mark.parametrize("width", [40, 45, 46, 47, 56, 57, 58, 200])
async def test_over_a_conversation(workspace: Workspace, width: int) -> None:
    conversation = Conversation(workspace, [ID])
    (line, *_) = id_lines(conversation, width).plain.splitlines()
    assert line.endswith(WORDS + NOUN if width >= len(ID + WORDS + NOUN) else WORDS)
    shown = line.removesuffix(NOUN).removesuffix(WORDS)
    if width >= len(ID + WORDS):
        assert shown == ID
    else:
        assert len(line) <= width
        head, tail = shown.split("…")
        assert ID.startswith(head)
        assert ID.endswith(tail)
        assert min(len(head), len(tail)) >= 8
