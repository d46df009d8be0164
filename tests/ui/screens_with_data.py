"""Every screen and dialog of the program with one text in each place that data can get to."""

import asyncio
import importlib
import json
import pkgutil
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from textual.app import App
from textual.geometry import Region
from textual.screen import Screen

import ccs_tui.ui
from ccs_tui.client.call import Call
from ccs_tui.client.errors import CcsError, RefusedByServiceError
from ccs_tui.client.request_log import RequestLog
from ccs_tui.local.journal import Kind, Outcome
from ccs_tui.local.state import State
from ccs_tui.model import wire
from ccs_tui.model.changes import Change, Conflict, Edit
from ccs_tui.model.compared_documents import ComparedDocuments
from ccs_tui.model.document import Namespace
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.query import Query
from ccs_tui.model.timeline.muted_paths import Muted
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import Gap
from ccs_tui.ui.clipboard import CopyOutcome, CopyWay
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.conflict import ConflictDialog
from ccs_tui.ui.dialogs.copied_file import CopiedDialog
from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.dialogs.doctor import DoctorDialog
from ccs_tui.ui.dialogs.draft import DraftDialog, DraftRow
from ccs_tui.ui.dialogs.edited_texts import EditedDocument, EditedValue
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.ui.dialogs.go_to import GoToDialog
from ccs_tui.ui.dialogs.goals import Goal, Goals
from ccs_tui.ui.dialogs.gone_document import GoneDialog
from ccs_tui.ui.dialogs.large_dialog import LargeDialog
from ccs_tui.ui.dialogs.profiles import ProfileRow, ProfilesDialog
from ccs_tui.ui.dialogs.properties import PropertiesDialog
from ccs_tui.ui.dialogs.review import ReviewDialog
from ccs_tui.ui.dialogs.too_large_document import TooLargeDialog
from ccs_tui.ui.keys import ShownKey
from ccs_tui.ui.screens.connect import ConnectScreen
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.screens.help import HelpScreen
from ccs_tui.ui.screens.messages import MessagesScreen
from ccs_tui.ui.screens.palette import Offer, Palette
from ccs_tui.ui.shown_message import ShownMessage
from ccs_tui.ui.terminal_findings import CopyTrial
from ccs_tui.ui.views.bulk import BulkScreen
from ccs_tui.ui.views.compared_values import ComparedValues
from ccs_tui.ui.views.conversation import ConversationScreen
from ccs_tui.ui.views.drafts import DraftsScreen
from ccs_tui.ui.views.expiries import ExpiriesScreen
from ccs_tui.ui.views.file_timeline import FileTimelineScreen
from ccs_tui.ui.views.journal import JournalScreen
from ccs_tui.ui.views.progress import ProgressScreen
from ccs_tui.ui.views.recordings import RecordingsScreen
from ccs_tui.ui.views.request_log import RequestLogScreen
from ccs_tui.ui.views.search import SearchScreen
from ccs_tui.ui.views.sent_request import RequestScreen
from ccs_tui.ui.views.summary import SummaryScreen
from ccs_tui.ui.views.timeline import TimelineScreen
from ccs_tui.ui.views.timeline_steps import WatchState
from ccs_tui.ui.widgets.json_editor.prompt import EditorPrompt
from ccs_tui.ui.widgets.json_tree.row_prompt import LinePrompt
from ccs_tui.ui.widgets.json_tree.typed_text_judges import as_text
from ccs_tui.workspace.bulk import ItemDone
from ccs_tui.workspace.conversation import Conversation
from ccs_tui.workspace.conversation_rows import ConversationRow, NamedId
from ccs_tui.workspace.copied_file import CopiedFile
from ccs_tui.workspace.doctor import Finding, FindingOutcome
from ccs_tui.workspace.draft_keeper import FoundDraft, Whose
from ccs_tui.workspace.journal import JournalReader
from ccs_tui.workspace.namespace_summary import NamespaceSummary
from ccs_tui.workspace.progress import TellProgress
from ccs_tui.workspace.recording_library import RecordingInfo
from ccs_tui.workspace.review import Review
from ccs_tui.workspace.search import Hit, Search
from ccs_tui.workspace.shown_requests import RequestReader, SentRequest
from ccs_tui.workspace.timeline import Timeline
from tests.model.timeline.histories import steps_of
from tests.ui import dialogs as shown
from tests.ui.conftest import Service

