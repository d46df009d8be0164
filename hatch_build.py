"""The build of the wheel: makes the manual page of the commands, and has it installed for `man`."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ManualPage(BuildHookInterface):
    """Writes `ccs-tui.1` beside the wheel's other parts, as shared data."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the page before the wheel; it needs click, as pyproject.toml says."""
        sys.path.insert(0, self.root)
        try:
            from ccs_tui import __version__
            from ccs_tui.cli import main
            from ccs_tui.cli.man_page import man_page
        finally:
            sys.path.remove(self.root)
        path = Path(self.directory, "ccs-tui.1")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(man_page(main, "ccs-tui", __version__), encoding="utf-8")
        build_data["shared_data"][str(path)] = "share/man/man1/ccs-tui.1"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take the page away again, which is in the wheel now."""
        Path(self.directory, "ccs-tui.1").unlink(missing_ok=True)
