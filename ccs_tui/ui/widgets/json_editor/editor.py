"""The editor widget: what keys do, what is painted again, and the live state of the text."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from rich.segment import Segment
from rich.style import Style
from textual import events, work
from textual.geometry import Region
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult, Location, Selection

from ccs_tui.model.json_text import JsonError, canonical, pretty
from ccs_tui.ui.widgets.json_editor import brackets, typing_help
from ccs_tui.ui.widgets.json_editor.checking import AT_ONCE, first_problem
from ccs_tui.ui.widgets.json_editor.colours import Kind, tokens
from ccs_tui.ui.widgets.json_editor.document import JsonDocument
from ccs_tui.ui.widgets.json_editor.history import BoundedHistory
from ccs_tui.ui.widgets.json_editor.keys import KEYS
from ccs_tui.ui.widgets.json_editor.layout import Layout, Navigator
from ccs_tui.ui.widgets.json_editor.painting import COMPONENTS, Mark, Palette, paint_row
from ccs_tui.ui.widgets.json_editor.seeking import Seeker

CHECK_PAUSE = 0.3
"""Seconds without an edit before a long text is checked, which takes about 10 ms."""
SEARCH_SECONDS, BREATH_SECONDS = 0.001, 0.004
"""How long a bracket is looked for at a stretch, and how long everything else has its turn."""


@dataclass(frozen=True)
class EditorState:
    """What is known of the text in the editor.

    `size` is in characters of the canonical text, which is what would be stored; `problem` is the
    first thing that keeps the text from being JSON; `checked` is False while the newest text is
    still being looked at, and `problem` is that of an older one.
    """

    size: int
    problem: JsonError | None
    checked: bool


class JsonEditor(TextArea, inherit_bindings=False):
    """Edit JSON: colours by line, the size and the first error as one types.

    What a key costs does not grow with the text. What `TextArea` does for all lines at each key is
    done for one: the document counts itself, the layout follows it, and only the rows that changed
    are painted again.
    """

    COMPONENT_CLASSES = set(COMPONENTS)

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
        & > .json-editor--problem { color: $error; text-style: bold underline; }
        & > .json-editor--match { background: $warning 30%; }
    }
    """

    BINDINGS = [*KEYS]

    selection: Reactive[Selection] = reactive(
        Selection(), init=False, always_update=True, repaint=False
    )

    document: JsonDocument
    wrapped_document: Layout

    @dataclass
    class StateChanged(Message):
        """The text, or what is known of it, changed."""

        editor: "JsonEditor"
        state: EditorState

        @property
        def control(self) -> "JsonEditor":
            """The editor that posted it."""
            return self.editor

    @dataclass
    class CopyRequested(Message):
        """`text` was cut or copied, and is to go to the clipboard."""

        editor: "JsonEditor"
        text: str

        @property
        def control(self) -> "JsonEditor":
            """The editor that posted it."""
            return self.editor

    @dataclass
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
        super().__init__(
            read_only=read_only,
            show_line_numbers=True,
            highlight_cursor_line=False,
            name=name,
            id=id,
            classes=classes,
            disabled=disabled,
        )
        self.set_reactive(TextArea.cursor_blink, False)
        self.history = BoundedHistory()
        self._check_pause = check_pause
        self._state: EditorState | None = None
        self._last_problem: JsonError | None = None
        self._telling = False
        self._palette: Palette | None = None
        self._bracket_pair: tuple[Location, ...] = ()
        self._seeker = Seeker(self)
        self._copied = ""
        self._height = 0
        self._adopt(text)

    # ── the text ───────────────────────────────────────────────────────────────────────────────

    def load(self, text: str, *, read_only: bool = False) -> None:
        """Show pretty-printed `text`, with a new undo history and the cursor at its start."""
        self.read_only = read_only
        self.load_text(text)

    def load_text(self, text: str) -> None:
        """Show `text`, with a new undo history and the cursor at its start."""
        self.history.clear()
        self._seeker.forget()
        self._last_problem = None
        self._adopt(text)
        if not self.is_mounted:
            return
        self.wrapped_document.wrap(self.wrap_width)
        self.selection = Selection()
        self._refresh_size()
        self.scroll_home(animate=False)
        self.refresh()
        self.post_message(self.Changed(self))
        self._text_changed()

    def on_mount(self) -> None:
        """Tell what is known of a text that is there from the start."""
        if self.document.length:
            self._text_changed()

    def _adopt(self, text: str) -> None:
        self.document = JsonDocument(text)
        self.wrapped_document = Layout(self.document)
        self.navigator = Navigator(self.wrapped_document)

    def edit(self, edit: Edit) -> EditResult:
        """Change the text."""
        with self._changing():
            return super().edit(edit)

    def undo(self) -> None:
        """Take back the last edits, those that were typed in one go together."""
        with self._changing():
            super().undo()

    def redo(self) -> None:
        """Make again what was taken back."""
        with self._changing():
            super().redo()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        self.wrapped_document.take_changes()
        yield
        changes = self.wrapped_document.take_changes()
        if not changes:
            return
        if len(changes) > 1:
            self.refresh()
        else:
            start, stop, moved = changes[0]
            last_visible = self.scroll_offset.y + self.size.height
            self._refresh_rows(start, last_visible if moved else stop)
        self._seeker.forget()
        self._text_changed()

    # ── what is known of it ────────────────────────────────────────────────────────────────────

    @property
    def state(self) -> EditorState:
        """What is known of the text."""
        if self._state is None:
            checked = self.document.length <= AT_ONCE
            if checked:
                self._last_problem = first_problem(self.document.text)
            self._state = EditorState(self.document.size, self._last_problem, checked)
        return self._state

    def _text_changed(self) -> None:
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
        self._refresh_problem()
        state = self.state
        self._refresh_problem()
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
            self.move_cursor((problem.line - 1, problem.column - 1), center=True)

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
                self._put("", (row, column - len(typing_help.INDENT)), (row, column))

    def _put(self, text: str, start: Location, end: Location) -> EditResult:
        return self.replace(text, start, end, maintain_selection_offset=False)

    def _break_line(self) -> None:
        start, end = sorted(self.selection)
        insert, rest = typing_help.line_break(
            self.document[start[0]][: start[1]], self.document[end[0]][end[1] :]
        )
        self._put(insert + rest, start, end)
        if rest:
            self.move_cursor((start[0] + 1, len(insert) - 1))

    def action_cursor_text_start(self, select: bool = False) -> None:
        """Go to the start of the text."""
        self.move_cursor(self.document.start, select=select)

    def action_cursor_text_end(self, select: bool = False) -> None:
        """Go to the end of the text."""
        self.move_cursor(self.document.end, select=select)

    def action_cursor_bracket(self) -> None:
        """Go to the bracket that belongs to the one at the cursor."""
        if self._bracket_pair:
            self.move_cursor(self._bracket_pair[1])

    def get_cursor_word_left_location(self) -> Location:
        """Return where the word at the left of the cursor begins."""
        row, column = self.cursor_location
        if column == 0:
            return self.get_cursor_left_location()
        return row, typing_help.word_start(self.document[row], column)

    def get_cursor_word_right_location(self) -> Location:
        """Return where the word at the right of the cursor ends."""
        row, column = self.cursor_location
        line = self.document[row]
        if column == len(line):
            return self.get_cursor_right_location()
        return row, typing_help.word_end(line, column)

    def action_delete_word_right(self) -> None:
        """Delete to the end of the word at the right of the cursor, or the selection."""
        if self.read_only:
            return
        start, end = self.selection
        self._put("", start, self.get_cursor_word_right_location() if start == end else end)

    def action_copy(self) -> None:
        """Ask for the selection, or the line if there is none, to be put on the clipboard."""
        row = self.cursor_location[0]
        self._copied = self.selected_text or self.document[row] + "\n"
        self.post_message(self.CopyRequested(self, self._copied))

    def action_cut(self) -> None:
        """Copy the selection, or the line if there is none, and delete it."""
        if self.read_only:
            return
        self.action_copy()
        if self.selection.is_empty:
            self.action_delete_line()
        else:
            self.action_delete_left()

    def action_paste(self) -> None:
        """Insert what was last cut or copied here."""
        if not self.read_only and self._copied:
            self._put(self._copied, *self.selection)

    def action_format(self) -> None:
        """Pretty-print the text, or go to what keeps it from being JSON."""
        if self.read_only:
            return
        try:
            text = pretty(canonical(self.document.text))
        except JsonError as problem:
            self.move_cursor((problem.line - 1, problem.column - 1), center=True)
            return
        if text != self.document.text:
            self._put(text, self.document.start, self.document.end)
            self.move_cursor(self.document.start)

    def action_find(self) -> None:
        """Ask what to find."""
        self._seeker.ask_what_to_find()

    def action_find_next(self) -> None:
        """Go to the next place of what was found."""
        self._seeker.go_on()

    def action_find_previous(self) -> None:
        """Go to the place before of what was found."""
        self._seeker.go_back()

    def action_go_to_line(self) -> None:
        """Ask which line to go to."""
        self._seeker.ask_for_line()

    def action_show_problem(self) -> None:
        """Go to the error."""
        self.show_problem()

    def action_leave(self) -> None:
        """Say that the user wants to leave the editor."""
        self.post_message(self.Left(self))

    # ── the matching bracket ───────────────────────────────────────────────────────────────────

    @property
    def matching_bracket_location(self) -> Location | None:
        """Where the bracket is that belongs to the one at the cursor."""
        return self._bracket_pair[1] if self._bracket_pair else None

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        """Leave it to `watch_selection`: `TextArea` would look through the whole text here."""
        del bracket, search_from
        return None

    def _match_bracket(self) -> None:
        self._show_bracket_pair(())
        row, column = self.cursor_location
        line = self.document[row]
        self.workers.cancel_group(self, "bracket")
        for at in (column, column - 1):
            if at >= 0 and line[at : at + 1] in brackets.PARTNERS:
                search = brackets.search(self.document, (row, at))
                if self._search_on((row, at), search):
                    self._search_in_background((row, at), search)
                return

    def _search_on(self, location: Location, search: brackets.Search) -> bool:
        """Go on looking for the partner of a bracket; return whether there is more to do."""
        end = perf_counter() + SEARCH_SECONDS
        try:
            while perf_counter() < end:
                next(search)
        except StopIteration as stopped:
            if stopped.value is not None:
                self._show_bracket_pair((location, stopped.value))
            return False
        return True

    @work(group="bracket", exclusive=True)
    async def _search_in_background(self, location: Location, search: brackets.Search) -> None:
        """Look for a bracket that is far away, and let keys and paint through meanwhile."""
        while True:
            await asyncio.sleep(BREATH_SECONDS)
            if not self._search_on(location, search):
                return

    def _show_bracket_pair(self, pair: tuple[Location, ...]) -> None:
        for row, column in {*self._bracket_pair, *pair}:
            if row < self.document.line_count:
                y = self.wrapped_document.location_to_offset((row, column)).y
                self._refresh_rows(y, y + 1)
        self._bracket_pair = pair

    # ── painting ───────────────────────────────────────────────────────────────────────────────

    def watch_selection(self, before: Selection, after: Selection) -> None:
        """Paint the rows again that the cursor or the selection left or came to."""
        if not self.is_mounted:
            return
        rows = [self._row_of(location) for location in (*before, *after)]
        if before.is_empty and after.is_empty:
            for row in set(rows):
                self._refresh_rows(row, row + 1)
        else:
            self._refresh_rows(min(rows), max(rows) + 1)
        if before.end[0] != after.end[0]:
            for line in (before.end[0], after.end[0]):
                self._refresh_line_number(line)
        self._match_bracket()

    def on_resize(self) -> None:
        """Let the text stay where it is when it is wrapped to other rows."""
        top = self.wrapped_document.offset_to_location(self.scroll_offset)
        cursor = self._row_of(self.cursor_location) - self.scroll_offset.y
        self.call_next(self._scroll_back, top, cursor in range(self._height))
        self._height = self.size.height

    def _scroll_back(self, top: Location, with_cursor: bool) -> None:
        self.scroll_to(y=self._row_of(top), animate=False)
        if with_cursor:
            self.scroll_cursor_visible()

    def _row_of(self, location: Location) -> int:
        return self.wrapped_document.location_to_offset(location).y

    def _refresh_line_number(self, line: int) -> None:
        row = self._row_of((line, 0))
        self._refresh_rows(row, row + 1)

    def _refresh_problem(self) -> None:
        if self._last_problem is not None:
            row = self._row_of((self._last_problem.line - 1, self._last_problem.column - 1))
            self._refresh_rows(row, row + 1)

    def _refresh_rows(self, start: int, stop: int) -> None:
        """Paint the rows `start` to `stop` of the text again, as far as they are visible."""
        top = self.scroll_offset.y
        start, stop = max(start, top), min(stop, top + self.size.height)
        if start < stop:
            self.refresh(Region(0, start - top, self.size.width, stop - start))

    def notify_style_update(self) -> None:
        """Forget the styles."""
        self._palette = None
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint rows; the styles of `TextArea`'s own themes are not looked up."""
        base = self.rich_style
        if self._palette is None or self._palette.text != base:
            self._palette = self._make_palette(base)
        return super(TextArea, self).render_lines(crop)

    def _make_palette(self, base: Style) -> Palette:
        style = self.get_component_rich_style

        def background(name: str) -> Style:
            return Style(bgcolor=style(name).bgcolor)

        problem = style("json-editor--problem")
        return Palette(
            text=base,
            gutter=style("text-area--gutter"),
            cursor_gutter=style("text-area--cursor-gutter"),
            kinds={kind: style(f"json-editor--{kind}") for kind in Kind},
            disguised=_without_background(style("json-editor--disguised")),
            problem=_without_background(problem),
            match=background("json-editor--match"),
            selection=background("text-area--selection"),
            bracket=background("text-area--matching-bracket"),
            cursor=style("text-area--cursor"),
        )

    def render_line(self, y: int) -> Strip:
        """Paint one visible row."""
        palette = self._palette or self._make_palette(self.rich_style)
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

    def _marks(self, index: int, start: int, end: int, palette: Palette) -> Iterator[Mark]:
        """Yield what lies on the columns `start` to `end` of a line, the lowest first."""
        line = self.document[index]
        problem = self._last_problem
        if problem is not None and problem.line - 1 == index and problem.column - 1 <= end:
            yield Mark(*_problem_columns(line, problem.column - 1), palette.problem)
        if self._seeker.found is not None:
            for found in self._seeker.found.in_columns(index, start, end):
                yield Mark(found.start, found.stop, palette.match)
        top, bottom = sorted(self.selection)
        if top != bottom and top[0] <= index <= bottom[0]:
            left = top[1] if index == top[0] else 0
            right = bottom[1] if index == bottom[0] else len(line) + 1
            yield Mark(left, right, palette.selection)
        for row, column in self._bracket_pair:
            if row == index:
                yield Mark(column, column + 1, palette.bracket)
        row, column = self.cursor_location
        if row == index and self.has_focus:
            yield Mark(column, column + 1, palette.cursor)


def _problem_columns(line: str, column: int) -> tuple[int, int]:
    """Return the columns of the token that begins at `column`, else of the character there."""
    whole = next((t for t in tokens(line, column, column + 1) if t.start == column), None)
    return column, whole.end if whole else column + 1


def _without_background(style: Style) -> Style:
    return Style(color=style.color, bold=style.bold, italic=style.italic, underline=style.underline)
