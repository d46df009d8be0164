"""The commands that are imported when they are asked for, so that `--help` loads click alone."""

LATER = {
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
}
LATER |= {
    name: f"ccs_tui.cli.{name}:{name}"
    for name in ("config", "doctor", "emulator", "profiles", "recording")
}
LATER |= {"import": "ccs_tui.cli.import_file:command", "open": "ccs_tui.cli.open:open_address"}
"""The commands that are imported when they are asked for, as `module:name`, by their names."""
