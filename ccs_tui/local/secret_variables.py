"""The variables of the environment that have secrets, kept from every program that is started.

A child gets the whole environment of its parent. So once the explorer runs, the secrets are taken
out of the environment, and kept here for a change of the profile.
"""

import os
import re
from collections.abc import Collection, Iterable, Mapping

SECRET_VARIABLES = ("CCS_API_KEY", "CCS_PASSWORD", "CCS_TOKEN")
"""The variables that have the secrets of a connection, unless a profile names others."""

_SOUNDS_SECRET = re.compile(r"KEY|TOKEN|PASSW|SECRET|CREDENTIAL", re.IGNORECASE)

_hidden: dict[str, str] = {}
"""The variables that were taken out of the environment of this process."""


def variables() -> Mapping[str, str]:
    """Return the variables of the environment, with those that were hidden."""
    return {**_hidden, **os.environ}


def hide_secrets(names: Iterable[str] = SECRET_VARIABLES) -> None:
    """Take variables out of the environment, so that no program that is started gets them."""
    for name in {*SECRET_VARIABLES, *names} & os.environ.keys():
        _hidden[name] = os.environ.pop(name)


def child_environment(
    environment: Mapping[str, str], secrets: Collection[str] = SECRET_VARIABLES
) -> dict[str, str]:
    """Return an environment for another program: without the variables that have secrets."""
    return {name: value for name, value in environment.items() if name not in secrets}


def without_secrets(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return an environment for a process of our own: without all that sounds like a secret."""
    return {name: value for name, value in environment.items() if not _SOUNDS_SECRET.search(name)}
