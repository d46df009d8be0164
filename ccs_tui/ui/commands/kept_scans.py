"""The last scan of each desk, which is shown again when one comes back to its namespace."""

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.scan import Scan


class Scanning(Protocol):
    """Something that is made of a scan, as the hits of a search."""

    @property
    def scan(self) -> "Scan":
        """The scan."""


S = TypeVar("S", bound=Scanning)


class KeptScans(Generic[S]):
    """Keeps, for each desk while it exists, what its last scan gave."""

    def __init__(self) -> None:
        self._last: WeakKeyDictionary[Desk, S] = WeakKeyDictionary()

    def of(self, desk: "Desk", namespace: str) -> S | None:
        """Return what was made of the last scan, None if that was of another namespace."""
        last = self._last.get(desk)
        return last if last is not None and last.scan.namespace == namespace else None

    def keep(self, desk: "Desk", made: S) -> None:
        """Keep what was made of a scan."""
        self._last[desk] = made
