"""The editor of JSON: its colours, its keys, and the live state of its text."""

import asyncio
from collections.abc import Callable, Iterator

from rich.segment import Segment
from textual import events, work
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Location, Selection

from ccs_tui.model.json_text import JsonError, canonical, pretty
from ccs_tui.ui.quick_message import quick_message
from ccs_tui.ui.widgets.json_editor import typing_help
from ccs_tui.ui.widgets.json_editor.brackets import BracketPair
from ccs_tui.ui.widgets.json_editor.keys import FOR_JSON
from ccs_tui.ui.widgets.json_editor.line_area import LineArea
from ccs_tui.ui.widgets.json_editor.line_marks import LineMarks
from ccs_tui.ui.widgets.json_editor.painter import (
    EditorStyles,
    LineSpan,
    make_palette,
    paint_row,
)
from ccs_tui.ui.widgets.json_editor.search import TextSearch
from ccs_tui.ui.widgets.json_editor.state import AT_ONCE, EditorState, first_problem

CHECK_PAUSE = 0.3
"""Seconds without an edit before a long text is checked, which takes about 10 ms."""


class JsonEditor(LineArea):
    """Edits JSON: with colours by line, the size, and the first error while one types."""

    DEFAULT_CSS = """
    JsonEditor {
        overflow-x: hidden;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        & > .json-editor--key { color: $primary; }
        & > .json-editor--string { color: $success; }
        & > .json-editor--number { color: $secondary; }
        & > .json-editor--keyword { color: $accent; }
        & > .json-editor--punctuation { color: $foreground 50%; }
        & > .json-editor--disguised { color: $warning; text-style: italic; }
        & > .json-editor--problem { color: $error; text-style: bold; }
        & > .json-editor--match { background: $warning 30%; }
    }
    """

    BINDINGS = [*FOR_JSON]

    @quick_message
    class StateChanged(Message):
        """The text changed, or its state."""

        editor: "JsonEditor"
        state: EditorState

        @property
        def control(self) -> "JsonEditor":
            """The editor that posted it."""
            return self.editor

    @quick_message
    class Left(Message):
        """`escape` was pressed in the editor."""

        editor: "JsonEditor"

        @property
        def control(self) -> "JsonEditor":
            """The editor that posted it."""
            return self.editor

    def __init__(
        self,
        text: str = "",
        *,
        read_only: bool = False,
        check_pause: float = CHECK_PAUSE,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        self._check_pause = check_pause
        self._state: EditorState | None = None
        self._last_problem: JsonError | None = None
        self._telling = False
        self._palette: EditorStyles | None = None
        self._brackets = BracketPair(self)
        self._search = TextSearch(self)
        super().__init__(
            text, read_only=read_only, name=name, id=id, classes=classes, disabled=disabled
        )

    # ── the text, and what is known of it ──────────────────────────────────────────────────────

    def load(self, text: str, *, read_only: bool = False) -> None:
        """Show pretty-printed `text`, with a new undo history and the cursor at its start."""
        self.read_only = read_only
        self.load_text(text)

    def load_text(self, text: str) -> None:
        """Show `text`, with a new undo history and the cursor at its start."""
        self._state = self._last_problem = None
        super().load_text(text)

    @property
    def state(self) -> EditorState:
        """The state of the text."""
        if self._state is None:
            checked = self.document.length <= AT_ONCE
            if checked:
                self._last_problem = first_problem(self.document.text)
            self._state = EditorState(self.document.size, self._last_problem, checked)
        return self._state

    def text_changed(self) -> None:
        """Forget the state of the text, and tell the new one soon."""
        self._search.forget()
        self._state = None
        if not self._telling:
            self._telling = True
            self.call_next(self._tell_state)
        if self.document.length > AT_ONCE:
            self._check()
        else:
            self.workers.cancel_group(self, "check")

    def _tell_state(self) -> None:
        self._telling = False
        self._refresh_problem()  # where it was
        state = self.state
        self._refresh_problem()  # where it is now
        self.post_message(self.StateChanged(self, state))

    @work(group="check", exclusive=True)
    async def _check(self) -> None:
        """Check a long text when nothing was typed for a while."""
        await asyncio.sleep(self._check_pause)
        problem = first_problem(self.document.text)
        self._refresh_problem()
        self._last_problem = problem
        self._state = EditorState(self.document.size, problem, checked=True)
        self._tell_state()

    def show_problem(self) -> None:
        """Move the cursor to the problem, if there is one."""
        if problem := self.state.problem:
            self.move_cursor(_location(problem), center=True)

    def _refresh_problem(self) -> None:
        if self._last_problem is not None:
            self.refresh_at(_location(self._last_problem))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here and now."""
        has_use: Callable[[], object] = {
            "show_problem": lambda: self.state.problem,
            "format": lambda: not self.read_only,
            "cursor_bracket": lambda: self.matching_bracket_location,
            "find_next": lambda: self._search.has_needle,
            "find_previous": lambda: self._search.has_needle,
        }.get(action, lambda: True)
        return bool(has_use()) and super().check_action(action, parameters)

    # ── what keys do ───────────────────────────────────────────────────────────────────────────

    async def on_key(self, event: events.Key) -> None:
        """Indent what `enter` begins, and bring a closing bracket below its opening one."""
        if self.read_only:
            return
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self._break_line()
        elif event.character in ("}", "]"):
            row, column = self.cursor_location
            if self.selection.is_empty and typing_help.is_one_step_too_far(
                self.document[row][:column]
            ):
                self.put("", (row, column - len(typing_help.INDENT)), (row, column))

    def _break_line(self) -> None:
        start, end = sorted(self.selection)
        insert, rest = typing_help.line_break(
            self.document[start[0]][: start[1]], self.document[end[0]][end[1] :]
        )
        self.put(insert + rest, start, end)
        if rest:
            self.move_cursor((start[0] + 1, len(insert) - 1))

    def action_cursor_bracket(self) -> None:
        """Go to the bracket that belongs to the one at the cursor."""
        if location := self.matching_bracket_location:
            self.move_cursor(location)

    def action_format(self) -> None:
        """Pretty-print the text, or go to its problem."""
        if self.read_only:
            return
        try:
            text = pretty(canonical(self.document.text))
        except JsonError as problem:
            self.move_cursor(_location(problem), center=True)
            return
        if text != self.document.text:
            self.put(text, self.document.start, self.document.end)
            self.move_cursor(self.document.start)

    def action_find(self) -> None:
        """Ask what to find."""
        self._search.ask_what_to_find()

    def action_find_next(self) -> None:
        """Go to the next find."""
        self._search.go_on()

    def action_find_previous(self) -> None:
        """Go to the previous find."""
        self._search.go_back()

    def action_go_to_line(self) -> None:
        """Ask which line to go to."""
        self._search.ask_for_line()

    def action_show_problem(self) -> None:
        """Go to the error."""
        self.show_problem()

    def action_leave(self) -> None:
        """Say that the user wants to leave the editor."""
        self.post_message(self.Left(self))

    # ── painting ───────────────────────────────────────────────────────────────────────────────

    @property
    def matching_bracket_location(self) -> Location | None:
        """The place of the bracket that belongs to the one at the cursor."""
        return self._brackets.partner

    def watch_selection(self, before: Selection, after: Selection) -> None:
        """Repaint the rows that changed, and look for the matching bracket."""
        super().watch_selection(before, after)
        if self.is_mounted:
            self._brackets.follow_cursor()

    def notify_style_update(self) -> None:
        """Take note of other styles."""
        super().notify_style_update()
        if self._palette is not None and self._palette != (palette := make_palette(self)):
            self._palette = palette
            self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint rows; the styles of `TextArea`'s own themes are not looked up."""
        if self._palette is None or self._palette.text != self.rich_style:
            self._palette = make_palette(self)
        return super(TextArea, self).render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Paint one visible row."""
        palette = self._palette or make_palette(self)
        width = self.scrollable_content_region.width
        row = y + self.scroll_offset.y
        layout = self.wrapped_document
        if row >= layout.height:
            return Strip.blank(width, palette.text)
        index, section = layout.line_at(row)
        line = self.document[index]
        start, end = layout.columns(index, section)
        gutter_width = self.gutter_width
        number = str(index + self.line_number_start) if section == 0 else ""
        is_current = number and index == self.cursor_location[0]
        gutter = Segment(
            f"{number:>{gutter_width - 2}}  ",
            palette.cursor_gutter if is_current else palette.gutter,
        )
        marks = self._marks(index, start, end, palette)
        painted = paint_row(line, start, end, marks, palette, width - gutter_width)
        return Strip([gutter, *painted], width)

    def _marks(self, index: int, start: int, end: int, palette: EditorStyles) -> Iterator[LineSpan]:
        marks = LineMarks(
            self._last_problem,
            self._search.found,
            self.selection,
            self._brackets.locations,
            self.cursor_location if self.has_focus else None,
        )
        return marks.on_line(index, self.document[index], start, end, palette)


def _location(problem: JsonError) -> Location:
    return problem.line - 1, problem.column - 1
