"""The variables of the environment that configure a run, for whoever starts one."""

from ccs_tui.local.environment import (
    VariableError,
    connection_from_environment,
    has_secrets_only,
    is_of_environment,
    read_only_from_environment,
)
from ccs_tui.local.secret_variables import hide_secrets, variables

__all__ = [
    "VariableError",
    "connection_from_environment",
    "has_secrets_only",
    "hide_secrets",
    "is_of_environment",
    "read_only_from_environment",
    "variables",
]
