"""The base of a layer of an app: what a class adds to `App`, which it stands before.

To the types it is `App`. To Textual only an app that is made of layers is one: it looks through all
of each app class as it is made, which took the first frame 3 ms for fourteen layers.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App as AppLayer
else:
    # Its parameter is for the types alone.
    AppLayer = type("AppLayer", (), {"__class_getitem__": classmethod(lambda cls, _: cls)})

__all__ = ["AppLayer"]
