"""The checks of single settings: types for pydantic, each with a sentence that says what is wrong.

No sentence repeats a value.
"""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from ccs_tui.model.connection import REGIONS, account_problem, url_problem
from ccs_tui.model.names import namespace_problem
from ccs_tui.model.network import DIRECT
from ccs_tui.model.profile import DEMO, FORK, UNNAMED
from ccs_tui.model.words import any_of

NOT_IN_THIS_FILE = "a secret can't stand in this file"

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,63}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")
_PRINTERS = ("echo", "printf")
"""The programs that print what stands in their command, and so would have the secret there."""


def validator_of(problem_of: Callable[[str], str | None]) -> AfterValidator:
    """Make a validator of a function that says why a text is wrong, or returns None."""

    def checked(text: str) -> str:
        if problem := problem_of(text):
            raise ValueError(problem)
        return text

    return AfterValidator(checked)


def _name_problem(name: str) -> str | None:
    if name in (DEMO, FORK, UNNAMED):
        return f"the name {name} is taken: choose another for this profile."
    if not _NAME.fullmatch(name):
        return "a profile's name has up to 40 letters, digits, _, . and -."
    return None


def _region_problem(region: str) -> str | None:
    return None if region.lower() in REGIONS else f"set it to {any_of(REGIONS)}."


def _variable_problem(name: str) -> str | None:
    if _VARIABLE.fullmatch(name):
        return None
    return f"it is the name of an environment variable, in capitals: {NOT_IN_THIS_FILE} itself."


def _colour_problem(colour: str) -> str | None:
    return None if _COLOUR.fullmatch(colour) else 'it reads like "#d0433f".'


def _user_problem(user: str) -> str | None:
    return None if user and ":" not in user else "a user's name is not empty and has no colon."


def _property_problem(name: str) -> str | None:
    return None if name.strip() else "it is the name of a property, and not empty."


def _file_problem(path: str) -> str | None:
    return None if path.strip() and "\0" not in path else "it is the path of a file."


def _proxy_problem(proxy: str) -> str | None:
    if proxy == DIRECT:
        return None
    try:
        parts = urlsplit(proxy)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in _PROXY_SCHEMES or port == 0:
        return (
            'it reads like "http://proxy.example:8080"; the schemes are '
            f'{any_of(_PROXY_SCHEMES)}. "{DIRECT}" is no proxy, whatever the environment says.'
        )
    if "@" in parts.netloc:
        return (
            f"{NOT_IN_THIS_FILE}, and so no proxy's user and password: take this line out, and set "
            "the variable HTTPS_PROXY to the whole URL."
        )
    return None


def _command_problem(command: str) -> str | None:
    try:
        arguments = shlex.split(command)
    except ValueError:
        return "a quote in it is not closed: it is split into arguments as a shell does."
    if not arguments or "\0" in command:
        return 'it is a command that prints the secret, such as "pass show ccs/prod".'
    if Path(arguments[0]).name in _PRINTERS:
        return f"{NOT_IN_THIS_FILE}, not as an argument either: name a command that fetches it."
    return None


def _expression_problem(text: str) -> str | None:
    # JMESPath is imported where it is used: few profiles have an expression.
    from ccs_tui.model.expression import Expression, ExpressionError

    try:
        Expression(text)
    except ExpressionError as error:
        at = "" if error.column is None else f"column {error.column} of it: "
        return f'it is JMESPath, and reads like "length(transcript)"; {at}{error.reason}.'
    return None


Name = Annotated[str, validator_of(_name_problem)]
Account = Annotated[str, validator_of(account_problem)]
Region = Annotated[str, validator_of(_region_problem)]
Url = Annotated[str, validator_of(url_problem)]
User = Annotated[str, validator_of(_user_problem)]
Colour = Annotated[str, validator_of(_colour_problem)]
Variable = Annotated[str, validator_of(_variable_problem)]
CommandLine = Annotated[str, validator_of(_command_problem)]
File = Annotated[str, validator_of(_file_problem)]
Proxy = Annotated[str, validator_of(_proxy_problem)]
NamespaceName = Annotated[str, validator_of(namespace_problem)]
PropertyName = Annotated[str, validator_of(_property_problem)]
JmesPath = Annotated[str, validator_of(_expression_problem)]
