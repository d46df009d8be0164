"""The exit statuses of the commands, and the failures that end in each."""

from enum import IntEnum

import click


class ExitStatus(IntEnum):
    """The exit status of a command: the same for all of them."""

    DONE = 0
    REFUSED = 1
    """The service, this machine or the input said no."""
    USAGE = 2
    """The command line can't be read."""
    NOT_FOUND = 3
    """A namespace, document or property is not there."""
    UNMET = 4
    """An expectation failed, a document did not come to be as awaited, or two of them differ."""
    PARTLY = 5
    """Some of it was done, and the report on stderr says what was not."""
    HUNG_UP = 129
    """Its terminal is gone: SIGHUP ended it."""
    INTERRUPTED = 130
    """It was interrupted, for example by ctrl+c."""
    CLOSED_PIPE = 141
    """Whoever read the output has stopped reading: the status that a shell gives for SIGPIPE."""
    TERMINATED = 143
    """SIGTERM ended it."""


MEANINGS = {
    ExitStatus.DONE: "done",
    ExitStatus.REFUSED: "the service, this machine or the input said no",
    ExitStatus.USAGE: "the command line can't be read",
    ExitStatus.NOT_FOUND: "a namespace, document or property is not there",
    ExitStatus.UNMET: "an expectation failed, or two documents differ",
    ExitStatus.PARTLY: "partly done; the report on stderr says what was not",
    ExitStatus.HUNG_UP: "its terminal is gone (SIGHUP)",
    ExitStatus.INTERRUPTED: "interrupted, as by ctrl+c",
    ExitStatus.CLOSED_PIPE: "the reader of a pipe left",
    ExitStatus.TERMINATED: "ended by SIGTERM",
}
"""The meaning of each status, as the help has it."""
TABLE = "\b\nExit statuses:\n" + "\n".join(f"  {of:>3}  {is_}" for of, is_ in MEANINGS.items())
"""The statuses as a paragraph of the help."""


class Failure(click.ClickException):
    """A command that fails with a sentence, and with the status that says in which way."""

    def __init__(self, sentence: str, status: ExitStatus = ExitStatus.REFUSED) -> None:
        super().__init__(sentence)
        vars(self)["exit_code"] = status


def failure_of(error: Exception) -> Failure:
    """Return the failure of an error of the workspace, whose text is a sentence for people."""
    from ccs_tui.client.errors import NotFoundError
    from ccs_tui.workspace.save_outcome import SaveStoppedError

    if isinstance(error, NotFoundError):
        return Failure(str(error), ExitStatus.NOT_FOUND)
    if isinstance(error, SaveStoppedError) and error.done:
        return Failure(str(error), ExitStatus.PARTLY)
    return Failure(str(error))
