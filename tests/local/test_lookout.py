"""What recorders tell each other of their last looks."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.local.lookout import Look, Lookout
from ccs_tui.local.recordings import Recordings
from ccs_tui.model.document import Document
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.step import Reading

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = DocumentKey("le1", "bot", "s0")


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Lookout, Lookout]]:
    recordings = Recordings(tmp_path / "recordings.db", lambda: NOON)
    found = Lookout(recordings, "test"), Lookout(recordings, "test")
    yield found
    for lookout in found:
        lookout.close()
    recordings.close()


def looks(seconds: int, sessions: int = 1) -> dict[DocumentKey, Look]:
    look = Look(NOON + timedelta(seconds=seconds), None)
    return {DocumentKey("le1", "bot", f"s{number}"): look for number in range(sessions)}


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_the_last_look_is_told_however_many_documents_were_looked_at_before(
    tmp_path_factory: pytest.TempPathFactory, sessions: list[int]
) -> None:
    recordings = Recordings(tmp_path_factory.mktemp("state") / "recordings.db", lambda: NOON)
    one, other = Lookout(recordings, "test"), Lookout(recordings, "test")
    for seconds, count in enumerate(sessions):
        one.tell(looks(seconds, count))
        assert other.others() == looks(seconds, count)
    one.close()
    other.close()
    recordings.close()


@pytest.mark.parametrize("kept", [0, 8, 9, 60])
def test_of_a_look_that_is_half_written_the_one_before_is_told(
    both: tuple[Lookout, Lookout], tmp_path: Path, kept: int
) -> None:
    one, other = both
    one.tell(looks(1))
    before = set((tmp_path / "lookouts").glob("*.looks"))
    written = {path: path.read_bytes() for path in before}
    one.tell(looks(2))
    (new,) = [path for path in before if path.read_bytes() != written[path]]
    new.write_bytes(new.read_bytes()[:kept])
    assert other.others() == looks(1)


def test_what_one_tells_and_ends_while_it_is_asked_is_not_forgotten(tmp_path: Path) -> None:
    class Slow(Lookout):
        def _read(self, name: str) -> tuple[str, list[tuple[DocumentKey, Look]]]:
            found = super()._read(name)
            if one._files:
                one.tell(looks(2))
                one.close()
            return found

    recordings = Recordings(tmp_path / "recordings.db", lambda: NOON)
    recordings.record("test", Reading(NOON, Document.absent(KEY)), None)
    one, other = Lookout(recordings, "test"), Slow(recordings, "test")
    one.tell(looks(1))
    other.others()
    assert other.others() == {}
    assert recordings.seen_at("test", KEY) == looks(2)[KEY].read
    other.close()
    recordings.close()


def test_a_reading_that_is_noted_late_takes_the_place_of_no_later_one(tmp_path: Path) -> None:
    recordings = Recordings(tmp_path / "recordings.db", lambda: NOON)
    for seconds in (60, 20):
        recordings.saw("test", KEY, looks(seconds)[KEY].read)
    assert recordings.seen_at("test", KEY) == looks(60)[KEY].read
    recordings.close()
