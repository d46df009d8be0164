"""The report of an operation on many documents."""

from collections.abc import Mapping
from dataclasses import dataclass

from ccs_tui.model.names import DocumentKey

NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The lines left out of an operation before it began: their `count` in words, a sentence."""

    count: str
    sentence: str


@dataclass(frozen=True, slots=True)
class BulkReport:
    """The report of an operation on many documents, each list in the order of the operation.

    `failed` has the reason for each document. `problem` is the reason for which the operation ended
    early, None if it did not or the user stopped it. `wants_undo`: the user wants it undone.
    """

    done: tuple[DocumentKey, ...]
    failed: Mapping[DocumentKey, str]
    not_tried: tuple[DocumentKey, ...]
    problem: str | None = None
    wants_undo: bool = False

    def counts(self, done: str) -> list[tuple[str, str]]:
        """Return the counts but zeros, with their styles; `done` is a word as `deleted`."""
        counts = (
            (len(self.done), done, "$success"),
            (len(self.failed), "failed", "$error"),
            (len(self.not_tried), NOT_TRIED, "$warning"),
        )
        return [(f"{n:,} {word}", style) for n, word, style in counts if n] or [
            (f"0 {done}", "$muted")
        ]

    def text(self, title: str, done: str) -> str:
        """Return the report as plain text: the title, the counts, and a line a document."""
        lines = [title, ", ".join(text for text, _ in self.counts(done))]
        if self.problem:
            lines.append(self.problem)
        lines.append("")
        lines += [f"{key}\tfailed: {problem}" for key, problem in self.failed.items()]
        lines += [f"{key}\t{NOT_TRIED}" for key in self.not_tried]
        lines += [f"{key}\t{done}" for key in self.done]
        return "\n".join(lines) + "\n"
