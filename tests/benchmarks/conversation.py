"""A conversation of 3 ids in 30 namespaces, over loopback with 20 ms of added latency."""

import asyncio
from collections.abc import Iterator
from time import perf_counter

from ccs_tui.client import Connection, ContextServiceClient, Secret
from ccs_tui.model.profile import Profile
from ccs_tui.workspace.conversation import Conversation
from ccs_tui.workspace.conversation_rows import RowState
from ccs_tui.workspace.workspace import Workspace
from tests.benchmarks.client import running_server
from tests.benchmarks.client_child import ACCOUNT, BOTS, IDS, KEY, TOKEN
from tests.benchmarks.table import Row, median

TIMES = 5
BUDGET_SECONDS = 0.5


def measure() -> Iterator[Row]:
    """Yield how long it takes until all of the page is read, the list of namespaces included."""
    with running_server() as url:
        yield asyncio.run(_measure(url))


async def _measure(url: str) -> Row:
    connection = Connection.to(url, ACCOUNT, api_key=Secret(KEY), token=Secret(TOKEN))
    profile = Profile(name="benchmark", connection=connection)
    async with Workspace(ContextServiceClient(connection), profile) as workspace:
        taken = []
        for _ in range(TIMES):
            conversation = Conversation(workspace, IDS[:3])
            started = perf_counter()
            conversation.begin()
            await conversation.settled()
            taken.append(perf_counter() - started)
            found = sum(row.state is RowState.EXACT for row in conversation.rows.values())
            assert conversation.done == 90
            assert found == 3 * (1 + len(BOTS[::3]))
    return Row("a conversation: 90 documents side by side", median(taken), BUDGET_SECONDS, "s")
