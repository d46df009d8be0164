"""A keystroke, an edited row and a review in a document of 60,000 phone numbers."""

import asyncio
import time
from collections.abc import Iterator

from ccs_tui.client import Connection, ContextServiceClient, Secret
from ccs_tui.model.document import Document
from ccs_tui.model.expiry import system_clock
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.profile import Profile
from ccs_tui.ui.dialogs.review_lines import ReviewLines
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.saving import Saving
from ccs_tui.workspace.workspace import Workspace
from tests.benchmarks.table import Row, p95

PROPERTIES = 60_000
KEYS = 200


def measure() -> Iterator[Row]:
    """Yield what a keystroke and an edited row take, with their counts; and a review."""
    properties = {f"+49 30 {at:06}": encode("") for at in range(PROPERTIES)}
    document = OpenDocument(Document(DocumentKey("le1", "bot", "s1"), properties))
    name = list(properties)[PROPERTIES // 2]
    node = document.tree.property(name)
    assert node is not None
    took = []
    for at in range(KEYS):
        typed = JsonText(f'"{"x" * at}"')
        start = time.perf_counter()
        document.type(node, typed, typed)
        counted = document.size, document.property_size(name)
        took.append((time.perf_counter() - start) * 1_000)
        assert all(counted)
    yield Row(f"{PROPERTIES:,} properties: a keystroke, its count, p95", p95(took), 0.1, "ms")
    took = []
    for at, name in enumerate(list(properties)[:KEYS]):
        start = time.perf_counter()
        document.put(name, JsonText(f'"{at}"'))
        counted = document.size, document.property_size(name)
        took.append((time.perf_counter() - start) * 1_000)
        assert all(counted)
    yield Row(f"{PROPERTIES:,} properties: a row edited, its count, p95", p95(took), 16, "ms")
    review = asyncio.run(_review(document))
    yield Row(f"{PROPERTIES:,} properties: the review of a save", review, 150, "ms")


async def _review(document: OpenDocument) -> float:
    """Return the milliseconds from the reading to the lines of the review."""
    connection = Connection.to("http://127.0.0.1:1", "le1", api_key=Secret("key"))
    profile = Profile(name="benchmark", connection=connection)
    async with Workspace(ContextServiceClient(connection), profile) as workspace:
        saving = Saving(workspace, [Intent(document)])
        start = time.perf_counter()
        lines = ReviewLines(saving.review(), system_clock)(100)
        assert lines
        return (time.perf_counter() - start) * 1_000
