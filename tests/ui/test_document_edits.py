"""Edits at random in the panel of a document: after each, everything agrees with plain values.

The tree, the text below it, the count, and taking back all work on one document; here they do so in
any order, against a model that does everything again each time.
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot

from ccs_tui.model.json_text import JsonText, canonical, encode, quote
from ccs_tui.model.open_document import OpenDocument, PropertyState
from ccs_tui.model.tree import EditError, Node, Tree, edits
from ccs_tui.model.tree.edits import Done
from ccs_tui.ui.screens.explorer.document_cursor import PanelCursor
from tests.model.test_tree import Naive, Path, at, names, paths, payloads, values
from tests.model.tree_values import values_of
from tests.ui.test_json_tree import PanelApp, app_of

Outcome = dict[str, JsonText | None]

NO_JSON = ("", "{", '"', "[1,", '{"a":}', "nul", "\ud83d", "\t\x1b[31m", "日本")
PATIENCE = 20
where = st.integers(0, 1_000)

steps = st.one_of(
    st.tuples(st.just("type"), where, st.lists(st.sampled_from(NO_JSON), max_size=2), values),
    st.tuples(st.just("set"), where, values),
    st.tuples(st.just("rename"), where, names),
    st.tuples(st.just("add"), where, names, values),
    st.tuples(st.just("duplicate"), where),
    st.tuples(st.just("remove"), where),
    st.tuples(st.just("move"), where, st.sampled_from([-1, 1])),
    st.tuples(st.just("open"), where),
    st.tuples(st.just("new_property"), names.filter(bool)),
    st.tuples(st.just("remove_property"), where),
    st.tuples(st.just("restore_property"), where),
    st.tuples(st.just("undo")),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


class Model:
    """What each property will have, None for one that the next save removes."""

    def __init__(self, base: dict[str, Any]) -> None:
        self.base = {name: encode(value) for name, value in base.items()}
        self.now: Outcome = dict(self.base)
        self.under: dict[str, JsonText] = {}
        """What a removed property has when it comes back."""
        self._before: list[Outcome] = []
        self._after: list[Outcome] = []

    @property
    def payload(self) -> dict[str, Any]:
        return {name: json.loads(text) for name, text in self.now.items() if text is not None}

    def become(self, now: Outcome) -> None:
        """Take an edit's outcome, so that it can be taken back."""
        if now != self.now:
            self._before.append(self.now)
            self._after.clear()
            self._take(now)

    def become_payload(self, payload: dict[str, Any]) -> None:
        gone = {name: None for name in self.now if name in self.base and name not in payload}
        self.become({**gone, **{name: encode(value) for name, value in payload.items()}})

    def forget_undone(self) -> None:
        self._after.clear()

    def undo(self) -> None:
        if self._before:
            self._after.append(self.now)
            self._take(self._before.pop())

    def redo(self) -> None:
        if self._after:
            self._before.append(self.now)
            self._take(self._after.pop())

    def _take(self, now: Outcome) -> None:
        for name, text in self.now.items():
            if text is not None and now.get(name) is None:
                self.under[name] = text
        self.now = now


