"""The commands that are imported when they are asked for, so that `--help` loads click alone."""

FOR_SCRIPTS = {
    name: f"ccs_tui.cli.{name}:command"
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
} | {"import": "ccs_tui.cli.import_file:command"}
"""The commands for scripts, as `module:name`, by their names."""
LAZY = {
    **FOR_SCRIPTS,
    **{
        name: f"ccs_tui.cli.{name}:{name}"
        for name in ("config", "doctor", "emulator", "profiles", "recording")
    },
    "open": "ccs_tui.cli.open:open_address",
}
"""All commands that are imported when they are asked for."""
