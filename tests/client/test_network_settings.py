"""Odd machines and odd addresses: each works, or is a sentence that names what is wrong."""

import ssl
from pathlib import Path

import httpx
import pytest

from ccs_tui.client import (
    CcsError,
    Connection,
    NetworkError,
    NotDoneError,
    RefusedByServiceError,
    Secret,
    UnusableSettingError,
)
from ccs_tui.client.http_client import context_for
from ccs_tui.client.network_settings import proxy_of, tls
from ccs_tui.client.secret_masking import masked
from ccs_tui.model.network import AS_USUAL
from tests.client.conftest import ACCOUNT, KEY, Network, Recorder
from tests.client.wrong_server import body, wrong_server

FAR = "http://ccs.test"
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR",
             "SSLKEYLOGFILE")  # fmt: skip


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def to(url: str) -> Connection:
    return Connection.to(url, ACCOUNT, api_key=Secret(KEY))


@pytest.mark.parametrize(
    ("no_proxy", "url", "direct"),
    [
        ("[::1]", "http://[::1]:80", True),
        ("[fd00::1]", "http://[fd00::1]:80", True),
        ("fd00::/8", "http://[fd00::7]", True),
        ("10.0.0.0/8", "http://10.1.2.3", True),
        ("10.0.0.0/8", "http://11.1.2.3", False),
        ("10.1.2.3:8080", "http://10.1.2.3:8080", True),
        ("example.com", "http://a.example.com", True),
        (".example.com", "http://a.example.com", True),
        ("*.example.com", "http://a.example.com", True),
        ("ccs.test", "http://my-ccs.test", False),
        ("*", FAR, True),
        (" , ,", FAR, False),
        ("[", FAR, False),
        ("10.0.0.0/99", FAR, False),
        ("http://ccs.test", FAR, True),
    ],
)
def test_no_proxy_names_hosts_domains_addresses_and_networks(
    no_proxy: str, url: str, *, direct: bool
) -> None:
    environ = {"http_proxy": "http://proxy.test:3128", "NO_PROXY": no_proxy}
    assert (proxy_of(url, environ) is None) == direct


def test_a_proxy_is_that_of_the_scheme_then_that_of_all() -> None:
    environ = {"HTTPS_PROXY": "secure.test:1", "ALL_PROXY": "http://all.test:2"}
    assert proxy_of("https://ccs.test", environ) == "http://secure.test:1"
    assert proxy_of(FAR, environ) == "http://all.test:2"
    assert proxy_of("http://127.0.0.1", environ) is None


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HTTP_PROXY", "http://proxy.test:99999"),
        ("HTTP_PROXY", "http://proxy.test:x"),
        ("HTTP_PROXY", "http://"),
        ("HTTP_PROXY", "http://["),
        ("HTTP_PROXY", "ftp://proxy.test"),
        ("HTTP_PROXY", f"http://{'x' * 70}.test"),
        ("ALL_PROXY", "socks5://proxy.test:1080"),
        ("SSL_CERT_FILE", "/dev/null/none"),
        ("SSL_CERT_FILE", __file__),
        ("SSL_CERT_FILE", "/"),
        ("SSL_CERT_DIR", "/dev/null/none"),
        ("SSLKEYLOGFILE", "/dev/null/none/log"),
    ],
)
async def test_a_variable_that_cant_be_used_is_named(
    variable: str, value: str, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    url = FAR.replace("http:", "https:") if variable.startswith("SSL") else FAR
    async with recorder.client(connection=to(url)) as ccs:
        with pytest.raises(UnusableSettingError, match=f"variable {variable} can't be used"):
            await ccs.get_list_of_namespaces()
        assert isinstance((await ccs.check()).v1, UnusableSettingError)


async def test_certificates_are_named_on_this_machine_too(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null/none")
    async with recorder.client(connection=to("https://127.0.0.1:1")) as ccs:
        with pytest.raises(UnusableSettingError, match="SSL_CERT_FILE"):
            await ccs.get_list_of_namespaces()


async def test_no_certificates_are_read_for_a_service_without_tls_and_none_are_trusted(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null/none")
    async with recorder.client(connection=to("http://127.0.0.1:1")) as ccs:
        with pytest.raises(NetworkError):
            await ccs.get_list_of_namespaces()
    monkeypatch.setenv("HTTP_PROXY", "https://127.0.0.1:1")
    async with recorder.client(connection=to(FAR)) as ccs:
        with pytest.raises(UnusableSettingError, match="SSL_CERT_FILE"):
            await ccs.get_list_of_namespaces()
    assert not context_for(["http://ccs.test"], AS_USUAL).get_ca_certs()
    assert context_for(["http://ccs.test"], AS_USUAL).verify_mode is ssl.CERT_REQUIRED


def test_keys_are_logged_where_that_is_asked_for(tmp_path: Path) -> None:
    log = tmp_path / "keys"
    context = tls({"SSLKEYLOGFILE": str(log)})
    assert context.keylog_filename == str(log)
    assert context.check_hostname


async def test_it_is_the_proxy_that_refused(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with wrong_server(body(b"")) as server:
        dead = server.url
    monkeypatch.setenv("HTTP_PROXY", dead)
    async with recorder.client(connection=to(FAR)) as ccs:
        with pytest.raises(
            NetworkError, match=r"the proxy 127\.0\.0\.1 \(HTTP_PROXY\) was refused"
        ):
            await ccs.get_list_of_namespaces()
        with pytest.raises(NotDoneError, match="HTTP_PROXY"):
            await ccs.delete_namespace("orders")


@pytest.mark.parametrize("url", ["http://xn--:80", "http://xn--a.test", "http://a..b", "http://.:80",
                                 f"http://{'a' * 64}.test"])  # fmt: skip
async def test_a_host_that_cant_be_is_an_error_of_the_tree(url: str, recorder: Recorder) -> None:
    try:
        connection = to(url)
    except ValueError:
        return
    async with recorder.client(connection=connection) as ccs:
        for call in (ccs.get_list_of_namespaces, lambda: ccs.delete_namespace("orders")):
            with pytest.raises(CcsError):
                await call()


# ── what the service says ──────────────────────────────────────────────────────────────────────


async def test_a_message_that_repeats_a_key_is_shown_without_it(recorder: Recorder) -> None:
    message = f"no account for {KEY.upper()} ({KEY})"
    network = Network(httpx.Response(400, json={"message": message}))
    async with recorder.client(network, to(FAR)) as ccs:
        with pytest.raises(RefusedByServiceError) as caught:
            await ccs.get_list_of_namespaces()
    assert caught.value.service_message == "no account for […] ([…])"
    assert KEY not in str(caught.value)


def test_a_secret_is_masked_however_it_is_spelled() -> None:
    assert masked("a/b+c a%2Fb%2Bc", ["a/b+c"]) == "[…] […]"
    assert masked("it is ab", ["ab"]) == "[…]"
    assert masked("fine", ["x", ""]) == "fine"


async def test_no_cookie_is_kept(recorder: Recorder) -> None:
    sets = ("Content-Type: application/json", "Set-Cookie: id=1; Path=/")
    async with wrong_server(body(b"[]", 200, *sets)) as server:
        async with recorder.client(connection=to(server.url)) as ccs:
            await ccs.get_list_of_namespaces()
            await ccs.get_list_of_namespaces()
        assert all("cookie" not in request.headers for request in server.received)
