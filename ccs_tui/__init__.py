"""A terminal explorer for LivePerson's Conversation Context Service (CCS).

A package imports only packages above it in this list, and those beside it in the same line not:

- `model`: documents and all that is known of them, without I/O
- `client`, `emulator`, `local`: the service as a client sees it; the service itself, embedded; the
  files on this machine
- `workspace`: the user's work, without a screen
- `ui`: the explorer on the screen
- `cli`: the commands
"""

__version__ = "0.1.0"
