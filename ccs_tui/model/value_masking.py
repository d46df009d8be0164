"""Values that are masked before they leave the screen: secrets, and what belongs to a person.

A rule looks at the name under which a value stands, and at what a text looks like. It errs on the
side of masking, and tells the length, so that a reader sees that something was there.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from ccs_tui.model.json_text import JsonText, decode, join_object, kind, quote
from ccs_tui.model.tree.child_texts import split_array, split_object
from ccs_tui.model.words import counted

_NAME = re.compile(
    r"token|secret|passw|pwd|credential|authori[sz]ation|api_?key|private_?key|cookie|signature|"
    r"e_?mail|phone|mobile|msisdn|iban|card_?n|pan$|cvv|cvc|ssn|tax_?id|passport|birth|dob$|"
    r"address|street|zip_?code|postal|first_?name|last_?name|full_?name|surname|given_?name"
)
_TEXT = re.compile(
    r"""
    [\w.+-]+@[\w-]+\.[\w.-]+                      # an address of e-mail
  | eyJ[\w-]{8,}\.[\w-]+                          # a JSON web token
  | \b(?:Bearer|Basic)\s+\S{8,}
  | \+\d[\d\s().-]{7,}\d                          # a number to call
  | \b(?:\d[ -]?){13,19}\b                        # a card, or an account
  | \b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}\b      # an IBAN
    """,
    re.VERBOSE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DIGITS_OF_AN_INSTANT = re.compile(r"1\d{12}")
DEEPEST = 200
"""Levels below which a value is masked as a whole."""


class Masking(StrEnum):
    """The treatment of values: as they are, masked by the rule, or left out."""

    NONE = "as they are"
    RULE = "masked by rule"
    LEFT_OUT = "left out"


def masked_values(properties: Mapping[str, JsonText], masking: Masking) -> Mapping[str, JsonText]:
    """Return the values of a document as they may leave the screen, by name."""
    if masking is Masking.NONE:
        return properties
    return {name: masked_value(name, value, masking) for name, value in properties.items()}


def masked_value(name: str | int, value: JsonText, masking: Masking, depth: int = 0) -> JsonText:
    """Return the value under a name as it may leave the screen, as canonical text."""
    if masking is Masking.NONE:
        return value
    if masking is Masking.LEFT_OUT or depth > DEEPEST:
        return _instead(value)
    if isinstance(name, str) and is_private_name(name) and value not in ("null", "true", "false"):
        return _instead(value)
    match kind(value):
        case "object":
            return join_object(
                {
                    key: masked_value(key, member, masking, depth + 1)
                    for key, member in split_object(value)
                }
            )
        case "array":
            parts = (masked_value(name, each, masking, depth + 1) for each in split_array(value))
            return JsonText(f"[{','.join(parts)}]")
        case "string" if _is_private_text(str(decode(value))):
            return _instead(value)
        case "number" if _is_private_text(value):
            return _instead(value)
    return value


def is_private_name(name: str) -> bool:
    """Return whether a value under this name is masked, whatever it is."""
    return (
        _NAME.search(_CAMEL.sub("_", name).replace("-", "_").replace(" ", "_").lower()) is not None
    )


def _is_private_text(text: str) -> bool:
    # Milliseconds since 1970 have as many digits as a card's number may have.
    return _TEXT.search(text) is not None and not _DIGITS_OF_AN_INSTANT.fullmatch(text)


def _instead(value: JsonText) -> JsonText:
    """Return the text that stands for a value: its type and its size, and nothing of it."""
    match kind(value):
        case "object":
            size = counted(len(split_object(value)), "member")
        case "array":
            size = counted(len(split_array(value)), "element")
        case "null" | "boolean":
            return quote(f"({kind(value)})")
        case _:
            size = counted(len(value), "character")
    return quote(f"({kind(value)}, {size})")
