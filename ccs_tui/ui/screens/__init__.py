"""The screens: each lays out its panels, and turns keys and messages into commands.

- `connect`: the first screen, if there are no settings yet
- `explorer`: the explorer: namespaces, sessions and a document
- `help`: the keys that work here
- `messages`: the messages that were shown
- `palette`: the commands, and other things to choose, found by their words
"""
