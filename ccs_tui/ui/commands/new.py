"""`n`: make a namespace, a session or a property."""

from typing import TYPE_CHECKING

from ccs_tui.model.expiry import format_duration, parse_duration
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import is_reserved, namespace_problem
from ccs_tui.model.open_document import PropertyState
from ccs_tui.ui.commands.created_namespaces import may_create
from ccs_tui.ui.commands.writes import is_locked, refused_read_only, write
from ccs_tui.ui.dialogs.expiry import ttl_problem
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.workspace.desk_events import NamespaceWanted
from ccs_tui.workspace.empty_places import choose_namespace, choose_session
from ccs_tui.workspace.namespace_writes import create_namespace
from ccs_tui.workspace.new_session import create_session
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.refused_error import RefusedError

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port") -> None:
    """Make what the place under the cursor holds: a namespace, a session or a property."""
    if desk.selection.place is Place.NAMESPACES:
        await _new_namespace(desk, port)
    elif desk.selection.place is Place.DOCUMENT:
        await _new_property(desk, port)
    else:
        await _new_session(desk, port)


async def _new_namespace(desk: "Desk", port: "Port") -> None:
    """Ask for a namespace's name and TTL, and create it."""
    if refused_read_only(desk, port, "no namespace can be created"):
        return
    if not desk.workspace.capabilities.can_manage_namespaces:
        port.alarm("This connection can't create a namespace: that takes an API key (v1).")
        return

    def check(name: str) -> str | None:
        if name in desk.namespaces:
            return f"{name} exists already."
        if is_reserved(name):
            return f"{name} is reserved by the service."
        return namespace_problem(name)

    field = Field("name", "Name", check, hint="letters, digits and _")
    answer = await _ask(port, "New namespace", field, "Create namespace")
    if answer is None:
        return
    name, ttl = answer

    async def send() -> str:
        # The list may be an old one, and a TTL would replace that of a namespace made since.
        if any(item.name == name for item in await desk.workspace.list_namespaces()):
            raise RefusedError(f"{name} exists already, and was left alone.")
        await create_namespace(desk.workspace, name, ttl)
        desk.list_namespaces(await desk.workspace.list_namespaces())
        desk.tell(NamespaceWanted(name))
        lasting = f", with a TTL of {format_duration(ttl)}" if ttl else ""
        return f"Created the namespace {name}{lasting}."

    await write(desk, port, Place.NAMESPACES, f"creating {name}", send)


async def _new_session(desk: "Desk", port: "Port") -> None:
    """Ask for a session's id and TTL, and create it empty."""
    namespace = desk.namespace
    if namespace is None:
        port.alarm(choose_namespace(desk, ", to create the session in it"))
        return
    if refused_read_only(desk, port, "no session can be created") or is_locked(port, namespace):
        return
    known = set(desk.listing.sessions)

    def check(session: str) -> str | None:
        if not session:
            return "A session needs an id."
        return f"{session} exists already." if session in known else None

    field = Field("id", "Session id", check, hint="a conversation id")
    answer = await _ask(port, f"New session in {namespace}", field, "Create session")
    if answer is None:
        return
    session, ttl = answer
    if not await may_create(desk, port, namespace):
        return

    async def send() -> str:
        document = await create_session(desk.workspace, namespace, session, ttl)
        if desk.namespace == namespace:
            desk.take_made(document)
            port.show(Place.DOCUMENT)
        if not document.exists:
            return f"{session} begins with its first property: n adds one, and saving sends it."
        return f"Created the session {session}. n adds a property."

    await write(desk, port, Place.SESSIONS, f"creating {session}", send)


async def _new_property(desk: "Desk", port: "Port") -> None:
    """Ask for a property's name, and begin to edit it; saving sends it."""
    document = desk.document
    if document is None:
        port.alarm(choose_session(desk, ", to add the property to it"))
        return
    if is_locked(port, document.key.namespace):
        return

    def check(name: str) -> str | None:
        if not name:
            return "A property needs a name."
        present = name in document and document.state(name) is not PropertyState.REMOVED
        return f"{name} exists already." if present else None

    answer = await port.ask(
        FormDialog(
            f"New property of {document.key.label}",
            (Field("name", "Name", check),),
            "Add property",
        )
    )
    if answer is not None and desk.document is document:
        name = answer["name"]
        desk.take_typed()
        document.recorded(lambda: document.put(name, NULL))
        port.document_cursor.edit_text(name)


def _check_ttl(text: str) -> str | None:
    return ttl_problem(text) if text.strip() else None


NULL = JsonText("null")
"""The value of a property that is just added."""
TTL_FIELD = Field("ttl", "TTL", _check_ttl, hint="3h, 12d, 13mo; empty: the default")


async def _ask(
    port: "Port", title: str, field: Field, action: str
) -> tuple[str, int | None] | None:
    """Ask for the text of a field and a TTL; return both, the TTL in seconds or None for none."""
    answer = await port.ask(FormDialog(title, (field, TTL_FIELD), action))
    if answer is None:
        return None
    ttl = answer[TTL_FIELD.name]
    return answer[field.name], parse_duration(ttl) if ttl.strip() else None
