"""`c`: a document, or a property of one, duplicated or moved; and exported to a file."""

import asyncio
import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError
from ccs_tui.model.json_text import JsonText, join_object, pretty
from ccs_tui.model.names import DocumentKey, is_reserved
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.ui.dialogs.properties import PropertiesDialog
from ccs_tui.ui.screens.explorer.going import key_of, problem_of
from ccs_tui.ui.text import shorten
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.outcome import count_of
from ccs_tui.workspace.refused import RefusedError
from ccs_tui.workspace.saving import Saving
from ccs_tui.workspace.transfer import expiry_for_new, transfer

if TYPE_CHECKING:
    from ccs_tui.ui.screens.explorer.screen import ExplorerScreen


NAME_WIDTH = 20
"""Cells that a property's name takes in a choice."""


class Moving:
    """Takes documents and properties to other places."""

    def __init__(self, screen: "ExplorerScreen") -> None:
        self._screen = screen

    async def here(self) -> None:
        """Ask what to do with the document, or the property, under the cursor, and where to."""
        screen = self._screen
        if screen.writing.refused_read_only("nothing can be written"):
            return
        key, names = screen.selected_key(), None
        if screen.document.is_active and screen.document.copy is not None:
            key = screen.document.copy.key
            names = [screen.document.selected] if screen.document.selected else None
        if key is None:
            screen.alarm("Choose a document first.")
            return
        if key in screen.edits:
            screen.alarm(
                f"{key.label} has unsaved edits. Save them first, so that they go along (^s)."
            )
            return
        if names is None:
            choices = [Choice("d", "Duplicate it"), Choice("m", "Move it", "it goes from here")]
        else:
            name = shorten(names[0], NAME_WIDTH)
            choices = [
                Choice("d", f"Duplicate {name}"),
                Choice("m", f"Move {name}", "it goes from here"),
                Choice("p", "Duplicate properties …"),
                Choice("P", "Move properties …", "they go from here"),
                Choice("D", "Duplicate the document"),
                Choice("M", "Move the document", "it goes from here"),
            ]
        answer = await screen.app.push_screen_wait(
            ChoiceDialog(f"To another place: {key.label}", tuple(choices))
        )
        if answer is None:
            return
        move = answer in "mMP"
        if answer in "DM":
            names = None
        if answer in "pP" and screen.document.copy is not None:
            chosen = await screen.app.push_screen_wait(
                PropertiesDialog(
                    key.label, screen.document.copy.base.properties, screen.document.selected,
                    "Move" if move else "Duplicate",
                )
            )  # fmt: skip
            if chosen is None:
                return
            names = list(chosen)
        await self._transfer(key, names, move=move)

    async def _transfer(
        self, source: DocumentKey, names: Collection[str] | None, *, move: bool
    ) -> None:
        screen = self._screen
        target = await self._ask_target(source, "Move" if move else "Duplicate")
        if target is None:
            return
        try:
            with screen.document.waiting("reading both"):
                saving = await transfer(screen.workspace, source, target, names, move=move)
        except (CcsError, RefusedError) as error:
            screen.alarm(str(error))
            return
        await self._send(saving, source, target)

    async def _send(self, saving: Saving, source: DocumentKey, target: DocumentKey) -> None:
        screen = self._screen
        saved = await screen.saving.run(saving)
        if saved is None:
            return
        screen.saving.report(saved)
        for part in saved.parts:
            if part.key == source:
                gone = part.document is not None and not part.document.exists
                screen.show_written(source, exists=not gone)
        screen.reading.by_name(target)

    async def move_edited(self, copy: OpenDocument, names: Collection[str]) -> None:
        """Write properties, as they were edited, to another document, and remove them here.

        The removal waits for the save, like any other.
        """
        screen = self._screen
        target = await self._ask_target(copy.key, "Move")
        if target is None:
            return
        try:
            with screen.document.waiting(f"reading {target.label}"):
                there = OpenDocument(await screen.workspace.open(target))
        except CcsError as error:
            screen.alarm(str(error))
            return
        values = {name: copy.value(name) for name in names}
        for name, value in values.items():
            there.put(name, value)
        expiry = expiry_for_new(there.base, copy.base, screen.now())
        intent = Intent(there, expires_at=expiry)
        saved = await screen.saving.run(Saving(screen.workspace, [intent]))
        if saved is None:
            return
        screen.saving.report(saved)

        def remove() -> None:
            for name in names:
                copy.remove(name)

        copy.recorded(remove)
        screen.show_copy(copy)
        screen.notify(
            f"{count_of(names)} is in {target.label}. It goes from {copy.key.label} with the next "
            f"save (^s).",
            markup=False,
        )

    async def _ask_target(self, source: DocumentKey, verb: str) -> DocumentKey | None:
        screen, account = self._screen, self._screen.workspace.account

        def check(text: str) -> str | None:
            if problem := problem_of(text, account, source.namespace):
                return problem
            target = key_of(text, account, source.namespace)
            if target == source:
                return "That is where it is."
            if is_reserved(target.namespace):
                return f"{target.namespace} is reserved by the service: it can't be written."
            return None

        hint = "a session id, namespace:session, or a whole key"
        answer = await screen.app.push_screen_wait(FormDialog(
            f"{verb} to", (Field("to", "Document", check, hint=hint),), "Review",
            "A session of the same namespace by its id alone. It is shown before it is sent.",
        ))  # fmt: skip
        if answer is None:
            return None
        target = key_of(answer["to"], account, source.namespace)
        return target if await self._is_there(target.namespace) else None

    async def _is_there(self, namespace: str) -> bool:
        """Whether a namespace exists, or may be made by the save: a typo would make one too."""
        screen = self._screen
        if not screen.workspace.capabilities.can_list or namespace in screen.namespaces.namespaces:
            return True
        sure = await screen.app.push_screen_wait(ConfirmDialog(
            f"Make the namespace {namespace}?",
            "The account has none of this name. The save makes it, without a TTL of its own.",
            "Make it",
            keep="Back",
        ))  # fmt: skip
        return sure is True

    async def export(self, copy: OpenDocument, names: Collection[str]) -> None:
        """Ask for a file, and write properties to it as one JSON object."""
        screen = self._screen
        values = {name: copy.value(name) for name in names}

        def check(text: str) -> str | None:
            try:
                path = Path(text.strip()).expanduser()
                if b"\0" in os.fsencode(path):
                    return "No file can have such a name."
                if not text.strip() or path.is_dir():
                    return "Type the name of a file."
                return f"{path} exists already." if path.exists() else None
            except OSError as error:
                return f"It can't be that: {(error.strerror or 'an error').lower()}."
            except ValueError:
                return "No file can have such a name."
            except RuntimeError:
                return "There is no home folder for ~: write out the whole path."

        answer = await screen.app.push_screen_wait(FormDialog(
            f"Export {count_of(names)}",
            (Field("path", "File", check, hint="~/property.json"),), "Export",
            "It is written as one JSON object, readable by you alone.",
        ))  # fmt: skip
        if answer is None:
            return
        name = answer["path"].strip()
        try:
            await asyncio.to_thread(_write_private, name, pretty(join_object(values)))
        except OSError as error:
            screen.alarm(f"{name} can't be written: {(error.strerror or 'an error').lower()}.")
            return
        screen.notify(f"Exported {count_of(names)} to {name}.", markup=False)


def _write_private(name: str, text: JsonText | str) -> None:
    handle = os.open(Path(name).expanduser(), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
