"""JMESPath expressions on a document's properties: a turn, a column, a condition.

JMESPath is the query language of other command line tools, so that people
know it: `slots.from`, `length(transcript)`, `intent == 'refund'`, `"a name with spaces"[0]`.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, cast

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions
from jmespath.visitor import TreeInterpreter

from ccs_tui.model.json_text import (
    JsonError,
    JsonText,
    decode,
    encode,
)
from ccs_tui.model.value_at import ValuePath, value_at

_AST = dict[str, Any]

# The kinds of node whose later children look at what the first one found, not at the document.
_FOLLOWING = {
    "subexpression",
    "index_expression",
    "pipe",
    "projection",
    "filter_projection",
    "flatten",
    "value_projection",
}
# The kinds of node all of whose children look at the document.
_BESIDE = {
    "comparator",
    "and_expression",
    "or_expression",
    "not_expression",
    "multi_select_list",
    "multi_select_dict",
    "key_val_pair",
    "function_expression",
}


class ExpressionError(ValueError):
    """An expression that can't be read, or that a document can't be asked.

    `reason` is a phrase, `column` counts from 1 and is None where no place is known.
    """

    def __init__(self, text: str, reason: str, column: int | None = None) -> None:
        self.reason = reason
        self.column = column
        at = "" if column is None else f"column {column}: "
        super().__init__(f"the expression {text!r}: {at}{reason}")


class Expression:
    """A JMESPath expression, read once and asked of many documents. Raises ExpressionError."""

    def __init__(self, text: str) -> None:
        self.text = text
        try:
            parsed = jmespath.compile(text).parsed
        except (JMESPathError, RecursionError) as error:
            raise _unread(text, error) from None
        # `ParsedResult.search` makes an interpreter for each document, at the cost of the search.
        self._visit: Callable[[Any], Any] = partial(TreeInterpreter().visit, parsed)
        ast = cast("_AST", parsed)
        for misused in _misused(ast):
            raise ExpressionError(text, misused)
        self.path = _path(ast)
        """The members and elements that it leads through, or None if it is more than a path."""
        self.names = _names(ast)
        """The properties that it looks at, or None if it may be any."""

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def value(self, properties: Mapping[str, JsonText]) -> JsonText | None:
        """Return what it finds in a document, None if nothing is there.

        A path finds the value exactly as it is. Anything else is computed, where numbers are as
        Python's `int` and `float`. Raises ExpressionError.
        """
        if self.path is not None:
            return value_at(properties, self.path)
        found = self._search(properties)
        try:
            return None if found is None else encode(found)
        except (ValueError, RecursionError):
            raise ExpressionError(self.text, "a number in it is too large to compute") from None

    def holds(self, properties: Mapping[str, JsonText]) -> bool:
        """Return whether it is true of a document, in JMESPath's sense.

        Neither null, false, nor an empty string, list or object is. Raises ExpressionError.
        """
        found = self._search(properties)
        # Zero is true in JMESPath, as every number is.
        return bool(found) or (isinstance(found, (int, float)) and found is not False)

    def _search(self, properties: Mapping[str, JsonText]) -> Any:
        # Only what the expression names is decoded: a document may have 800,000 characters.
        names = properties if self.names is None else self.names & properties.keys()
        try:
            return self._visit({name: decode(properties[name]) for name in names})
        except JMESPathError as error:
            raise ExpressionError(self.text, _reason(error)) from None
        except (JsonError, RecursionError):
            raise ExpressionError(self.text, "a value is nested too deeply for it") from None
        except (TypeError, ArithmeticError):  # what JMESPath's functions leave unchecked
            raise ExpressionError(self.text, "it does not fit the values here") from None


def _path(node: _AST) -> ValuePath | None:
    """Return the path that a node is, None if it is more than that or begins with no name."""
    steps = _steps(node)
    return steps if steps and isinstance(steps[0], str) else None


def _steps(node: _AST) -> ValuePath | None:
    match node["type"]:
        case "field" | "index":
            return (node["value"],)
        case "subexpression" | "index_expression":
            parts = [_steps(child) for child in node["children"]]
            if all(part is not None for part in parts):
                return tuple(step for part in parts if part for step in part)
    return None


def _names(node: _AST) -> frozenset[str] | None:
    """Return the properties that a node looks at, None if it may be any."""
    if node["type"] == "field":
        return frozenset((node["value"],))
    if node["type"] in ("literal", "expref"):
        return frozenset()
    if node["type"] in _FOLLOWING:
        return _names(node["children"][0])
    if node["type"] not in _BESIDE:
        return None
    found = [_names(child) for child in node["children"]]
    if any(names is None for names in found):
        return None
    return frozenset(name for names in found if names for name in names)


def _misused(node: _AST) -> Iterator[str]:
    """Yield why a function can be asked of no document: its name, its number of arguments."""
    if node["type"] == "function_expression":
        name, given = node["value"], len(node["children"])
        known = Functions.FUNCTION_TABLE.get(name)
        if known is None:
            yield f"there is no function {name}()"
        else:
            takes = known["signature"]
            goes_on = bool(takes) and bool(takes[-1].get("variadic"))
            if given < len(takes) or (given > len(takes) and not goes_on):
                yield f"{name}() takes another number of arguments"
    for child in node["children"]:
        if isinstance(child, dict):
            yield from _misused(child)


def _unread(text: str, error: Exception) -> ExpressionError:
    if not text.strip():
        return ExpressionError(text, "it is empty")
    if isinstance(error, RecursionError):
        return ExpressionError(text, "it is nested too deeply")
    position = getattr(error, "lex_position", None)
    is_cut = position is None or position >= len(text)
    column = None if position is None else position + 1
    unclosed = getattr(error, "message", "")
    if isinstance(unclosed, str) and unclosed.startswith("Unclosed"):
        return ExpressionError(text, f"{text[position or 0]} is never closed", column)
    reason = "it ends too early" if is_cut else "this is not JMESPath"
    return ExpressionError(text, reason, column)


def _reason(error: JMESPathError) -> str:
    """Return why a document can't be asked: without its values, which an error may repeat."""
    name = getattr(error, "function_name", None)
    kinds = getattr(error, "expected_types", None)
    actual = getattr(error, "actual_type", None)
    if name and kinds and actual:
        return f"{name}() takes {' or '.join(kinds)}, not {actual}"
    return "it does not fit the values here"
