"""The output of the commands: lines for people, lines of JSON for programs, and nothing else.

Progress, warnings and reports go to stderr. Each JSON object has `format`, the version of its form.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import TextIOWrapper
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ccs_tui.model.harmless_text import harmless

if TYPE_CHECKING:
    from ccs_tui.model.json_text import JsonText

FORMAT = 1
"""The version of the objects' form. It changes where a field goes, or means something else."""
Command = TypeVar("Command", bound=Callable[..., Any])
MOST_NAMED = 20
"""The documents, or lines, of a kind that are named on stderr; the rest is counted."""
TELL_SECONDS = 0.2
"""The time between two lines of progress."""
_COLOURS = {"-": "red", "+": "green", "@": "cyan"}


def json_option(command: Command) -> Command:
    """Add the option of JSON to a command, as `as_json`."""
    option = click.option(
        "--json", "as_json", is_flag=True, help="JSON, as also where stdout is no terminal."
    )
    return option(command)


def done_json_option(command: Command) -> Command:
    """Add the option of JSON to a command that does something, as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="What was done, as JSON.")(command)


def is_terminal() -> bool:
    """Return whether the output goes to a terminal, where people read it."""
    return sys.stdout.isatty()


def wants_json(as_json: bool) -> bool:
    """Return whether a command that lists is to list JSON."""
    return as_json or not is_terminal()


def _write_exactly() -> None:
    """Have what is no terminal get UTF-8, as JSON is: a locale may lack some of the characters."""
    if not is_terminal() and isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def write(text: str) -> None:
    """Write lines of a result exactly; on a terminal without the characters that it acts on."""
    _write_exactly()
    click.echo(harmless(text, keep="\n\t") if is_terminal() else text)


def write_object(fields: Mapping[str, Any], **values: str | None) -> None:
    """Write a JSON object in one line: `fields` of Python, then `values` of JSON text, exactly.

    A terminal gets escapes for the characters that it acts on: the same JSON.
    """
    members = {"format": FORMAT, **fields}
    parts = [f"{_text(name)}:{_text(value)}" for name, value in members.items()]
    parts += [f"{_text(name)}:{value or 'null'}" for name, value in values.items()]
    line = f"{{{','.join(parts)}}}"
    _write_exactly()
    click.echo(_escaped(line) if is_terminal() else line)


def _text(value: Any) -> str:
    from ccs_tui.model.expiry import format_instant
    from ccs_tui.model.json_text import encode, quote

    if isinstance(value, str):
        return quote(value)
    return str(encode(format_instant(value) if isinstance(value, datetime) else value))


def _escaped(text: str) -> str:
    """Return JSON with escapes in the place of what a terminal acts on."""
    import json

    return "".join(
        character if harmless(character) == character else json.dumps(character)[1:-1]
        for character in text
    )


def styled(text: str, **style: Any) -> str:
    """Return text with a style, where the output has colours."""
    return text if os.environ.get("NO_COLOR") else click.style(text, **style)


def write_change(name: str, before: "JsonText | None", after: "JsonText | None") -> None:
    """Write what becomes of a property, for people."""
    from ccs_tui.model.difference import difference
    from ccs_tui.model.difference_text import difference_text

    click.echo(styled(harmless(name), bold=True))
    for line in difference_text(difference(before, after)):
        colour = _COLOURS.get(line[0])
        click.echo(styled(harmless(line), fg=colour) if colour else harmless(line))


def write_change_object(
    fields: Mapping[str, Any], before: "JsonText | None", after: "JsonText | None"
) -> None:
    """Write what becomes of a value as an object, without the side that has none: null is one."""
    sides = {"before": before, "after": after}
    write_object(fields, **{side: value for side, value in sides.items() if value is not None})


@contextmanager
def reported(done: str) -> Iterator[None]:
    """Have the report of a write on stdout at once; where stdout fails, stderr says what is done.

    Raises OSError then, which alone would read as if the write had failed.
    """
    try:
        yield
        sys.stdout.flush()
    except OSError:
        warn(f"This was done, and only the report of it failed: {done}")
        raise


def warn(sentence: str) -> None:
    """Say what people should know beside the result."""
    click.echo(harmless(sentence, keep="\n"), err=True)


class Progress:
    """A line of progress on stderr, where that is a terminal; `clear` takes it away."""

    def __init__(self) -> None:
        self._is_shown = sys.stderr.isatty()
        self._told_at = 0.0
        self._width = 0

    def tell(self, words: str) -> None:
        """Show how far it is, now and then."""
        now = monotonic()
        if not self._is_shown or now - self._told_at < TELL_SECONDS:
            return
        self._told_at = now
        text = harmless(words)
        click.echo(f"\r{text.ljust(self._width)}", nl=False, err=True)
        self._width = len(text)

    def clear(self) -> None:
        """Take the line away, before something else is written."""
        if self._width:
            click.echo(f"\r{' ' * self._width}\r", nl=False, err=True)
            self._width = 0
