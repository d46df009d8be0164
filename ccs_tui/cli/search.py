"""`ccs-tui search`: the documents of a namespace that fit a query."""

from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import check_there, opened, profile_option, run
from ccs_tui.cli.exit_status import Failure
from ccs_tui.cli.output import Progress, json_option, wants_json, warn, write, write_object
from ccs_tui.cli.place import NAMESPACE, NamedPlace
from ccs_tui.cli.scan_progress import check_whole, tell_progress
from ccs_tui.model.words import counted

if TYPE_CHECKING:
    from ccs_tui.workspace.search import Hit


@click.command("search")
@click.argument("namespace", type=NAMESPACE)
@click.argument("query", nargs=-1, required=True)
@json_option
@profile_option
def command(
    namespace: NamedPlace, query: tuple[str, ...], as_json: bool, profile: str | None
) -> None:
    """Find the documents of NAMESPACE that fit a QUERY, as they come.

    A query has terms, and a document has to fit them all: refund, name:text, value:text,
    slots.to=LHR, n!=3, has:slots.to, no:slots.to, type:slots.to=null, size>100k, expires<2h,
    where:EXPRESSION (JMESPath). In no order; where nothing fits, stderr says what was
    searched. An expression that can be asked of no document, as abs() of a text, ends with 1: it
    says nothing of them.

    \b
    Examples:
      ccs-tui search airlineBot language=de
      ccs-tui search airlineBot 'expires<2h' 'size>100k' --json
      ccs-tui search airlineBot 'where:length(transcript) > `40`'
    """
    run(_search(namespace.namespace, " ".join(query), wants_json(as_json), profile))


async def _search(namespace: str, text: str, as_json: bool, profile: str | None) -> None:
    from ccs_tui.model.query import Query, QueryError
    from ccs_tui.workspace.search import Search

    progress = Progress()

    def tell() -> None:
        if search.hits:
            progress.clear()
            for hit in search.hits:
                _write(hit, as_json=as_json)
            search.hits.clear()
        tell_progress(progress, search.scan, f", {search.found:,} found")

    async with opened(profile) as workspace:
        sessions = await workspace.remembered_sessions(namespace)
        try:
            search: Search = Search(workspace, namespace, Query(text), sessions, tell)
            await search.run()
            if search.scan.found_nothing:
                await check_there(workspace, namespace)
        except QueryError as error:
            raise click.BadParameter(str(error), param_hint="QUERY") from None
        finally:
            progress.clear()
    for hint in search.query.hints:
        warn(hint)
    misfit, has_read = search.query.misfit, search.scan.documents or search.scan.found_nothing
    if not search.found and has_read and misfit is None:
        searched = f"{counted(search.scan.documents, 'document')} of {namespace}"
        warn(f"Nothing found in {searched}: {search.query.words}.")
    unasked = "" if misfit is None else f"where: could be asked of no document: {misfit}."
    try:
        check_whole(search.scan)
    except Failure:
        if unasked:
            warn(unasked)
        raise
    if unasked:
        raise Failure(unasked)


def _write(hit: "Hit", *, as_json: bool) -> None:
    if not as_json:
        found = f"  {hit.path}  {hit.value}" if hit.path else ""
        write(f"{hit.key.label}{found}")
        return
    write_object(
        {
            "namespace": hit.key.namespace,
            "session": hit.key.session,
            "size": hit.size,
            "expiresAt": hit.expires_at,
            "path": hit.path or None,
            "beginning": hit.value,
        }
    )
