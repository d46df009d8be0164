"""A keystroke in a document with a property for each of 60,000 phone numbers."""

import time
from collections.abc import Iterator

from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument
from tests.benchmarks.table import Row, p95

PROPERTIES = 60_000
KEYS = 200


def measure() -> Iterator[Row]:
    """Yield what the model of the document takes for a keystroke, its counts included."""
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
