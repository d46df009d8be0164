"""A call as its handler gets it, and the types of what lets it in and what answers it."""

from collections.abc import Callable, Mapping
from dataclasses import field

from starlette.datastructures import Headers
from starlette.responses import Response

from ccs_tui.model.value_object import ValueObject


class ReceivedCall(ValueObject):
    """A call: the decoded names of its path, its query and headers, and its body as text."""

    names: Mapping[str, str]
    query: Mapping[str, str] = field(repr=False)
    headers: Headers = field(repr=False)
    body: str = field(default="", repr=False)


Admission = Callable[[ReceivedCall], None]
"""Lets a call in, or raises CallRefusedError; it is asked before the body is read."""
Handler = Callable[[ReceivedCall], Response]
"""Answers a call that was let in, or raises CallRefusedError."""
