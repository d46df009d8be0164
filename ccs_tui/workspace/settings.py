"""The settings and the profiles, for whoever shows them."""

from ccs_tui.local.settings import Settings, SettingsError, load_settings

__all__ = ["Settings", "SettingsError", "load_settings"]
