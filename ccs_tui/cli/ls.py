"""`ccs-tui ls`: the namespaces, the sessions of one, or the properties of a document."""

import click

from ccs_tui.cli.connection import check_there, opened, profile_option, run
from ccs_tui.cli.output import json_option, wants_json, warn, write, write_object
from ccs_tui.cli.place import DOCUMENT, NAMESPACE, NamedPlace, is_document, profile_for
from ccs_tui.cli.table import write_table


@click.command("ls")
@click.argument("what", metavar="[NAMESPACE|DOCUMENT]", required=False)
@click.argument("session", required=False)
@json_option
@profile_option
def command(what: str | None, session: str | None, as_json: bool, profile: str | None) -> None:
    """List the namespaces, the sessions of NAMESPACE, or the properties of DOCUMENT.

    A document may also be named by its NAMESPACE and SESSION, "" for the namespace document.

    \b
    Examples:
      ccs-tui ls
      ccs-tui ls airlineBot
      ccs-tui ls airlineBot/3f2c9d1e --json
    """
    as_json = wants_json(as_json)
    if what is None:
        work = _namespaces(profile, as_json=as_json)
    elif session is not None:
        namespace = NAMESPACE.convert(what, None, None).namespace
        work = _properties(NamedPlace(namespace, session or None), profile, as_json=as_json)
    elif is_document(what):
        work = _properties(DOCUMENT.convert(what, None, None), profile, as_json=as_json)
    else:
        work = _sessions(NAMESPACE.convert(what, None, None).namespace, profile, as_json=as_json)
    run(work)


async def _namespaces(profile: str | None, *, as_json: bool) -> None:
    from ccs_tui.model.expiry import format_ttl

    async with opened(profile) as workspace:
        found = await workspace.known_namespaces()
        can_list = workspace.capabilities.can_list
    if not can_list:
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


async def _sessions(namespace: str, profile: str | None, *, as_json: bool) -> None:
    listed = 0
    async with opened(profile) as workspace:
        async for page in workspace.list_sessions(namespace):
            listed += len(page)
            for session in page:
                if as_json:
                    write_object({"namespace": namespace, "session": session})
                else:
                    write(session)
        if not listed:
            await check_there(workspace, namespace)


async def _properties(place: NamedPlace, profile: str | None, *, as_json: bool) -> None:
    from ccs_tui.model.json_text import kind
    from ccs_tui.model.size import member_size
    from ccs_tui.workspace.required_document import found

    async with opened(profile_for(profile, place)) as workspace:
        document = await found(workspace, place.key(workspace.account))
    listed = [(n, kind(v), member_size(n, v), v) for n, v in document.properties.items()]
    if as_json:
        at = {"namespace": place.namespace, "session": place.session}
        for name, of, size, value in listed:
            write_object({**at, "property": name, "type": of, "size": size}, value=value)
        return
    rows = [(name, of, f"{size:,}", value) for name, of, size, value in listed]
    write_table(("property", "type", "size", "value"), rows, right=(2,))
