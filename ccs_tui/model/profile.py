"""A profile: a named way to connect, and how careful to be there. Standard library only."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal
from urllib.parse import urlsplit

from ccs_tui.model.connection import Connection

UNNAMED = "environment"
"""The profile of a connection that has none: described by the environment, or typed."""
DEMO = "demo"
"""The profile of the demo."""


class Environment(StrEnum):
    """What an account is for; in production a mistake is felt by customers."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A named way to connect. Drafts and the journal are kept by `name`.

    With `read_only` it starts read-only and can be unlocked, as production does in any case; a
    connection that is read-only itself can't be. `colour` is `#rrggbb`, None for the colour of
    its environment.
    """

    name: str
    connection: Connection = field(repr=False)
    environment: Environment = Environment.DEVELOPMENT
    colour: str | None = None
    read_only: bool = False

    @property
    def label(self) -> str:
        """What it is called on the screen: its name, or the service's host if it has none."""
        if self.name == UNNAMED:
            return urlsplit(self.connection.v2_url).hostname or ""
        return self.name

    @property
    def is_production(self) -> bool:
        """Whether it is production."""
        return self.environment is Environment.PRODUCTION

    @property
    def starts_read_only(self) -> bool:
        """Whether writes are locked at first."""
        return self.read_only or self.is_production or self.connection.read_only


@dataclass(frozen=True, slots=True)
class Preferences:
    """How the user wants to work, whatever the profile.

    `review`: whether every save is shown before it is sent, or small changes only in production.
    `journal_days`: how long the journal keeps values; 0 keeps only that something was written.
    """

    review: Literal["always", "production"] = "always"
    journal_days: int = 30


USUAL = Preferences()
"""How the user works who said nothing."""
