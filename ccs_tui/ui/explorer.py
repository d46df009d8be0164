"""The explorer in this terminal, from its first frame to its end."""

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.event_loop import run
from ccs_tui.ui.start import Start
from ccs_tui.ui.terminal.abilities import abilities
from ccs_tui.workspace.appearance import Appearance

if TYPE_CHECKING:
    from ccs_tui.model.profile import ClipboardRoute


def show_explorer(
    start: Start | None,
    *,
    read_only: bool = False,
    clipboard: "ClipboardRoute | None" = None,
    first: Callable[[], Any] | None = None,
) -> None:
    """Show the explorer until it is left, with what `CcsApp` takes.

    Raises SystemExit with the status of an end that was not wanted.
    """
    # Until the first frame there is no garbage to collect; the app then turns collection on.
    gc.disable()
    app = CcsApp(
        start,
        read_only=read_only,
        clipboard=clipboard,
        appearance=Appearance.of(os.environ),
        abilities=abilities(os.environ),
        first=first,
    )
    status = run(app)
    if app.last_words:
        with suppress(OSError, ValueError):  # the terminal may be gone, and with it this program
            sys.stderr.write(f"{app.last_words}\n")
            sys.stderr.flush()
    if status:
        raise SystemExit(status)
