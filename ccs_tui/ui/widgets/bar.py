"""A bar of eighths of cells, for a share of something."""

_EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(share: float, width: int) -> tuple[str, str]:
    """Return the full and the empty part of a bar `width` cells wide, for a share of 0 to 1."""
    eighths = round(min(1.0, max(0.0, share)) * width * 8)
    full, rest = divmod(eighths, 8)
    filled = "█" * full + (_EIGHTHS[rest] if rest else "")
    return filled, "░" * (width - len(filled))
