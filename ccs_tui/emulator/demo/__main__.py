"""The demo's data as an image of a store, on the standard output: `ACCOUNT SESSIONS SEED`.

Made by a process of its own while the explorer starts, it is there when it is wanted.
"""

import sys

from ccs_tui.emulator.demo import load_demo
from ccs_tui.emulator.store import Store


def main(account: str, sessions: str, seed: str) -> None:
    """Write the image."""
    store = Store()
    load_demo(store, account, int(sessions), int(seed))
    sys.stdout.buffer.write(store.image())


if __name__ == "__main__":
    main(*sys.argv[1:])
