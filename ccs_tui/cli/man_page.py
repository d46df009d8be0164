"""The manual page of ccs-tui, made of the help of its commands; a build of the wheel writes it.

Nothing but click and what the commands import at the top is needed for it.
"""

import re
from collections.abc import Iterator
from inspect import cleandoc

import click

_AS_IT_IS = "\b\n"
"""The beginning of a paragraph whose lines click leaves as they are."""


def man_page(group: click.Group, name: str, version: str) -> str:
    """Return the page of a group of commands and of each of them, in roff's man macros."""
    context = click.Context(group, info_name=name, **group.context_settings)
    return "\n".join(_page(group, context, version)) + "\n"


def _page(group: click.Group, context: click.Context, version: str) -> Iterator[str]:
    name = context.info_name or ""
    yield f".TH {_quoted(name.upper())} 1 {_quoted('')} {_quoted(f'{name} {version}')}"
    yield from (".nh", ".ad l")
    summary, _, description = cleandoc(group.help or "").partition("\n\n")
    yield from (".SH NAME", _text(f"{name} - {' '.join(summary.split()).rstrip('.')}"))
    yield from (".SH SYNOPSIS", *_usage(group, context))
    yield from (".SH DESCRIPTION", *_paragraphs(description))
    yield from (".SH OPTIONS", *_options(group, context))
    yield ".SH COMMANDS"
    for each in group.list_commands(context):
        if (command := group.get_command(context, each)) is not None and not command.hidden:
            yield from _command(command, click.Context(command, context, each))
    yield from (".SH EXIT STATUS", *_paragraphs(group.epilog or ""))


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f".SS {_quoted(context.command_path)}"
    yield from _usage(command, context)
    yield from _paragraphs(cleandoc(command.help or ""))
    yield from _options(command, context)


def _usage(command: click.Command, context: click.Context) -> Iterator[str]:
    pieces = " ".join(command.collect_usage_pieces(context))
    yield from (".PP", f".B {_text(context.command_path)}", _text(pieces))


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and isinstance(parameter, click.Option):
            names, words = record
            yield from (".TP", f".B {_text(names)}", _text(" ".join(words.split())))


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a help text; those whose lines stay are told by click's mark."""
    for paragraph in filter(None, re.split(r"\n{2,}", text.strip("\n"))):
        if paragraph.startswith(_AS_IT_IS):
            lines = paragraph.removeprefix(_AS_IT_IS).splitlines()
            yield from (".PP", ".nf", *map(_text, lines), ".fi")
        else:
            yield from (".PP", _text(" ".join(paragraph.split())))


def _text(text: str) -> str:
    """Return text as roff takes it: a hyphen is one that can be copied, and no line is a macro."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    escaped = re.sub(r"[^\x00-\x7f]", lambda found: f"\\[u{ord(found[0]):04X}]", escaped)
    return f"\\&{escaped}" if escaped[:1] in (".", "'") else escaped


def _quoted(text: str) -> str:
    return f'"{_text(text)}"'
