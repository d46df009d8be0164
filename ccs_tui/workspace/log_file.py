"""The log of a run in a file, for whoever wants one."""

from ccs_tui.local.log_file import LogFileError, close_log, open_log

__all__ = ["LogFileError", "close_log", "open_log"]