Make = Callable[[str, Service, App[Any]], Screen[Any]]
"""Makes a screen that shows a text; on a service that has it, in an application."""

BASES = {Dialog}
"""The class that is only there for others to be made of."""


def screen_classes() -> set[type[Screen[Any]]]:
    """Return the classes of screens in the package, with their modules imported for it."""
    for module in pkgutil.walk_packages(ccs_tui.ui.__path__, "ccs_tui.ui."):
        importlib.import_module(module.name)

    def below(base: type[Any]) -> Iterator[type[Any]]:
        for child in base.__subclasses__():
            yield child
            yield from below(child)

    return {found for found in below(Screen) if found.__module__.startswith("ccs_tui.")} - BASES


def key(text: str) -> DocumentKey:
    return DocumentKey("le1", text, text)


def value(text: str) -> JsonText:
    return encode({text: [text]})


def place() -> Region:
    return Region(2, 6, 60, 3)


def _review(text: str) -> Review:
    there = shown.document(key(text), **{text: text, f"{text}gone": text})
    return Review((shown.part(there, {text: f"{text}!", f"{text}new": text}),))


def _conflict(text: str, _: Service, __: App[Any]) -> Screen[Any]:
    asked = Conflict(text, value(text), value(f"{text}1"), value(f"{text}2"))
    return ConflictDialog(text, (asked,), shown.NOW, again=[text])


def _gone(text: str, _: Service, __: App[Any]) -> Screen[Any]:
    part = shown.part(shown.document(key(text)), {text: text}, gone=True)
    return GoneDialog(part, {text: value(text)}, [text], None, shown.NOW, not_sent=text)


def _doctor(text: str, _: Service, __: App[Any]) -> Screen[Any]:
    async def examine() -> AsyncIterator[Finding]:
        for outcome in FindingOutcome:
            yield Finding(text, outcome, text, text)

    async def copied(_: str) -> CopyOutcome:
        return CopyOutcome(CopyWay.NOWHERE, 1, text)

    async def no() -> bool:
        return False

    return DoctorDialog([text], examine, CopyTrial(copied), no)


def _whole(text: str, _: Service, __: App[Any]) -> Screen[Any]:
    edited = EditedDocument(encode({text: text}))
    return LargeDialog(text, edited, typed=f"{text} {{")


def _help(text: str, _: Service, app: App[Any]) -> Screen[Any]:
    return HelpScreen([ShownKey(text, text, text, app.screen, is_movement=False)])


def _palette(text: str, _: Service, __: App[Any]) -> Screen[Any]:
    return Palette(text.replace("[", ""), [Offer(text, text, lambda: asyncio.sleep(0))])


def _bulk(text: str, service: Service, _: App[Any]) -> Screen[Any]:
    keys = [key(text), key(f"{text}2"), key(f"{text}3")]

    async def work() -> AsyncGenerator[ItemDone, None]:
        yield ItemDone(keys[0], text)
        yield ItemDone(keys[1], None)
        raise CcsError(text, text)

    return BulkScreen(text, keys, work, service.clock, done=text)


def _progress(text: str, service: Service, _: App[Any]) -> Screen[Any]:
    async def work(tell: TellProgress) -> str:
        tell(1, 2)
        raise CcsError(text, text)

    return ProgressScreen(text, text, work, service.clock)


