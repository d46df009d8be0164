"""`ccs-tui emulator`: the service on this machine, for the people who build bots."""

import errno
import shlex
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ccs_tui.emulator.config import EmulatorConfig
    from ccs_tui.model.expiry import Clock

    _ParamType = click.ParamType[float]
else:
    # Only its newest releases take an argument.
    _ParamType = click.ParamType

OWN_CREDENTIALS = {
    "CCS_ACCOUNT": "le12345678",
    "CCS_API_KEY": "emulator-key",
    "CCS_USER": "emulator",
    "CCS_PASSWORD": "emulator-password",
}
"""The account and credentials where none are given. They are no secrets, so they are printed."""

_SECRET = frozenset({"CCS_API_KEY", "CCS_PASSWORD", "CCS_TOKEN"})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class _Measure(_ParamType):
    """A figure with a unit; `module` and `function` name what reads it, imported on use."""

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


_DURATION = _Measure("duration", "ccs_tui.model.expiry", "parse_duration")
_LATENCY = _Measure("latency", "ccs_tui.emulator.faults", "parse_latency")
_SHARE = _Measure("share", "ccs_tui.emulator.faults", "parse_share")
_RATE = _Measure("rate", "ccs_tui.emulator.faults", "parse_rate")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where it listens.")
@click.option(
    "--port", default=8700, show_default=True, type=click.IntRange(0, 65_535), help="0: any free."
)
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the data in this file; without it, in memory.",
)
@click.option("--demo", is_flag=True, help="Fill it with demo data, and let a bot talk.")
@click.option("--account", envvar="CCS_ACCOUNT", show_envvar=True, help="The one account it has.")
@click.option("--key", envvar="CCS_API_KEY", show_envvar=True, help="Lets in to v1.")
@click.option("--user", envvar="CCS_USER", show_envvar=True, help="Logs in to v2.")
@click.option("--password", envvar="CCS_PASSWORD", show_envvar=True)
@click.option("--token", envvar="CCS_TOKEN", show_envvar=True, help="Lets in to v2 with no login.")
@click.option("--token-ttl", type=_DURATION, default="24h", show_default=True)
@click.option("--clock-offset", type=_DURATION, help="How far ahead its clock is: 13mo.")
@click.option("--latency", type=_LATENCY, default="0s", help="How long each call waits: 200ms.")
@click.option("--fail", type=_SHARE, default="0%", help="The share of calls that get a 503: 5%.")
@click.option("--rate-limit", type=_RATE, help="Calls above it get a 429: 10/s.")
@click.option("--log", is_flag=True, help="Print a line for each request; values never.")
def emulator(
    host: str,
    port: int,
    db: Path | None,
    demo: bool,
    account: str | None,
    key: str | None,
    user: str | None,
    password: str | None,
    token: str | None,
    token_ttl: int,
    clock_offset: int | None,
    latency: float,
    fail: float,
    rate_limit: float | None,
    log: bool,
) -> None:
    """Run the Conversation Context Service on this machine.

    All of v1 and v2, with expiry, the size limit and reserved namespaces. It listens to this
    machine alone unless --host says otherwise. ctrl+c stops it.
    """
    from ccs_tui.model.sqlite_version import sqlite_problem

    if problem := sqlite_problem():
        raise click.ClickException(problem)
    from ccs_tui.emulator.database import StoreError
    from ccs_tui.emulator.faults import Trouble
    from ccs_tui.emulator.server import assemble, bind, serve
    from ccs_tui.emulator.store import Store

    given = {
        "CCS_ACCOUNT": account, "CCS_API_KEY": key, "CCS_USER": user, "CCS_PASSWORD": password,
        "CCS_TOKEN": token,
    }  # fmt: skip
    clock = _clock_ahead(clock_offset)
    try:
        config = _config(given, token_ttl, clock)
        store = Store(db, clock)
    except (ValueError, StoreError) as error:
        raise click.ClickException(str(error)) from None
    with closing(store):
        try:
            listening = bind(host, port)
        except OSError as error:
            raise click.ClickException(_bind_problem(host, port, error)) from None
        trouble = Trouble(latency, fail, rate_limit)
        with listening:
            app, bot = assemble(config, store, demo, trouble, click.echo if log else None)
            click.echo(_greeting(host, listening.getsockname()[1], given, db))
            serve(app, listening, bot)
    click.echo("Stopped.")


def _clock_ahead(seconds: int | None) -> "Clock":
    from ccs_tui.model.expiry import system_clock

    ahead = timedelta(seconds=seconds or 0)
    return lambda: system_clock() + ahead


def _config(given: Mapping[str, str | None], token_ttl: int, clock: "Clock") -> "EmulatorConfig":
    from pydantic import SecretStr

    from ccs_tui.emulator.config import EmulatorConfig

    chosen = {name: given[name] or own for name, own in OWN_CREDENTIALS.items()}
    token = given["CCS_TOKEN"]
    return EmulatorConfig(
        account=chosen["CCS_ACCOUNT"],
        api_key=SecretStr(chosen["CCS_API_KEY"]),
        user=chosen["CCS_USER"],
        password=SecretStr(chosen["CCS_PASSWORD"]),
        token=SecretStr(token) if token else None,
        token_ttl_seconds=token_ttl,
        clock=clock,
    )


def _greeting(host: str, port: int, given: Mapping[str, str | None], db: Path | None) -> str:
    """Say where it is, and what to paste to reach it; nothing secret that the user gave."""
    address = _reached_at(host)
    url = f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
    lines = [
        f"The Conversation Context Service answers at {url}; ctrl+c stops it.",
        f"Its data is in {db}." if db else "Its data is in memory, and gone when it stops.",
    ]
    if host not in _LOOPBACK:
        lines.append("Other machines can reach it, and what they send is not encrypted.")
    lines += ["", f"export CCS_URL={url}"]
    for variable, value in given.items():
        if value is None:
            own = OWN_CREDENTIALS.get(variable)
            lines += [f"export {variable}={own}"] if own else []
        elif variable in _SECRET:
            lines.append(f"# {variable} is as you gave it")
        else:
            lines.append(f"export {variable}={shlex.quote(value)}")
    return "\n".join(lines)


def _reached_at(host: str) -> str:
    """Return how this machine itself reaches `host`, which may stand for every address."""
    from ipaddress import ip_address

    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "::1"
    return host


def _bind_problem(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is in use: stop what uses it, or choose another with --port "
            "(0 takes a free one)."
        )
    reason = str(error.strerror).partition(" (while")[0]
    return f"It can't listen to {host}, port {port}: {reason}."
