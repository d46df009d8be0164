"""The command line: `ccs-tui`, `ccs-tui demo`, `ccs-tui emulator`."""
