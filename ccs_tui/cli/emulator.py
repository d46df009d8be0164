"""`ccs-tui emulator`: the service on this machine, for people who build bots."""

import errno
import gc
import shlex
from collections.abc import Mapping
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ccs_tui.cli import emulator_options as read
from ccs_tui.cli.figure_option import DURATION
from ccs_tui.model.harmless_text import harmless

if TYPE_CHECKING:
    from ccs_tui.emulator.config import EmulatorConfig
    from ccs_tui.model.expiry import Clock

OWN_CREDENTIALS = {
    "CCS_ACCOUNT": "le12345678",
    "CCS_API_KEY": "emulator-key",
    "CCS_USER": "emulator",
    "CCS_PASSWORD": "emulator-password",
}
"""The account and credentials if none are given. They are no secrets, so they are printed."""

_SECRETS = {"key": "CCS_API_KEY", "password": "CCS_PASSWORD", "token": "CCS_TOKEN"}
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, callback=read.host, help="Where it listens."
)
@click.option(
    "--port", default=8700, show_default=True, type=click.IntRange(0, 65_535), help="0: any free."
)
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the data in this file; without it, in memory.",
)
@click.option(
    "--import",
    "imported",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Put the documents of this recording in, in the place of what is there.",
)
@click.option(
    "--at", metavar="STEP", type=click.IntRange(1), help="As they were at this step, not the last."
)
@click.option(
    "--pace",
    type=read.PACE,
    help="Then write the steps after it, so many times as fast as they came.",
)
@click.option("--demo", is_flag=True, help="Fill it with demo data, and let a bot talk.")
@click.option(
    "--account",
    envvar="CCS_ACCOUNT",
    show_envvar=True,
    callback=read.text,
    help="The one account it has.",
)
@read.secret_options("key", "CCS_API_KEY", "Lets in to v1.")
@click.option(
    "--user", envvar="CCS_USER", show_envvar=True, callback=read.text, help="Logs in to v2."
)
@read.secret_options("password", "CCS_PASSWORD", "The user's password.")
@read.secret_options("token", "CCS_TOKEN", "Lets in to v2 with no login.")
@click.option("--token-ttl", type=DURATION, default="24h", show_default=True)
@click.option(
    "--clock-offset", type=read.OFFSET, help="How far ahead its clock is: 13mo; behind: -90s."
)
@click.option(
    "--list-namespaces",
    type=click.Choice(["all", "ttl"]),
    default="all",
    show_default=True,
    help="Which ones the list of namespaces has: all, or those with a TTL.",
)
@click.option(
    "--allow-host",
    multiple=True,
    metavar="NAME",
    callback=read.hosts,
    help="A name that it is called by, beside localhost: host.docker.internal.",
)
@click.option(
    "--allow-origin",
    multiple=True,
    metavar="ORIGIN",
    callback=read.origins,
    help="A page in a browser that may call it: http://localhost:3000.",
)
@click.option("--latency", type=read.LATENCY, default="0s", help="How long each call waits: 200ms.")
@click.option(
    "--fail", type=read.SHARE, default="0%", help="The share of calls answered by 503: 5%."
)
@click.option("--rate-limit", type=read.RATE, help="Calls above it get a 429: 10/s.")
@click.option("--log", is_flag=True, help="Print a line for each request; values never.")
@click.pass_context
def emulator(context: click.Context, /, **_: Any) -> None:
    """Run the Conversation Context Service on this machine.

    All of v1 and v2, with expiry, the size limit and reserved namespaces. It listens to this
    machine alone unless --host says otherwise, and no page in a browser can call it. ctrl+c, or
    SIGTERM, stops it.

    \b
    Examples:
      ccs-tui emulator --demo
      ccs-tui emulator --import bug.ndjson --at 7
      ccs-tui emulator --latency 200ms --fail 5%
    """
    from ccs_tui.model.sqlite_version import sqlite_problem

    if problem := sqlite_problem():
        raise click.ClickException(problem)

    from ccs_tui.emulator.signals import Interrupt, handled

    with suppress(KeyboardInterrupt), handled(Interrupt()):
        _run(context)
    # The terminal may be gone, and then the output fails.
    with suppress(OSError):
        click.echo("Stopped.")


