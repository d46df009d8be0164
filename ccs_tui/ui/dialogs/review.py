"""The review of a save, shown before it is sent."""

from dataclasses import dataclass

from textual import on, work
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button

from ccs_tui.model.expiry import Clock
from ccs_tui.model.profile import Environment
from ccs_tui.model.words import counted
from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.dialogs.expiry import NewExpiry, ask_expiry
from ccs_tui.ui.dialogs.review_lines import ReviewItem, ReviewLines
from ccs_tui.ui.dialogs.review_words import action_of, blocked_by
from ccs_tui.ui.text import shorten, visible
from ccs_tui.ui.widgets.foot_line import FootLine
from ccs_tui.ui.widgets.page import MESSAGE_LINES, Page
from ccs_tui.ui.widgets.row_list import RowList
from ccs_tui.workspace.review import ExpiryChoice, Review

BESIDE = 5
"""Lines of the dialog that are not the page: the frame, the keys, and the buttons."""
BESIDE_BUTTON = 17
"""Cells before the words of the button that sends, in the line of buttons."""
LEAST_LINES = 2
"""The lines of a review that must be in view: one that nobody can read is no review."""


@dataclass(frozen=True, slots=True)
class Send:
    """The answer that the save is to be sent as it was shown."""


class ReviewDialog(Dialog[Send | NewExpiry]):
    """Shows what a save sends: each property, the size, the expiry, the calls.

    Its figures go on counting, by the service's `clock`. `environment` is the profile's: in
    production the frame says so. `sets_expiry` says whether the connection can set an expiry.
    `undoes` are the words for the write that it takes back: `saved intent, 14:02`; "" for none.
    Answers `Send`, or the expiry that is wanted instead; None goes back.
    """

    BINDINGS = [
        Binding("enter", "send", "Send it", id="review.send"),
        Binding("space,o", "switch", "Show or hide the difference", id="review.switch"),
        Binding("asterisk", "switch_all", "Show or hide all differences", id="review.switch-all"),
        Binding("x", "expiry", "Change the expiry", id="review.expiry"),
    ]

    def __init__(
        self,
        review: Review,
        clock: Clock,
        environment: str = "",
        *,
        sets_expiry: bool = True,
        undoes: str = "",
    ) -> None:
        super().__init__()
        self._sets_expiry = sets_expiry
        self._undoes = undoes
        self._review = review
        self._clock = clock
        self._is_production = environment == Environment.PRODUCTION
        self._lines = ReviewLines(review, clock)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -page"):
            if self._undoes:
                yield FootLine(f"This undoes: {self._undoes}", classes="dialog-keys")
            yield Page(self._lines, BESIDE + bool(self._undoes))
            yield FootLine(*self._foot())
            with Horizontal(classes="dialog-buttons"):
                yield Button("Back", id="back", compact=True)
                yield Button(
                    Content(visible(self._action)),
                    id="send",
                    variant="primary",
                    compact=True,
                    disabled=bool(blocked_by(self._review)),
                )

    def on_mount(self) -> None:
        documents = {part.key for part in self._review.parts}
        key = min(documents, key=str, default=None)
        what = f"{len(documents)} documents"
        if key is not None and len(documents) == 1:
            what = f"{key.label} · {key.namespace}"
        begins = "Undo" if self._undoes else "To be sent"
        title = Content(f"{begins} · {visible(what)}")
        frame = self.query_one(".dialog")
        frame.set_class(self._is_production, "-production")
        if self._is_production:
            title = Content.assemble(
                (" PRODUCTION ", "bold $background on $production"), " ", title
            )
        frame.border_title = title
        self.query_one(Page).focus()
        self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        if self._lines.is_outdated:
            self.query_one(Page).show_lines()

    def on_resize(self) -> None:
        self.query_one(Page).fit()
        self.call_after_refresh(self._fit_button)

    def _fit_button(self) -> None:
        """Shorten what the button says to the room that there is beside the other one."""
        if self.is_attached:
            room = self.query_one(".dialog-buttons").content_size.width - BESIDE_BUTTON
            self.query_one("#send", Button).label = Content(shorten(self._action, max(room, 1)))

    @property
    def _action(self) -> str:
        action = action_of(self._review)
        return f"Undo: {action[0].lower()}{action[1:]}" if self._undoes else action

    def _foot(self) -> list[str]:
        if problem := blocked_by(self._review):
            return [problem, "esc back"]
        expiry = ["x expiry"] if self._can_set_expiry else []
        return ["enter sends it", "esc back", *expiry, "space difference"]

    @property
    def _can_set_expiry(self) -> bool:
        parts = self._review.parts
        return self._sets_expiry and any(
            part.expiry.choice is not ExpiryChoice.UNTOUCHED for part in parts
        )

    # ── keys ───────────────────────────────────────────────────────────────────────────────────

    @on(Button.Pressed, "#send")
    def action_send(self) -> None:
        """Answer that the save is to be sent, if it can be, and if the review can be seen."""
        if self.query_one("#send", Button).disabled:
            return
        # By the size of the terminal: an enter that was typed ahead comes before the layout.
        if self.app.size.height - MESSAGE_LINES - BESIDE - bool(self._undoes) < LEAST_LINES:
            self.notify(
                "Nothing was sent: the review has no room here. Make the terminal larger.",
                severity="warning",
            )
            return
        self.dismiss(Send())

    @on(Button.Pressed, "#back")
    def _back(self) -> None:
        self.dismiss(None)

    def why_idle(self, key: str) -> str:
        """Say that there is nothing to open."""
        is_switch = key in ("space", "o", "asterisk")
        return f"{key} does nothing here: there is nothing more to show." if is_switch else ""

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self._switch(self._lines.item_of(event.key))

    def action_switch(self) -> None:
        """Show the difference of the property under the cursor, or hide it."""
        item = self._lines.item_of(self.query_one(Page).cursor_key)
        if item is None or item in self._lines.inline:
            raise SkipAction
        self._switch(item)

    def _switch(self, item: ReviewItem | None) -> None:
        if item is None:
            return
        self._lines.open ^= {item}
        self._show([item])
        self.query_one(Page).move_cursor(item)

    def action_switch_all(self) -> None:
        """Show all differences, or hide them if all are shown."""
        items = set(self._lines.changes)
        if items == self._lines.inline:
            raise SkipAction
        self._lines.open = set() if self._lines.open == items else items
        self._show([*self._lines.open])

    def _show(self, items: list[ReviewItem]) -> None:
        slow = [item for item in items if item in self._lines.open and self._lines.takes_long(item)]
        self.query_one(Page).show_lines()
        if slow:
            self._compare(slow)

    @work(thread=True)
    def _compare(self, items: list[ReviewItem]) -> None:
        for item in items:
            self._lines.compare(item)
            self.app.call_from_thread(self._compared)

    def _compared(self) -> None:
        if self.is_attached:
            self.query_one(Page).show_lines()

    @work
    async def action_expiry(self) -> None:
        """Ask for another expiry, and answer that."""
        if not self._can_set_expiry:
            why = "Only a save of properties sets an expiry, and this deletes."
            if not self._sets_expiry:
                why = "This connection can't set an expiry: that takes a login or a token (v2)."
            self.notify(why, severity="warning", markup=False)
            return
        expiries = [None if p.gone else p.expiry.before for p in self._review.parts]
        before = expiries[0] if len(expiries) == 1 else None
        earlier = self._review.parts[0].expiry.earlier if len(expiries) == 1 else None
        labels = list(dict.fromkeys(part.key.label for part in self._review.parts))
        what = labels[0] if len(labels) == 1 else counted(len(labels), "document")
        answer = await ask_expiry(self.app.push_screen_wait, what, self._clock(), before, earlier)
        if answer is not None:
            self.dismiss(answer)
