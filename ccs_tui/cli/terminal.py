"""The terminal: whether the explorer can run in it."""

import os
import sys

import click

from ccs_tui.model.harmless_text import harmless


def require_terminal() -> None:
    """End the program with a sentence where the explorer can't run in this terminal."""
    if (problem := _terminal_problem()) is not None:
        # With a stderr that was closed, stdout may still be a terminal that somebody looks at.
        has_stderr = sys.__stderr__ is not None
        click.echo(f"Error: {harmless(problem, keep=chr(10))}", err=has_stderr)
        raise SystemExit(1)


def _terminal_problem() -> str | None:
    """Say why the explorer can't run in this terminal, and what to do; None if it can."""
    streams = {"input": sys.stdin, "output": sys.stdout, "error output": sys.stderr}
    for name, stream in streams.items():
        if stream is None or not stream.isatty():
            return (
                "The explorer needs a terminal for its keys and its screen, and the standard "
                f"{name} is not one. Start it without a pipe or a redirection; in a container, "
                "with -it."
            )
    terminal = os.environ.get("TERM", "")
    if sys.platform != "win32" and terminal in ("", "dumb", "unknown"):
        return (
            f"The terminal can place no text, as TERM={terminal or '(not set)'} says. If it can: "
            "TERM=xterm-256color ccs-tui"
        )
    return None
