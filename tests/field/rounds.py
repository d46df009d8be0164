"""A round in the field: a world, a user, and what holds after each step, all from one seed."""

import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.field.checks import (
    ALWAYS,
    Expiries,
    ViolationError,
    holds_soon,
    it_shows_what_is_there,
    nothing_is_overwritten_unsaid,
    the_terminal_is_clean,
)
from tests.field.face import StuckError
from tests.field.ledger import Ledger
from tests.field.proxy import Fault
from tests.field.user import User
from tests.field.world import WEATHERS, World, world

ACTIONS = {
    User.edit: 14, User.edit_and_save: 45, User.save: 8, User.add_property: 3,
    User.rename_property: 2, User.remove_property: 4, User.take_back_edit: 3,
    User.take_back_write: 6, User.delete_document: 2, User.change_expiry: 3, User.go_to_any: 5,
    User.hold_keys: 7, User.filter_sessions: 3, User.refresh: 3, User.resize: 2,
    User.look_elsewhere: 5, User.kill: 3, User.move_document: 3, User.delete_many: 1,
    User.switch_profile: 2, User.do_else_while_saving: 10,
}  # fmt: skip
"""What the user does, and how often beside the rest."""
STEPS_OF_A_WEATHER = 8
STEPS_OF_A_START = 70
"""After so many it is left as one should, and started again."""


class FieldError(AssertionError):
    """What went wrong, by which steps, what was on the screen then, and how to see it again."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a round was."""

    seed: int
    steps: list[str]
    counts: dict[str, int]

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {what}" for what, count in self.counts.items())
        return f"seed {self.seed}: {counts}"


class Round:
    """Leads a user through a world until `seconds` are over."""

    def __init__(self, it: World, folder: Path, seed: int, seconds: float) -> None:
        self._random = Random(f"round {seed}")
        self._world, self._seconds = it, seconds
        self.user = User(folder, it, Random(f"user {seed}"), Ledger(folder, it.history))
        self._expiries = Expiries(it)
        self.steps = 0

    def run(self) -> None:
        """Do one thing after the other, and check. Raises ViolationError, StuckError, and more."""
        end = time.monotonic() + self._seconds
        user = self.user
        self._change_weather()
        while time.monotonic() < end:
            self.steps += 1
            (action,) = self._random.choices([*ACTIONS], [*ACTIONS.values()])
            action(user)
            for check in ALWAYS:
                check(user)
            if self.steps % STEPS_OF_A_WEATHER == 0:
                self._rest()
                self._change_weather()
            if self.steps % STEPS_OF_A_START == 0:
                user.quit()
                the_terminal_is_clean(user)
                user.face.close()
                user.start()
        self._rest()
        user.quit()
        the_terminal_is_clean(user)

    def counts(self) -> dict[str, int]:
        """Return how much happened, by what it is."""
        exchanges = self._world.proxy.exchanges
        return {
            "steps": self.steps,
            "requests": len(exchanges),
            "faults": sum(one.fault is not Fault.NONE for one in exchanges),
            "writes of the bot": self._world.bot.written,
            **self.user.met,
            "in the blind spot": self._world.history.blind_spots,
            "seconds that the service is ahead": round(self._world.ahead.total_seconds()),
        }

    def _change_weather(self) -> None:
        weather = self._random.choice([*WEATHERS])
        self.user.note(f"the network: {weather}")
        self._world.proxy.rules = WEATHERS[weather]

    def _rest(self) -> None:
        """Let the bot rest and the network be calm, and compare what is shown with what is."""
        user, proxy = self.user, self._world.proxy
        user.note("the bot rests, and the network is calm")
        proxy.rules = ()
        self._world.bot.pause()
        if not holds_soon(lambda: proxy.under_way == 0, user, 60):
            raise ViolationError("There is always a request under way.")
        it_shows_what_is_there(user)
        holds_soon(lambda: proxy.under_way == 0, user, 30)
        nothing_is_overwritten_unsaid(user)
        self._expiries.stay(user)
        for check in ALWAYS:
            check(user)
        self._world.replenish(self._random)
        self._world.bot.resume()


def run_round(folder: Path, seed: int, seconds: float, ahead: str | None = None) -> Report:
    """Run a round in a folder of its own. Raises FieldError."""
    with world(folder, seed, ahead) as it:
        one = Round(it, folder, seed, seconds)
        try:
            one.run()
        except (ViolationError, StuckError, TimeoutError, OSError) as error:
            raise FieldError(_tell(one, seed, seconds, ahead, error)) from error
        finally:
            one.user.face.close()
        return Report(seed, one.user.steps, one.counts())


def _tell(one: Round, seed: int, seconds: float, ahead: str | None, error: Exception) -> str:
    clock = f" --ahead {ahead}" if ahead is not None else ""
    lines = [
        "",
        *one.user.steps[-40:],
        "",
        one.user.face.text(),
        "",
        f"{type(error).__name__}: {error}",
        f"Seed {seed}, in step {one.steps}. To see it again:",
        f"python -m tests.field --seed {seed} --seconds {seconds:.0f}{clock}",
    ]
    return "\n".join(lines)
