"""The borders of the panels: moved by key and mouse, kept, and never where a panel is lost."""

import pytest

from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.screens.explorer.panel_sizes import (
    IDS,
    LEAST,
    NARROW,
    TITLE,
    WIDE,
    Layout,
    usual_sizes,
)
from ccs_tui.ui.screens.explorer.panel_space import PanelSpace
from ccs_tui.workspace.appearance import Appearance
from tests.ui.conftest import Service, ready, shown, until


@pytest.mark.parametrize("in_lists", [True, False])
def test_ids_are_whole_wherever_they_can_be(in_lists: bool) -> None:
    for width in range(NARROW, 400):
        sizes = usual_sizes(width, in_lists=in_lists)
        sessions, document = sizes.lists - sizes.namespaces, width - sizes.lists
        assert min(sessions, document) >= LEAST
        assert sessions >= IDS or not in_lists, width
        assert document >= TITLE or (in_lists and width < IDS + TITLE), width
        if width >= IDS + TITLE:
            assert sessions >= IDS, width
        assert (sizes.namespaces > 0) is (Layout.at(width) is Layout.WIDE)
    assert Layout.at(WIDE - 1) is Layout.MEDIUM


@pytest.mark.slow
async def test_borders_are_moved_by_key_and_kept(service: Service) -> None:
    appearance = Appearance()
    app = service.explorer()
    app._appearance = appearance
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await ready(pilot)
        namespaces, document = screen.namespaces, screen.document
        before = namespaces.size.width, document.size.width
        await pilot.press("1", "greater_than_sign", "greater_than_sign")
        await until(pilot, lambda: namespaces.size.width == before[0] + 4)
        await pilot.press("3", "less_than_sign")
        await until(pilot, lambda: document.size.width == before[1] + 2)
        assert set(appearance.borders) == {"wide.namespaces", "wide.lists"}
        # However often it is pressed, no panel goes.
        await pilot.press(*["less_than_sign"] * 60)
        await until(pilot, lambda: screen.query_one("#lists").outer_size.width == 2 * LEAST)
        assert screen.sessions.outer_size.width >= LEAST


@pytest.mark.slow
async def test_lying_borders_are_moved_by_key_and_all_put_back(service: Service) -> None:
    appearance = Appearance()
    app = service.explorer()
    app._appearance = appearance
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await ready(pilot)
        await pilot.press("2", "enter")
        await until(pilot, lambda: screen.document.is_active and "intent" in shown(pilot))
        title = screen.query_one("#property-title").region

        def lies() -> tuple[int, int]:
            return screen.query_one("#property-title").region.y, screen.sessions.region.y

        before = lies()
        assert title.height
        await pilot.press("comma", "comma")
        await until(pilot, lambda: lies() == (before[0] - 2, before[1]))
        await pilot.press("full_stop")
        await until(pilot, lambda: lies() == (before[0] - 1, before[1]))
        await pilot.press("2", "full_stop")
        await until(pilot, lambda: lies() == (before[0] - 1, before[1] + 1))
        assert set(appearance.borders) == {"any.value", "medium.namespaces"}
        await pilot.press("0")
        await until(pilot, lambda: lies() == before)
        assert not appearance.borders
        await pilot.press("0")
        await until(pilot, lambda: "0 does nothing here: no border was moved." in shown(pilot))


@pytest.mark.sample(each=3)
@pytest.mark.parametrize(
    ("key", "what", "part", "grown"),
    [("1", "border", "namespaces", (4, 0)), ("3", "border", "lists", (4, 0)),
     ("3", "lying", "properties", (0, 2))],
)  # fmt: skip
async def test_two_keys_of_one_frame_move_a_border_twice(
    service: Service, key: str, what: str, part: str, grown: tuple[int, int]
) -> None:
    """A part has its new size only with the next frame, and the second key may come before it."""
    app = service.explorer()
    app._appearance = Appearance()
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await ready(pilot)
        await pilot.press("2", "enter")
        await until(pilot, lambda: screen.document.is_active and "intent" in shown(pilot))
        await pilot.press(key)
        before = screen.query_one(f"#{part}").region.size
        for _ in range(2):
            screen.query_one(PanelSpace).make_room(what, 1)
        wanted = (before[0] + grown[0], before[1] + grown[1])
        await until(pilot, lambda: screen.query_one(f"#{part}").region.size == wanted)


