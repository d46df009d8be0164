"""The summary of a namespace."""

from ccs_tui.workspace.namespace_summary import LARGEST, NamespaceSummary
from tests.workspace.conftest import NAMESPACE, Place


async def test_counts_documents_and_characters_and_names_the_largest(place: Place) -> None:
    for number in range(30):
        place.put(f"s{number:02}", a="x" * 100 * number)
    place.put("huge", a="x" * 700_000)
    async with place.workspace() as workspace:
        summary = NamespaceSummary(workspace, NAMESPACE)
        await summary.run()
    sizes = [len('{"a":""}') + 100 * number for number in range(30)]
    assert summary.is_complete
    assert summary.characters == sum(sizes) + 700_008
    assert summary.by_size == [10, 20, 0, 0, 1]
    assert summary.near_limit == 1
    assert len(summary.largest) == LARGEST
    assert [key.session for _, key in summary.largest[:3]] == ["huge", "s29", "s28"]
    assert summary.schema.documents == 31
