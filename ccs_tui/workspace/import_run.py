"""An import: the documents of an export written one by one, until the service has them as the file.

A document becomes what it was: properties that the file lacks go. A document whose values are there
already is not sent, so an import that was stopped is simply made again.
"""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ccs_tui.local.export_reader import ExportError
from ccs_tui.model.expiry import MAX_TTL_SECONDS, remaining_seconds
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.workspace.bulk import ItemDone, Tries
from ccs_tui.workspace.import_plan import (
    ImportPlan,
    Item,
    Lifetime,
    file_batches,
)
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.journal_record import operation_id
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.saving import Saving
from ccs_tui.workspace.write_verdict import ChangedMeanwhileError

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.model.export_file import Exported
    from ccs_tui.workspace.workspace import Workspace


class Import:
    """The writing of a plan that was compared; all of it is one operation of the journal."""

    def __init__(self, workspace: "Workspace", plan: ImportPlan) -> None:
        self.plan = plan
        self.operation = operation_id()
        """The operation by which the journal can take it back."""
        self._workspace = workspace

    async def run(self) -> AsyncGenerator[ItemDone, None]:
        """Write the documents that are to be written, and yield what came of each.

        One that turns out to be the same by now is not sent: nothing is `saved` of it.
        A document that fails does not stop the others, and is still to be written: `compare` the
        plan and run again. Stop by closing the iterator: what was begun ends. Raises RefusedError
        in read-only and where the service answers no more, and ExportError where the file is
        another by now.
        """
        if self._workspace.read_only:
            raise RefusedError("This connection is read-only, so nothing was imported.")
        left = {item.line: item for item in self.plan.to_write}
        # A line that is no document was left out, or is another by now, and then one is left.
        batches, tries = file_batches(self.plan.path, lambda *_: None), Tries()
        while left and (batch := await asyncio.to_thread(next, batches, None)):
            for line, each in batch:
                item = left.pop(line, None)
                if item is None:
                    continue
                if each.document.mark != item.mark:
                    raise self._other_file()
                result = await tries.of(item.key, self._write(item, each))
                item.done = result.problem is None
                yield result
        if left:
            raise self._other_file()

    def _other_file(self) -> ExportError:
        return ExportError(
            f"{self.plan.path} was changed since it was checked. Import it again; what is written "
            "already is not sent twice."
        )

    async def _write(self, item: Item, each: "Exported") -> ItemDone:
        there = await self._workspace.open(item.key)
        if there.exists and there.mark == item.mark:
            return ItemDone(item.key)
        if there.properties and there.mark != item.there:
            raise RefusedError(
                f"{item.key.label} was written by others since it was compared, and was left alone."
            )
        intent = self._intent(there, each)
        saving = Saving(self._workspace, [intent])
        saving.operation = self.operation
        if saving.review().is_empty:
            return ItemDone(item.key)
        try:
            return ItemDone(item.key, saved=await saving.send())
        except ChangedMeanwhileError:
            # What others wrote meanwhile may be the same, as by an import of the same file.
            there = await self._workspace.open(item.key)
            if not there.exists or there.mark != item.mark:
                raise
            return ItemDone(item.key)

    def _intent(self, there: "Document", each: "Exported") -> Intent:
        document = OpenDocument(there)
        properties = each.document.properties
        for name, value in properties.items():
            document.put(name, value)
        for name in there.properties.keys() - properties.keys():
            document.remove(name)
        # Where the document is gone by then, all of it is written, even without properties.
        intent = Intent(document, again=tuple(properties))
        intent.set_expiry(*self._expiry(each))
        return intent

    def _expiry(self, each: "Exported") -> tuple[int | None, datetime | None]:
        """Return the TTL to send, in seconds, or the instant to aim at."""
        expires, now = each.document.expires_at, self._workspace.clock()
        longest = now + timedelta(seconds=MAX_TTL_SECONDS)
        match self.plan.lifetime:
            case Lifetime.ORIGINAL if expires is not None:
                if not remaining_seconds(expires, now):
                    raise RefusedError(f"{each.document.key.label} has expired since.")
                return None, min(expires, longest)
            case Lifetime.REMAINING if expires is not None:
                since = each.read or self.plan.head.written or now
                return min(max(1, remaining_seconds(expires, since)), MAX_TTL_SECONDS), None
            case _:
                return None, None
