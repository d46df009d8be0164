"""The line in which a filter is typed."""

from textual.binding import Binding

from ccs_tui.ui.widgets.line_field import LineField


class FilterField(LineField):
    """The line in which a filter is typed."""

    BINDINGS = [
        Binding(
            "enter", "submit", "To the list", id="field.submit", show=False, key_display="enter"
        ),
        Binding("down", "to_list", "To the list", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(placeholder="filter", compact=True)

    def action_to_list(self) -> None:
        """Leave the line and go to its finds."""
        self.post_message(self.Submitted(self, self.value))
