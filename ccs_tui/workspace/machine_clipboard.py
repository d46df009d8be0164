"""The machine's own clipboard, filled by a process of its own: text in, status 0 if it took it.

`python -m ccs_tui.workspace.machine_clipboard` reads UTF-8 from the standard input. pyperclip lets
its helpers write on the screen, waits for them for ever, and looks at none of their statuses: xclip
with a dead display fails without a word. Hence a process of its own, and the look at what the
clipboard then holds.
"""

import sys

import pyperclip


def main() -> bool:
    """Copy the standard input; return whether the clipboard then holds it."""
    text = sys.stdin.buffer.read().decode()
    pyperclip.copy(text)
    return _plain(pyperclip.paste()) == _plain(text)


def _plain(text: str) -> str:
    """Return the text as clipboards of all systems give it back."""
    return text.replace("\r\n", "\n").rstrip("\n")


if __name__ == "__main__":
    sys.exit(not main())
