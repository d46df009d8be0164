"""The dialogs as a person would look at them, by name.

`python -m tests.ui.dialogs_shown review` shows one in the terminal; without a name it lists them.
"""

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from ccs_tui.ui.dialogs.conflict import ConflictDialog
from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.dialogs.draft import DraftDialog
from ccs_tui.ui.dialogs.gone_document import GoneDialog
from ccs_tui.ui.dialogs.review import ReviewDialog
from ccs_tui.ui.dialogs.too_large_document import TooLargeDialog
from tests.ui import dialogs as data

SHOWN: dict[str, Callable[[], Dialog[Any]]] = {
    "review": lambda: ReviewDialog(data.review(), lambda: data.NOW),
    "review-production": lambda: ReviewDialog(data.review(), lambda: data.NOW, "production"),
    "review-move": lambda: ReviewDialog(data.move(), lambda: data.NOW),
    "conflict": lambda: ConflictDialog(data.KEY.label, data.CONFLICTS, data.NOW),
    "conflict-long": lambda: ConflictDialog(data.KEY.label, data.CONFLICTS[1:], data.NOW),
    "gone": lambda: GoneDialog(data.gone(), data.texts(data.WANTED), ["intent", "vip"],
                               data.NOW - timedelta(minutes=2), data.NOW),
    "too-large": lambda: TooLargeDialog(data.KEY, data.SIZES, 1_023_456, "nothing was sent"),
    "draft": lambda: DraftDialog(data.KEY.label, data.NOW - timedelta(hours=3), data.NOW,
                                 data.DRAFT),
}  # fmt: skip

if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(*SHOWN, sep="\n")
    else:
        app = data.DialogApp(SHOWN[sys.argv[1]])
        app.run()
        print(app.answer)
