"""Where this tool's files lie: what it keeps for itself, and what people write for it."""

from collections.abc import Mapping
from pathlib import Path


def state_dir(environment: Mapping[str, str]) -> Path:
    """Return the folder of the drafts and the journal; it may not exist yet.

    `CCS_STATE_DIR`, else what the platform has for it, such as `~/.local/state/ccs-tui`.
    """
    import platformdirs

    return _named(environment, "CCS_STATE_DIR") or platformdirs.user_state_path("ccs-tui", False)


def config_dir(environment: Mapping[str, str]) -> Path:
    """Return the folder of the settings; it may not exist yet.

    `CCS_CONFIG_DIR`, else what the platform has for it, such as `~/.config/ccs-tui`.
    """
    import platformdirs

    return _named(environment, "CCS_CONFIG_DIR") or platformdirs.user_config_path("ccs-tui", False)


def _named(environment: Mapping[str, str], variable: str) -> Path | None:
    if not (value := environment.get(variable, "").strip()):
        return None
    path = Path(value)
    # The shell expands `~` only where it stands bare.
    return (path.expanduser() if value.startswith("~/") or value == "~" else path).absolute()