def _drafts(text: str, service: Service, _: App[Any]) -> Screen[Any]:
    state = State.open(None, service.clock)
    kept = _storable(text)
    edit = Edit(JsonText(encode(text)), JsonText(encode(kept)))
    state.drafts.keep("test", key(kept), {kept: edit})

    class Store:
        async def all(self) -> list[FoundDraft]:
            return [FoundDraft(d, Whose.ELSEWHERE) for d in state.drafts.all("test")]

        async def discard(self, found: FoundDraft) -> None:
            raise NotImplementedError

    return DraftsScreen(Store(), service.clock)


def _request_log(text: str) -> tuple[RequestReader, SentRequest]:
    """Return a log with a request that has the text wherever a service or a name can put it."""
    log, raw = RequestLog(), text.encode(errors="surrogatepass")
    call = Call(wire.V1_LIST_NAMESPACES, text, text)
    headers = [(b"x", raw), (raw, b"x")]
    request = log.begin(call, 1, f"https://ccs.example/{text}?{text}", headers, raw)
    log.answered(request, 418, headers)
    log.received(request, raw, 1, is_secret=False)
    log.ended(request, 1.0, RefusedByServiceError(text, text, status=418), 1.0)
    return RequestReader(log, lambda shown: shown), request


def _requests(text: str, service: Service, _: App[Any]) -> Screen[Any]:
    return RequestLogScreen(_request_log(text)[0], text, service.clock)


def _request(text: str, service: Service, _: App[Any]) -> Screen[Any]:
    return RequestScreen(*_request_log(text), service.clock)


def _journal(text: str, service: Service, _: App[Any]) -> Screen[Any]:
    state = State.open(None, service.clock)
    kept = _storable(text)
    done = state.journal.record(
        profile=kept, account=kept, namespace=kept, operation="1", session=kept, kind=Kind.SAVE,
        before={kept: value(kept)}, after={kept: value(f"{kept}!")}, export=kept,
    )  # fmt: skip
    state.journal.answer(done, Outcome.UNKNOWN, kept)
    return JournalScreen(JournalReader(state.journal, kept, kept), service.clock)


def _storable(text: str) -> str:
    """Return a text without what no file can hold: half of a character."""
    return "".join(c for c in text if not "\ud800" <= c <= "\udfff")


def _expiries(text: str, service: Service, app: App[Any]) -> Screen[Any]:
    explorer = app.screen_stack[0]
    assert isinstance(explorer, ExplorerScreen)
    return ExpiriesScreen(
        explorer.desk.workspace, "airlineBot", [_storable(text)], service.clock, complete=True
    )


def _conversation(text: str, service: Service, app: App[Any]) -> Screen[Any]:
    explorer = app.screen_stack[0]
    assert isinstance(explorer, ExplorerScreen)
    kept = _storable(text)
    service.put(kept, {kept: kept, "userId": f"{kept}2"})
    conversation = Conversation(explorer.desk.workspace, [kept], [Namespace("airlineBot")])
    conversation.found[text] = NamedId(text, text, key(text))
    conversation.list_problem = text

    async def act(_: str, __: Sequence[ConversationRow]) -> None:
        raise NotImplementedError

    return ConversationScreen(conversation, service.clock, act)


def _search(text: str, service: Service, app: App[Any]) -> Screen[Any]:
    explorer = app.screen_stack[0]
    assert isinstance(explorer, ExplorerScreen)
    workspace = explorer.desk.workspace
    last = Search(workspace, "airlineBot", Query(json.dumps(text)))
    found = DocumentKey(workspace.account, "airlineBot", _storable(text))
    last.hits.append(Hit(found, text, text, 10, None))
    last.scan.error = CcsError(text)
    return SearchScreen(workspace, "airlineBot", [], last=last)


def _summary(text: str, service: Service, app: App[Any]) -> Screen[Any]:
    explorer = app.screen_stack[0]
    assert isinstance(explorer, ExplorerScreen)
    workspace = explorer.desk.workspace
    last = NamespaceSummary(workspace, "airlineBot")
    last.schema.add({text: value(text)})
    last.largest.append((10, key(text)))
    last.scan.is_complete = True
    return SummaryScreen(workspace, "airlineBot", [], last=last)


