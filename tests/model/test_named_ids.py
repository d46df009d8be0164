"""The ids that a document names, and the time at which it was probably written."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.last_change import guessed_change
from ccs_tui.model.named_ids import LONGEST_ID, MOST_IDS_OF_NAME, named_ids
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.profile import ID_PROPERTIES

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DEEP = '{"userId":' * 3_000 + '"deep"' + "}" * 3_000


@pytest.mark.parametrize(
    ("properties", "found"),
    [
        ({"userId": "u-1"}, [("u-1", "userId")]),
        ({"userId": 4711, "consumerId": "c"}, [("4711", "userId"), ("c", "consumerId")]),
        ({"member": {"consumerId": "c"}}, [("c", "member.consumerId")]),
        ({"calls": [{"userId": "u"}]}, [("u", "calls[0].userId")]),
        ({"userId": ["a", "b"]}, [("a", "userId[0]"), ("b", "userId[1]")]),
        ({"webhook": '{"user": {"userId": "in text"}}'}, [("in text", "webhook.user.userId")]),
        ({"userId": "u", "consumerId": "u"}, [("u", "userId")]),
        ({"userId": None, "consumerId": True, "conversationId": ""}, []),
        ({"userId": 1.5, "consumerId": -1, "conversationId": "a\nb"}, []),
        ({"userId": "x" * (LONGEST_ID + 1)}, []),
        ({"text": "who is the userId of 4711?"}, []),
        ({"userIds": "no", "user": {"id": "no"}}, []),
        ({"note": "[userId"}, []),
    ],
)
def test_ids_are_found_by_the_names_of_their_properties(
    properties: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    texts = {name: encode(value) for name, value in properties.items()}
    assert list(named_ids(texts, ID_PROPERTIES)) == found


def test_ids_are_as_exact_as_their_digits() -> None:
    texts = {"userId": JsonText("123456789012345678901234567890")}
    assert list(named_ids(texts, ["userId"])) == [("123456789012345678901234567890", "userId")]


def test_what_is_nested_without_end_and_long_lists_do_no_harm() -> None:
    many = encode([f"u-{number}" for number in range(1_000)])
    texts = {"deep": JsonText(DEEP), "text": encode(DEEP), "userId": many}
    found = list(named_ids(texts, ["userId"]))
    assert [session for session, _ in found] == [
        f"u-{number}" for number in range(MOST_IDS_OF_NAME)
    ]


MILLISECONDS = int((NOW - timedelta(hours=3)).timestamp() * 1_000)


@pytest.mark.parametrize(
    ("properties", "expires_in", "ttl", "hours"),
    [
        ({"updatedAt": MILLISECONDS}, None, None, 3),
        ({"last_updated": MILLISECONDS // 1_000}, None, None, 3),
        ({"lastModified": "2026-03-01T09:00:00.000Z"}, None, None, 3),
        ({"updatedAt": "soon", "departureTime": MILLISECONDS}, None, None, None),
        ({"updatedAt": True, "timestamp": 7}, None, None, None),
        # A time to come is none at which it was written.
        ({"updatedAt": "2026-03-02T09:00:00Z"}, None, None, None),
        ({}, timedelta(days=29, hours=23), 30 * 86_400, 1),
        ({"updatedAt": MILLISECONDS}, timedelta(days=29, hours=23), 30 * 86_400, 1),
        # The save had a TTL of its own, longer than the namespace's.
        ({}, timedelta(days=90), 30 * 86_400, None),
        ({}, timedelta(days=29), None, None),
    ],
)
def test_when_a_document_was_written_is_guessed_by_its_times_and_its_expiry(
    properties: dict[str, Any], expires_in: timedelta | None, ttl: int | None, hours: int | None
) -> None:
    document = Document(
        DocumentKey("le1", "bot", "s"),
        {name: encode(value) for name, value in properties.items()},
        None if expires_in is None else NOW + expires_in,
    )
    expected = None if hours is None else NOW - timedelta(hours=hours)
    assert guessed_change(document, ttl, NOW) == expected
