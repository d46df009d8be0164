"""The application: themes, palette, help. It fetches nothing."""

import asyncio
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from rich.text import Text
from textual import events
from textual._dispatch_key import dispatch_key
from textual.binding import Binding
from textual.screen import Screen

from ccs_tui.model.expiry import Clock, system_clock
from ccs_tui.ui.background_work import TellsBugs, later
from ccs_tui.ui.copying_app import CopyingApp
from ccs_tui.ui.early_exit import EndsAtAnyMoment, to_its_end
from ccs_tui.ui.keymap_loader import take_user_keys
from ccs_tui.ui.keys import ShownKey, done_below, keys_of, why_idle
from ccs_tui.ui.later_styles import LaterStyles
from ccs_tui.ui.messages import SpeakingApp, tell_of_start
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.start import Start
from ccs_tui.ui.terminal.abilities import Abilities
from ccs_tui.ui.terminal.app import TerminalApp
from ccs_tui.ui.terminal.background_question import BackgroundTold
from ccs_tui.ui.themes import DEFAULT_THEME, ThemeShelf, theme_for
from ccs_tui.workspace.appearance import Appearance

if TYPE_CHECKING:
    from ccs_tui.model.profile import ClipboardRoute
    from ccs_tui.ui.screens.palette import Offer


MOUSE_ON = "The mouse works here again."
MOUSE_OFF = "The mouse is left to the terminal, which selects and copies text with it."


