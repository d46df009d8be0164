"""The second step of a save: compared again with what is there by then."""

import pytest

from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.save_outcome import SaveStoppedError
from ccs_tui.workspace.saving import saving_of
from ccs_tui.workspace.transfer import saving_of_transfer
from ccs_tui.workspace.workspace import Workspace
from ccs_tui.workspace.write_verdict import ChangedMeanwhileError
from tests.workspace.conftest import Place, opened
from tests.workspace.decided_writes import DELETE, DELETE_DOCUMENT, UPSERT, calls, once, save


async def test_the_removal_after_an_upsert_is_compared_again(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1, b=2)
    place.after = once(UPSERT, lambda: place.put("s1", 3_600, b=3))
    with pytest.raises(SaveStoppedError, match="changed by others") as stopped:
        await save(workspace, place, a="10", b=None)
    assert place.stored() == {"a": "10", "b": "3"}
    assert len(stopped.value.done) == 1
    assert calls(place, DELETE) == 0


@pytest.mark.parametrize("names", [None, ["a"]])
async def test_what_a_bot_adds_to_the_source_of_a_move_stays(
    place: Place, workspace: Workspace, names: list[str] | None
) -> None:
    place.put("s1", 3_600, a=1)
    saving = await saving_of_transfer(workspace, place.key(), place.key("s2"), names, move=True)
    await saving.read()
    place.after = once(UPSERT, lambda: place.put("s1", 3_600, a=2, new=1))
    with pytest.raises(SaveStoppedError, match="changed by others"):
        await saving.send()
    assert place.stored("s1") == {"a": "2", "new": "1"}
    assert place.stored("s2") == {"a": "1"}


@pytest.mark.parametrize("names", [None, ["a"]])
async def test_a_move_deletes_nothing_whose_copy_has_expired_by_then(
    place: Place, workspace: Workspace, names: list[str] | None
) -> None:
    place.put("s1", 3_600, a=1, b=2)
    place.put("s2", 30, c=3)
    path = DELETE_DOCUMENT if names is None else DELETE
    place.refuse(path, 429, {"retry-after": "40"}, times=1)
    saving = await saving_of_transfer(workspace, place.key(), place.key("s2"), names, move=True)
    await saving.read()
    with pytest.raises(SaveStoppedError, match="s2 expired at 12:00"):
        await saving.send()
    assert place.stored("s1") == {"a": "1", "b": "2"}


async def test_a_move_to_a_target_that_is_gone_by_then_writes_all_before_it_deletes(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1, b=2)
    place.put("s2", 60, c=3)
    saving = await saving_of_transfer(workspace, place.key(), place.key("s2"), move=True)
    place.clock.advance(seconds=61)
    review = await saving.read()
    assert review.parts[0].gone
    await saving.send()
    assert place.stored("s2") == {"a": "1", "b": "2"}
    assert place.stored("s1") is None


@pytest.mark.parametrize("move", [False, True])
async def test_what_expired_is_called_expired(
    place: Place, workspace: Workspace, move: bool
) -> None:
    place.put("s1", 60, a=1)
    error: type[Exception] = RefusedError
    if move:
        saving = await saving_of_transfer(workspace, place.key(), place.key("s2"), move=True)
    else:
        saving = saving_of(workspace, await opened(workspace, place.key(), a="10"))
        error = ChangedMeanwhileError
    await saving.read()
    place.clock.advance(seconds=61)
    with pytest.raises(error, match=r"s1 expired at 12:01"):
        await saving.send()
    assert place.stored("s1") is place.stored("s2") is None
