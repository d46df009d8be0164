"""The problems of `settings.toml` in sentences: where, which setting, what to do; no value.

They are made of pydantic's errors and of those of `tomllib`.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ccs_tui.local.settings_checks import NOT_IN_THIS_FILE
from ccs_tui.local.settings_error import Problem, place_of
from ccs_tui.local.settings_places import SettingPath, TextPosition
from ccs_tui.model.words import any_of

SettingNames = tuple[str, ...]

_SECRETS = ("api_key", "key", "password", "token")
_SECRET = re.compile(r"key|token|pass|pwd|secret|credential|auth", re.IGNORECASE)
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_NAMED = re.compile(r"\s*(?:\[+\s*(?=profiles\b)([\w.-]+)|([\w.-]+)\s*[=:])")
"""The table of profiles, or a setting, at the beginning of a line."""
_SURELY_MEANT = 0.85
"""The likeness from which a name that sounds like a secret's is taken for a setting misspelt."""

_REMEDIES = (
    ("Invalid value", 'A text stands in "quotes", and true and false in lower case.'),
    ("Expected '='", "A setting is written as NAME = VALUE."),
    ("Invalid statement", "A setting is written as NAME = VALUE."),
    ("Invalid initial character", "A setting is written as NAME = VALUE."),
    ("Cannot overwrite", "It stands there twice: take one out."),
    ("twice", "It stands there twice: take one out."),
    ("Duplicate", "It stands there twice: take one out."),
    ("Cannot", "It stands there already, as something else: take one out."),
    ("Unescaped", "Write '…' in the place of \"…\" around a text with backslashes."),
    ("", "Look for a quote or a bracket that is not closed, or for more than one setting in it."),
)
"""The advice, by the beginning or a part of what `tomllib` says."""


_SENTENCES = {
    "literal_error": "set it to {expected}.",
    "enum": "set it to {expected}.",
    "missing": "it is missing: add it here.",
    "model_type": "it is a table: write it as [profiles.NAME].",
    "dict_type": "it is a table: write it as [{table}].",
    "string_type": 'set it to a text in "quotes".',
    "bool_type": "set it to true or false, without quotes.",
    "int_type": "set it to a whole number, without quotes.",
    "float_type": "set it to a number, without quotes.",
    "finite_number": "set it to a number that is not infinite.",
    "list_type": 'set it to a list, as ["one", "two"].',
    "too_long": "shorten it: it has at most {max_length} elements.",
    "greater_than": "set it to more than {gt}.",
    "greater_than_equal": "set it to {ge} or more.",
    "less_than_equal": "set it to {le} or less.",
}
"""The advice, by the kind of pydantic's error."""


def problems_of(
    error: ValidationError,
    known: tuple[SettingNames, SettingNames],
    places: Mapping[SettingPath, TextPosition],
) -> list[Problem]:
    """Return a problem for each wrong setting.

    `known` are the names of the settings, and of those of a profile.
    """
    return [
        Problem(_field(problem), _sentence(problem, known), place_of(places, _path(problem)))
        for problem in error.errors(include_url=False, include_input=False)
    ]


def toml_problem(error: ValueError, text: str, known: tuple[SettingNames, SettingNames]) -> Problem:
    """Return the problem of a text that is no TOML, with its place as far as it is known.

    It is named by its line only if that begins with one of the `known` names, since what stands
    there may as well be a part of a value.
    """
    said = str(error)
    found = _AT.search(said)
    if found is None:
        # This is Python's own error for a number with thousands of digits.
        return Problem("", f"it is not TOML: {said}.")
    lines = text.split("\n")
    last = len(lines), len(lines[-1]) + 1
    place = (int(found[1]), int(found[2])) if found[1] else last
    line = lines[min(place[0], len(lines)) - 1]
    message = said[: found.start()]
    remedy = next(remedy for part, remedy in _REMEDIES if part in message)
    return Problem(_named(line, known), f"it is not TOML: {message}. {remedy}", place)


def _named(line: str, known: tuple[SettingNames, SettingNames]) -> str:
    found = _NAMED.match(line)
    if found is None:
        return ""
    table, setting = found.groups(default="")
    is_known = setting.rpartition(".")[2] in (*known[0], *known[1], *_SECRETS)
    return table or (setting if is_known else "")


def _path(problem: ErrorDetails) -> list[str]:
    return [str(part) for part in problem["loc"] if part != "[key]"]


def _field(problem: ErrorDetails) -> str:
    return ".".join(_path(problem))


def _sentence(problem: ErrorDetails, known: tuple[SettingNames, SettingNames]) -> str:
    """Return the problem as a sentence, without the value."""
    kind, context = problem["type"], problem.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(_path(problem), known)
    if kind == "value_error":
        return str(context["error"])
    if kind in _SENTENCES:
        table = "keys" if _path(problem)[0] == "keys" else "profiles.NAME"
        return _SENTENCES[kind].format_map({**context, "table": table})
    return f"{problem['msg'].replace('Input should be', 'it is to be').rstrip('.')}."


def _unknown(path: Sequence[str], known: tuple[SettingNames, SettingNames]) -> str:
    """Return what to do with a setting that there is none of."""
    name, is_of_profile = path[-1], len(path) > 1
    here, elsewhere = known[is_of_profile], known[not is_of_profile]
    surely = get_close_matches(name, here, 1, _SURELY_MEANT)
    if name.lower() in _SECRETS or (not surely and _SECRET.search(name)):
        return (
            f"{NOT_IN_THIS_FILE}. Take it out, put it in an environment variable, and name that "
            "variable: api_key_env, password_env or token_env. Or name a command that prints it: "
            "api_key_command, password_command or token_command."
        )
    if name in elsewhere and is_of_profile:
        return "it stands at the top, before the first [profiles.NAME]: put it there."
    if name in elsewhere:
        return "it stands in a profile, below [profiles.NAME]: put it there."
    if near := get_close_matches(name.lower(), here, 1):
        return f"there is no such setting: did you mean {near[0]}?"
    return f"there is no such setting; there is {any_of(here)}."
