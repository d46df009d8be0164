"""The listing of a namespace: how documents are added, replaced and dropped, and how many count."""

from datetime import UTC, datetime

import pytest

from ccs_tui.model.names import DEFAULT_SESSION
from ccs_tui.workspace.document_summary import DocumentSummary
from ccs_tui.workspace.listing import NAMESPACE_DOCUMENT, Listing

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def listing() -> Listing:
    return Listing("bot", with_namespace_document=True)


def summary(session: str | None, size: int | None = 10) -> DocumentSummary:
    return DocumentSummary(session, NOON, size)


def test_pages_are_added_at_the_end(listing: Listing) -> None:
    assert listing.add(["a", "b"]) == ["a", "b"]
    assert listing.add(["b", "c"]) == ["c"]
    assert [*listing.keys] == [NAMESPACE_DOCUMENT, "a", "b", "c"]
    assert (listing.sessions, listing.count) == (["a", "b", "c"], 3)


def test_documents_of_no_conversation_stand_first(listing: Listing) -> None:
    listing.add(["a"])
    assert listing.add(["b", DEFAULT_SESSION]) is None
    assert [*listing.keys] == [NAMESPACE_DOCUMENT, DEFAULT_SESSION, "a", "b"]
    assert listing.name("named")
    assert [*listing.keys] == [NAMESPACE_DOCUMENT, DEFAULT_SESSION, "named", "a", "b"]


def test_one_that_comes_back_stands_where_it_was(listing: Listing) -> None:
    listing.add(["a", "b", "c", "d"])
    for gone in ("b", "c", "d", "a"):
        listing.drop(gone)
    for back in ("c", "a", "d", "b"):
        assert listing.name(back)
    assert [*listing.keys] == [NAMESPACE_DOCUMENT, "a", "b", "c", "d"]


def test_a_named_namespace_document_stands_first_and_is_no_session() -> None:
    listing = Listing("bot")
    listing.add(["a"])
    assert listing.name(None)
    assert [*listing.keys] == [NAMESPACE_DOCUMENT, "a"]
    assert (listing.sessions, listing.count) == (["a"], 1)


def test_one_opened_by_its_name_counts_once_it_came_with_a_page(listing: Listing) -> None:
    assert listing.name("b")
    assert not listing.name("b")
    assert (listing.count, listing.has("b")) == (0, True)
    listing.summarise(summary("b"))
    assert listing.count == 0, "it may still come with a page"
    assert listing.add(["a", "b"]) == ["a"]
    assert ([*listing.keys], listing.count) == ([NAMESPACE_DOCUMENT, "b", "a"], 2)


@pytest.mark.parametrize(("size", "count"), [(10, 1), (None, 0)])
def test_after_the_last_page_it_counts_once_it_was_found(
    listing: Listing, size: int | None, count: int
) -> None:
    listing.name("b")
    listing.end()
    listing.summarise(summary("b", size))
    assert listing.count == count


def test_a_new_listing_is_sorted_by_what_was_read_before_and_says_what_was_not(
    listing: Listing,
) -> None:
    listing.add(["a", "b", "c"])
    for session, size in (("a", 1), ("b", 2)):
        listing.summarise(summary(session, size))
    listing.replace(["a", "b", "c", "d"])
    assert listing.summaries == {}
    assert listing.unknown(["a", "b", "c", "d"]) == ["a", "b", "c", "d"]
    assert listing.unsorted(["a", "b", "c", "d"]) == ["c", "d"]
    late = DocumentSummary("a", NOON, problem="It took too long.", may_pass=True)
    listing.summarise(late)
    listing.summarise(summary("b", 7))
    sizes = [(known := listing.to_sort_by(key)) and known.size for key in ("a", "b", "c")]
    assert sizes == [1, 7, None]
    listing.replace(["b"])
    assert [*listing.before] == ["b"]
    listing.drop("b")
    assert (listing.before, listing.to_sort_by("b")) == ({}, None)


def test_a_new_listing_keeps_those_opened_by_their_name(listing: Listing) -> None:
    listing.add(["a", "b"])
    listing.name("mine")
    listing.summarise(summary("a"))
    listing.replace(["b", "c"])
    assert [*listing.keys] == [NAMESPACE_DOCUMENT, "mine", "b", "c"]
    assert (listing.count, listing.summaries) == (2, {})
    listing.replace(["c", "mine"])
    assert listing.count == 2
    listing.replace(["c"])
    assert not listing.has("mine"), "it was listed, and is not any more"


def test_a_dropped_session_is_gone_with_its_summary(listing: Listing) -> None:
    listing.add(["a", "b"])
    listing.name("mine")
    for session in ("a", "mine"):
        listing.summarise(summary(session))
        listing.drop(session)
    listing.drop("never there")
    assert ([*listing.keys], listing.count) == ([NAMESPACE_DOCUMENT, "b"], 1)
    assert not listing.summaries


def test_without_the_namespace_document_nothing_is_known_of_the_others(listing: Listing) -> None:
    listing.add(["a"])
    listing.summarise(summary("a"))
    listing.drop(None)
    assert [*listing.keys] == [NAMESPACE_DOCUMENT, "a"]
    assert listing.unknown(listing.keys) == [None, "a"]


def test_a_listing_is_complete_from_its_end_until_one_breaks_off(listing: Listing) -> None:
    states = [listing.is_complete]
    listing.end()
    states.append(listing.is_complete)
    listing.broken_off = True
    states.append(listing.is_complete)
    listing.end()
    assert [*states, listing.is_complete] == [False, True, False, True]


def test_a_document_whose_reading_failed_is_to_be_read_again_if_that_may_pass(
    listing: Listing,
) -> None:
    listing.add(["a", "b", "c", "d"])
    listing.summarise(summary("a", 5))
    listing.summarise(DocumentSummary("b", NOON, problem="no answer", may_pass=True))
    listing.summarise(DocumentSummary("c", NOON, problem="unreadable"))
    assert listing.unknown(["a", "b", "c", "d"]) == ["b", "d"]


def test_sizes_are_added_up_of_those_that_are_known(listing: Listing) -> None:
    listing.add(["a", "b", "c"])
    listing.summarise(summary("a", 5))
    listing.summarise(summary(None, 7))
    listing.summarise(DocumentSummary("b", NOON, problem="unreadable"))
    assert listing.sizes_of(["a", "b", "c", None]) == (12, 2)
