"""Ask what to find in an editor, or which line to go to, and go there as it is typed."""

from textual.geometry import Region

from ccs_tui.ui.widgets.json_editor.line_area import LineArea
from ccs_tui.ui.widgets.json_editor.prompt import Act, EditorPrompt
from ccs_tui.ui.widgets.json_editor.text_matches import TextMatches
from ccs_tui.ui.widgets.save_wanted import SaveWanted

DIGITS = 18
"""The digits of a number that are read: no text has so many lines, and Python refuses endless ones.
"""


class TextSearch:
    """Searches in one editor. `found` are the finds that it marks there."""

    def __init__(self, editor: LineArea) -> None:
        self._editor = editor
        self._needle = ""
        self.found: TextMatches | None = None

    @property
    def has_needle(self) -> bool:
        """True if a string was searched for, which a key finds again."""
        return bool(self._needle)

    def forget(self) -> None:
        """Forget the finds, since the text changed."""
        self.found = None

    def ask_what_to_find(self) -> None:
        """Let the user type a string, and go to its first place from the cursor on."""
        editor = self._editor
        origin = min(editor.selection)
        selected = editor.selected_text
        needle = selected if selected and "\n" not in selected else self._needle

        def typed(text: str) -> str:
            self._needle = text
            self.found = TextMatches(editor.document, text)
            editor.refresh()
            return self._go_to(self.found.first_from(origin))

        self._ask(
            "find", needle, typed, again=lambda _: self.go_on(), back=lambda _: self.go_back()
        )

    def go_on(self) -> str:
        """Go to the next find; return its number, and how many there are."""
        found = self._find_again()
        return self._go_to(found.first_from(max(self._editor.selection)))

    def go_back(self) -> str:
        """Go to the previous find; return its number, and how many there are."""
        return self._go_to(self._find_again().last_before(min(self._editor.selection)))

    def ask_for_line(self) -> None:
        """Let the user type a line's number, and a column's after a colon, and go there."""
        editor = self._editor
        last = editor.document.line_count

        def typed(text: str) -> str:
            line, _, column = text.partition(":")
            if not line.strip().isdecimal():
                return f"1 to {last:,}"
            row = max(_number(line, last), 1) - 1
            start = 0
            if column.strip().isdecimal():
                start = _number(column, len(editor.document.get_line(row)) + 1) - 1
            editor.move_cursor((row, max(0, start)), center=True)
            return f"of {last:,}"

        def why_not(text: str) -> str:
            is_line = text.partition(":")[0].strip().isdecimal()
            return "" if is_line else f"type a line, 1 to {last:,}"

        self._ask("line", "", typed, why_not=why_not)

    def _ask(
        self,
        title: str,
        text: str,
        typed: Act,
        again: Act | None = None,
        back: Act | None = None,
        why_not: Act = lambda _: "",
    ) -> None:
        prompt = EditorPrompt(
            title, text, self._place, typed=typed, again=again, back=back, why_not=why_not
        )
        self._editor.app.push_screen(prompt, callback=self._answered)

    def _place(self) -> Region:
        return self._editor.content_region

    def _answered(self, saves: bool | None) -> None:
        self.forget()
        self._editor.refresh()
        if saves:
            self._editor.post_message(SaveWanted())

    def _find_again(self) -> TextMatches:
        if self.found is not None:
            return self.found
        return TextMatches(self._editor.document, self._needle)

    def _go_to(self, index: int) -> str:
        found = self.found or self._find_again()
        if not len(found):
            return "none" if found.needle else ""
        row, column = found.locations[index]
        editor = self._editor
        editor.move_cursor((row, column))
        editor.move_cursor((row, column + len(found.needle)), select=True, center=True)
        return f"{index + 1:,} of {len(found):,}"


def _number(digits: str, most: int) -> int:
    """Return a number as it is typed, and `most` for any above that."""
    digits = digits.strip()
    return most if len(digits) > DIGITS else min(int(digits), most)
