"""The first screen with no settings yet: the demo, or a connection to try."""

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Label, Static

from ccs_tui.model.connection import BadConnectionError, Connection
from ccs_tui.model.expiry import Clock
from ccs_tui.model.secret import Secret
from ccs_tui.ui import start
from ccs_tui.ui.background_work import TellsBugs
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.keys import key_of
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.line_field import LineField
from ccs_tui.workspace.appearance import Appearance

FIELDS = (
    ("url", "Region or URL", "americas, emea, apac, or https://…"),
    ("account", "Account", "le12345678"),
    ("api_key", "API key (v1)", "lists namespaces and sessions"),
    ("user", "User (v2)", "reads and keeps expiries"),
    ("password", "Password", ""),
    ("token", "or token (v2)", "instead of user and password"),
)
SECRET = ("api_key", "password", "token")
WELCOME = (
    "Explore LivePerson's Conversation Context Service. Try the demo, which needs no account, "
    "or connect to yours."
)


class ConnectScreen(TellsBugs, EarlyExit, Screen[None]):
    """Offers the demo, or tries a connection and says what can be done over it."""

    CSS_PATH = "../styles/dialogs.tcss"
    BINDINGS = [
        Binding("f4", "demo", "Demo", id="connect.demo"),
        Binding("f3", "profile", "Profiles", id="connect.profile"),
        Binding("f5", "connect", "Connect", id="connect.connect"),
        Binding("ctrl+q", "app.leave", "Quit", id="connect.quit", key_display="ctrl+q"),
        Binding("ctrl+c", "interrupt", "Quit", id="connect.quit.c", show=False, priority=True),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(
        self, clock: Clock, appearance: Appearance | None = None, *, read_only: bool = False
    ) -> None:
        super().__init__()
        self._appearance = appearance
        self._clock = clock
        self._read_only = read_only
        self._tried: Connection | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="connect") as frame:
            frame.border_title = "ccs-tui"
            yield Static(Content(WELCOME), id="connect-says")
            with Horizontal(classes="connect-row"):
                yield Button("Open the demo", id="demo", variant="primary", compact=True)
                yield Button("Choose a profile", id="profiles", compact=True)
            yield Static("")
            for name, label, hint in FIELDS:
                with Horizontal(classes="connect-row"):
                    yield Label(label)
                    yield LineField(
                        id=name, placeholder=hint, compact=True, password=name in SECRET
                    )
            with Horizontal(classes="dialog-buttons"):
                yield Button("Try the connection", id="go", compact=True)
            yield Static(id="connect-answer")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#demo").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: ctrl+c ends the program where it has nothing to copy."""
        if action == "interrupt":
            return not (isinstance(self.focused, LineField) and self.focused.selected_text)
        return super().check_action(action, parameters)

    async def action_interrupt(self) -> None:
        """Quit, as ctrl+c does where nothing is typed."""
        await self.run_action("app.leave")

    def why_idle(self, key: str) -> str | None:
        """Say of the key that leads out elsewhere which one does it here; None for others."""
        if key == "escape":
            return f"esc does nothing here: {key_of(self, 'connect.quit')} quits."
        return None

    @on(Button.Pressed, "#demo")
    def action_demo(self) -> None:
        """Open the explorer on the embedded service."""
        self._open(start.demo(read_only=self._read_only))

    def _open(self, opening: start.Start) -> None:
        self.app.push_screen(ExplorerScreen(opening, self._clock, self._appearance))

    @on(Button.Pressed, "#profiles")
    @work(exit_on_error=False)
    async def action_profile(self) -> None:
        """Choose a profile of the settings, and open the explorer on it."""
        from ccs_tui.ui.commands.profile_choice import choose_start

        try:
            chosen = await choose_start(self.app.push_screen_wait, "", read_only=self._read_only)
        except start.StartError as problem:
            self._say(str(problem), "$error")
            return
        if chosen is not None:
            self._open(chosen)

    @on(LineField.Changed)
    def _changed(self) -> None:
        self._tried = None
        self.query_one("#go", Button).label = "Try the connection"

    @on(LineField.Submitted)
    @on(Button.Pressed, "#go")
    def action_connect(self) -> None:
        """Try the connection; the second time, open the explorer on it."""
        if self._tried is not None:
            self._open(start.connect(self._tried))
            return
        try:
            connection = self._connection()
        except BadConnectionError as problem:
            self._say(str(problem), "$error")
            self.query_one(f"#{problem.part}").focus()
            return
        self._try(connection)

    def _connection(self) -> Connection:
        given = {name: self.query_one(f"#{name}", LineField).value.strip() for name, _, _ in FIELDS}
        secrets = {name: Secret(given[name]) if given[name] else None for name in SECRET}
        return Connection.to(
            given["url"],
            given["account"],
            user=given["user"] or None,
            api_key=secrets["api_key"],
            password=secrets["password"],
            token=secrets["token"],
            read_only=self._read_only,
        )

    @work(exclusive=True, exit_on_error=False)
    async def _try(self, connection: Connection) -> None:
        warning = start.plain_warning(connection)
        self._say(f"Trying {connection.v2_url} …", "$muted", warning)
        checked = await start.check(connection)
        able = checked.capabilities
        works = able.v1 or able.v2
        sentences = [checked.summary]
        if works:
            sentences.append(able.summary)
        sentences += [str(problem) for problem in checked.problems]
        self._say("\n".join(sentences), "$success" if works else "$error", warning)
        if works:
            self._tried = checked.usable(connection)
            button = self.query_one("#go", Button)
            button.label = "Open the explorer"
            button.focus()

    def _say(self, sentence: str, style: str, warning: str | None = None) -> None:
        lines = [(line, style) for line in sentence.splitlines()]
        if warning is not None:
            lines.append((warning, "$warning"))
        self.query_one("#connect-answer", Static).update(
            Content("\n").join(Content.assemble((visible(line), style)) for line, style in lines)
        )
