"""The option of the log, and the log of a run."""

import click

from ccs_tui import __version__

_LOG = "ccs_tui.log"
"""The name under which the commands find the file of the log."""


def _remember_log(context: click.Context, _: click.Parameter, file: str | None) -> None:
    if file is not None and file.strip():
        context.meta[_LOG] = file


log_option = click.option(
    "--log",
    metavar="FILE",
    envvar="CCS_LOG",
    expose_value=False,
    callback=_remember_log,
    help="Write what is asked for and decided to a private file (or CCS_LOG), without values.",
)


def log_wanted() -> str | None:
    """Return the file that the log is to be written to, None for no log."""
    file: str | None = click.get_current_context().meta.get(_LOG)
    return file


def open_log() -> None:
    """Write the log of this run, where one is wanted. Raises ClickException."""
    if (file := log_wanted()) is None:
        return
    from ccs_tui.model.log import LOG
    from ccs_tui.workspace import log_file

    try:
        log_file.open_log(file)
    except log_file.LogFileError as error:
        raise click.ClickException(str(error)) from None
    click.get_current_context().call_on_close(log_file.close_log)
    LOG.info("ccs-tui %s begins", __version__)
