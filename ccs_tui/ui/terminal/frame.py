"""The colours of the panels' frames: where one is, and whether writing is possible there."""

from enum import Enum

from textual.app import ReturnType

from ccs_tui.ui.terminal.app_layer import AppLayer


class Frame(Enum):
    """The look of the frame: the roles in the place of `panel-frame` and `panel-focus`."""

    CALM = ("frame", "accent")
    PRODUCTION = ("production-frame", "production")
    PRODUCTION_WRITABLE = ("production", "production-focus")


class FramedApp(AppLayer[ReturnType]):
    """An app whose frame shows on every screen, by its colours, what it is connected to."""

    _frame = Frame.CALM

    def get_css_variables(self) -> dict[str, str]:
        """Return the theme's roles, with those of the frame as it is now; none at first.

        Textual's constructor asks before there is a theme of ours, and each answer takes a while.
        """
        if not hasattr(self, "stylesheet"):
            return {}
        variables = super().get_css_variables()
        blurred, focused = (variables[role] for role in self._frame.value)
        self.theme_variables = {**variables, "panel-frame": blurred, "panel-focus": focused}
        return self.theme_variables

    def show_frame(self, frame: Frame) -> None:
        """Give the frame other colours, if these are not its own already."""
        if frame is not self._frame:
            self._frame = frame
            # This is as after a change of the theme: screens below this one learn of it when they
            # resume.
            self._invalidate_css()
            self.refresh_css(animate=False)
