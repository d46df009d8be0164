"""Turns: what a profile says a turn of the conversation is, asked of the document at each step."""

from ccs_tui.model.expression import Expression, ExpressionError
from ccs_tui.model.json_text import JsonText, decode, kind
from ccs_tui.model.timeline.step import Properties

LONGEST = 40
"""Characters of a turn that is text: what is longer is no turn."""


class Turns:
    """Finds the turn of a document by a JMESPath expression, as `length(transcript)`.

    `problem` is the sentence on the first document that could not be asked, empty until then; a
    document that can't be asked has no turn. An expression that can't be read is such a problem
    from the start.
    """

    def __init__(self, expression: str) -> None:
        self.problem = ""
        self._expression: Expression | None = None
        try:
            self._expression = Expression(expression)
        except ExpressionError as error:
            self.problem = f"Steps have no turn: {error}."

    @property
    def names(self) -> frozenset[str] | None:
        """The properties that it looks at, or None if it may be any."""
        return frozenset() if self._expression is None else self._expression.names

    def of(self, properties: Properties) -> str | None:
        """Return the turn of a document, for people; None if it has none."""
        if self._expression is None:
            return None
        try:
            found = self._expression.value(properties)
        except ExpressionError as error:
            self._fail(str(error))
            return None
        return None if found is None else self._text_of(found)

    def _text_of(self, found: JsonText) -> str | None:
        match kind(found):
            case "number":
                return str(found)
            case "string" if len(text := str(decode(found))) <= LONGEST:
                return text
            case "null":
                return None
            case other:
                self._fail(f"it finds {_WITH_ARTICLE.get(other, f'a {other}')}")
                return None

    def _fail(self, reason: str) -> None:
        self.problem = self.problem or (
            f"A step has no turn: {reason}. A turn is a number, or a text of at most {LONGEST} "
            "characters. The setting is turn, of the profile."
        )


_WITH_ARTICLE = {"object": "an object", "array": "an array", "string": "a long text"}
