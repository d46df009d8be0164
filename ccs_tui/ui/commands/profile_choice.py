"""The choice of a profile to connect to: those of the settings, the environment's, the demo."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ccs_tui.model.profile import DEMO, UNNAMED
from ccs_tui.ui import start
from ccs_tui.ui.dialogs.dialog import Ask
from ccs_tui.ui.dialogs.profiles import ProfileRow, ProfilesDialog

if TYPE_CHECKING:
    from ccs_tui.workspace.settings import Settings


async def choose_start(
    ask: Ask, current: str, *, cursor: str = "", read_only: bool
) -> start.Start | None:
    """Ask for a profile, first the one at `cursor`; return its start, None to stay with `current`.

    With `read_only` the profile is read-only to the end. Raises StartError.
    """
    settings = await start.settings()
    rows = list(_rows(settings))
    foot = f"enter connects · from {settings.path}"
    if not settings.profiles:
        foot = f"No profiles yet. Define them in {settings.path}"
    name = await ask(ProfilesDialog(rows, current, foot, cursor=cursor or current))
    if name is None or name == current:
        return None
    return start.by_name(name, settings, read_only=read_only)


def _rows(settings: "Settings") -> Iterator[ProfileRow]:
    from ccs_tui.workspace.environment import VariableError, connection_from_environment, variables

    for name, profile in settings.profiles.items():
        yield ProfileRow(name, profile.environment, profile.account, profile.where)
    try:
        connection = connection_from_environment(variables())
    except VariableError:
        connection = None
    if connection is not None:
        yield ProfileRow(UNNAMED, account=connection.account, where=connection.v2_url)
    yield ProfileRow(DEMO, where="in this process")
