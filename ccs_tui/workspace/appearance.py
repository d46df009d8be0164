"""The appearance of the explorer as the user left it, for whoever shows it."""

from ccs_tui.local.appearance import Appearance

__all__ = ["Appearance"]
