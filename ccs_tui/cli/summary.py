"""`ccs-tui summary`: how many documents a namespace has, how large, and what is in them."""

from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import check_there, opened, profile_option, run
from ccs_tui.cli.output import (
    Progress,
    json_option,
    styled,
    wants_json,
    write,
    write_object,
)
from ccs_tui.cli.place import NAMESPACE, NamedPlace
from ccs_tui.cli.scan_progress import check_whole, tell_progress
from ccs_tui.cli.table import write_table

if TYPE_CHECKING:
    from ccs_tui.workspace.namespace_summary import NamespaceSummary


@click.command("summary")
@click.argument("namespace", type=NAMESPACE)
@json_option
@profile_option
def command(namespace: NamedPlace, as_json: bool, profile: str | None) -> None:
    """Count the documents of NAMESPACE, and say how large they are and what bots write into them.

    \b
    Examples:
      ccs-tui summary airlineBot
      ccs-tui summary airlineBot --json
    """
    run(_summary(namespace.namespace, wants_json(as_json), profile))


async def _summary(namespace: str, as_json: bool, profile: str | None) -> None:
    import asyncio

    from ccs_tui.workspace.namespace_summary import NamespaceSummary

    progress = Progress()

    async def tell() -> None:
        while True:
            tell_progress(progress, summary.scan)
            await asyncio.sleep(0.2)

    async with opened(profile) as workspace:
        sessions = await workspace.remembered_sessions(namespace)
        summary = NamespaceSummary(workspace, namespace, sessions)
        telling = asyncio.create_task(tell())
        try:
            await summary.run()
            if summary.scan.found_nothing:
                await check_there(workspace, namespace)
        finally:
            telling.cancel()
            progress.clear()
    if summary.scan.documents or summary.is_complete:
        (_write_object if as_json else _write)(summary)
    check_whole(summary.scan)


def _write_object(summary: "NamespaceSummary") -> None:
    from ccs_tui.model.tree.paths import format_path
    from ccs_tui.workspace.namespace_summary import BUCKETS

    schema = summary.schema
    write_object(
        {
            "namespace": summary.scan.namespace,
            "isComplete": summary.is_complete and not summary.scan.is_of_known_names,
            "documents": summary.scan.documents,
            "unread": summary.scan.unread,
            "characters": summary.characters,
            "nearLimit": summary.near_limit,
            "sizes": [
                {"below": below, "documents": count}
                for below, count in zip((*BUCKETS, None), summary.by_size, strict=True)
            ],
            "largest": [{"session": key.session, "size": size} for size, key in summary.largest],
            "properties": [
                {
                    "path": format_path(path),
                    "documents": schema.uses[path].documents,
                    "types": dict(schema.uses[path].types),
                    "example": schema.uses[path].example,
                }
                for path in schema.in_order()
            ],
        }
    )


def _write(summary: "NamespaceSummary") -> None:
    from ccs_tui.model.tree.paths import format_path
    from ccs_tui.model.words import counted
    from ccs_tui.workspace.namespace_summary import BUCKETS

    documents = summary.scan.documents
    noun = "known document" if summary.scan.is_of_known_names else "document"
    part = "" if summary.is_complete else " so far"
    write(
        f"{counted(documents, noun)}{part}, {summary.characters:,} characters, "
        f"{summary.near_limit:,} near the limit (80 % or more)"
    )
    sizes = zip(
        (*(f"below {bucket:,}" for bucket in BUCKETS), "above"), summary.by_size, strict=True
    )
    write("  ".join(f"{words}: {count:,}" for words, count in sizes if count))
    write("")
    rows = []
    for path in summary.schema.in_order():
        use = summary.schema.uses[path]
        types = ", ".join(
            f"{of} {count:,}" if len(use.types) > 1 else of for of, count in use.types.most_common()
        )
        share = f"{100 * use.documents / max(1, documents):.0f} %"
        rows.append((format_path(path), f"{use.documents:,}", share, types, use.example))
    write_table(("property", "documents", "share", "types", "example"), rows, right=(1, 2))
    if summary.largest:
        click.echo(f"\n{styled('largest', bold=True)}")
        for size, key in summary.largest:
            write(f"{size:>9,}  {key.label}")