async def test_a_border_that_is_not_there_says_so(service: Service) -> None:
    async with service.explorer().run_test(size=(140, 40)) as pilot:
        await ready(pilot)
        for key, shows in (("comma", ","), ("full_stop", ".")):
            await pilot.press("2", key)
            why = f"{shows} does nothing here: no border lies above or below this panel."
            await until(pilot, lambda why=why: why in shown(pilot))  # type: ignore[misc]


@pytest.mark.parametrize("width", [140, 100])
async def test_borders_are_dragged(service: Service, width: int) -> None:
    appearance = Appearance()
    app = service.explorer()
    app._appearance = appearance
    async with app.run_test(size=(width, 40)) as pilot:
        screen = await ready(pilot)
        lists, tree = screen.query_one("#lists"), screen.query_one("#properties")
        edge = lists.region.right
        await pilot.mouse_down(offset=(edge, 5))
        await pilot.hover(offset=(edge - 6, 5))
        await until(pilot, lambda: lists.region.right == edge - 5)
        await pilot.mouse_up(offset=(edge - 6, 5))
        line = screen.query_one("#property-title").region.y
        await pilot.mouse_down(offset=(edge + 6, line))
        await pilot.hover(offset=(edge + 6, line - 5))
        await until(pilot, lambda: screen.query_one("#property-title").region.y == line - 5)
        await pilot.mouse_up(offset=(edge + 6, line - 5))
        assert tree.size.height > 0
        # The mouse is free again.
        await pilot.hover(offset=(edge + 6, line))
        await pilot.pause()
        assert screen.query_one("#property-title").region.y == line - 5
        assert {"any.value", f"{Layout.at(width).value}.lists"} == set(appearance.borders)


@pytest.mark.parametrize("width", [140, 80])
async def test_a_panel_has_the_whole_screen_and_gives_it_back(service: Service, width: int) -> None:
    async with service.explorer().run_test(size=(width, 24)) as pilot:
        screen = await ready(pilot)
        panels = screen.namespaces, screen.sessions, screen.document
        before = [panel.outer_size for panel in panels]
        await pilot.press("Z")
        await until(pilot, lambda: "─ Sessions" not in shown(pilot))
        await pilot.press("3")
        await until(pilot, lambda: "─ Namespaces" not in shown(pilot) and "intent" in shown(pilot))
        await pilot.press("1", "Z")
        await until(pilot, lambda: [panel.outer_size for panel in panels] == before)


async def test_a_failed_listing_can_be_read(service: Service) -> None:
    sentence_parts = ("namespaces", "r ")

    async def fails(_: object) -> None:
        raise ConnectionError("no way")

    service.before = fails
    async with service.explorer().run_test(size=(140, 40)) as pilot:
        screen = pilot.app.screen
        await until(pilot, lambda: screen.query_one("#namespaces").has_class("-problem"))
        await until(pilot, lambda: screen.query_one("#namespaces").outer_size.width > 50)
        assert any(part in shown(pilot) for part in sentence_parts)


async def test_names_of_special_documents_are_whole(service: Service) -> None:
    long = "3f2c9d1e-7b0a-4d52-9c1e-5a7f0e3b6d18"
    service.put(long, {"a": 1}, 600)
    assert DocumentKey("le1", "airlineBot", long).label == long
    async with service.explorer().run_test(size=(120, 30)) as pilot:
        await ready(pilot)
        await pilot.press("2", "slash", *"3f2c", "enter", "space")
        await until(pilot, lambda: shown(pilot).count(long) == 2)
