"""A file of expectations: conditions on documents, in TOML, as they are pinned on the screen.

expect = ["intent == 'refund'"]    # of the document that the command line names

[documents]
"airlineBot/3f2c9d1e" = ["slots.to", "length(transcript) > `3`"]
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ccs_tui.model.expression import ExpressionError
from ccs_tui.model.timeline.expectation import Expectation

MAX_BYTES = 1_000_000


class ExpectationsError(ValueError):
    """A file of expectations that can't be used; the text names it, the place, and the reason."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The expectations of one document: `document` as in the file, None for the named one."""

    document: str | None
    expectations: tuple[Expectation, ...]


def read_expectations(path: Path) -> list[Expected]:
    """Read a file of expectations. Raises ExpectationsError."""
    try:
        with path.open("rb") as file:
            text = file.read(MAX_BYTES + 1)
        if len(text) > MAX_BYTES:
            raise ExpectationsError(f"{path} has more than {MAX_BYTES:,} bytes.")
        content = tomllib.loads(text.decode())
    except OSError as error:
        reason = (error.strerror or "an error").lower()
        raise ExpectationsError(f"{path} can't be read: {reason}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ExpectationsError(f"{path} is not TOML: {error}.") from None
    found = [each for each in _expected(path, content) if each.expectations]
    if not found:
        raise ExpectationsError(f'{path} expects nothing: write expect = ["…"] or [documents].')
    return found


def _expected(path: Path, content: Mapping[str, Any]) -> Iterator[Expected]:
    documents = content.get("documents", {})
    unknown = sorted(content.keys() - {"expect", "documents"})
    if unknown or not isinstance(documents, dict):
        what = unknown[0] if unknown else "documents"
        raise ExpectationsError(
            f"{path}: {what}: there are expect, a list of conditions, and [documents], lists of "
            "conditions by document."
        )
    yield Expected(None, _conditions(path, "expect", content.get("expect", [])))
    for name, texts in documents.items():
        yield Expected(name, _conditions(path, f"documents.{name}", texts))


def _conditions(path: Path, place: str, texts: Any) -> tuple[Expectation, ...]:
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ExpectationsError(f"{path}: {place}: it is a list of conditions, in quotes.")
    try:
        return tuple(Expectation(text) for text in texts)
    except ExpressionError as error:
        raise ExpectationsError(f"{path}: {place}: {error}.") from None
