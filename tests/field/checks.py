"""What must always hold, whatever the network, the bot and the user do.

Each check raises a ViolationError with a sentence. Those of the first group hold after each step;
those of the second are looked at while the bot rests and the network is calm.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ccs_tui.model.expiry import format_when
from tests.field.face import PATIENCE_SECONDS
from tests.field.user import User
from tests.field.world import QUIET, SHARED, World
from tests.ui.test_terminal_clean import ON_AT_FIRST, SETS

MEMORY_MB = 400
CONNECTIONS = 20
"""16 of the pool, and those that are just being closed."""
DRAFTED_SECONDS = 30.0
EXPIRY_MAY_MOVE = timedelta(seconds=1)


class ViolationError(AssertionError):
    """Something did not hold."""


def it_runs(user: User) -> None:
    """It did not end by itself, and shows no bug."""
    if user.face.terminal.has_ended:
        raise ViolationError(f"It ended, with status {user.face.terminal.process.returncode}.")
    screen = user.face.text()
    for words in ("A bug of ccs-tui", "Traceback (most recent call last)"):
        if words in screen:
            raise ViolationError(f"On the screen is: {words}")


def it_answers(user: User) -> None:
    """A key has its effect: all of the screen is drawn anew."""
    if not user.face.answers():
        raise ViolationError("It did not draw the screen anew when asked to.")


def nothing_typed_is_gone(user: User) -> None:
    """What was typed is on the service, on the screen, or among the drafts."""
    if not holds_soon(lambda: not user.ledger.missing(user.face.tokens()), user, DRAFTED_SECONDS):
        gone = ", ".join(
            f"{one.token} ({one.name} of {one.session})"
            for one in user.ledger.missing(user.face.tokens())
        )
        raise ViolationError(f"Typed, and nowhere now: {gone}")


def what_it_said_was_so(user: User) -> None:
    """No message claimed what was not so."""
    if user.lies:
        raise ViolationError(" ".join(user.lies))


def it_stays_small(user: User) -> None:
    """Its memory and its connections are bounded."""
    if (memory := user.face.terminal.memory()) > MEMORY_MB:
        raise ViolationError(f"It takes {memory:.0f} MB.")
    if not holds_soon(lambda: user.world.proxy.open_connections <= CONNECTIONS, user, 30.0):
        raise ViolationError(f"It has {user.world.proxy.open_connections} connections.")


ALWAYS = (
    it_runs, it_answers, nothing_typed_is_gone, what_it_said_was_so, it_stays_small,
)  # fmt: skip


def nothing_is_overwritten_unsaid(user: User) -> None:
    """What the bot wrote was shown before it was overwritten, or came in the blind spot."""
    if found := user.world.history.overwritten_unsaid(
        user.told, user.said, user.ledger.journaled, user.left
    ):
        raise ViolationError(" ".join(found))


def it_shows_what_is_there(user: User) -> None:
    """A document that was read anew stands on the screen as the service has it."""
    if not user.go_to(user.random.choice(SHARED + QUIET)):
        raise ViolationError("A document did not come, with nothing wrong in the network.")
    user.refresh()
    session = user.session
    document = user.world.document(session)

    def as_there() -> bool:
        user.face.quiet(0.05, 0.5)
        return not _differences(user, session, document)

    if user.session and not holds_soon(as_there, user, PATIENCE_SECONDS):
        raise ViolationError(f"{session}: {_differences(user, session, document)}")


def _shows(shown: str, value: object) -> bool:
    """Return whether a row shows a value, which a narrow panel cuts with a mark."""
    if shown.endswith("…"):
        return isinstance(value, str) and value.startswith(shown[:-1])
    return value == shown


def _differences(user: User, session: str, document: dict[str, object] | None) -> str:
    """Return what the screen says of a document that is not so; empty if there is nothing."""
    if not user.face.shows_session(session):
        return "" if document is None else "the document is not shown"
    if document is None:
        lost = "not on the service", "gone from the service", "gone · ^s"
        return "" if any(words in user.face.text() for words in lost) else "it is not there"
    payload = document["payload"]
    assert isinstance(payload, dict)
    rows = user.face.rows()
    if payload and not rows:
        return "none of its properties is shown"
    for name, (mark, shown) in rows.items():
        if not mark and not _shows(shown, payload.get(name)):
            return f"{name} is shown as {shown}, and is {payload.get(name)}"
    expires_at = datetime.fromisoformat(str(document["ttl"]))
    when = format_when(expires_at, user.world.now(), expires_at.tzinfo)
    screen = user.face.text()
    if "expires in" not in screen and f"expires {when}" not in screen:
        return f"it expires at {when}, which is not shown"
    return ""


@dataclass
class Expiries:
    """When the documents that nobody but the user writes are to expire."""

    world: World
    due: dict[str, datetime | None] = field(default_factory=dict)
    earlier: dict[str, list[datetime]] = field(default_factory=dict)
    """What it was once: taking a write back brings it back."""
    settled: int = 0
    """How many of the user's changes were seen here before."""

    def __post_init__(self) -> None:
        self.due = {session: self.world.expiry(session) for session in QUIET}
        self.earlier = {session: [] for session in QUIET}

    def stay(self, user: User) -> None:
        """No expiry moved by more than a second altogether since it was last set on purpose."""
        fresh = self.settled
        for session in QUIET:
            due, now = self.due[session], self.world.expiry(session)
            if now is None or due is None or session in user.deleted:
                self.due[session] = now
                continue
            if abs(now - due) <= EXPIRY_MAY_MOVE:
                continue
            before = [one for one in self.earlier[session] if abs(now - one) <= EXPIRY_MAY_MOVE]
            on_purpose = any(
                began <= now - timedelta(seconds=seconds - 2)
                and now - timedelta(seconds=seconds + 2) <= ended
                for where, seconds, began, ended in user.expiries[0 if user.takes_back else fresh :]
                if where == session
            )
            if not on_purpose and not (before and user.takes_back):
                moved = (now - due).total_seconds()
                raise ViolationError(f"The expiry of {session} moved by {moved:.1f} s.")
            self.earlier[session].append(due)
            self.due[session] = now
        self.settled = len(user.expiries)
        user.deleted.clear()
        user.takes_back = False


def the_terminal_is_clean(user: User) -> None:
    """After its end the terminal is as it was."""
    terminal = user.face.terminal
    if terminal.process.returncode != 0:
        raise ViolationError(f"It ended with status {terminal.process.returncode}.")
    if terminal.settings_now() != terminal.settings:
        raise ViolationError("The line is not set as it was before.")
    modes = {
        mode: action == b"h"
        for found, action in SETS.findall(terminal.output)
        for mode in found.decode().split(";")
    }
    if left := [mode for mode, on in modes.items() if on != (mode in ON_AT_FIRST)]:
        raise ViolationError(f"These modes of the terminal are not as they were: {left}")


def holds_soon(holds: Callable[[], bool], user: User, seconds: float) -> bool:
    """Look at the screen until something holds; return whether it came to that in time."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        user.face.terminal.read_for(0.05)
    return True
