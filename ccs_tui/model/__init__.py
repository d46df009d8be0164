"""Documents and all that is known of them: functions and types, without I/O.

- `alignment`: the elements that two sequences have in common
- `changes`: the changes between two payloads, and the calls that a save needs for them
- `connection`: the addresses and credentials of an account, and what they allow
- `count`: the count of a document's characters, kept while it is edited
- `difference`: the difference of two values, line by line, for people to read
- `document`: documents, namespaces and configured TTLs as they were read
- `escapes`: text in one line, with escapes for what can not be seen
- `expression`: JMESPath expressions on a document's properties
- `expiry`: the arithmetic of TTLs and expiries, and their forms for people
- `harmless`: text without the characters that a terminal acts on
- `json_text`: JSON without loss: a value is kept as its text
- `log`: the log of a run, without values and secrets
- `names`: keys, the namespace grammar and reserved names
- `network`: the way to a service that a profile asks for
- `open_document`: a document that is open: as it was read, and as it is edited
- `profile`: a named way to connect, and how the user wants to work
- `query`: the line by which documents are searched, and what it finds in one
- `secret`: a secret that is never shown, and sources of those that are not known at the start
- `size`: the service's count of characters, and its limit
- `sqlite_version`: the oldest SQLite that works
- `system_limits`: the limits of the system on threads and open files, and the remedies
- `text_places`: the first place in a document that has a text
- `timeline`: a document over time: steps, turns, blame, growth, and what is written of it
- `tree`: a document as a tree of values that is edited
- `wire`: the bodies and routes of v1 and v2; only it imports pydantic
- `words`: counts and lists in words for people
"""
