"""The reading of a page of `session-properties`: its rows, and its documents that can't be read."""

import asyncio
from collections.abc import Mapping
from time import monotonic

from ccs_tui.client import answer_body
from ccs_tui.client.call import Call
from ccs_tui.client.errors import ProtocolError, UnreadableDocumentError
from ccs_tui.client.large_text import LARGE, off_loop
from ccs_tui.client.quick_rows import NotPlainError, read_row, split
from ccs_tui.client.slices import SLICE_SECONDS, give_turns
from ccs_tui.client.unreadable_documents import elements, row_problem
from ccs_tui.model import wire
from ccs_tui.model.json_text import JsonError, JsonText

SessionProperties = tuple[str, Mapping[str, JsonText]]
"""A session's id, and its properties with their values as canonical text."""
PageRows = tuple[list[SessionProperties], tuple[UnreadableDocumentError, ...]]
"""The rows of a page, and the errors of those that could not be read."""


async def read_rows(call: Call, text: str) -> PageRows:
    """Read a page, in slices. Raises ProtocolError if it is not as the contract says."""
    try:
        return await _quickly(text), ()
    except NotPlainError:
        pass
    return await off_loop(_slowly, call, text)


async def _quickly(text: str) -> list[SessionProperties]:
    raws = split(text)
    await give_turns()  # whoever waits for the page may ask for the next one meanwhile
    rows: list[SessionProperties] = []
    end = monotonic() + SLICE_SECONDS
    for raw in raws:
        is_large = len(raw) > LARGE
        rows.append(await asyncio.to_thread(read_row, raw) if is_large else read_row(raw))
        if monotonic() > end:
            await give_turns()
            end = monotonic() + SLICE_SECONDS
    return rows


def _slowly(call: Call, text: str) -> PageRows:
    """Read a page; its unreadable rows become errors, and the others are read."""
    try:
        items = answer_body.read_list(call, text, wire.SessionPropertiesItem)
        return [(item.session, item.properties) for item in items], ()
    except ProtocolError as problem:
        error = problem
    rows: list[SessionProperties] = []
    problems = []
    try:
        for raw, session in elements(text):
            try:
                item = wire.SessionPropertiesItem.from_text(raw)
                rows.append((item.session, item.properties))
            except JsonError:
                if session is None:
                    raise error from None
                problems.append(row_problem(call, session, raw))
            except ValueError:  # its fields are not those of the contract
                raise error from None
    except (ValueError, RecursionError):
        raise error from None
    return rows, tuple(problems)
