"""The settings, the profiles and the environment's connection, for whoever shows them."""

from ccs_tui.local.environment import VariableError, connection_from_environment
from ccs_tui.local.secret_variables import hide_secrets, variables
from ccs_tui.local.settings import Settings, SettingsError, load_settings

__all__ = [
    "Settings",
    "SettingsError",
    "VariableError",
    "connection_from_environment",
    "hide_secrets",
    "load_settings",
    "variables",
]