def _recordings(text: str, service: Service, __: App[Any]) -> Screen[Any]:
    async def load() -> tuple[list[RecordingInfo], list[str]]:
        return [RecordingInfo("test", key(text), 3, shown.NOW, shown.NOW)], [text]

    async def act(_: Sequence[RecordingInfo]) -> None:
        raise NotImplementedError

    return RecordingsScreen(load, act, act, service.clock, text)


def _timeline(text: str) -> Timeline:
    document = {text: encode({text: text})}
    steps = steps_of([{}, document], note=text)
    gaps = [Gap(shown.NOW, shown.NOW, text)]
    recording = Recording(key(text), steps, gaps)
    return Timeline(recording, muted=Muted().with_path((text,)), expectations=["a"])


def _editor_prompt(text: str, _: Service, __: App[Any]) -> Screen[Any]:
    return EditorPrompt(text, text, place, typed=lambda _: text)


def _form(text: str, _: Service, __: App[Any]) -> Screen[Any]:
    def check(_: str) -> str | None:
        return text

    return FormDialog(text, (Field("a", "A", check, text, text),), text, text)


SCREENS: dict[type[Screen[Any]], Make] = {
    BulkScreen: _bulk,
    ChoiceDialog: lambda t, *_: ChoiceDialog(t, (Choice("a", t, t),), t),
    ConfirmDialog: lambda t, *_: ConfirmDialog(t, t, t, typed=t, keep=t),
    ComparedValues: lambda t, *_: ComparedValues(
        t, ComparedDocuments((Change(t, value(t), None),))
    ),
    ConflictDialog: _conflict,
    ConnectScreen: lambda _, service, __: ConnectScreen(service.clock),
    ConversationScreen: _conversation,
    CopiedDialog: lambda t, *_: CopiedDialog(t, CopiedFile(Path(t.replace("/", "")), t)),
    DoctorDialog: _doctor,
    DraftDialog: lambda t, *_: DraftDialog(
        t, shown.NOW - timedelta(hours=1), shown.NOW, (DraftRow(t, "changed", True),)
    ),
    DraftsScreen: _drafts,
    EditorPrompt: _editor_prompt,
    ExpiriesScreen: _expiries,
    ExplorerScreen: lambda _, service, __: ExplorerScreen(service.start(), service.clock),
    FileTimelineScreen: lambda t, *_: FileTimelineScreen(_timeline(t)),
    FormDialog: _form,
    GoToDialog: lambda t, *_: GoToDialog(lambda _: Goals((Goal(key(t), t),), t), t),
    GoneDialog: _gone,
    HelpScreen: _help,
    JournalScreen: _journal,
    RequestLogScreen: _requests,
    RequestScreen: _request,
    LargeDialog: lambda t, *_: LargeDialog(t, EditedValue(encode(t), is_string=True)),
    LinePrompt: lambda t, *_: LinePrompt(t, place, (as_text,), new=t),
    Palette: _palette,
    ProfilesDialog: lambda t, *_: ProfilesDialog([ProfileRow(t, t, t, t)], t, t),
    ProgressScreen: _progress,
    MessagesScreen: lambda t, *_: MessagesScreen([ShownMessage(shown.NOW, t, "warning")]),
    PropertiesDialog: lambda t, *_: PropertiesDialog(t, {t: value(t)}, t, t),
    RecordingsScreen: _recordings,
    ReviewDialog: lambda t, *_: ReviewDialog(_review(t), lambda: shown.NOW),
    SearchScreen: _search,
    SummaryScreen: _summary,
    TimelineScreen: lambda t, *_: TimelineScreen(_timeline(t), standing=WatchState(t, t)),
    TooLargeDialog: lambda t, *_: TooLargeDialog(key(t), {t: 900_000}, 900_100, t),
}
"""How each screen is made to show a text; a new class without an entry fails a test."""

MADE: list[tuple[type[Screen[Any]], Make]] = [*SCREENS.items(), (LargeDialog, _whole)]
"""All of them; a large editor shows a value, or a document that is none yet."""
