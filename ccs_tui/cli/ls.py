"""`ccs-tui ls`: the namespaces, the sessions of one, or the properties of a document."""

from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import check_there, opened, profile_option, run
from ccs_tui.cli.output import json_option, wants_json, warn, write, write_object
from ccs_tui.cli.place import NAMESPACE, NamedPlace
from ccs_tui.cli.table import write_table

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace


@click.command("ls")
@click.argument("namespace", type=NAMESPACE, required=False)
@click.argument("session", required=False)
@json_option
@profile_option
def command(
    namespace: NamedPlace | None, session: str | None, as_json: bool, profile: str | None
) -> None:
    """List the namespaces, the sessions of NAMESPACE, or the properties of a SESSION in it.

    An empty SESSION ("") is the namespace document.

    \b
    Examples:
      ccs-tui ls
      ccs-tui ls airlineBot
      ccs-tui ls airlineBot 3f2c9d1e --json
    """
    run(_list(namespace, session, as_json=wants_json(as_json), profile=profile))


async def _list(
    namespace: NamedPlace | None, session: str | None, *, as_json: bool, profile: str | None
) -> None:
    async with opened(profile) as workspace:
        if namespace is None:
            await _namespaces(workspace, as_json=as_json)
        elif session is None:
            await _sessions(workspace, namespace.namespace, as_json=as_json)
        else:
            await _properties(workspace, NamedPlace(namespace.namespace, session or None), as_json)


async def _namespaces(workspace: "Workspace", *, as_json: bool) -> None:
    from ccs_tui.model.expiry import format_ttl

    found = await workspace.known_namespaces()
    if not workspace.capabilities.can_list:
        warn("This connection can't list: these are the namespaces that are known here.")
    if as_json:
        for each in found:
            write_object(
                {
                    "namespace": each.name,
                    "ttlSeconds": each.ttl_seconds,
                    "createdAt": each.created_at,
                    "isListed": each.is_listed,
                }
            )
        return
    rows = [
        (each.name, "" if each.ttl_seconds is None else format_ttl(each.ttl_seconds))
        for each in found
    ]
    write_table(("namespace", "ttl"), rows, right=(1,))


async def _sessions(workspace: "Workspace", namespace: str, *, as_json: bool) -> None:
    listed = 0
    async for page in workspace.list_sessions(namespace):
        listed += len(page)
        for session in page:
            if as_json:
                write_object({"namespace": namespace, "session": session})
            else:
                write(session)
    if not listed:
        await check_there(workspace, namespace)


async def _properties(workspace: "Workspace", place: NamedPlace, as_json: bool) -> None:
    from ccs_tui.model.json_text import kind
    from ccs_tui.model.size import member_size
    from ccs_tui.workspace.required_document import found

    document = await found(workspace, place.key(workspace.account))
    listed = [(n, kind(v), member_size(n, v), v) for n, v in document.properties.items()]
    if as_json:
        at = {"namespace": place.namespace, "session": place.session}
        for name, of, size, value in listed:
            write_object({**at, "property": name, "type": of, "size": size}, value=value)
        return
    rows = [(name, of, f"{size:,}", value) for name, of, size, value in listed]
    write_table(("property", "type", "size", "value"), rows, right=(2,))
