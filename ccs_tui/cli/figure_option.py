"""Options that are a figure with a unit, as a duration."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    _ParamType = click.ParamType[float]
else:
    # Only click's newest releases take a type argument.
    _ParamType = click.ParamType


class FigureOption(_ParamType):
    """A figure with a unit; `function` of `module` reads it, and is imported when it is used."""

    def __init__(self, name: str, module: str, function: str) -> None:
        self.name = name
        self._module = module
        self._function = function

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read a figure."""
        read: Callable[[str], float] = getattr(import_module(self._module), self._function)
        try:
            return read(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


DURATION = FigureOption("duration", "ccs_tui.model.expiry", "parse_duration")
"""A duration in seconds: `90s`, `2h 30m`."""
