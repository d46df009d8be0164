"""Calls of the service as `curl` lines, with the shell's variables in the place of secrets."""

import shlex
from collections.abc import Iterable
from enum import Enum, auto

from ccs_tui.model import wire
from ccs_tui.model.connection import Connection
from ccs_tui.model.names import DEFAULT_SESSION, DocumentKey


class CredentialKind(Enum):
    """The kind of secret that lets a request in."""

    API_KEY = auto()
    TOKEN = auto()
    LOGIN = auto()


_CREDENTIALS = {
    CredentialKind.API_KEY: f'-H "{wire.API_KEY_HEADER}: $CCS_API_KEY"',
    CredentialKind.TOKEN: '-H "Authorization: $CCS_TOKEN"',
    CredentialKind.LOGIN: '-u "$CCS_USER:$CCS_PASSWORD"',
}
"""The options that send a secret from its variable."""


def reading_lines(key: DocumentKey, connection: Connection | None) -> list[str]:
    """Return the lines that read a document, by v2 and by v1 as the connection has them.

    Without a connection, as for a recording in a file, the host is a variable too. A name that no
    path can carry has no line.
    """
    versions = connection.capabilities if connection is not None else None
    lines = []
    if versions is None or versions.v2:
        base = "$CCS_URL" if connection is None else connection.v2_url
        lines += _line(base, _v2_path(key), "Authorization: $CCS_TOKEN")
    if (versions is None or versions.v1) and key.session is not None:
        base = "$CCS_URL" if connection is None else connection.v1_url
        lines += _line(base, _v1_path(key), f"{wire.API_KEY_HEADER}: $CCS_API_KEY")
    return lines


def _line(base: str, path: str | None, header: str) -> list[str]:
    if path is None:
        return []
    # A variable is filled in between double quotes only.
    url = f'"{base}"{shlex.quote(path)}' if base.startswith("$") else shlex.quote(base + path)
    return [f'curl -sS -H "{header}" {url}']


def _v2_path(key: DocumentKey) -> str | None:
    names = {"account": key.account, "namespace": key.namespace}
    route = wire.V2_READ_NAMESPACE_DOCUMENT
    if key.session is not None:
        names["session"], route = key.session, wire.V2_READ_DOCUMENT
    return _path(route, names)


def _v1_path(key: DocumentKey) -> str | None:
    names = {"account": key.account, "namespace": key.namespace}
    if key.session == DEFAULT_SESSION:
        return _path(wire.V1_READ_DEFAULT, names)
    return _path(wire.V1_READ, {**names, "session": str(key.session)})


def _path(route: wire.Route, names: dict[str, str]) -> str | None:
    try:
        return route.path(**names)
    except ValueError:
        return None


def curl_command(
    method: str,
    url: str,
    credential: CredentialKind,
    headers: Iterable[tuple[str, str]],
    body: str | None,
) -> str:
    """Return a request as one `curl` command over several lines, with a variable for its secret.

    `headers` are those without a secret. A `body` of None is none; one that begins with `@` is the
    name of a file that has it.
    """
    parts = ["curl -sS -i"] if method == "GET" else [f"curl -sS -i -X {method}"]
    if "/." in url:
        parts.append("--path-as-is")
    if any(bracket in url for bracket in "[]{}"):
        parts.append("--globoff")
    lines = [" ".join([*parts, shlex.quote(url)]), _CREDENTIALS[credential]]
    lines += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in headers]
    if body is not None:
        option = "--data-binary" if body.startswith("@") else "--data-raw"
        lines.append(f"{option} {shlex.quote(body)}")
    return " \\\n  ".join(lines)
