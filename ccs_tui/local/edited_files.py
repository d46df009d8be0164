"""The files that an editor of the user's own has open, each with what is needed to find it again.

A file lies in a private folder of its own, where the editor's own files lie as well. Beside it
stands what it is a part of, in a file that is locked as long as this program or the editor runs:
the editor inherits it. So the files of a program that was killed are told from open ones, and the
next start makes drafts of them.
"""

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, field
from pathlib import Path

from ccs_tui.local.database import StateError
from ccs_tui.local.drafts import Drafts
from ccs_tui.local.short_lived_files import folders, private_folder
from ccs_tui.model.changes import Edit
from ccs_tui.model.json_text import JsonText, quote
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.value_object import ValueObject

EDITING = "editing"
"""The folder of the files that are open."""
LEFT_SECONDS = 86_400.0
"""The seconds that a file is kept of which an editor may still have a window."""

_ABOUT, _SEEN, _WATCHED, _NEW = "about", "seen", "watched", "new-"


class PartOfDocument(ValueObject):
    """The part of a document that is in a file: property `name`, or a value in it; None for all.

    The text of the property is `before`, the text of the file, and `after`. `origin` is the stored
    value that the edit began from. With `is_string` the file has the characters of a string.
    """

    profile: str
    account: str
    namespace: str
    session: str | None
    name: str | None
    origin: str | None = field(repr=False)
    before: str = field(default="", repr=False)
    after: str = field(default="", repr=False)
    is_string: bool = False

    @property
    def file_name(self) -> str:
        """The name of the file, whose end tells an editor what is in it."""
        return "value.txt" if self.is_string else "value.json"

    def edit(self, text: str) -> Edit:
        """Return the edit that the text of the file makes of the property, or of the document."""
        inner = quote(text) if self.is_string else text
        origin = None if self.origin is None else JsonText(self.origin)
        return Edit(self.before + inner + self.after, origin)


class EditedFile:
    """A text in a file, while an editor has it."""

    def __init__(self, folder: Path, handle: int, path: Path, text: str) -> None:
        self._folder = folder
        self.handle = handle
        """The file that is locked while it is open; the editor inherits it."""
        self.path = path
        self.seen = text
        """The text as it was read last, or written."""
        self.is_utf8 = True
        """False if what was read last had other bytes than UTF-8 in it."""

    @classmethod
    def begin(
        cls,
        environment: Mapping[str, str],
        part: PartOfDocument,
        text: str,
        *,
        read_only: bool = False,
    ) -> "EditedFile":
        """Write a text to a new file, whose name tells nothing. Raises OSError."""
        place = private_folder(environment, EDITING)
        token = secrets.token_hex(6)
        folder, unready = place / token, place / f"{_NEW}{token}"
        unready.mkdir(mode=0o700)
        handle = os.open(unready / _ABOUT, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            with suppress(OSError):  # A file system without locks.
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            content = f"{text}\n".encode(errors="backslashreplace")
            _write(unready / part.file_name, content, 0o400 if read_only else 0o600)
            _write(unready / _SEEN, content, 0o600)
            _write_all(handle, json.dumps(asdict(part)).encode())
            unready.rename(folder)
        except OSError:
            os.close(handle)
            shutil.rmtree(unready, ignore_errors=True)
            raise
        return cls(folder, handle, folder / part.file_name, text)

    def read(self) -> str:
        r"""Return the text as the editor left it, but for the line break that it ends with.

        Bytes that are not UTF-8 become `\xNN`. Raises OSError, for one that the editor removed.
        """
        data = self.path.read_bytes()
        text = _without_end(data)
        self.is_utf8 = text == data.decode(errors="ignore").removesuffix("\n")
        return text

    def take(self, text: str) -> None:
        """Note that a text is an open edit by now, and so no draft to be made later."""
        self.seen = text
        with suppress(OSError):
            (self._folder / _SEEN).write_bytes(f"{text}\n".encode(errors="backslashreplace"))

    def watch(self) -> None:
        """Note that the editor may have a window of the file, although its program has ended."""
        with suppress(OSError):
            (self._folder / _WATCHED).touch(mode=0o600)

    def end(self) -> None:
        """Remove the file, and what the editor left beside it."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self.let_go()

    def let_go(self) -> None:
        """Leave the file where it is: an editor may have it still."""
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1


def keep_left_behind(environment: Mapping[str, str], drafts: Drafts) -> int:
    """Make drafts of the files that nobody has open any more; return how many. Blocks.

    What is unchanged is removed, at once, or after a day if an editor may have a window of it.
    """
    kept = 0
    for place in folders(environment, EDITING):
        with suppress(OSError):
            for folder in sorted(place.iterdir()):
                with suppress(OSError, StateError, ValueError, TypeError), _left(folder) as about:
                    kept += about is not None and _keep(folder, about, drafts)
    return kept


@contextmanager
def _left(folder: Path) -> Iterator[int | None]:
    """Have a folder to oneself; None if someone has it open. Raises OSError."""
    if folder.name.startswith(_NEW):
        if _age(folder) > LEFT_SECONDS:
            shutil.rmtree(folder)
        yield None
        return
    handle = os.open(folder / _ABOUT, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield handle
    except BlockingIOError:
        yield None
    finally:
        os.close(handle)


def _keep(folder: Path, about: int, drafts: Drafts) -> bool:
    """Make a draft of a file that was left, if it was changed. Raises OSError, StateError."""
    with os.fdopen(os.dup(about), "rb") as file:
        content = file.read()
    part = PartOfDocument(**json.loads(content))
    path, seen = folder / part.file_name, folder / _SEEN
    text = _without_end(path.read_bytes()) if path.exists() else None
    if text is None or text == _without_end(seen.read_bytes()):
        if not (folder / _WATCHED).exists() or _age(seen) > LEFT_SECONDS:
            shutil.rmtree(folder)
        return False
    edit = part.edit(text)
    key = DocumentKey(part.account, part.namespace, part.session)
    if part.name is None:
        drafts.keep(part.profile, key, {}, slot=folder.name, whole=edit)
    else:
        drafts.keep(part.profile, key, {part.name: edit}, slot=folder.name)
    shutil.rmtree(folder)
    return True


def _without_end(data: bytes) -> str:
    return data.decode(errors="backslashreplace").removesuffix("\n")


def _age(path: Path) -> float:
    return time.time() - path.lstat().st_mtime


def _write(path: Path, content: bytes, mode: int) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, mode)
    try:
        _write_all(handle, content)
    finally:
        os.close(handle)


def _write_all(handle: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]
