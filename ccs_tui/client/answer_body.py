"""The body of an answer with the promised status: its values, or a ProtocolError.

An answer is not trusted: an error names the field or the position that is not as the contract
(`ccs-api.md` 2 to 4) says, never a value. Errors are raised outside of `except` blocks if the cause
holds the body, so that no traceback can show it.
"""

from collections.abc import Sequence
from typing import TypeVar

from ccs_tui.client.call import Answer, Call
from ccs_tui.client.errors import (
    AnswerTooLargeError,
    ProtocolError,
)
from ccs_tui.model.json_text import (
    JsonError,
    JsonText,
    canonical,
    decode,
    kind,
    members,
    parse_array,
    quote,
)
from ccs_tui.model.wire_body import BodyError, WireBody

Body = TypeVar("Body", bound=WireBody)


def text_of(call: Call, answer: Answer) -> str:
    """Return the body as text. Raises ProtocolError if it is an HTML page or not UTF-8."""
    if is_html(answer):
        raise html_page(call, answer)
    problem = ""
    try:
        return answer.body.decode()
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is not UTF-8"
    raise unlike_contract(call, problem)


def parse_body(call: Call, text: str, model: type[Body]) -> Body:
    """Read a body of the contract. Raises ProtocolError."""
    try:
        return model.from_text(text)
    except (JsonError, BodyError) as error:
        problem = str(error)
    raise unlike_contract(call, problem)


def read_list(call: Call, text: str, model: type[Body]) -> list[Body]:
    """Read an array of bodies of the contract. Raises ProtocolError."""
    bodies = []
    for number, element in enumerate(_elements(call, text)):
        try:
            bodies.append(model.from_canonical(element))
            continue
        except JsonError as error:
            problem = error.reason
        except BodyError as error:
            problem = str(error)
        raise unlike_contract(call, f"element {number}: {problem}")
    return bodies


def read_strings(call: Call, text: str) -> list[str]:
    """Read an array of strings. Raises ProtocolError."""
    elements = _elements(call, text)
    for number, element in enumerate(elements):
        if kind(element) != "string":
            raise unlike_contract(call, f"element {number}: it is no string but a {kind(element)}")
    return [decode(element) for element in elements]


def read_object(call: Call, text: str) -> dict[str, JsonText]:
    """Read an object of properties. Raises ProtocolError."""
    try:
        return members(canonical(text))
    except JsonError as error:
        problem = str(error)
    raise unlike_contract(call, problem)


def read_bare_value(text: str) -> JsonText:
    """Read v1's single property: JSON, or else a string without its quotes [V1]."""
    try:
        return canonical(text)
    except JsonError:
        return quote(text)


def _elements(call: Call, text: str) -> Sequence[JsonText]:
    try:
        return parse_array(text)
    except JsonError as error:
        problem = str(error)
    raise unlike_contract(call, problem)


def unlike_contract(call: Call, problem: str) -> ProtocolError:
    """Return the error of an answer that is not as the contract says; `problem` says why."""
    return ProtocolError(
        f"The answer to {call} is not what the service promises ({problem})",
        "Check that the URL is the service's and that no proxy changes its answers.",
    )


def answer_too_large(call: Call, most: str) -> AnswerTooLargeError:
    """Return the error of an answer that is larger than `most`, a size in words."""
    return AnswerTooLargeError(
        f"The answer to {call} is larger than {most}", "Ask for less at once."
    )


def is_html(answer: Answer) -> bool:
    """Return whether an answer is a page for people, and so not the service's."""
    return answer.content_type.lower() == "text/html"


def html_page(call: Call, answer: Answer) -> ProtocolError:
    """Return the error of an HTML page where JSON is promised."""
    return ProtocolError(
        f"The answer to {call} is an HTML page ({answer.status}), not the service's",
        "A proxy or another site answered: check the URL, and whether the network asks to log in.",
    )
