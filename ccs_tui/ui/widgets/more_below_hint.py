"""The hint in a frame that what scrolls in it has more than is in view."""

from textual.widget import Widget


def show_more_below(frame: Widget, scrolls: Widget) -> None:
    """Show at the foot of a frame how many lines of what scrolls in it are below."""
    below = round(scrolls.max_scroll_y - scrolls.scroll_y)
    frame.border_subtitle = f"▾ {below:,} more" if below > 0 else None
