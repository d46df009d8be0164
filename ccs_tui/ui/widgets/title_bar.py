"""The first line: which tool, which profile, which account, and what can be done there."""

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from ccs_tui.model.expiry import format_when
from ccs_tui.ui.text import visible

if TYPE_CHECKING:
    from ccs_tui.model.connection import Capabilities
    from ccs_tui.model.profile import Environment, Profile
    from ccs_tui.workspace.api_standing import ApiStanding, Heard

READ_ONLY = "READ-ONLY"
WRITABLE = "WRITABLE"
FAILING = ("failing", "unreachable")
"""The answers that are told with the time since which it is so."""


class Heading:
    """The text of the title line, which all title bars of a profile show, on any screen."""

    def __init__(self) -> None:
        self.left = Content.assemble(("ccs-tui", "bold $foreground"))
        self.versions = self.versions_in_short = self.versions_shortest = self.access = Content("")
        self.tooltip: str | None = None
        self.bars: list[Widget] = []
        """The title lines of the screens that show it now."""
        self._colour = "$environment"
        self._able: Capabilities | None = None

    def show(self, profile: "Profile", able: "Capabilities") -> None:
        """Show the connection, and its abilities."""
        dot = (" · ", "$faint")
        production = profile.is_production
        self._colour = profile.colour or ("$production" if production else "$environment")
        self.left = Content.assemble(
            ("ccs-tui", "bold $foreground"),
            dot,
            (visible(profile.label), f"bold {self._colour}"),
            *_environment(profile.environment),
            (visible(profile.connection.account), "$foreground"),
        )
        self._able = able
        self.tooltip = able.summary
        self._changed()

    def show_file(self, label: str, account: str) -> None:
        """Show what is looked at where there is no connection, and the account that it is of."""
        self.left = Content.assemble(
            ("ccs-tui", "bold $foreground"),
            (" · ", "$faint"),
            (visible(label), "bold $environment"),
            (" · ", "$faint"),
            (visible(account), "$foreground"),
        )
        self.access = Content.assemble(("FROM A FILE", "bold $warning"))
        self._changed()

    def show_standing(self, standing: "ApiStanding", now: datetime) -> None:
        """Show the last answer of each version."""
        able = self._able
        if able is not None:
            both = (("v1", able.v1), ("v2", able.v2))
            marks = [_mark(name, is_able, standing.of(name)) for name, is_able in both]
            since = [_since(is_able, standing.of(name), now) for name, is_able in both]
            self.versions_in_short = Content.assemble(marks[0], "  ", marks[1])
            self.versions = Content.assemble(marks[0], since[0], "  ", marks[1], since[1])
            short = [(_shortest(mark), style) for mark, style in marks]
            self.versions_shortest = Content.assemble(short[0], "  ", short[1])
            self._changed()

    def show_access(self, word: str, left: str = "") -> None:
        """Show whether writes may leave: `READ-ONLY`, or `WRITABLE` and for how long."""
        if word == READ_ONLY:
            self.access = Content.assemble((word, "bold $warning"))
        elif word:
            text = f" {word} {left} " if left else f" {word} "
            self.access = Content.assemble((text, f"bold $background on {self._colour}"))
        else:
            self.access = Content("")
        self._changed()

    def _changed(self) -> None:
        for bar in self.bars:
            bar.tooltip = self.tooltip
            bar.refresh()


class TitleBar(Widget):
    """`ccs-tui · demo · le12345678` on the left, on the right what the connection can do.

    On a screen over the explorer it shows what the explorer's does. Where there is no room for all,
    what says whether a save is possible stays the longest.
    """

    DEFAULT_CSS = "TitleBar { height: 1; width: 1fr; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.heading = Heading()
        """The text of the part."""

    def on_mount(self) -> None:
        for screen in self.app.screen_stack:
            if screen is not self.screen and (below := screen.query(TitleBar)):
                self.heading = below.first().heading
                break
        self.heading.bars.append(self)
        self.tooltip = self.heading.tooltip

    def on_unmount(self) -> None:
        self.heading.bars.remove(self)

    def render(self) -> Content:
        width, heading = self.size.width, self.heading
        left, access = heading.left, heading.access
        gap = "   " if access.cell_length else ""
        versions = heading.versions, heading.versions_in_short, heading.versions_shortest
        for right in (*(Content.assemble(each, gap, access) for each in versions), access):
            room = width - left.cell_length - right.cell_length
            if room >= 1:
                return Content.assemble(left, " " * room, right)
        left = left.truncate(max(0, width - right.cell_length - 1), ellipsis=True)
        return Content.assemble(left, " " if left.cell_length else "", right)


def _environment(environment: "Environment") -> list[tuple[str, str]]:
    """Return the word for what an account is for, between dots; one dot where none is needed."""
    from ccs_tui.model.profile import Environment

    style = {
        Environment.PRODUCTION: "bold $background on $production",
        Environment.TEST: "$muted",
    }.get(environment)
    if style is None:
        return [(" · ", "$faint")]
    return [(" ·", "$faint"), (f" {environment.upper()} ", style), ("· ", "$faint")]


def _mark(name: str, is_able: bool, heard: "Heard") -> tuple[str, str]:
    """Return the word for a version: its last answer, or that there was none."""
    if not is_able:
        return f"{name} –", "$faint"
    match heard.answers.value:
        case "ok":
            return f"{name} ✓", "$success"
        case "refused":
            return f"{name} refused", "$error"
        case "failing" if heard.since is not None:
            return f"{name} answers {heard.status}", "$error"
        case "unreachable" if heard.since is not None:
            return f"{name} unreachable", "$error"
    return f"{name} …", "$muted"


def _shortest(mark: str) -> str:
    """Return a mark for a title line in which, as in production, little room is left."""
    return mark.replace("answers ", "").replace("unreachable", "away")


def _since(is_able: bool, heard: "Heard", now: datetime) -> tuple[str, str]:
    """Return since when a version answers as it should no more; empty where it does."""
    if not is_able or heard.since is None or heard.answers.value not in FAILING:
        return "", ""
    return f" since {format_when(heard.since, now)}", "$error"
