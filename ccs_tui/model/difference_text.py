"""A difference as lines of plain text, marked as `diff` does: for a ticket, or the command line."""

from collections.abc import Iterator

from ccs_tui.model.difference import Difference, Stretches
from ccs_tui.model.words import counted


def difference_text(difference: Difference) -> Iterator[str]:
    """Yield the lines of a difference: `- ` before what was, `+ ` before what is, and `  `."""
    for row in difference.rows:
        if row.before is None and row.after is None:
            yield f"@@ {counted(row.hidden, 'line')} left out @@"
        elif row.same:
            yield f"  {_text(row.before or ())}"
        else:
            if row.before is not None:
                yield f"- {_text(row.before)}"
            if row.after is not None:
                yield f"+ {_text(row.after)}"


def _text(line: Stretches) -> str:
    return "".join(
        f" … {counted(stretch.hidden, 'character')} … " if stretch.hidden else stretch.text
        for stretch in line
    )
