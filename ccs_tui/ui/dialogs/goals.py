"""The goals of a text in `g`: documents, ids to look for everywhere, places of other profiles."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ccs_tui.model.address import Address
from ccs_tui.model.names import NAMESPACE_DOCUMENT_NAME, DocumentKey
from ccs_tui.model.tree import Key, format_path
from ccs_tui.model.words import counted
from ccs_tui.workspace.visits import KeptPlace


@dataclass(frozen=True, slots=True)
class Goal:
    """A document that one may go to, or the value at `path` in it, and what there is to say of it.

    A goal that is not `there` is opened only where it was chosen in the list: it may be a typo.
    `kept` is the bookmark or the recent that it is. `step` is that of a recording, as an address
    has it.
    """

    key: DocumentKey
    words: str
    there: bool = True
    path: tuple[Key, ...] = ()
    kept: KeptPlace | None = None
    step: int | None = None

    @property
    def is_kept(self) -> bool:
        """True if it is kept on this machine, and can be removed."""
        return self.kept is not None

    @property
    def label(self) -> str:
        """Its name in the list."""
        name = self.kept.name if self.kept is not None else ""
        path = f" · {format_path(self.path)}" if self.path and not name else ""
        return name or f"{self.key.label}{path}"


@dataclass(frozen=True, slots=True)
class Everywhere:
    """Ids that are looked for in all known namespaces; `is_recent` says that they were before."""

    ids: tuple[str, ...]
    is_recent: bool = False
    there: bool = field(default=True, init=False)

    @property
    def is_kept(self) -> bool:
        """True if it is kept on this machine, and can be removed."""
        return self.is_recent

    @property
    def label(self) -> str:
        """Its name in the list."""
        return self.ids[0] if len(self.ids) == 1 else f"all {counted(len(self.ids), 'id')}"

    @property
    def words(self) -> str:
        """The search, or the page that was looked at."""
        return "recent · all namespaces" if self.is_recent else "look in all namespaces"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A place of another profile."""

    address: Address
    there: bool = field(default=True, init=False)
    is_kept: bool = field(default=False, init=False)

    @property
    def label(self) -> str:
        """Its name in the list."""
        return self.address.session or NAMESPACE_DOCUMENT_NAME

    @property
    def words(self) -> str:
        """The profile to go to."""
        return f"switch to {self.address.profile}"


@dataclass(frozen=True, slots=True)
class InFile:
    """A document in a file, of JSON or of an export, or as the words say what else."""

    path: Path
    words: str = "the document in a file"
    there: bool = field(default=True, init=False)
    is_kept: bool = field(default=False, init=False)

    @property
    def label(self) -> str:
        """Its name in the list."""
        return self.path.name


AnyGoal = Goal | Everywhere | Elsewhere | InFile


@dataclass(frozen=True, slots=True)
class Goals:
    """The goals of a text, the likeliest first; `problem` says why there is none, or a caution."""

    goals: Sequence[AnyGoal] = ()
    problem: str = ""
