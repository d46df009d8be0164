"""The search of a long list for a filter, between the keys that are typed meanwhile."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager

from ccs_tui.ui.widgets.row_list.state import K, ListState

SLICES_BETWEEN_KEYS = 8
"""The slices of a search between two looks at the keys: a few milliseconds."""

PAUSE_SECONDS = 0.001
"""The seconds that a search rests then, so that the thread that writes has its turn as well."""


async def search_between_keys(
    state: ListState[K], changing: Callable[[], AbstractContextManager[ListState[K]]]
) -> None:
    """Search to the end, showing by `changing` what is found; then get ready for the next key."""
    while state.searching:
        await asyncio.sleep(PAUSE_SECONDS)
        with changing():
            state.search_on(SLICES_BETWEEN_KEYS)
    for count, _ in enumerate(state.rows.look_ahead()):
        if count % SLICES_BETWEEN_KEYS == 0:
            await asyncio.sleep(PAUSE_SECONDS)
