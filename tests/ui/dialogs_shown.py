"""The dialogs as a person would look at them, by name.

`python -m tests.ui.dialogs_shown review` shows one in the terminal; without a name it lists them.
"""

import sys
from collections.abc import Callable
from typing import Any

from ccs_tui.ui.dialogs.conflict import ConflictDialog
from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.dialogs.review import ReviewDialog
from tests.ui import dialogs as data

SHOWN: dict[str, Callable[[], Dialog[Any]]] = {
    "review": lambda: ReviewDialog(data.review(), data.NOW),
    "review-production": lambda: ReviewDialog(data.review(), data.NOW, "production"),
    "review-move": lambda: ReviewDialog(data.move(), data.NOW),
    "conflict": lambda: ConflictDialog(data.KEY.label, data.CONFLICTS, data.NOW),
    "conflict-long": lambda: ConflictDialog(data.KEY.label, data.CONFLICTS[1:], data.NOW),
}

if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(*SHOWN, sep="\n")
    else:
        app = data.DialogApp(SHOWN[sys.argv[1]])
        app.run()
        print(app.answer)
