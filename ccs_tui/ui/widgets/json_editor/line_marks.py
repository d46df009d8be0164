"""The marks that lie on a line of the editor: problem, finds, selection, brackets, and cursor."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from textual.widgets.text_area import Location, Selection

from ccs_tui.model.json_text import JsonError
from ccs_tui.ui.widgets.json_editor.colours import tokens
from ccs_tui.ui.widgets.json_editor.painter import EditorStyles, LineSpan
from ccs_tui.ui.widgets.json_editor.text_matches import TextMatches


@dataclass(frozen=True, slots=True)
class LineMarks:
    """All that is marked in a text; `cursor` is None where the editor has no focus."""

    problem: JsonError | None
    found: TextMatches | None
    selection: Selection
    brackets: Iterable[Location]
    cursor: Location | None

    def on_line(
        self, index: int, line: str, start: int, end: int, palette: EditorStyles
    ) -> Iterator[LineSpan]:
        """Yield the marks on the columns `start` to `end` of a line, the lowest first."""
        if self.problem is not None and self.problem.line - 1 == index:
            yield LineSpan(*_problem_columns(line, self.problem.column - 1), palette.problem)
        if self.found is not None:
            for found in self.found.in_columns(index, start, end):
                yield LineSpan(found.start, found.stop, palette.match)
        top, bottom = sorted(self.selection)
        if top != bottom and top[0] <= index <= bottom[0]:
            left = top[1] if index == top[0] else 0
            right = bottom[1] if index == bottom[0] else len(line) + 1
            yield LineSpan(left, right, palette.selection)
        for row, column in self.brackets:
            if row == index:
                yield LineSpan(column, column + 1, palette.bracket)
        if self.cursor is not None and self.cursor[0] == index:
            column = self.cursor[1]
            yield LineSpan(column, column + 1, palette.cursor)


def _problem_columns(line: str, column: int) -> tuple[int, int]:
    """Return the columns of the token that begins at `column`, else of the character there."""
    whole = next((t for t in tokens(line, column, column + 1) if t.start == column), None)
    return column, whole.end if whole else column + 1
