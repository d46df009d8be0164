"""A body on the wire as a class: each field with its name there, and its check.

The checks are our own. Pydantic's import, and the making of its classes, take longer than all else
that a command such as `ccs-tui get` does of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self, dataclass_transform

from ccs_tui.model.expiry import as_utc, format_instant
from ccs_tui.model.json_text import JsonText, canonical, decode, encode, join_object, members

Check = Callable[[Any], Any]
"""Takes a value as JSON has it, and returns that of the field. Raises FieldError."""

REQUIRED: Any = object()
"""The default of a field that has to be there."""
MILLISECONDS_FROM = 20_000_000_000
"""The number above which an instant is in milliseconds since 1970; in seconds it is in 2603."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class FieldError(ValueError):
    """A value is not what its field holds. The text says why, and never has the value."""


class BodyError(ValueError):
    """A body is not what the contract says. The text names its fields, and never a value."""


@dataclass(frozen=True, slots=True, eq=False)
class BodyField:
    """A field of a body: its name on the wire, its check, and its default.

    `also` is another name that is read. `holds_properties` keeps each of its values as text.
    """

    name: str
    check: Check
    default: Any = REQUIRED
    also: str = ""
    holds_properties: bool = False
    is_secret: bool = False

    def value_in(self, found: Mapping[str, JsonText]) -> Any:
        """Return the checked value in a body's members. Raises FieldError and JsonError."""
        text = found.get(self.name, found.get(self.also))
        if text is None:
            return self.checked(self.default)
        return self.checked(members(text) if self.holds_properties else decode(text))

    def checked(self, value: Any) -> Any:
        """Return a value as the field has it. Raises FieldError."""
        if value is REQUIRED:
            raise FieldError("it is missing")
        return None if value is None is self.default else self.check(value)

    def written(self, value: Any) -> JsonText:
        """Return a value of the field as canonical text."""
        if self.holds_properties:
            return join_object(value)
        return encode(format_instant(value) if isinstance(value, datetime) else value)


def field(
    name: str,
    check: Check,
    *,
    default: Any = REQUIRED,
    also: str = "",
    holds_properties: bool = False,
    is_secret: bool = False,
) -> Any:
    """Return a `BodyField`, as the class of a body says it; mypy then knows the types of values."""
    return BodyField(name, check, default, also, holds_properties, is_secret)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
class WireBody:
    """A JSON object on the wire. Fields not in the contract are ignored.

    It is made with its fields as keywords. Raises BodyError if one is not as the contract says.
    """

    fields: ClassVar[Mapping[str, BodyField]] = {}

    def __init_subclass__(cls) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, BodyField)}
        cls.fields = {**cls.fields, **own}

    def __init__(self, **given: Any) -> None:
        _fill(self, lambda name, field: field.checked(given.pop(name, field.default)))
        if given:
            raise TypeError(f"{type(self).__name__} has no {', '.join(given)}")

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a body.

        Raises JsonError where `text` is not a JSON object, and BodyError where it is not this body.
        """
        return cls.from_canonical(canonical(text))

    @classmethod
    def from_canonical(cls, text: JsonText) -> Self:
        """Read a body from canonical text, as `from_text` does, without checking its JSON again."""
        found, body = members(text), cls.__new__(cls)
        _fill(body, lambda _, field: field.value_in(found))
        return body

    def to_text(self) -> JsonText:
        """Write the body as canonical text; fields that are None are left out."""
        values = ((field, getattr(self, name)) for name, field in self.fields.items())
        return join_object(
            {field.name: field.written(value) for field, value in values if value is not None}
        )

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} stays as it is")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{n}={getattr(self, n)!r}" for n, f in self.fields.items() if not f.is_secret
        )
        return f"{type(self).__name__}({shown})"


def _fill(body: WireBody, value_of: Callable[[str, BodyField], Any]) -> None:
    problems = []
    for name, each in body.fields.items():
        try:
            vars(body)[name] = value_of(name, each)
        except FieldError as problem:
            problems.append(f"{each.name}: {problem}")
    if problems:
        raise BodyError("; ".join(problems))


# ── checks ─────────────────────────────────────────────────────────────────────────────────────


def text(value: Any) -> str:
    """Take a string."""
    if not isinstance(value, str):
        raise FieldError("it has to be a string")
    return value


def name(value: Any) -> str:
    """Take a string that is not empty and has no half a character in it."""
    if not text(value):
        raise FieldError("it has to have a character at least")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise FieldError("it has half a character in it") from None
    return str(value)


def texts(value: Any) -> tuple[str, ...]:
    """Take a list of strings."""
    if not isinstance(value, list | tuple):
        raise FieldError("it has to be a list of strings")
    return tuple(map(text, value))


def whole_number(value: Any) -> int:
    """Take a whole number, also as `60.0`, which is one in JSON."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if type(value) is not int:
        raise FieldError("it has to be a whole number")
    return value


def seconds(value: Any) -> int:
    """Take a whole number of seconds, 0 or more."""
    number = whole_number(value)
    if number < 0:
        raise FieldError("it has to be 0 or more")
    return number


def flag(value: Any) -> bool:
    """Take true or false."""
    if not isinstance(value, bool):
        raise FieldError("it has to be true or false")
    return value


def properties(value: Any) -> Mapping[str, JsonText]:
    """Take properties by name; what is read is an object already, whose values were checked."""
    if not isinstance(value, Mapping):
        raise FieldError("it has to be an object")
    return value


def instant(value: Any) -> datetime:
    """Take an instant: ISO 8601, in UTC if it has no offset, or a number of seconds since 1970.

    A large number is one of milliseconds.
    """
    try:
        if isinstance(value, datetime):
            return as_utc(value)
        if isinstance(value, str):
            return as_utc(datetime.fromisoformat(value))
        if type(value) in (int, float):
            unit = 1_000 if abs(value) > MILLISECONDS_FROM else 1
            return _EPOCH + timedelta(seconds=value / unit)
    except (ValueError, OverflowError):
        pass
    raise FieldError("it has to be an instant, as 2021-05-11T22:37:39.176Z")
