"""The first line: which tool, which profile, which account, and what can be done there."""

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from ccs_tui.model.connection import Capabilities
from ccs_tui.model.expiry import format_when
from ccs_tui.model.profile import Environment, Profile
from ccs_tui.ui.text import visible

if TYPE_CHECKING:
    from ccs_tui.workspace.api_standing import Heard, Standing

READ_ONLY = "READ-ONLY"
WRITABLE = "WRITABLE"


class TitleBar(Widget):
    """`ccs-tui · demo · le12345678` on the left, the abilities of the connection on the right.

    Where there is no room for all, the part that says whether a save is possible stays longest.
    """

    DEFAULT_CSS = "TitleBar { height: 1; width: 1fr; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._left = Content.assemble(("ccs-tui", "bold $foreground"))
        self._versions = self._access = Content("")
        self._colour = "$environment"
        self._able: Capabilities | None = None

    def show(self, profile: Profile, able: Capabilities) -> None:
        """Show the connection, and its abilities."""
        dot = (" · ", "$faint")
        production = profile.is_production
        self._colour = profile.colour or ("$production" if production else "$environment")
        self._left = Content.assemble(
            ("ccs-tui", "bold $foreground"),
            dot,
            (visible(profile.label), f"bold {self._colour}"),
            *_environment(profile.environment),
            (visible(profile.connection.account), "$foreground"),
        )
        self._able = able
        self.tooltip = able.summary
        self.refresh()

    def show_standing(self, standing: "Standing", now: datetime) -> None:
        """Show the last answer of each version."""
        able = self._able
        if able is not None:
            marks = (
                _mark("v1", able.v1, standing.of("v1"), now),
                _mark("v2", able.v2, standing.of("v2"), now),
            )
            self._versions = Content.assemble(marks[0], "  ", marks[1])
            self.refresh()

    def show_access(self, word: str, left: str = "") -> None:
        """Show whether writes may leave: `READ-ONLY`, or `WRITABLE` and for how long."""
        if word == READ_ONLY:
            self._access = Content.assemble((word, "bold $warning"))
        elif word:
            text = f" {word} {left} " if left else f" {word} "
            self._access = Content.assemble((text, f"bold $background on {self._colour}"))
        else:
            self._access = Content("")
        self.refresh()

    def render(self) -> Content:
        width = self.size.width
        gap = "   " if self._access.cell_length else ""
        for right in (Content.assemble(self._versions, gap, self._access), self._access):
            room = width - self._left.cell_length - right.cell_length
            if room >= 1:
                return Content.assemble(self._left, " " * room, right)
        left = self._left.truncate(max(0, width - right.cell_length - 1), ellipsis=True)
        return Content.assemble(left, " " if left.cell_length else "", right)


def _environment(environment: Environment) -> list[tuple[str, str]]:
    """Return the word for what an account is for, between dots; one dot where none is needed."""
    style = {
        Environment.PRODUCTION: "bold $background on $production",
        Environment.TEST: "$muted",
    }.get(environment)
    if style is None:
        return [(" · ", "$faint")]
    return [(" ·", "$faint"), (f" {environment.upper()} ", style), ("· ", "$faint")]


def _mark(name: str, is_able: bool, heard: "Heard", now: datetime) -> tuple[str, str]:
    """Return the word for a version: its last answer, and since when there is none."""
    if not is_able:
        return f"{name} –", "$faint"
    match heard.answers.value:
        case "ok":
            return f"{name} ✓", "$success"
        case "refused":
            return f"{name} refused", "$error"
        case "failing" if heard.since is not None:
            return f"{name} answers {heard.status} since {format_when(heard.since, now)}", "$error"
        case "unreachable" if heard.since is not None:
            return f"{name} unreachable since {format_when(heard.since, now)}", "$error"
    return f"{name} …", "$muted"
