"""Calls and answers as values, without HTTP, and the attempts that a listener is told of."""

from collections.abc import Collection, Mapping
from dataclasses import field

from ccs_tui.client.errors import InvalidNameError, shown_name
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.value_object import ValueObject
from ccs_tui.model.wire import V2_READ_PROPERTIES, Route


class Call(ValueObject):
    """A call of an endpoint, before it is sent.

    `verb` and `subject` are for sentences: "listing the sessions of", "the namespace le1:orders".
    `names` fill the route's path; `expects` is the status that the contract promises.
    `payload` has the properties that the call saves, None if it saves none. `gets_secret` says that
    its answer is a secret.
    """

    route: Route
    verb: str
    subject: str
    names: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, int] = field(default_factory=dict)
    body: JsonText | None = field(default=None, repr=False)
    expects: int = 200
    payload: Mapping[str, JsonText] | None = field(default=None, repr=False)
    gets_secret: bool = False

    @property
    def doing(self) -> str:
        """Its verb and subject, for a sentence."""
        return f"{self.verb} {self.subject}"

    @property
    def writes(self) -> bool:
        """True if it changes something, as all calls but GET and v2's read by POST do [S2]."""
        return self.route.method != "GET" and self.route is not V2_READ_PROPERTIES

    def path(self) -> str:
        """Return its raw path, each name encoded. Raises InvalidNameError."""
        for kind, name in self.names.items():
            if not name:
                # An empty segment would make it another call: v1's deletion of one property would
                # become the deletion of all.
                raise InvalidNameError(f"A {kind} can't be empty", f"Nothing was sent for {self}.")
        try:
            return self.route.path(**self.names)
        except ValueError as error:
            raise InvalidNameError(str(error).rstrip("."), "Choose another name.") from None

    def __str__(self) -> str:
        return self.doing


class Answer(ValueObject):
    """An answer that was received in whole: status, content type without parameters, body.

    `secrets` are masked in texts that show it. `date` is its `Date` header, None if a cache may
    have kept the answer.
    """

    status: int
    content_type: str
    body: bytes = field(repr=False)
    retry_after: str | None = None
    location: str | None = field(default=None, repr=False)
    date: str | None = None
    secrets: Collection[str] = field(default=(), repr=False)


class Attempt(ValueObject):
    """One sending of a call, for a listener; it contains no body and no credential.

    `path` is the raw path without its query, and `number` counts from 1. `status` is None if there
    was no answer. `error` is the class of the error, None if the answer was as promised. `seconds`
    is the duration, `wait_seconds` the pause before the next attempt, None if there is none.
    `started` is when it began, in seconds of a clock that only compares attempts. If it `was_left`
    by its caller, its error says nothing of the service.
    """

    method: str
    path: str
    number: int
    status: int | None
    error: str | None
    seconds: float
    wait_seconds: float | None
    started: float
    was_left: bool = False


def subject(kind: str, *names: str) -> str:
    """Return the subject of a call for a sentence: `the document le1:orders:3f2c`."""
    return f"the {kind} {':'.join(map(shown_name, names))}"


def document(account: str, namespace: str, session: str | None) -> str:
    """Return a document's name for a sentence; `session` None is the namespace document."""
    if session is None:
        return subject("namespace document", account, namespace)
    return subject("document", account, namespace, session)
