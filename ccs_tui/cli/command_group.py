"""The group of commands: each failure is told in a sentence, without a traceback."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, NoReturn, TextIO

import click

from ccs_tui.cli.closed_streams import open_closed_streams, reason_of
from ccs_tui.cli.ending_signals import ENDING
from ccs_tui.cli.exit_status import ExitStatus
from ccs_tui.model.harmless_text import harmless
from ccs_tui.model.system_limits import limit_reached
from ccs_tui.workspace.run_setup import set_up_run


@contextmanager
def _told_failures() -> Iterator[None]:
    try:
        yield
        sys.stdout.flush()
    except click.ClickException as error:
        vars(error)["message"] = harmless(error.message, keep="\n")
        raise
    except (KeyboardInterrupt, click.Abort):
        # What ends a command may be that its terminal is gone.
        for stream, words in (sys.stdout, ""), (sys.stderr, f"{ENDING.words}\n"):
            try:
                click.echo(words, file=stream, nl=False)
            except (OSError, ValueError):
                _drop(stream)
        raise SystemExit(ENDING.status) from None
    except BrokenPipeError:
        _drop(sys.stdout)
        raise SystemExit(ExitStatus.CLOSED_PIPE) from None


def _drop(stream: TextIO) -> None:
    """Have what a stream still has to write go nowhere.

    Nobody reads it any more, and Python would try again at its end, and end with a status of its
    own.
    """
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())


def _bug(error: Exception) -> str:
    """Say that an error is a bug, or which limit of the system keeps us from saying which."""
    try:
        from ccs_tui.ui.bugs import describe_bug
    except (OSError, ImportError) as problem:
        return limit_reached(problem) or f"A bug of ccs-tui: {type(error).__name__}."
    return describe_bug(error)


@contextmanager
def telling() -> Iterator[None]:
    """Tell what fails in a sentence, and end with its status; an unforeseen error ends with 1."""
    try:
        with _told_failures():
            yield
    except OSError as error:
        if error.filename is None:
            _drop(sys.stdout)
        failed = f"{error.filename or 'The output'}: {reason_of(error) or 'it failed'}."
        _end_with(limit_reached(error) or failed)
    except Exception as error:  # noqa: BLE001  # any error is told as a bug
        _end_with(limit_reached(error) or _bug(error))


def _end_with(sentence: str) -> NoReturn:
    try:
        click.echo(f"Error: {harmless(sentence)}", err=True)
    except OSError:
        # Where stderr takes nothing, only the status can tell it.
        _drop(sys.stderr)
    raise SystemExit(ExitStatus.REFUSED) from None


class TellingGroup(click.Group):
    """Commands that tell an unforeseen error in a sentence, and end with status 1.

    A character that the locale's encoding can't print is printed as the escape of its code point,
    and so is one that a terminal acts on, since a sentence may repeat a file, a variable or an
    argument. `later` has further commands by their names, as `module:name`: each is imported when
    it is asked for.
    """

    def __init__(self, *arguments: Any, later: Mapping[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._later = later

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, as `click.Group` does."""
        return sorted({*super().list_commands(ctx), *self._later})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, as `click.Group` does."""
        if cmd_name in self._later and cmd_name not in self.commands:
            module, _, name = self._later[cmd_name].partition(":")
            self.add_command(getattr(import_module(module), name), cmd_name)
        return super().get_command(ctx, cmd_name)

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Read the arguments, as `click.Group` does."""
        with _told_failures():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named, as `click.Group` does."""
        with _told_failures():
            return super().invoke(ctx)

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run a command, as `click.Group` does."""
        if not options.get("standalone_mode", True):
            return super().main(*arguments, **options)
        set_up_run()
        open_closed_streams()
        with telling(), ENDING.taken():
            return super().main(*arguments, **options)
