"""What the user typed and did not give up, and where it is now."""

import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from ccs_tui.local.state import State
from ccs_tui.workspace.local_state import STATE_FILE
from tests.field.history import History, tokens

MAY_BE_LOST_SECONDS = 3.0
"""What was typed so long before a kill may be gone: a draft is on the disk within a second,
and later on a machine that is busy."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A token that was typed into a property, and when."""

    token: str
    session: str
    name: str
    at: float
    profile: str = ""


@dataclass
class Ledger:
    """The texts that must not get lost. One that the user gives up is released."""

    folder: Path
    history: History
    held: list[Typed] = field(default_factory=list)
    count: int = 0
    profile: str = ""
    """The one that the user is in: what was typed in another is open there alone."""

    @property
    def _file(self) -> Path:
        return self.folder / "state" / STATE_FILE

    def new_token(self) -> str:
        """Return a token for the next text."""
        self.count += 1
        return f"u{self.count:05}z"

    def typed(self, token: str, session: str, name: str) -> None:
        """Note a text; an earlier one of the same property gives way to it."""
        self.held = [one for one in self.held if (one.session, one.name) != (session, name)]
        self.held.append(Typed(token, session, name, time.monotonic(), self.profile))

    def release(self, session: str, name: str | None = None) -> None:
        """Give up what was typed into a property, or into all of a session."""
        self.held = [
            one for one in self.held
            if one.session != session or (name is not None and one.name != name)
        ]  # fmt: skip

    def release_young(self) -> None:
        """Give up what was typed just now: the program is killed."""
        since = time.monotonic() - MAY_BE_LOST_SECONDS
        self.held = [one for one in self.held if one.at < since]

    def open_of(self, session: str) -> list[Typed]:
        """Return what was typed into a session and did not arrive at the service yet."""
        return [
            one for one in self.held
            if (one.session, one.profile) == (session, self.profile)
            and one.token not in self.history.arrived
        ]  # fmt: skip

    def missing(self, on_screen: set[str]) -> list[Typed]:
        """Return what is neither on the service, nor on the screen, nor among the drafts."""
        self.held = [one for one in self.held if one.token not in self.history.arrived]
        absent = [one for one in self.held if one.token not in on_screen]
        if not absent:
            return []
        drafted = self.drafted()
        return [one for one in absent if one.token not in drafted]

    def drafted(self) -> set[str]:
        """Return the tokens in the drafts, as another process reads them."""
        if not self._file.exists():
            return set()
        found: set[str] = set()
        with suppress(FileNotFoundError), closing(State.open(self._file)) as state:
            for draft in state.drafts.all():
                for edit in (*draft.edits.values(), draft.whole):
                    found |= tokens((edit and edit.text) or "")
        return found

    def journaled(self) -> set[str]:
        """Return the tokens that the journal has, as they were before a call."""
        found: set[str] = set()
        with suppress(FileNotFoundError), closing(State.open(self._file)) as state:
            for listed in state.journal.entries(limit=100_000):
                entry = state.journal.entry(listed.id)
                if entry is not None and entry.before is not None:
                    found |= tokens(" ".join(filter(None, entry.before.values())))
        return found
