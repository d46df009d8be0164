"""What the tests of the explorer's flows have in common."""

from collections.abc import Iterator

from textual.pilot import Pilot
from textual.widgets import Static

from ccs_tui.ui.dialogs.review import ReviewDialog
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from tests.ui.conftest import open_session, shown, type_text, until


async def edit_intent(
    pilot: Pilot[None], screen: ExplorerScreen, session: str, *, query: str | None = None
) -> None:
    """Make the property intent of a session, "rebook", "rebook!" by hand."""
    await open_session(pilot, screen, session, query=query)
    await pilot.press("e", "end", "left", "exclamation_mark", "escape")
    await until(pilot, lambda: "1 unsaved" in shown(pilot))


def typed(screen: ExplorerScreen) -> str:
    """Return what the document shown has for the property intent."""
    assert screen.document.document is not None
    return screen.document.document.text("intent")


async def reviewed(pilot: Pilot[None]) -> None:
    """Wait until a review is shown."""
    await until(pilot, lambda: isinstance(pilot.app.screen, ReviewDialog))


async def send(pilot: Pilot[None], then: str) -> None:
    """Send the review that comes, and wait for a word on the screen."""
    await reviewed(pilot)
    await pilot.press("enter")
    await said(pilot, then)


async def said(pilot: Pilot[None], text: str) -> None:
    """Wait until something is said: in a message, a dialog, or anywhere else on the screen."""
    await until(pilot, lambda: any(text in part for part in _told(pilot)))


def told(pilot: Pilot[None]) -> str:
    """Return what is on the screen, and the messages and the dialog without their line breaks."""
    return "\n".join(_told(pilot))


def _told(pilot: Pilot[None]) -> Iterator[str]:
    """Yield the same by parts, the screen last: it is painted to be looked at."""
    yield from (message.message for message in pilot.app._notifications)
    yield from (str(label.render()) for label in pilot.app.screen.query(Static))
    yield shown(pilot)


async def take_to(pilot: Pilot[None], choice: str, target: str) -> None:
    """Choose how, and where to, something is taken."""
    await pilot.press("c")
    await said(pilot, "To another place")
    await pilot.press(choice)
    await said(pilot, "a session id, namespace:session")
    await type_text(pilot, target)
    await pilot.press("enter")
