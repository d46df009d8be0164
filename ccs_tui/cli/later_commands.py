"""The commands that are imported when they are asked for, so that `--help` loads click alone."""

LATER = {
    name: f"ccs_tui.cli.{name}"
    for name in (
        "conversation",
        "copy",
        "diff",
        "expect",
        "export",
        "get",
        "journal",
        "ls",
        "record",
        "rm",
        "search",
        "set",
        "summary",
        "ticket",
        "ttl",
        "undo",
        "watch",
    )
} | {"import": "ccs_tui.cli.import_file"}
"""The modules of the commands that are imported when they are asked for, by their names."""
