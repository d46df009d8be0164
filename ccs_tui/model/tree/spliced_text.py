"""Texts put into a property's text in the places of nodes: not JSON, or still being typed."""

from collections.abc import Mapping

from ccs_tui.model.json_text import JsonText, pretty, unused_in
from ccs_tui.model.tree.nodes import Node, join_text


def spliced(node: Node, canonical: JsonText, texts: Mapping[Node, str]) -> tuple[str, int, Node]:
    """Put `texts` in the places of their nodes within the indented text of the property `node`.

    `canonical` is that property's text. Return the new text, where the first of the texts begins
    in it, and whose that is.
    """
    mark = unused_in(canonical)
    marks = {other: f'"{mark}{at}{mark}"' for at, other in enumerate(texts)}
    text: str = pretty(join_text(node, marks))
    start, first = min(((text.index(marks[n]), n) for n in texts), key=lambda pair: pair[0])
    for other, placeholder in marks.items():
        text = text.replace(placeholder, texts[other])
    return text, start, first
