"""Profiles: named ways to connect, and the care that each needs. Standard library only."""

from dataclasses import field
from enum import StrEnum
from typing import Literal
from urllib.parse import urlsplit

from ccs_tui.model.connection import Connection
from ccs_tui.model.names import is_reserved
from ccs_tui.model.value_object import ValueObject

UNNAMED = "environment"
"""The profile of a connection without one: the environment described it, or it was typed."""
_UNNAMED_AT = f"{UNNAMED} at "
DEMO = "demo"
"""The profile of the demo."""
FORK = "fork"
"""The profile of a document that was forked into an emulator of its own."""


DRAFT_DAYS = 30
"""The days that a draft is kept after its last change."""
JOURNAL_DAYS = 30
"""The days that the journal keeps its entries, unless the user wants otherwise."""
WATCH_SECONDS = 2.0
"""The seconds between two readings of a watched document, unless the user wants otherwise."""
RECORDING_DAYS, RECORDING_MEGABYTES = 30, 200
"""The days, and the room, that recordings are kept in, unless the user wants otherwise."""

ID_PROPERTIES = ("conversationId", "userId", "consumerId")
"""The names of properties that hold the ids of a conversation, unless the profile gives others."""


class Environment(StrEnum):
    """The purpose of an account; in production, customers feel a mistake."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class ClipboardRoute(StrEnum):
    """The route that copies take; AUTO is the surest that works."""

    AUTO = "auto"
    OSC52 = "osc52"
    TMUX = "tmux"
    SYSTEM = "system"
    FILE = "file"
    OFF = "off"


class Profile(ValueObject, kw_only=True):
    """A named way to connect. Drafts and the journal are kept by `name`.

    With `read_only`, and in production, it starts read-only and can be unlocked; a connection that
    is read-only itself can't be. `colour` is `#rrggbb`, None for the colour of its environment.
    `default_namespace` is the one that it opens at, None for the first; `namespaces` are known to
    the user, also where the service does not list them. `id_properties` are the names of properties
    that hold further ids of a conversation. `turn` is the JMESPath expression that finds the turn
    of a conversation in its document, None where steps have no turn. A fork was `forked_from` the
    profile to which it leads back.
    """

    name: str
    connection: Connection = field(repr=False)
    environment: Environment = Environment.DEVELOPMENT
    colour: str | None = None
    read_only: bool = False
    default_namespace: str | None = None
    namespaces: tuple[str, ...] = ()
    id_properties: tuple[str, ...] = ID_PROPERTIES
    turn: str | None = None
    forked_from: "Profile | None" = field(default=None, repr=False)

    @property
    def is_in_process(self) -> bool:
        """True if its service is in this process, and so ends as it is left."""
        return self.name in (DEMO, FORK)

    @property
    def chosen(self) -> "Profile":
        """The profile that the user chose: what its fork may do is not what they may do next."""
        return self.forked_from or self

    @property
    def label(self) -> str:
        """Its name for people: its own, or the service's host if it has none.

        Two services on one host, such as two emulators, differ by their ports.
        """
        if self.name != UNNAMED:
            return self.name
        url = urlsplit(self.connection.v2_url)
        return (url.hostname or "") + (f":{url.port}" if url.port else "")

    def is_called(self, name: str) -> bool:
        """Return whether an address with this name leads here: its own, or the service's host."""
        return name in (self.name, self.label)

    @property
    def kept_as(self) -> str:
        """The name under which drafts, the journal and recordings are kept; see `profile_label`."""
        return self.name if self.name != UNNAMED else f"{_UNNAMED_AT}{self.label}"

    @property
    def known_namespaces(self) -> list[str]:
        """The namespaces that the user knows of, without those that the service keeps."""
        names = dict.fromkeys([*self.namespaces, *filter(None, [self.default_namespace])])
        return [name for name in names if not is_reserved(name)]

    @property
    def is_production(self) -> bool:
        """True if it is production."""
        return self.environment is Environment.PRODUCTION

    @property
    def starts_read_only(self) -> bool:
        """True if writes are locked at first."""
        return self.read_only or self.is_production or self.connection.read_only


def profile_label(kept_as: str) -> str:
    """Return the label of the profile of which something is kept under this name."""
    return kept_as.removeprefix(_UNNAMED_AT)


class Preferences(ValueObject):
    """The user's wishes, whatever the profile.

    `review` says if every save is shown before it is sent, or small changes in production only.
    `journal_days` is how long the journal keeps its entries; with 0 it keeps them without values.
    `watch_seconds` is the usual interval between two readings of a watched document;
    `recording_days` and `recording_megabytes` bound what is kept of them.
    `clipboard` is the route that copies take, unless the command line says another. `keymap` is a
    preset of keys, and `keys` are the user's own, as pairs of an id and keys.
    """

    review: Literal["always", "production"] = "always"
    journal_days: int = JOURNAL_DAYS
    clipboard: ClipboardRoute = ClipboardRoute.AUTO
    keymap: Literal["usual", "vim"] = "usual"
    keys: tuple[tuple[str, str], ...] = ()
    watch_seconds: float = WATCH_SECONDS
    recording_days: int = RECORDING_DAYS
    recording_megabytes: int = RECORDING_MEGABYTES


USUAL = Preferences()
"""The preferences of a user who set none."""
