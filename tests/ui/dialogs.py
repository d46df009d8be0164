"""An application with nothing but a dialog, and what the dialogs are shown with."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

import ccs_tui.ui
from ccs_tui.local.journal import Kind
from ccs_tui.model.changes import Change, Conflict, plan_save
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.dialogs.draft import DraftRow
from ccs_tui.workspace.review import Expiry, ExpiryChoice, Part, Review, SaveStep

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
KEY = DocumentKey("le1", "airlineBot", "3f2c9d1e-7b0a-4c55-9c1d-0a1b2c3d4e5f")
STYLES = Path(ccs_tui.ui.__file__).parent / "styles"
NOTHING = object()


class DialogApp(CcsApp):
    """Shows a dialog over an empty screen, and remembers its answer."""

    CSS_PATH = [STYLES / f"{name}.tcss" for name in ("explorer", "later", "dialogs")]

    def __init__(self, make: Callable[[], Dialog[Any]]) -> None:
        super().__init__()
        self._make = make
        self.answer: Any = NOTHING

    def get_default_screen(self) -> Screen[Any]:
        return Screen()

    def on_mount(self) -> None:
        self.push_screen(self._make(), self._answered)

    def _answered(self, answer: Any) -> None:
        self.answer = answer


@asynccontextmanager
async def asking(
    dialog: Dialog[Any], size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[DialogApp, Pilot[None]]]:
    """Run an application that shows `dialog`."""
    app = DialogApp(lambda: dialog)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        await pilot.pause()
        yield app, pilot


def texts(properties: Mapping[str, Any]) -> dict[str, JsonText]:
    return {name: encode(value) for name, value in properties.items()}


def document(key: DocumentKey = KEY, **properties: Any) -> Document:
    return Document(key, texts(properties), NOW + timedelta(seconds=7_860))


def part(there: Document, wanted: Mapping[str, Any], **given: Any) -> Part:
    """Return what saves `wanted` over `there`."""
    plan = plan_save(there.properties, texts(wanted))
    steps = [SaveStep(Kind.SAVE, tuple(plan.upsert))] if plan.upsert else []
    if plan.delete:
        steps.append(SaveStep(Kind.DELETE_PROPERTIES, plan.delete))
    choice = ExpiryChoice.KEPT if plan.upsert else ExpiryChoice.UNTOUCHED
    expiry = Expiry(choice, there.expires_at, 7_860 if plan.upsert else None)
    return Part(**{"there": there, "plan": plan, "expiry": expiry, "steps": tuple(steps), **given})


OPENED: dict[str, Any] = {
    "intent": "rebook flight",
    "slots": {"from": "TLV", "to": "LHR", "date": "2026-03-14", "seats": 2, "meal": None},
    "transcript": [
        {"role": "consumer", "text": "Hello, I would like to move my flight to next Saturday."},
        {"role": "bot", "text": "Of course. Which booking is it?"},
        {"role": "consumer", "text": "QX7T2L, two seats, and please keep the seats together."},
    ],
    "retries": 1,
    "note": "call back",
}
WANTED: dict[str, Any] = {
    "intent": "cancel flight",
    "slots": {"from": "TLV", "to": "LHR", "date": "2026-03-21", "seats": 3, "bags": 1,
              "meal": None},
    "transcript": [
        OPENED["transcript"][0],
        {"role": "bot", "text": "Of course. Which booking is it?"},
        {"role": "consumer", "text": "QX7T2L, three seats, and please keep the seats together."},
    ],
    "retries": 1,
    "vip": {"tier": "gold", "since": 2019},
}  # fmt: skip


def review() -> Review:
    theirs = Change("lastEvent", encode("typing"), encode("message"))
    return Review((part(document(**OPENED), WANTED, theirs=(theirs,)),))


def move() -> Review:
    target = document(DocumentKey("le1", "airlineBot", "session-007"), intent="rebook")
    kept = {name: value for name, value in OPENED.items() if name not in ("transcript", "note")}
    moved = {name: OPENED[name] for name in ("transcript", "note")}
    return Review((part(target, {"intent": "rebook", **moved}), part(document(**OPENED), kept)))


CONFLICTS = (
    Conflict("intent", encode("rebook flight"), encode("refund"), encode("cancel flight")),
    Conflict(
        "slots",
        encode(OPENED["slots"]),
        encode({**OPENED["slots"], "seats": 4, "meal": "kosher"}),
        encode(WANTED["slots"]),
    ),
    Conflict("note", encode("call back"), None, encode("call back before noon")),
    Conflict("retries", encode(1), encode(2), None),
    Conflict("vip", None, encode({"tier": "silver"}), encode(WANTED["vip"])),
)

SIZES = {
    "intent": 31, "transcript": 641_113, "slots": 1_102, "raw": 220_456, "history": 160_743,
}  # fmt: skip
DRAFT = (
    DraftRow("intent", "changed", True, text='"rebook, and say why"'),
    DraftRow("vip", "added", False, text='{"tier": "gold"}'),
    DraftRow("note", "removed", False),
    DraftRow("slots", "not JSON", True, text='{\n  "from": "TLV",\n  "to": "JF'),
)


def gone() -> Part:
    return part(document(**OPENED), WANTED, gone=True)
