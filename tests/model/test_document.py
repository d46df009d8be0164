"""Documents and properties."""

from typing import cast

import pytest
from hypothesis import given

from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText, encode, parse_object
from ccs_tui.model.names import DocumentKey
from tests.model.strategies import payloads

KEY = DocumentKey("le1", "airlineBot", "3f2c9d1e")


@given(payloads)
def test_a_documents_payload_and_size_are_those_of_its_properties(
    payload: dict[str, object],
) -> None:
    properties = {name: encode(value) for name, value in payload.items()}
    document = Document(KEY, properties)
    assert parse_object(document.payload) == properties
    assert document.size == len(document.payload)


def test_a_documents_properties_are_its_own() -> None:
    properties = {"intent": encode("check in")}
    document = Document(KEY, properties)
    properties["intent"] = encode("refund")
    assert document.properties["intent"] == '"check in"'
    with pytest.raises(TypeError):
        cast("dict[str, JsonText]", document.properties)["intent"] = encode("refund")


def test_a_document_that_the_service_does_not_have_is_empty() -> None:
    document = Document(KEY, {}, exists=False)
    assert document.payload == "{}"
    assert document.size == 2


def test_a_document_shows_no_value() -> None:
    assert "s3cr3t" not in repr(Document(KEY, {"pin": encode("s3cr3t")}))
