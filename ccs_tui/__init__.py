"""A terminal explorer for LivePerson's Conversation Context Service (CCS).

- `model`: documents and all that is known of them, without I/O
- `client`, `emulator`: the service as its client sees it; the service itself
- `local`: the files on this machine
- `workspace`: the user's work, without a screen
- `ui`: the explorer on the screen
- `cli`: the commands
- `entry`: the start of the program

A package imports only packages above it; `client`, `emulator` and `local` do not import each other.
"""

__version__ = "0.1.0"
