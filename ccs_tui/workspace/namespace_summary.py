"""The summary of a namespace: how many documents, how large, and what bots write into them."""

from bisect import insort
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ccs_tui.model.schema import Schema
from ccs_tui.model.size import SizeLevel, level
from ccs_tui.workspace.scan import Scan

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.workspace.workspace import Workspace

LARGEST = 10
"""The largest documents that are named."""
BUCKETS = (1_000, 10_000, 100_000, 640_000)
"""The sizes, in characters, between which documents are counted."""


class NamespaceSummary:
    """Collects a summary over one scan, `scan`, which may be stopped and taken up again.

    `sessions` are those that are read where nothing can be listed.
    """

    def __init__(
        self,
        workspace: "Workspace",
        namespace: str,
        sessions: Iterable[str] = (),
    ) -> None:
        self.schema = Schema()
        self.characters = 0
        """The characters of all documents."""
        self.by_size = [0] * (len(BUCKETS) + 1)
        """The documents below each of `BUCKETS`, and those above them all."""
        self.near_limit = 0
        """The documents of 80 % of the limit and more."""
        self.largest: list[tuple[int, DocumentKey]] = []
        """The sizes and keys of the largest documents, the largest first."""
        self.scan = Scan(workspace, namespace, self._take, sessions)

    @property
    def is_complete(self) -> bool:
        """True once each document was looked at."""
        return self.scan.is_complete

    async def run(self) -> None:
        """Read on to the end, or to an error, which is the scan's `problem` then."""
        await self.scan.run()

    def _take(self, document: "Document") -> None:
        size = document.size
        self.schema.add(document.properties)
        self.characters += size
        self.by_size[sum(size >= bucket for bucket in BUCKETS)] += 1
        self.near_limit += level(size) >= SizeLevel.WARNING
        if len(self.largest) < LARGEST or size > self.largest[-1][0]:
            insort(self.largest, (size, document.key), key=lambda item: -item[0])
            del self.largest[LARGEST:]
