"""`python -m tests.field.saves`: saves on the screen, over a network that loses their answers.

A bot writes the same documents all the while, and at once where a write has just gone wrong.
Nothing of the bot's may be overwritten that was not shown, or told of.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.field.checks import ALWAYS, ViolationError
from tests.field.face import StuckError
from tests.field.proxy import READS, WRITES, Fault, Rule
from tests.field.rounds import FieldError, Report, Round
from tests.field.world import World, world

LOSING = (
    Rule(Fault.RESET, 0.12, WRITES), Rule(Fault.SHORT, 0.12, WRITES),
    Rule(Fault.BAD_GATEWAY, 0.12, WRITES), Rule(Fault.HANG, 0.04, WRITES, seconds=2),
    Rule(Fault.HANG_MIDWAY, 0.04, WRITES, seconds=2), Rule(Fault.TOO_MANY, 0.1, WRITES, seconds=1),
    Rule(Fault.UNAVAILABLE, 0.1, WRITES), Rule(Fault.RESET, 0.03, READS),
)  # fmt: skip
"""About every second write meets one of these, and four fifths of those lose a write's answer."""
SAVES_BETWEEN_RESTS = 10


class Saves(Round):
    """Leads a user through so many saves, on one network."""

    def __init__(self, it: World, folder: Path, seed: int) -> None:
        super().__init__(it, folder, seed, 0)

    def run_saves(self, saves: int) -> None:
        """Save, and check. Raises ViolationError, StuckError, and more."""
        self._change_weather()
        for number in range(1, saves + 1):
            self.steps = number
            typed = self._typed()
            while typed == self._typed():
                self.user.edit_and_save()
            for check in ALWAYS:
                check(self.user)
            if number % SAVES_BETWEEN_RESTS == 0 or number == saves:
                self._rest()
                self._change_weather()
        self.user.quit()
        if not self.user.met["saved"]:
            raise ViolationError("Nothing was ever saved.")

    def _typed(self) -> int:
        return sum("  type " in step for step in self.user.steps)

    def _change_weather(self) -> None:
        self._world.proxy.rules = LOSING


def run_saves(folder: Path, seed: int, saves: int) -> Report:
    """Make so many saves in a folder of its own. Raises FieldError."""
    with world(folder, seed, "none") as it:
        one = Saves(it, folder, seed)
        try:
            one.run_saves(saves)
        except (ViolationError, StuckError, TimeoutError, OSError) as error:
            steps = "\n".join((*one.user.steps[-40:], "", one.user.face.text()))
            again = f"python -m tests.field.saves --seed {seed} --saves {saves}"
            raise FieldError(
                f"\n{steps}\n\n{type(error).__name__}: {error}\n"
                f"Seed {seed}, in save {one.steps}. To see it again:\n{again}"
            ) from error
        finally:
            one.user.face.close()
        return Report(seed, one.user.steps, one.counts())


def main() -> int:
    """Make the saves that are asked for, and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--saves", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ccs-tui-saves-") as folder:
        try:
            print(run_saves(Path(folder), asked.seed, asked.saves))
        except FieldError as error:
            print(error)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
