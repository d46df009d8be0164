"""What a document is: pure functions and frozen types, with no I/O and no framework.

`names` keys and the namespace grammar · `json_text` JSON without loss · `document` documents and
properties · `size` the service's character count · `count` the same, kept while one edits ·
`expiry` TTL arithmetic · `changes` differences
and save plans · `wire` the bodies and routes of v1 and v2 ·
`sqlite_version` the oldest SQLite · `harmless` text that no terminal acts on.
Only `wire` imports pydantic.
"""
