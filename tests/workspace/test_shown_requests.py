"""The last requests as they are shown: no secret in them, and curl lines that send the same."""

import shlex

import pytest

from ccs_tui.client.call import Call
from ccs_tui.client.request_log import RequestLog, SentRequest
from ccs_tui.client.secret_masking import MASK, masked
from ccs_tui.model import wire
from ccs_tui.workspace.shown_requests import RequestReader

SECRETS = {"shh-key", 'shh"quoted'}
HEADERS = [
    (b"Host", b"v1.example"), (b"Accept", b"*/*"), (b"Content-Type", b"application/json"),
    (b"maven-api-key", b"shh-key"), (b"X-Trace", b"about shh-key"),
]  # fmt: skip
URL = "https://v1.example/v1/account/le1/bot/it's%20one/properties"


@pytest.fixture
def log() -> RequestLog:
    return RequestLog()


@pytest.fixture
def reader(log: RequestLog) -> RequestReader:
    return RequestReader(log, lambda text: masked(text, SECRETS))


def save(log: RequestLog, body: bytes, answer: bytes = b"") -> SentRequest:
    call = Call(wire.V1_UPSERT, "saving", "it")
    request = log.begin(call, 1, URL, HEADERS, body)
    log.answered(request, 200, [(b"Set-Cookie", b"shh"), (b"X", b"y")])
    log.received(request, answer, len(answer), is_secret=False)
    return request


def test_curl_sends_the_same_with_a_variable_for_the_secret(
    log: RequestLog, reader: RequestReader
) -> None:
    body = '{"a": "it\'s $HOME `x` \\n \u05d0"}'
    line = reader.curl(save(log, body.encode()))
    assert '-H "maven-api-key: $CCS_API_KEY"' in line
    assert "shh" not in line
    words = shlex.split(line.replace("\\\n", " "))
    assert words[:4] == ["curl", "-sS", "-i", "-X"]
    assert words[4:6] == [wire.V1_UPSERT.method, URL]
    assert words[words.index("--data-raw") + 1] == body
    sent = [words[at + 1] for at, word in enumerate(words) if word == "-H"]
    assert sent == [
        "maven-api-key: $CCS_API_KEY", "Content-Type: application/json", f"X-Trace: about {MASK}"
    ]  # fmt: skip


def test_the_login_has_variables_for_both(log: RequestLog, reader: RequestReader) -> None:
    call = Call(wire.V2_LOGIN, "logging in to", "it", gets_secret=True)
    headers = [(b"Authorization", b"Basic shh")]
    line = reader.curl(log.begin(call, 1, "https://v2.example/v2/authenticate/login", headers, b""))
    assert '-u "$CCS_USER:$CCS_PASSWORD"' in line
    assert "-X" not in line
    call = Call(wire.V2_READ_DOCUMENT, "reading", "it")
    assert "Authorization: $CCS_TOKEN" in reader.curl(log.begin(call, 1, URL, headers, b""))


@pytest.mark.parametrize(
    ("body", "why"),
    [(b'{"a": "shh-key"}', "has a secret in it"), (b"x" * 70_000, "is not kept in whole"),
     (b"\xff\xfe", "has a secret in it"), (b"@file", "has a secret in it")],
)  # fmt: skip
def test_a_body_that_cant_be_copied_is_said(
    log: RequestLog, reader: RequestReader, body: bytes, why: str
) -> None:
    line = reader.curl(save(log, body))
    assert line.startswith(f"# Its body of {len(body):,} bytes ")
    assert "--data-binary @body.json" in line
    assert "shh" not in line
    if body.startswith((b"{", b"x")):
        assert why in line


def test_secrets_are_masked_however_they_are_spelled(
    log: RequestLog, reader: RequestReader
) -> None:
    shown = reader.shown(save(log, b"", b'{"message": "shh-key shh\\"quoted", "n": 1.50}'))
    assert shown.received.text == f'{{\n  "message": "{MASK} {MASK}",\n  "n": 1.50\n}}'
    assert ("maven-api-key", MASK) in shown.sent_headers
    assert ("Set-Cookie", MASK) in shown.received_headers


@pytest.mark.parametrize("at", range(63_990, 64_004))
def test_a_secret_at_the_cut_is_not_shown_in_part(
    log: RequestLog, reader: RequestReader, at: int
) -> None:
    body = b"x" * at + b"shh-key" + b"x" * 100
    shown = reader.shown(save(log, b"", body)).received
    assert "shh" not in shown.text
    assert f"of {len(body):,} bytes" in shown.remark


def test_what_is_no_text_is_told_by_its_size(log: RequestLog, reader: RequestReader) -> None:
    shown = reader.shown(save(log, b"", b"\xff\xfe\x00"))
    assert (shown.received.text, shown.received.remark) == ("", "3 bytes that are no text")
