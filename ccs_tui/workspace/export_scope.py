"""The documents that an export is asked for."""

import hashlib
from dataclasses import dataclass

from ccs_tui.model.names import DocumentKey
from ccs_tui.model.words import counted


@dataclass(frozen=True, slots=True)
class ExportScope:
    """The documents that are asked for: all of some namespaces, and single ones by their keys."""

    namespaces: tuple[str, ...] = ()
    keys: tuple[DocumentKey, ...] = ()

    @property
    def of(self) -> str:
        """Its name in the file: the same for the same documents, in any order."""
        parts = sorted(set(self.namespaces))
        if self.keys:
            names = "\n".join(sorted({f"{key.namespace}:{key.session!r}" for key in self.keys}))
            mark = hashlib.sha256(names.encode(errors="backslashreplace")).hexdigest()[:12]
            parts.append(f"{counted(len(set(self.keys)), 'document')} ({mark})")
        return ", ".join(parts)

    def by_namespace(self) -> dict[str, list[str | None]]:
        """Return the sessions of the keys that are in none of the whole namespaces."""
        sessions: dict[str, list[str | None]] = {}
        for key in self.keys:
            if key.namespace not in self.namespaces:
                sessions.setdefault(key.namespace, []).append(key.session)
        return sessions
