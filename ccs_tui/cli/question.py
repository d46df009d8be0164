"""The questions that a command asks a person at the terminal; ctrl+c leaves them at once."""

import click

from ccs_tui.cli.ending_signals import ENDING
from ccs_tui.model.harmless_text import harmless


def agrees(question: str) -> bool:
    """Ask for a yes; the safe answer is no. Raises click.Abort for ctrl+c, and at the end of stdin.

    It blocks, also the event loop: nothing is to go on meanwhile.
    """
    with ENDING.raising():
        return click.confirm(harmless(question), err=True)


def typed_secret(question: str) -> str:
    """Ask for a text that is not shown; it may be empty. Raises as `agrees`."""
    with ENDING.raising():
        typed: str = click.prompt(
            harmless(question), default="", hide_input=True, show_default=False, err=True
        )
    return typed
