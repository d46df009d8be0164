"""`python -m ccs_tui`."""

from ccs_tui.cli import main

main(prog_name="ccs-tui")
