"""The demo's data as an image of a store, on the standard output: `ACCOUNT SESSIONS SEED TIME`.

A line with the number of its bytes comes before it.

The time is in epoch milliseconds. The explorer has the data made by a process of its own while it
starts: on a second core it costs the start nothing.
"""

import gc
import sys
from datetime import UTC, datetime

from ccs_tui.emulator.demo import load_demo
from ccs_tui.emulator.store import Store


def main(account: str, sessions: str, seed: str, milliseconds: str) -> None:
    """Write the size and the image of a store with the demo's data."""
    store = Store()
    now = datetime.fromtimestamp(int(milliseconds) / 1_000, UTC)
    load_demo(store, account, int(sessions), int(seed), now)
    image = store.image()
    sys.stdout.buffer.write(b"%d\n" % len(image))
    sys.stdout.buffer.write(image)


if __name__ == "__main__":
    gc.disable()
    main(*sys.argv[1:])
