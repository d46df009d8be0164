"""A file that the user names, readable by nobody else."""

import asyncio
import os
from itertools import count
from pathlib import Path


def typed_path(text: str) -> Path:
    """Return the path of a file that was typed, with `~` as the home. Raises RuntimeError."""
    return Path(text.strip()).expanduser()


def file_problem(text: str) -> str | None:
    """Return why a file can't be made of a name that was typed, None if it can."""
    try:
        path = typed_path(text)
        if b"\0" in os.fsencode(path):
            return "No file can have such a name."
        if not text.strip() or path.is_dir():
            return "Type the name of a file."
        if path.exists():
            return f"{path} exists already: {free_file(str(path))} is free."
        return _folder_problem(path.parent)
    except OSError as error:
        return f"It can't be used: {(error.strerror or 'an error').lower()}."
    except ValueError:
        return "No file can have such a name."
    except RuntimeError:
        return "There is no home folder for ~: write out the whole path."


def free_file(text: str) -> str:
    """Return the name of a file, with a number in it where there is such a file already."""
    path = Path(text)
    stem, dot, ending = path.name.partition(".")
    try:
        for number in count(2):
            if not typed_path(str(path)).exists():
                break
            path = path.with_name(f"{stem}-{number}{dot}{ending}")
    except (OSError, ValueError, RuntimeError):
        return text  # why it can't be used is said where it is taken
    return str(path)


def _folder_problem(folder: Path) -> str | None:
    if not folder.is_dir():
        return f"There is no folder {folder}: make it first, or choose another."
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"You may not write in {folder}: choose another folder."
    return None


async def write_private(name: str, text: str) -> None:
    """Write a text to a new file, and end its last line. Raises OSError."""
    await asyncio.to_thread(_write, name, text)


def _write(name: str, text: str) -> None:
    handle = os.open(Path(name).expanduser(), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
