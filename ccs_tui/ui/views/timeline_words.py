"""The words of the timeline: how long after, how it grew, and how the document stood in a step."""

from ccs_tui.model.expiry import format_remaining
from ccs_tui.model.timeline.step import Gap, Step
from ccs_tui.ui.text import cause
from ccs_tui.workspace.step_words import clock_of, date_of, made_by, when_of, who_of
from ccs_tui.workspace.timeline import Timeline

MINUS = "−"
MOST_BARS = 40
BARS = "▁▂▃▄▅▆▇█"
WIDE = 160
"""Columns from which the document stands beside the steps."""
STANDING_FROM = 112
"""Columns from which the title of the document, in a line alone, has size and expiry."""
STANDING_CELLS = 60
"""The further columns that size and expiry need in the title of the document."""


def apart(seconds: float) -> str:
    """Return the time between two steps in a few cells: `+3s`, `+2m 5s`."""
    return f"+{format_remaining(round(seconds))}" if seconds >= 1 else "+<1s"


def grew(characters: int | None) -> str:
    """Return the growth of a step: `+120`, `−3`, `±0`."""
    if characters is None:
        return ""
    if not characters:
        return "±0"
    return f"+{characters:,}" if characters > 0 else f"{MINUS}{-characters:,}"


def gap_words(gap: Gap) -> str:
    """Return what a gap was, with its length."""
    lasted = format_remaining(max(1, round((gap.until - gap.since).total_seconds())))
    return f"not read for {lasted}: {cause(gap.why)}"


def spark(values: list[int], cells: int) -> str:
    """Return sizes as bars of one cell each, the last ones where there are too many."""
    shown = values[-cells:] if cells > 0 else []
    top = max(shown, default=0)
    if not top:
        return ""
    return "".join(BARS[round((len(BARS) - 1) * value / top)] for value in shown)


def growth_line(timeline: Timeline, cells: int) -> str:
    """Return the growth in a line: bars of the size, and the sentence."""
    steps = timeline.recording.steps.heads
    sizes = [step.size for step in steps if step.exists]
    words = timeline.analysis.growth.words
    if not sizes:
        return ""
    size = f"{sizes[-1]:,} characters"
    bars = spark(sizes, min(MOST_BARS, cells - len(words) - len(size) - 4))
    line = " · ".join(filter(None, (f"{bars} {size}".strip(), words)))
    return line if len(line) <= cells else words


def expiry_of(step: Step) -> str:
    """Return when the document would have expired, for the end of a title."""
    return f" · expires {date_of(step.expires)[:-3]}" if step.expires is not None else ""


def step_title(timeline: Timeline, step: Step) -> str:
    """Return the number of a step, with its turn if it has one."""
    turn = timeline.turn_of(step.number)
    return f"Step {step.number}" + (f" · turn {turn}" if turn is not None else "")


def state_of(step: Step, width: int) -> list[tuple[str, str]]:
    """Return when and by whom, and how the document stood then, for the end of a title.

    Size and expiry are left out where a screen of this `width` in columns has no room for them.
    """
    parts = [(when_of(step), "$foreground")]
    if by := made_by(step):
        parts.append((f" · {by}", "$muted"))
    if not step.exists:
        parts.append((" · not there yet" if step.is_first else " · gone", "$error"))
    elif width >= WIDE + STANDING_CELLS or width in range(STANDING_FROM, WIDE):
        parts.append((f" · {step.size:,} characters{expiry_of(step)}", "$muted"))
    return parts


def blame_words(timeline: Timeline, number: int) -> str:
    """Return who set a value in a step, with its turn and time; the first one only found it."""
    step = timeline.recording.head(number)
    if step.is_first:
        return f"before {clock_of(step.before)}"
    turn = timeline.turn_of(number)
    named = f"#{number}" if turn is None else turn
    return f"{named:>4} {clock_of(step.before)} {who_of(step)}"
