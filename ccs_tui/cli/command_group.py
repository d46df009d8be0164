"""The group of commands: each failure is told in a sentence, without a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from ccs_tui.model.harmless import harmless
from ccs_tui.model.system_limits import limit_reached


@contextmanager
def _harmless_failures() -> Iterator[None]:
    try:
        yield
    except click.ClickException as error:
        vars(error)["message"] = harmless(error.message, keep="\n")
        raise


def _bug(error: Exception) -> str:
    """Say that an error is a bug, or which limit of the system keeps us from saying which."""
    try:
        from ccs_tui.ui.bugs import describe_bug
    except (OSError, ImportError) as problem:
        return limit_reached(problem) or f"A bug of ccs-tui: {type(error).__name__}."
    return describe_bug(error)


class TellingGroup(click.Group):
    """Commands that tell an unforeseen error in a sentence, and end with status 1.

    A character that the locale's encoding can't print is printed as the escape of its code point,
    and so is one that a terminal acts on, since a sentence may repeat a file, a variable or an
    argument.
    """

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Read the arguments, as `click.Group` does."""
        with _harmless_failures():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named, as `click.Group` does."""
        with _harmless_failures():
            return super().invoke(ctx)

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run a command, as `click.Group` does."""
        if not options.get("standalone_mode", True):
            return super().main(*arguments, **options)
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().main(*arguments, **options)
        except OSError as error:
            failed = f"{error.filename or 'The output'}: {error.strerror or 'it failed'}."
            sentence = limit_reached(error) or failed
        except Exception as error:  # noqa: BLE001  # any error is told as a bug
            sentence = limit_reached(error) or _bug(error)
        try:
            click.echo(f"Error: {harmless(sentence)}", err=sys.stderr is not None)
        except OSError:
            # Without an output only the status can tell it.
            raise SystemExit(1) from None
        raise SystemExit(1)
