"""`ContextServiceClient`: the eleven methods of LivePerson's toolbelt [S1]."""

from collections.abc import Collection, Mapping
from typing import Any

from ccs_tui.client.argument_checks import check_names, check_session, check_ttl
from ccs_tui.client.call import document, subject
from ccs_tui.client.documents import Documents
from ccs_tui.client.errors import NotFoundError, not_found
from ccs_tui.model.document import Namespace
from ccs_tui.model.json_text import JsonText, decode, encode
from ccs_tui.model.names import DEFAULT_SESSION


class ContextServiceClient(Documents):
    """The Conversation Context Service of one account, over v1, v2 or both.

    Use it as an async context manager, within one event loop:

        async with ContextServiceClient(connection) as ccs:
            await ccs.set_properties_in_namespace("orders", {"count": 3}, "3f2c9d1e")

    Every method raises a `CcsError` (see `ccs_tui.client.errors`), and refuses to write if
    `connection` is read-only, or while `write_lock` is locked. The methods below have the names and
    contracts of the toolbelt [S1]: JSON is plain Python, and the session is `__default__` unless
    one is named. The inherited methods take and return canonical text, which loses nothing.

    Reads are repeated if that may help. A write is sent once, and ends as done, refused, not sent,
    `NotDoneError` or `OutcomeUnknownError`; after the latter, read the document and decide. With
    `repeat_writes` writes are repeated blindly, as LivePerson's own client does after network
    errors: a repetition may overwrite or delete what others wrote meanwhile, without a sign.

    `app` is an ASGI app to call in process instead of the network, `transport` an httpx transport.
    `listener` is told of each attempt. `clock`, `sleep` and `random` are for tests.
    """

    async def create_namespace(self, namespace: str, ttl: int | None = None) -> Namespace:
        """Create a namespace, or set the TTL of one that exists if `ttl` is given; return it.

        `ttl` is in seconds, None means none. Raises ReservedNamespaceError for a built-in name,
        InvalidNameError for a name outside the grammar, ValueError for a TTL below 1 [S1] [V1].
        """
        check_names(namespace, writes=True)
        check_ttl(ttl)
        v1 = self._need_v1("Creating a namespace")
        await v1.create_namespace(namespace, ttl)
        # The service answers without a body; the new namespace is in the list at once [SDK].
        listed = {item.name: item for item in await v1.list_namespaces()}
        return listed.get(namespace, Namespace(namespace, ttl_seconds=ttl))

    async def delete_namespace(self, namespace: str) -> None:
        """Delete a namespace with everything in it; a missing one is no error [S1].

        Raises ReservedNamespaceError and InvalidNameError as `create_namespace` does.
        """
        check_names(namespace, writes=True)
        try:
            await self._need_v1("Deleting a namespace").delete_namespace(namespace)
        except NotFoundError:
            return

    async def get_list_of_namespaces(self) -> list[Namespace]:
        """Return the account's own namespaces; built-in ones are left out [S1]."""
        return await self._need_v1("Listing namespaces").list_namespaces()

    async def get_list_of_sessions(self, namespace: str) -> list[str]:
        """Return the ids of all sessions of a namespace, from all pages of the list [S1]."""
        return [session async for page in self.list_sessions(namespace) for session in page]

    async def get_all_properties_in_session(
        self, namespace: str, session: str = DEFAULT_SESSION
    ) -> dict[str, Any]:
        """Return a session's properties; an empty dict if it does not exist [S1] [SDK]."""
        check_names(namespace)
        check_session(session)
        try:
            if self._v2:
                return plain((await self._v2.read(namespace, session)).properties)
            return plain(await self._need_v1("Reading a session").read(namespace, session))
        except NotFoundError:
            return {}

    async def get_selected_properties_in_session(
        self, namespace: str, names: Collection[str], session: str = DEFAULT_SESSION
    ) -> dict[str, Any]:
        """Return the named properties of a session that exist [S1].

        This is one call; v2 answers with these properties only, v1 with all.
        """
        check_session(session)
        return plain(await self.read_properties(namespace, session, names))

    async def get_property_in_session(
        self, namespace: str, name: str, session: str = DEFAULT_SESSION
    ) -> Any:
        """Return the value of a property. Raises NotFoundError if it does not exist [S1] [SDK].

        Over v1 alone this reads the whole session, since v1's own read of one property can't tell
        `"123"` from `123` [V1].
        """
        found = await self.get_selected_properties_in_session(namespace, [name], session)
        if name not in found:
            where = document(self.account, namespace, session)
            raise not_found(f"{subject('property', name)} of {where}")
        return found[name]

    async def set_properties_in_namespace(
        self, namespace: str, properties: Mapping[str, Any], session: str = DEFAULT_SESSION
    ) -> dict[str, Any]:
        """Write properties and return them; other properties of the session stay [S1].

        The document's expiry is set anew, to the configured TTL of the session or namespace, else
        to 13 months [OURS]; `save_properties` can keep it. Raises ValueError for a NaN or an
        infinity, and TypeError for a value that JSON has no form for.
        """
        check_session(session)
        values = {name: encode(value) for name, value in properties.items()}
        await self.save_properties(namespace, session, values)
        return dict(properties)

    async def update_properties_in_namespace(
        self, namespace: str, properties: Mapping[str, Any], session: str = DEFAULT_SESSION
    ) -> dict[str, Any]:
        """Write properties and return them, as `set_properties_in_namespace` does [S1]."""
        return await self.set_properties_in_namespace(namespace, properties, session)

    async def delete_property_in_session(
        self, namespace: str, name: str, session: str = DEFAULT_SESSION
    ) -> None:
        """Delete a property; a missing one is no error [S1]."""
        check_session(session)
        await self.delete_properties(namespace, session, [name])

    async def delete_session(self, namespace: str, session: str = DEFAULT_SESSION) -> None:
        """Delete a session with its properties; a missing one is no error [S1]."""
        check_session(session)
        await self.delete_document(namespace, session)


def plain(properties: Mapping[str, JsonText]) -> dict[str, Any]:
    """Return properties as plain Python values; numbers become int and float."""
    return {name: decode(value) for name, value in properties.items()}
