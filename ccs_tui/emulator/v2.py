"""The calls of REST v2 (`ccs-api.md` section 3)."""

from collections.abc import Mapping

from starlette.responses import Response

from ccs_tui.emulator import rules
from ccs_tui.emulator.http_answers import json_answer
from ccs_tui.emulator.received_call import Handler, ReceivedCall
from ccs_tui.emulator.refusal import CallRefusedError
from ccs_tui.emulator.store import Store
from ccs_tui.model import wire
from ccs_tui.model.json_text import join_object
from ccs_tui.model.names import DocumentKey, is_reserved


class VersionTwo:
    """The calls on documents by name, each with an expiry; no call lists anything [S2]."""

    def __init__(self, store: Store, account: str) -> None:
        self._store = store
        self._account = account

    @property
    def handlers(self) -> Mapping[wire.Route, Handler]:
        """Each call with its handler."""
        return {
            wire.V2_CREATE: self.create,
            wire.V2_READ_NAMESPACE_DOCUMENT: self.read_document,
            wire.V2_READ_DOCUMENT: self.read_document,
            wire.V2_READ_PROPERTIES: self.read_properties,
            wire.V2_DELETE_PROPERTIES: self.delete_properties,
            wire.V2_DELETE_DOCUMENT: self.delete_document,
        }

    def create(self, call: ReceivedCall) -> Response:
        """Merge properties into a document."""
        request = wire.CreateRequest.from_text(call.body)
        key = self._key(request, writes=True)
        self._store.upsert(key, request.payload, request.ttl_seconds)
        return _written(key, 201)

    def read_document(self, call: ReceivedCall) -> Response:
        """Read a session's document, or the namespace document."""
        key = DocumentKey(self._account, call.names["namespace"], call.names.get("session"))
        rules.check_namespace(key.namespace, writes=False)
        document = self._store.read(key)
        if document is None or document.expires_at is None:
            raise CallRefusedError(404, f"There is no document {key}.")
        answer = wire.DocumentAnswer(
            account=key.account,
            document_key=str(key),
            namespace=key.namespace,
            payload=document.properties,
            session=key.session,
            tenant=key.account,
            expires_at=document.expires_at,
        )
        return json_answer(answer.to_text())

    def read_properties(self, call: ReceivedCall) -> Response:
        """Read the properties of a document that are named `nameSpace.property`.

        Without a document there are none; in a reserved namespace that is a 404, as it is to the
        call that reads the whole document [OURS].
        """
        request = wire.PropertiesRequest.from_text(call.body)
        key = self._key(request, writes=False)
        if is_reserved(key.namespace) and self._store.read(key) is None:
            raise CallRefusedError(404, f"There is no document {key}.")
        prefix = f"{key.namespace}."
        names = [name.removeprefix(prefix) for name in request.names if name.startswith(prefix)]
        found = self._store.read_properties(key, names)
        return json_answer(join_object({prefix + name: value for name, value in found.items()}))

    def delete_properties(self, call: ReceivedCall) -> Response:
        """Delete properties of a document."""
        request = wire.DeletePropertiesRequest.from_text(call.body)
        key = self._key(request, writes=True)
        self._store.delete_properties(key, request.names)
        return _written(key)

    def delete_document(self, call: ReceivedCall) -> Response:
        """Delete a document."""
        key = self._key(wire.DocumentRequest.from_text(call.body), writes=True)
        self._store.delete_document(key)
        return _written(key)

    def _key(self, request: wire.DocumentRequest, *, writes: bool) -> DocumentKey:
        if request.account != self._account:
            raise CallRefusedError(403, "The credentials are not those of this account.")
        rules.check_namespace(request.namespace, writes=writes)
        return DocumentKey(request.account, request.namespace, request.session)


def _written(key: DocumentKey, status: int = 200) -> Response:
    answer = wire.WriteAnswer(document_key=str(key), tenant=key.account)
    return json_answer(answer.to_text(), status)
