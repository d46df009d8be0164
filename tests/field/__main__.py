"""`python -m tests.field`: the explorer in the field, for as long as one likes."""

import argparse
import itertools
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.field.rounds import FieldError, run_round
from tests.field.world import OFFSETS

ROUND_SECONDS = 120.0


def main() -> int:
    """Run rounds until the time is over; each begins anew, with the next seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=ROUND_SECONDS, help="in all")
    parser.add_argument("--seed", type=int, default=1, help="of the first round")
    parser.add_argument("--ahead", choices=OFFSETS, help="how far the service's clock is ahead")
    parser.add_argument("--go-on", action="store_true", help="after a failure, with the next seed")
    parser.add_argument("--steps", action="store_true", help="print them also where all is well")
    asked = parser.parse_args()
    # As on ctrl+c: who ends it from outside finds no emulator left running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    end = time.monotonic() + asked.seconds
    failed = 0
    for seed in itertools.count(asked.seed):
        left = min(ROUND_SECONDS, end - time.monotonic())
        if left <= 0 or (failed and not asked.go_on):
            break
        with tempfile.TemporaryDirectory(prefix="ccs-tui-field-") as folder:
            try:
                report = run_round(Path(folder), seed, left, asked.ahead)
                print(*(report.steps if asked.steps else ()), report, sep="\n", flush=True)
            except FieldError as error:
                failed += 1
                print(error, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