class Both:
    """Does each step to the panel and to the model."""

    def __init__(self, app: PanelApp, pilot: Pilot[None], model: Model) -> None:
        self.app, self.pilot, self.model = app, pilot, model

    async def apply(self, step: tuple[Any, ...]) -> None:
        action, *arguments = step
        if action in ("undo", "redo"):
            getattr(self.app.panel.typing_keys, action)()
            getattr(self.model, action)()
        elif action.endswith("_property"):
            getattr(self, action)(*arguments)
        elif places := paths(self.model.payload, []):
            path = places[arguments[0] % len(places)]
            await getattr(self, action)(path, self.app.panel.rows.model.find(path), *arguments[1:])
        await self.pilot.pause()

    def new_property(self, name: str) -> None:
        if name not in self.model.now:
            self._change(lambda document: document.put(name, JsonText("null")))
            PanelCursor(self.app.panel).edit_text(name)
            self.app.panel.rows.focus()
            self.model.become({**self.model.now, name: encode(None)})

    def _change(self, change: Callable[[OpenDocument], None]) -> None:
        """Do something to the document as a command does it."""
        document = self.app.document
        document.views.take_typed()
        document.recorded(lambda: change(document))

    def remove_property(self, index: int) -> None:
        there = [name for name, text in self.model.now.items() if text is not None]
        if there:
            name = there[index % len(there)]
            self._change(lambda document: document.remove(name))
            rest = {other: text for other, text in self.model.now.items() if other != name}
            self.model.become({**rest, name: None} if name in self.model.base else rest)

    def restore_property(self, index: int) -> None:
        model, panel = self.model, self.app.panel
        name = panel.selected
        if name is None:
            return
        other = self.app.document.other_name(name)
        self._change(lambda document: document.discard_property(name))
        now = dict(model.now)
        if other is not None:
            for each in (name, other):
                now[each] = model.base.get(each)
                if each not in model.base:
                    del now[each]
        elif now[name] is None:
            now[name] = model.under[name]
        elif name in model.base:
            now[name] = model.base[name]
        else:
            del now[name]
        model.become(now)

    async def type(self, path: Path, node: Node, no_json: list[str], value: Any) -> None:
        panel = self.app.panel
        panel.rows.reveal(node)
        await self.pilot.pause()
        panel.editor.focus()
        await self.pilot.pause()
        for text in [*no_json, encode(value)]:
            panel.editor.replace(text, panel.editor.document.start, panel.editor.document.end)
            await self.pilot.pause()
            if text in no_json:
                assert self.app.document.state(str(path[0])) is PropertyState.INVALID
                assert panel.rows.model.not_json
        panel.rows.focus()
        payload = self.model.payload
        at(payload, path[:-1])[path[-1]] = value
        if no_json:
            self.model.forget_undone()
        self.model.become_payload(payload)

    async def set(self, path: Path, node: Node, value: Any) -> None:
        payload = self.model.payload
        at(payload, path[:-1])[path[-1]] = value
        self._edit(lambda tree: edits.set_value(tree, node, encode(value)), payload)

    async def rename(self, path: Path, node: Node, name: str) -> None:
        naive = Naive(self.model.payload)
        parent = at(naive.payload, path[:-1])
        taken = self.model.payload if len(path) == 1 else parent
        refused = isinstance(parent, list) or (name in taken and name != path[-1])
        if refused or (len(path) == 1 and not name):
            self._refused(lambda tree: edits.rename(tree, node, name))
            return
        naive.renamed(path, name)
        self._edit(lambda tree: edits.rename(tree, node, name), naive.payload)

    async def add(self, path: Path, node: Node, name: str, value: Any) -> None:
        naive = Naive(self.model.payload)
        parent = at(naive.payload, path)
        if not isinstance(parent, list | dict) or (isinstance(parent, dict) and name in parent):
            self._refused(lambda tree: edits.add(tree, node, encode(value), name))
            return
        naive.inserted(path, len(parent), name, value)
        self._edit(lambda tree: edits.add(tree, node, encode(value), name), naive.payload)

    async def duplicate(self, path: Path, node: Node) -> None:
        naive = Naive(self.model.payload)
        parent = at(naive.payload, path[:-1])
        index = list(parent).index(path[-1]) if isinstance(parent, dict) else path[-1]
        done = self.app.document.do(lambda tree: edits.duplicate(tree, node))
        assert done.cursor is not None
        naive.inserted(path[:-1], int(index) + 1, str(done.cursor.key), at(naive.payload, path))
        self.model.become_payload(naive.payload)

    async def remove(self, path: Path, node: Node) -> None:
        if len(path) > 1:
            payload = self.model.payload
            del at(payload, path[:-1])[path[-1]]
            self.app.panel.rows.move_cursor(node)
            self._edit(lambda tree: edits.remove(tree, node), payload)

    async def move(self, path: Path, node: Node, by: int) -> None:
        payload = self.model.payload
        parent = at(payload, path[:-1])
        if isinstance(parent, dict):
            self._refused(lambda tree: edits.move(tree, node, by))
            return
        index = int(path[-1])
        parent.insert(max(0, min(index + by, len(parent) - 1)), parent.pop(index))
        self._edit(lambda tree: edits.move(tree, node, by), payload)

    async def open(self, path: Path, node: Node) -> None:
        self.app.panel.rows.move_cursor(node)
        self.app.panel.rows.unfold("switch")

    def _edit(self, edit: Callable[[Tree], Done], payload: dict[str, Any]) -> None:
        done = self.app.document.do(edit)
        if done.cursor is not None:
            self.app.panel.rows.move_cursor(done.cursor)
        self.model.become_payload(payload)

    def _refused(self, edit: Callable[[Tree], Done]) -> None:
        try:
            self.app.document.do(edit)
        except EditError:
            return
        raise AssertionError("it was not refused")

    async def come_to_agree(self) -> None:
        """Compare everything; some of it is a few messages behind on a busy machine."""
        for _ in range(PATIENCE):
            with suppress(AssertionError):
                self.agree()
                return
            await self.pilot.pause()
        self.agree()

    def agree(self) -> None:
        """Compare everything that is held and shown."""
        copy, panel, model = self.app.document, self.app.panel, self.model
        given = values_of(copy.tree)
        assert {n: None if n in copy.removed else given[n] for n in given} == model.now
        texts = {name: text for name, text in model.now.items() if text is not None}
        members = ",".join(f"{quote(name)}:{text}" for name, text in texts.items())
        assert copy.size == len(members) + 2 == panel.rows.cells.document_size
        assert dict(copy.payload()) == texts
        payload, shown = model.payload, iter(panel.rows.visible_keys)
        for node in shown:
            if node.top.key in copy.removed:
                assert node.depth == 0
                continue
            value = at(payload, node.keys)
            assert node.text == encode(value)
            if node.is_open:
                keys = list(value) if isinstance(value, dict) else [*range(len(value))]
                assert [child.key for child in node.children()] == keys
        below = panel.selected_node
        if below is not None and below.top.key not in copy.removed:
            assert canonical(panel.editor.text) == below.text
        assert copy.is_edited == any(
            text != model.base.get(name) for name, text in model.now.items()
        )


@settings(suppress_health_check=list(HealthCheck))
@given(payloads.filter(bool), st.lists(steps, max_size=20))
def test_tree_text_count_and_undo_agree_with_plain_values(
    payload: dict[str, Any], steps: list[tuple[Any, ...]]
) -> None:
    async def check() -> None:
        app = app_of(**payload)
        async with app.run_test(size=(90, 30)) as pilot:
            await pilot.pause()
            both = Both(app, pilot, Model(payload))
            for step in steps:
                await both.apply(step)
                await both.come_to_agree()

    asyncio.run(check())
