"""The styles of the parts that a widget paints, worked out when they are painted first.

Textual works out all component classes of a widget each time it styles the widget, and before the
first frame it does so four times: with sixteen a list that was a third of the time to it.
"""

from rich.style import Style
from textual.dom import DOMNode
from textual.widget import Widget


def part_style(widget: Widget, name: str) -> Style:
    """Return the style that CSS gives to the class `name` in a widget, as to a component class."""
    part = DOMNode(classes=name)
    part._attach(widget)  # as Textual does it; there is no public way
    widget.app.stylesheet.apply(part)
    return part.rich_style


class Parts:
    """The styles of the parts of one widget, which calls `renew` in its `notify_style_update`."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: dict[str, Style] = {}

    def __getitem__(self, name: str) -> Style:
        """Return the style of a part by its class."""
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = part_style(self._widget, name)
        return style

    def renew(self) -> None:
        """Compute the styles anew; repaint the widget if any of them looks different now."""
        before, self._styles = self._styles, {}
        if any(self[name] != style for name, style in before.items()):
            self._widget.refresh()
