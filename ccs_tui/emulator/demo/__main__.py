"""The demo's data as an image of a store, on the standard output: `ACCOUNT SESSIONS SEED`.

The explorer has it made by a process of its own while it starts: on a second core the data costs
the start nothing.
"""

import sys

from ccs_tui.emulator.demo import load_demo
from ccs_tui.emulator.store import Store


def main(account: str, sessions: str, seed: str) -> None:
    """Write the image of a store with the demo's data."""
    store = Store()
    load_demo(store, account, int(sessions), int(seed))
    sys.stdout.buffer.write(store.image())


if __name__ == "__main__":
    main(*sys.argv[1:])