class CcsApp(
    TellsBugs,
    EndsAtAnyMoment[None],
    SpeakingApp[None],
    CopyingApp[None],
    TerminalApp[None],
    inherit_bindings=False,
):
    """The explorer. Without a `start` it first asks for a connection.

    With `read_only` every connection is read-only to the end. `clipboard` is the route that copies
    take, None for that of the settings. `first` makes another first screen, which needs no service.
    """

    TITLE = "ccs-tui"
    CSS_PATH = ["styles/explorer.tcss"]
    COMMAND_PALETTE_BINDING = "ctrl+p"
    ENABLE_COMMAND_PALETTE = True
    DEFAULT_MODE = "first"
    ASKING = frozenset({"commands", "act", "add", "delete", "discard", "leave"})

    BINDINGS = [
        Binding("colon", "command_palette", "Command", id="palette", key_display=":"),
        Binding("ctrl+p", "command_palette", "Command", id="palette.control", show=False),
        Binding("question_mark", "help", "Help", id="help", key_display="?"),
        Binding(
            "f1",
            "help",
            "Help",
            id="help.f1",
            priority=True,
            key_display="f1",
            show=False,
        ),
        Binding("M", "messages", "Messages so far", id="messages", show=False),
        Binding("q,ctrl+c", "leave", "Quit", id="quit", key_display="q", show=False),
        Binding(
            "f9",
            "mouse(False)",
            "Leave the mouse to the terminal, to select text",
            id="mouse",
            show=False,
            priority=True,
        ),
        Binding("f9", "mouse(True)", "Mouse on", id="mouse.on", priority=True),
        Binding("ctrl+l", "repaint", "Repaint", id="repaint", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", "Suspend", id="suspend", show=False, priority=True),
    ]

    def __init__(
        self,
        start: Start | None = None,
        clock: Clock = system_clock,
        *,
        read_only: bool = False,
        clipboard: "ClipboardRoute | None" = None,
        appearance: Appearance | None = None,
        abilities: Abilities | None = None,
        first: Callable[[], Screen[Any]] | None = None,
    ) -> None:
        appearance = appearance or Appearance()
        super().__init__()
        self._themes = ThemeShelf(self.register_theme, appearance.themes)
        self._styles = LaterStyles(self)
        self._start = start
        self._first = first
        self._clock = clock
        self._read_only = read_only
        self.clipboard_route = clipboard
        self._appearance = appearance
        self.show_within(abilities or Abilities())
        self.wants_background = self._appearance.theme is None
        # An animation would send every frame over the wire, and tell nothing.
        self.animation_level = "none"
        chosen = self._appearance.theme
        if chosen not in (None, DEFAULT_THEME):
            self._themes.fill()
        # A change of the theme would have all styles parsed once more.
        self.set_reactive(
            CcsApp.theme, chosen if chosen in self.available_themes else DEFAULT_THEME
        )
        self.stylesheet.set_variables(self.get_css_variables())

    def on_mount(self) -> None:
        self.call_after_refresh(self._styles.come)
        self.call_after_refresh(_fill, self._themes, self)
        self.call_after_refresh(
            self.run_worker,
            later(take_user_keys, self, self._appearance.settings, partial(tell_of_start, self)),
            exit_on_error=False,
        )

    def on_background_told(self, event: BackgroundTold) -> None:
        """Be light in a light terminal, unless the user chose a theme."""
        if self._appearance.theme is None:
            _fill(self._themes, self)
            self.theme = theme_for(is_dark=event.is_dark)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the roles that only our themes have, so that Textual's own can be chosen too."""
        return self._themes.ours[DEFAULT_THEME].variables

    def get_default_screen(self) -> Screen[Any]:
        """Return the first screen: the explorer, or the question what to connect to."""
        if self._start is not None:
            screen: Screen[Any] = ExplorerScreen(self._start, self._clock, self._appearance)
        elif self._first is not None:
            screen = self._first()
        else:
            from ccs_tui.ui.screens.connect import ConnectScreen

            screen = ConnectScreen(self._clock, self._appearance, read_only=self._read_only)
        self._styles.read_for(screen)
        return screen

    def action_command_palette(self) -> None:
        """Offer every action that has a key here, and the themes."""
        from ccs_tui.ui.screens.palette import Offer, Palette

        if isinstance(self.screen, Palette):
            return
        offers = [
            Offer(key.description, key.shown, partial(self.run_action, key.action, key.node))
            for key in keys_of(self.screen)
            if not key.is_movement and key.action != "command_palette"
        ]
        if self._appearance.hints_off:
            offers.append(Offer("Show all hints again", "", self._show_hints))
        words = "Theme: dark, light, or of your own"
        offers.append(Offer(words, "", partial(self.run_action, "change_theme", self)))
        self.push_screen(Palette("Commands", offers), self._run_offer)

    def search_themes(self) -> None:
        """Offer the themes: ours, the user's, Textual's; `light` and `dark` find those that are."""
        from ccs_tui.ui.screens.palette import Offer, Palette

        first = [DEFAULT_THEME, *sorted({*self._themes.ours} - {DEFAULT_THEME}), *self._themes.own]
        others = sorted({*self.available_themes}.difference(first))
        offers = [
            Offer(
                f"{name} · {'dark' if self.available_themes[name].dark else 'light'}",
                "now" if name == self.theme else "",
                partial(self._choose_theme, name),
            )
            for name in (*first, *others)
        ]
        self.push_screen(Palette("Themes", offers), self._run_offer)

    async def _show_hints(self) -> None:
        self._appearance.switch_hints_on()
        self.run_worker(self._appearance.keep, thread=True, exit_on_error=False)
        self.notify("All hints are shown again.", markup=False)

    async def _choose_theme(self, name: str) -> None:
        self.theme = self._appearance.theme = name
        self.run_worker(self._appearance.keep, thread=True, exit_on_error=False)

    def _run_offer(self, offer: "Offer | None") -> None:
        if offer is not None:
            self.run_worker(later(offer.run), exit_on_error=False)

    async def _flush_next_callbacks(self) -> None:
        # A worker that asks a question runs this too, and so removes its own screen.
        if asyncio.current_task() is self._task:
            await super()._flush_next_callbacks()
        else:
            await to_its_end(super()._flush_next_callbacks())

    def _fatal_error(self) -> None:
        # Textual's traceback would print local variables, and so keys and documents.
        from ccs_tui.ui.bugs import describe_bug

        error = sys.exception()
        sentence = describe_bug(error) if error else "ccs-tui stopped on a bug of its own."
        self.panic(Text(f"{sentence} Start again: what was kept of your typing is offered there."))

    def on_explorer_screen_profile_chosen(self, event: ExplorerScreen.ProfileChosen) -> None:
        """Open another profile: its screens are a mode, and those of the profile before it end."""
        self.end_message()
        left, mode = self.current_mode, uuid4().hex
        if left == self.DEFAULT_MODE:
            # A screen in a mode can be removed below. The first screen is put into one later, since
            # a mode from the start would come slower.
            self.add_mode(left, self.get_default_screen)
        self.add_mode(mode, lambda: ExplorerScreen(event.start, self._clock, self._appearance))
        self.switch_mode(mode)
        self.remove_mode(left)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works: the mouse is turned off while it is on, and on while off.

        The focus goes on where there is something else that takes it.
        """
        if action in ("focus_next", "focus_previous"):
            return len(self.screen.focus_chain) > 1
        if action == "messages" and not self.messages:
            return False
        if action == "mouse":
            return parameters != (self.reports_mouse,)
        return super().check_action(action, parameters)

    def action_mouse(self, on: bool) -> None:
        """Have clicks and the wheel come here, or leave the mouse to the terminal."""
        self.report_mouse(on)
        self.screen.refresh_bindings()
        self.notify(MOUSE_ON if on else MOUSE_OFF, markup=False)

    async def on_event(self, event: events.Event) -> None:
        """Forget with each key what was said of the one before it."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.forget_why()
        await super().on_event(event)

    async def _on_key(self, event: events.Key) -> None:
        # Textual's own is silent about a key that did nothing.
        event.prevent_default()
        done = await self._check_bindings(event.key) or await dispatch_key(self, event)
        if not (done or await done_below(self.screen, event.key)):
            self.say_why(why_idle(self.screen, event.key), event.key)

    def action_help(self) -> None:
        """List the keys that work here; where they are listed, go back."""
        from ccs_tui.ui.screens.help import HelpScreen

        if isinstance(self.screen, HelpScreen):
            self.screen.action_cancel()
            return

        def run(key: ShownKey | None) -> None:
            if key is not None:
                self.run_worker(later(self.run_action, key.action, key.node), exit_on_error=False)

        self.push_screen(HelpScreen(keys_of(self.screen)), run)

    def action_messages(self) -> None:
        """List the messages that were shown."""
        from ccs_tui.ui.screens.messages import MessagesScreen

        if not isinstance(self.screen, MessagesScreen):
            self.push_screen(MessagesScreen(self.messages))

    def action_leave(self) -> None:
        """Quit, but ask before unsaved edits would be lost."""
        self.run_worker(later(self._leave), group="leave", exclusive=True)

    async def _leave(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, ExplorerScreen) and not await screen.may_leave():
                return
        self.exit()


def _fill(themes: ThemeShelf, app: SpeakingApp[None]) -> None:
    """Load all themes, of which the first frame needs one, and tell what is wrong with any."""
    themes.fill()
    for error in themes.errors:
        tell_of_start(app, str(error))
    themes.errors.clear()
