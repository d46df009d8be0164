"""A terminal explorer for LivePerson's Conversation Context Service (CCS).

- `cli`: the commands
- `client`, `emulator`: the service as its client sees it; the service itself
- `entry`: the start of the program
- `local`: the files on this machine
- `model`: documents and all that is known of them, without I/O
- `ui`: the explorer on the screen
- `workspace`: the user's work, without a screen

A package imports only packages above it; `client`, `emulator` and `local` do not import each other.
"""

__version__ = "0.1.0"
