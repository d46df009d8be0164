"""The questions that a command asks a person at the terminal; ctrl+c leaves them at once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import click

from ccs_tui.model.harmless_text import harmless


def agrees(question: str) -> bool:
    """Ask for a yes; the safe answer is no. Raises click.Abort for ctrl+c, and at the end of stdin.

    It blocks, also the event loop: nothing is to go on meanwhile.
    """
    with _interruptible():
        return click.confirm(harmless(question), err=True)


def typed_secret(question: str) -> str:
    """Ask for a text that is not shown; it may be empty. Raises as `agrees`."""
    with _interruptible():
        typed: str = click.prompt(
            harmless(question), default="", hide_input=True, show_default=False, err=True
        )
    return typed


@contextmanager
def _interruptible() -> Iterator[None]:
    """Have ctrl+c interrupt what is typed: the loop's own handler would wait for its end."""
    of_loop = signal.getsignal(signal.SIGINT)
    if of_loop in (signal.SIG_IGN, None):
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, of_loop)
