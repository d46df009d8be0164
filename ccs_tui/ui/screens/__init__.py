"""The screens; each runs the intents of its panels against the workspace.

- `choosing`: the choice of a profile to connect to
- `connect`: the first screen, if there are no settings yet
- `explorer`: the explorer: namespaces, sessions and a document
- `help`: the keys that work here
"""
