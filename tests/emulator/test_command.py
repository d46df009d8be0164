"""`ccs-tui emulator`: what it prints, where it listens, how it stops."""

import socket
from ipaddress import IPv4Address
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from ccs_tui.cli.emulator import OWN_CREDENTIALS
from ccs_tui.cli.emulator import emulator as command
from tests.emulator.processes import V1, running


def test_it_prints_what_to_paste_and_stops_at_ctrl_c() -> None:
    with running() as emulator:
        assert emulator.said.splitlines()[-5:] == [
            f"export CCS_URL={emulator.url}",
            "export CCS_ACCOUNT=le12345678",
            "export CCS_API_KEY=emulator-key",
            "export CCS_USER=emulator",
            "export CCS_PASSWORD=emulator-password",
        ]
        assert emulator.url.startswith("http://127.0.0.1:")
        assert "Other machines" not in emulator.said
        with emulator.client() as client:
            assert client.get(V1).status_code == 200
            login = client.get("/v2/authenticate/login", auth=("emulator", "emulator-password"))
            assert login.status_code == 200
            # A connection that is still open does not hold it up.
            assert emulator.interrupt() == "Stopped.\n"
        assert emulator.process.returncode == 0


def test_a_call_that_takes_long_does_not_hold_up_ctrl_c() -> None:
    with running("--latency", "600s") as emulator, emulator.client() as client:
        url = httpx.URL(emulator.url)
        with socket.create_connection((url.host, url.port or 0)) as waiting:
            waiting.sendall(f"GET {V1} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert client.get("/__emulator__/health").status_code == 200
            assert emulator.interrupt() == "Stopped.\n"
        assert emulator.process.returncode == 0


def test_what_the_user_gave_is_used_and_no_secret_of_it_printed() -> None:
    given = {
        "CCS_ACCOUNT": "le1",
        "CCS_API_KEY": "k3y",
        "CCS_USER": "an na",
        "CCS_PASSWORD": "pa55",
        "CCS_TOKEN": "t0ken",
    }
    with running("--log", **given) as emulator, emulator.client() as client:
        assert client.get("/v1/account/le1", headers={"maven-api-key": "k3y"}).is_success
        assert client.get("/v2/authenticate/login", auth=("an na", "pa55")).is_success
        document = "/v2/context/document/le1/bot"
        with_token = client.get(document, headers={"Authorization": "t0ken"})
        assert with_token.status_code == 404
        assert client.get(document, params={"access_token": "t0ken"}).status_code == 404
        printed = emulator.said + emulator.interrupt()
    assert "export CCS_ACCOUNT=le1\n" in printed
    assert "export CCS_USER='an na'\n" in printed
    assert "# CCS_API_KEY is as you gave it\n" in printed
    assert "# CCS_TOKEN is as you gave it\n" in printed
    assert f"GET {document} 404" in printed
    for secret in ("k3y", "pa55", "t0ken"):
        assert secret not in printed


def test_options_go_before_the_environment() -> None:
    with (
        running("--key", "option", CCS_API_KEY="variable") as emulator,
        emulator.client() as client,
    ):
        assert client.get(V1, headers={"maven-api-key": "option"}).status_code == 200


def test_the_options_for_tests_are_in_force(tmp_path: Path) -> None:
    path = tmp_path / "emulator.db"
    with running("--db", path) as emulator, emulator.client() as client:
        assert client.put(f"{V1}/bot/s1/properties/a", content="1").status_code == 204
    with running("--db", path, "--clock-offset", "13mo") as emulator, emulator.client() as client:
        assert client.get(f"{V1}/bot/session-ids").json() == []
        now = client.get("/__emulator__/health").json()["now"]
        assert client.post(f"{V1}", json={"name": "new"}).status_code == 204
        assert client.get(V1).json()[1]["createdAt"][:4] == now[:4]
    with running("--fail", "100%", "--latency", "1ms") as emulator, emulator.client() as client:
        assert client.get(V1).status_code == 503
    with running("--rate-limit", "1/m") as emulator, emulator.client() as client:
        assert [client.get(V1).status_code for _ in range(2)] == [200, 429]


def test_the_demo_is_there() -> None:
    with running("--demo") as emulator, emulator.client() as client:
        names = [namespace["name"] for namespace in client.get(V1).json()]
        assert names == ["airlineBot", "orders", "vipList"]
        client.delete(f"{V1}/orders")
        assert client.post("/__emulator__/reset").status_code == 204
        assert len(client.get(V1).json()) == 3
        assert emulator.interrupt() == "Stopped.\n"


def invoke(*arguments: str) -> Result:
    """Run the command in this process, as far as it is expected to end by itself."""
    return CliRunner().invoke(command, arguments, env=dict.fromkeys(OWN_CREDENTIALS))


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = invoke("--port", str(port))
    assert ended.exit_code == 1
    assert ended.output == (
        f"Error: Port {port} of 127.0.0.1 is in use: stop what uses it, or choose another with "
        "--port (0 takes a free one).\n"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--host", "nonsense.invalid"], "can't listen to nonsense.invalid"),
        (["--db", "/nowhere/emulator.db"], "can't be used"),
        (["--account", "a:b"], "no colon"),
        (["--fail", "x"], "A share reads like 5%"),
        (["--latency", "x"], "A latency reads like 200ms"),
        (["--rate-limit", "x"], "A rate reads like 10/s"),
        (["--clock-offset", "x"], "A TTL reads like"),
    ],
)
def test_a_wrong_option_is_one_sentence(arguments: list[str], sentence: str) -> None:
    ended = invoke("--port", "0", *arguments)
    assert ended.exit_code in (1, 2)
    assert sentence in ended.output


def test_it_says_so_when_others_can_reach_it() -> None:
    with running("--host", str(IPv4Address(0))) as emulator:
        assert "Other machines can reach it" in emulator.said
        assert emulator.url.startswith("http://127.0.0.1:")