def _run(context: click.Context) -> None:
    """Serve until a signal comes; while no server runs, a signal is a KeyboardInterrupt."""
    from ccs_tui.cli.emulator_recording import put_in, recordings_in
    from ccs_tui.emulator.faults import Trouble
    from ccs_tui.emulator.server import assemble, bind, serve
    from ccs_tui.emulator.store import Store
    from ccs_tui.emulator.store_database import StoreError

    options = context.params
    host, port, db = options["host"], options["port"], options["db"]
    given, recordings = _given(context), recordings_in(options)
    if given["CCS_ACCOUNT"] is None and recordings:
        given = {**given, "CCS_ACCOUNT": recordings[0].key.account}
    try:
        config = _config(given, options)
        store = Store(db, config.clock)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    with closing(store):
        try:
            listening = bind(host, port)
        except (OSError, UnicodeError) as error:
            raise click.ClickException(_bind_problem(host, port, error)) from None
        trouble = Trouble(options["latency"], options["fail"], options["rate_limit"])
        with listening:
            app, bot = assemble(
                config,
                store,
                options["demo"],
                trouble,
                (lambda line: click.echo(harmless(line))) if options["log"] else None,
                _known_hosts(host, options["allow_host"]),
                options["allow_origin"],
            )
            replay = put_in(store, recordings, config.account, options)
            click.echo(_greeting(host, listening.getsockname()[1], given, db))
            gc.freeze()
            gc.enable()
            serve(app, listening, filter(None, (bot, replay)), config.clock)


def _given(context: click.Context) -> Mapping[str, str | None]:
    """Return the user's settings by variable; a file has precedence over the environment."""
    options = context.params
    given = {"CCS_ACCOUNT": options["account"], "CCS_USER": options["user"]}
    for name, variable in _SECRETS.items():
        in_file = options[f"{name}_file"]
        source = context.get_parameter_source(name)
        if in_file is not None and source is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"Give --{name} or --{name}-file, not both.")
        given[variable] = in_file or options[name]
    return {variable: given[variable] for variable in (*OWN_CREDENTIALS, "CCS_TOKEN")}


def _known_hosts(host: str, allowed: list[str]) -> list[str]:
    """Return the names, beside loopback's, that calls may have in `Host`."""
    from ccs_tui.emulator.origins import parse_host

    if not allowed and host not in _LOOPBACK and _is_address(host):
        return []
    try:
        return [*allowed, parse_host(host)]
    except ValueError:
        return allowed


def _clock_ahead(seconds: float | None) -> "Clock":
    from ccs_tui.model.expiry import system_clock

    ahead = timedelta(seconds=seconds or 0)
    return lambda: system_clock() + ahead


def _config(given: Mapping[str, str | None], options: Mapping[str, Any]) -> "EmulatorConfig":
    from ccs_tui.emulator.config import EmulatorConfig
    from ccs_tui.model.secret import Secret

    chosen = {name: given[name] or own for name, own in OWN_CREDENTIALS.items()}
    token = given["CCS_TOKEN"]
    return EmulatorConfig(
        account=chosen["CCS_ACCOUNT"],
        api_key=Secret(chosen["CCS_API_KEY"]),
        user=chosen["CCS_USER"],
        password=Secret(chosen["CCS_PASSWORD"]),
        token=Secret(token) if token else None,
        token_ttl_seconds=options["token_ttl"],
        clock=_clock_ahead(options["clock_offset"]),
        lists_all_namespaces=options["list_namespaces"] == "all",
    )


def _greeting(host: str, port: int, given: Mapping[str, str | None], db: Path | None) -> str:
    """Return its address, and the lines to paste to reach it, without the user's secrets."""
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
        elif variable in _SECRETS.values():
            lines.append(f"# {variable} is as you gave it")
        else:
            lines.append(f"export {variable}={shlex.quote(value)}")
    return "\n".join(lines)


def _reached_at(host: str) -> str:
    """Return the address by which this machine reaches `host`, which may mean every address."""
    from ipaddress import ip_address

    if _is_address(host):
        address = ip_address(host)
        if address.is_unspecified:
            return "127.0.0.1" if address.version == 4 else "::1"
    return host


def _is_address(host: str) -> bool:
    from ipaddress import ip_address

    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _bind_problem(host: str, port: int, error: OSError | UnicodeError) -> str:
    if isinstance(error, UnicodeError):
        return f"It can't listen to {host}: that is no address, and no name of a machine."
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is in use: stop what uses it, or choose another with --port "
            "(0 takes a free one)."
        )
    reason = str(error.strerror).partition(" (while")[0]
    return f"It can't listen to {host}, port {port}: {reason}."
