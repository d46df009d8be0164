"""The look of a list's parts, by their roles; painters have the styles that come of it."""

LIST_STYLES = """
RowList {
    height: 1fr;
    overflow: hidden;
    & > .row-list--header { color: $text-muted; }
    & > .row-list--cursor { background: $foreground 10%; }
    & > .row-list--bar { color: $foreground 40%; }
    & > .row-list--mark { color: $accent; text-style: bold; }
    & > .row-list--match { color: $accent; text-style: bold underline; }
    & > .row-list--empty { color: $text-muted; }
    & > .row-list--scrollbar { color: $foreground 30%; }
    & > .row-list--dim { color: $text-muted; }
    & > .row-list--bright { text-style: bold; }
    & > .row-list--good { color: $success; }
    & > .row-list--warning { color: $warning; }
    & > .row-list--alarm { color: $error; text-style: bold; }
    & > .row-list--accent { color: $accent; }
    & > .row-list--error { color: $error; }
    &:focus > .row-list--cursor { background: $accent 30%; text-style: bold; }
    &:focus > .row-list--bar { color: $accent; }
    &:ansi > .row-list--cursor { background: transparent; text-style: bold; }
    &:ansi:focus > .row-list--cursor { background: transparent; text-style: reverse; }
}
"""
"""The header, the cursor's row and its bar, marks, matches, the text without rows, the scroll bar,
and the roles of cells."""
