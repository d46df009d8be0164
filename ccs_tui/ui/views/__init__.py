"""The views that a command opens over the explorer; each answers what is to be done next.

`journal` lists every write, as `history` reads it, with `history_lines` for one entry · `drafts`
lists what was typed and not saved · `expiries` is the TTL view · `progress` waits for something
long · `bulk` is an operation on many documents, and its report.
"""
