"""Expectations: conditions that are pinned to a watched document, and the step that broke them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ccs_tui.model.expression import Expression, ExpressionError
from ccs_tui.model.timeline.step import Properties


class Standing(StrEnum):
    """The standing of an expectation: green holds, red does not, unknown can't be told."""

    GREEN = "green"
    RED = "red"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The standing of an expectation, and the step since when: None before there was any.

    `broken_at` is the last step at which it went from green to red, None if there was none, which
    stays known after it is green again. `problem` says why it is unknown.
    """

    standing: Standing
    since: int | None = None
    broken_at: int | None = None
    problem: str = ""


NOT_ASKED = Judgement(Standing.UNKNOWN, problem="nothing was read yet")


class Expectation:
    """A JMESPath condition on a document, as `intent == 'billing'`. Raises ExpressionError.

    JSON in double quotes is taken as people mean it: `intent == "billing"` compares with the text,
    where plain JMESPath would compare with the property of that name.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._expression = Expression(as_meant(text))

    def standing(self, properties: Properties | None) -> tuple[Standing, str]:
        """Return the standing with a document, None being a gone one; if unknown, also why."""
        if properties is None:
            return Standing.UNKNOWN, "the document is not there"
        try:
            holds = self._expression.holds(properties)
        except ExpressionError as error:
            return Standing.UNKNOWN, error.reason
        return (Standing.GREEN if holds else Standing.RED), ""

    def verdict(self, documents: Iterable[tuple[int, Properties | None]]) -> Judgement:
        """Return its verdict after steps: the number of each, and the document as it was then."""
        verdict = NOT_ASKED
        for number, properties in documents:
            verdict = self.after(verdict, number, properties)
        return verdict

    def after(self, verdict: Judgement, number: int, properties: Properties | None) -> Judgement:
        """Return its verdict after one more step."""
        standing, problem = self.standing(properties)
        is_same = standing is verdict.standing and verdict.since is not None
        breaks = standing is Standing.RED and verdict.standing is Standing.GREEN
        return Judgement(
            standing,
            verdict.since if is_same else number,
            number if breaks else verdict.broken_at,
            problem,
        )


_MEANT = re.compile(
    r"""
    (?P<apart> '(?:[^'\\]|\\.)*' | `(?:[^`\\]|\\.)*` )
  | (?P<sign> [=!<>]=|[<>] ) (?P<space> \s* )
    (?P<value> "(?:[^"\\]|\\.)*" | -?\d+(?:\.\d+)?(?:[eE][-+]?\d+)? | (?:true|false|null)\b )
    (?! \s* [.\[(] )
  | (?P<name> "(?:[^"\\]|\\.)*" )
    """,
    re.VERBOSE | re.DOTALL,
)


def as_meant(condition: str) -> str:
    """Return a condition of which JSON on the right of a comparison is a value, not a name.

    Nothing else of it changes; what is a value in JMESPath already stays as it is.
    """

    def meant(found: re.Match[str]) -> str:
        if found["value"] is None:
            return found[0]
        value = found["value"].replace("`", "\\`")
        return f"{found['sign']}{found['space']}`{value}`"

    return _MEANT.sub(meant, condition)
