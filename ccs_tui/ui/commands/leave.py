"""The questions before the explorer or its profile is left: writes end, open edits are kept."""

from typing import TYPE_CHECKING

from ccs_tui.model.profile import DRAFT_DAYS
from ccs_tui.model.words import counted, first_of
from ccs_tui.ui.dialogs.confirm import ConfirmDialog, Wording

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk

SWITCH = "Switch"
"""The ways in which one leaves for another profile."""


async def may_leave(desk: "Desk", port: "Port", verb: str = "Quit") -> bool:
    """Let a write under way end, and ask before open edits are left behind.

    `verb` says how one leaves: `Quit`, or `Switch`.
    """
    return (
        await _may_stop_writing(desk, port, verb)
        and await _may_be_lost(desk, port, verb)
        and (verb != SWITCH or await _may_end(desk, port))
    )


async def _may_stop_writing(desk: "Desk", port: "Port", verb: str) -> bool:
    """Ask what to do about a write that is under way; True once there is none."""
    writes = desk.workspace.writes
    if not writes.is_busy:
        return True

    def wording() -> Wording:
        if not (what := "; ".join(writes.under_way)):
            return Wording("Nothing is being written any more", "What was begun is done.", verb)
        detail = f"Under way: {what}. It is finished first, and never cut off."
        return Wording("Something is being written", detail, f"{verb} once it is done")

    sure = await port.ask(ConfirmDialog(*wording(), keep="Stay", wording=wording))
    if sure:
        await writes.idle()
    return sure is True


async def _may_be_lost(desk: "Desk", port: "Port", verb: str) -> bool:
    """Ask before open edits are left behind; True at once if there are none."""
    desk.take_typed()
    keys = desk.edits.keys
    if not keys:
        return True
    await desk.edits.flush()
    documents = counted(len(keys), "document")
    what = f"Unsaved edits in {first_of([key.label for key in keys])}"
    question = f"{verb} without saving {documents}?"
    if verb == SWITCH:
        question = f"Switch the profile without saving {documents}?"
    if desk.edits.are_kept:
        dialog = ConfirmDialog(
            question,
            f"{what} stay on this machine as drafts for {DRAFT_DAYS} days, and are offered when "
            f"the document is opened again.",
            f"{verb} and keep the drafts",
            keep="Stay",
        )
    else:
        dialog = ConfirmDialog(
            question,
            f"{what} would be lost: drafts can't be kept on this machine.",
            f"{verb} and lose the edits",
            keep="Stay",
        )
    return await port.ask(dialog) is True


async def _may_end(desk: "Desk", port: "Port") -> bool:
    """Ask before a service in this process ends with what was written there; True elsewhere.

    Who quits the program knows that its service ends; who opens a fork or a profile may not.
    """
    workspace = desk.workspace
    if not workspace.profile.is_in_process or not workspace.writes.has_begun:
        return True
    name = workspace.profile.name
    sure = await port.ask(
        ConfirmDialog(
            f"Leave the {name}, and lose what you wrote in it?",
            f"The {name} is a service in this process, and ends once you go to another: its "
            "documents and its journal are lost. X exports what you want to keep.",
            f"Leave the {name}",
            keep="Stay",
        )
    )
    return sure is True
