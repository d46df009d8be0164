"""The options of `ccs-tui emulator`, each read and checked; errors are sentences."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ccs_tui.cli.figure_option import FigureOption

MAX_SECRET_CHARACTERS = 16_384
"""The most characters of a secret's file."""

Command = TypeVar("Command", bound=Callable[..., Any])


OFFSET = FigureOption("offset", "ccs_tui.cli.emulator_options", "parse_offset")
LATENCY = FigureOption("latency", "ccs_tui.emulator.faults", "parse_latency")
SHARE = FigureOption("share", "ccs_tui.emulator.faults", "parse_share")
RATE = FigureOption("rate", "ccs_tui.emulator.faults", "parse_rate")
PACE = FigureOption("pace", "ccs_tui.cli.emulator_options", "parse_pace")
SLOWEST, FASTEST = 0.001, 1_000_000.0
"""The paces of a recording that is played: 1 is as it was recorded."""


def text(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Refuse an empty text."""
    if value == "":
        raise click.BadParameter("it is empty.")
    return value


def host(_: click.Context, __: click.Parameter, value: str) -> str:
    """Read an address or a name of this machine."""
    if not value.strip():
        raise click.BadParameter("it is empty; an address or name of this machine is needed.")
    if not value.isprintable():
        raise click.BadParameter("that is no address, and no name of a machine.")
    return value.strip().removeprefix("[").removesuffix("]")


def hosts(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[str]:
    """Read names that calls may have in `Host`."""
    from ccs_tui.emulator.origins import parse_host

    return _read_each(parse_host, values)


def origins(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[str]:
    """Read origins of pages."""
    from ccs_tui.emulator.origins import parse_origin

    return _read_each(parse_origin, values)


def _read_each(parse: Callable[[str], str], values: tuple[str, ...]) -> list[str]:
    try:
        return [parse(value) for value in values]
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _read_secret(_: click.Context, __: click.Parameter, path: str | None) -> str | None:
    """Return the only line of a file, unchanged."""
    if path is None:
        return None
    try:
        with Path(path).open(encoding="utf-8", newline="") as file:
            content = file.read(MAX_SECRET_CHARACTERS + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise click.BadParameter(f"{path} can't be read: {reason}.") from None
    line = content.removesuffix("\n").removesuffix("\r")
    if not line or len(content) > MAX_SECRET_CHARACTERS or "\n" in line or "\r" in line:
        raise click.BadParameter(f"{path} must have one line, which is the secret.")
    return line


def secret_options(name: str, variable: str, what: str) -> Callable[[Command], Command]:
    """Return a decorator that adds the options of a secret: by value or variable, and by file."""
    plain = click.option(
        f"--{name}",
        envvar=variable,
        show_envvar=True,
        callback=text,
        help=f"{what} Others see it in the list of processes; the variable or the file they don't.",
    )
    in_file = click.option(
        f"--{name}-file",
        metavar="FILE",
        callback=_read_secret,
        help=f"The file that has the {name}.",
    )
    return lambda command: plain(in_file(command))


def parse_offset(text: str) -> int:
    """Read the offset of a clock in seconds: above 0 it is ahead, below 0 behind."""
    from ccs_tui.model.expiry import parse_duration

    text = text.strip()
    try:
        return -parse_duration(text[1:]) if text.startswith("-") else parse_duration(text)
    except ValueError:
        raise ValueError(
            "An offset reads like 13mo, 2h 30m or -90s, and is at most 13 months."
        ) from None


def parse_pace(text: str) -> float:
    """Read how many times as fast as it was recorded something is played. Raises ValueError."""
    try:
        pace = float(text.strip().removesuffix("x"))
    except ValueError:
        pace = 0.0
    if not SLOWEST <= pace <= FASTEST:  # nor is it no number
        raise ValueError("A pace reads like 10 (ten times as fast) or 0.5 (half as fast).")
    return pace
