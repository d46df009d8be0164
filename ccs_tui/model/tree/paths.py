"""JSON paths as people write them: `slots.from`, `transcript[3].text`, `["two words"]`."""

import re
from collections.abc import Iterable

from ccs_tui.model.json_text import JsonError, parse, quote
from ccs_tui.model.tree.nodes import Key

_PLAIN = re.compile(r"[^\W\d][\w-]*")
_STEP = re.compile(
    r"""
    \[ \s* (?P<index> -?\d+ ) \s* \]
  | \[ \s* (?P<double> "(?:[^"\\]|\\.)*" ) \s* \]
  | \[ \s* ' (?P<single> (?:[^'\\]|\\.)* ) ' \s* \]
  | (?P<dot> \.? ) (?P<name> [^.\[\]]+ )
    """,
    re.VERBOSE | re.DOTALL,
)


DIGITS = 18
"""Of an index that is looked at: an array's length has fewer, and Python reads no endless ones."""


class PathError(ValueError):
    """A path that can't be read, or leads nowhere; the text says where it ends and why."""


def format_path(keys: Iterable[Key]) -> str:
    """Return the path of these keys, a name quoted where it would not be understood without."""
    steps: list[str] = []
    for key in keys:
        if isinstance(key, int):
            steps.append(f"[{key}]")
        elif _PLAIN.fullmatch(key) and key.isprintable():
            steps.append(f".{key}" if steps else key)
        else:
            steps.append(f"[{quote(key)}]")
    return "".join(steps)


def parse_path(path: str) -> list[Key]:
    """Return the keys of a path. `$` or a dot may lead it; a negative index counts from the end.

    Raises PathError.
    """
    path = path.strip()
    at = 1 if path.startswith("$") and path[1:2] in ("", ".", "[") else 0
    keys: list[Key] = []
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None or (step["name"] and keys and not step["dot"]):
            raise PathError(f"A path does not go on like this: {path[at:]}")
        keys.append(_key(step))
        at = step.end()
    return keys


def _key(step: re.Match[str]) -> Key:
    if step["index"] is not None:
        if len(step["index"]) > DIGITS:
            raise PathError("No array has so many elements.")
        return int(step["index"])
    if step["name"] is not None:
        return step["name"]
    if step["single"] is not None:
        return re.sub(r"\\(.)", r"\1", step["single"], flags=re.DOTALL)
    try:
        return str(parse(step["double"]))
    except JsonError as error:
        raise PathError(f"{step['double']} is no name: {error.reason}.") from None
