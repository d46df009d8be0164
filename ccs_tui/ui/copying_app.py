"""An application that copies: by the route that the user wants, saying which way a text went."""

from typing import TYPE_CHECKING, cast

from textual.app import ReturnType

from ccs_tui.ui.background_work import later
from ccs_tui.ui.start import StartError, settings
from ccs_tui.ui.terminal.app_layer import AppLayer

if TYPE_CHECKING:
    from ccs_tui.model.profile import ClipboardRoute
    from ccs_tui.ui.clipboard import CopyOutcome
    from ccs_tui.ui.terminal.app import SteadyTerminalApp
    from ccs_tui.ui.widgets.json_editor.line_area import LineArea


class CopyingApp(AppLayer[ReturnType]):
    """An app whose copies all go one way, those of Textual's own fields too."""

    clipboard_route: "ClipboardRoute | None" = None
    """The route that the command line says, None for that of the settings."""

    def on_line_area_copy_requested(self, event: "LineArea.CopyRequested") -> None:
        """Copy the text that an editor wants on the clipboard."""
        self.copy_to_clipboard(event.text)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text in the background, also for the fields that are Textual's own."""
        self.run_worker(later(self.copy_out, text), group="copy", exit_on_error=False)

    async def copy_out(self, text: str) -> None:
        """Copy a text by the route that the user wants, and say which way it went."""
        # ctrl+v in a field pastes this text, whether or not the terminal took it.
        self._clipboard = text
        outcome = await self.copy_unsaid(text)
        if outcome.file is None:
            self.notify(outcome.sentence, markup=False)
            return
        from ccs_tui.ui.dialogs.copied_file import CopiedDialog

        self.push_screen(CopiedDialog(outcome.sentence, outcome.file))

    async def copy_unsaid(self, text: str) -> "CopyOutcome":
        """Copy a text by the route that the user wants, and return which way it went, unsaid."""
        from ccs_tui.ui import clipboard

        # The terminal's base of the application has the method that sends.
        send = cast("SteadyTerminalApp[ReturnType]", self).send
        return await clipboard.copy(send, text, await self.copy_route())

    async def copy_route(self) -> "ClipboardRoute":
        """Return the route that copies take: of the command line, or of the settings."""
        if self.clipboard_route is not None:
            return self.clipboard_route
        try:
            return (await settings()).preferences.clipboard
        except StartError:
            from ccs_tui.model.profile import ClipboardRoute

            return ClipboardRoute.AUTO
