"""The problems of `settings.toml` in sentences: made of pydantic's errors, without any value."""

import re

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ccs_tui.model.words import any_of

Names = tuple[str, ...]

_SECRET = re.compile(r"key|token|pass|pwd|secret|credential|auth", re.IGNORECASE)


def problems_of(error: ValidationError, known: tuple[Names, Names]) -> dict[str, str]:
    """Return a sentence for each wrong field, without its value.

    `known` are the names of the settings, and of those of a profile.
    """
    return {
        _field(problem): _sentence(problem, known)
        for problem in error.errors(include_url=False, include_input=False)
    }


def _field(problem: ErrorDetails) -> str:
    return ".".join(str(part) for part in problem["loc"] if part != "[key]")


def _sentence(problem: ErrorDetails, known: tuple[Names, Names]) -> str:
    """Return the problem as a sentence, without the value."""
    kind, context = problem["type"], problem.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(problem["loc"], known)
    if kind == "value_error":
        return str(context["error"])
    if kind in ("literal_error", "enum"):
        return f"it is {context['expected']}."
    if kind == "missing":
        return "it is missing."
    if kind in ("model_type", "dict_type"):
        return "it is a table, as [profiles.NAME]."
    return f"{problem['msg'].replace('Input should be', 'it is').rstrip('.')}."


def _unknown(place: tuple[int | str, ...], known: tuple[Names, Names]) -> str:
    name = str(place[-1])
    if _SECRET.search(name):
        return (
            "a secret can't stand in this file. Take it out, put it in an environment variable, "
            "and name that variable: api_key_env, password_env or token_env."
        )
    return f"there is no such setting; there is {any_of(known[len(place) > 1])}."
