"""`ccs-tui emulator`: what it prints, where it listens, how it stops."""

import signal
import socket
from contextlib import closing
from ipaddress import IPv4Address
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from ccs_tui.cli.emulator import OWN_CREDENTIALS
from ccs_tui.cli.emulator import emulator as command
from ccs_tui.emulator.store import Store
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.recording_file import SentRecording, write_lines
from tests.emulator.conftest import ACCOUNT, refused
from tests.emulator.processes import V1, running
from tests.model.timeline.histories import NOW, steps_of


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
            waiting.sendall(f"GET {V1} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert client.get("/__emulator__/health").status_code == 200
            assert emulator.interrupt() == "Stopped.\n"
        assert emulator.process.returncode == 0


@pytest.mark.sample(each=3)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=str)
def test_a_signal_ends_it_in_good_order(tmp_path: Path, number: signal.Signals) -> None:
    """A copy of the file alone has everything; so it does while a call hangs and a bot talks."""
    path = tmp_path / "emulator.db"
    with running("--db", path, "--demo") as emulator, emulator.client() as client:
        for n in range(20):
            assert client.put(f"{V1}/bot/s{n:02}/properties/a", content="1").status_code == 204
        assert emulator.interrupt(number) == "Stopped.\n"
        assert emulator.process.returncode == 0
    assert [file.name for file in tmp_path.iterdir()] == ["emulator.db"]
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    with closing(Store(copy)) as store:
        assert len(store.list_sessions(ACCOUNT, "bot", 0, 100)) == 20


def test_a_copy_has_everything_though_others_have_the_file_open(tmp_path: Path) -> None:
    path = tmp_path / "emulator.db"
    with running("--db", path) as emulator, closing(Store(path)), emulator.client() as client:
        assert client.put(f"{V1}/bot/s1/properties/a", content="1").status_code == 204
        assert emulator.interrupt(signal.SIGTERM) == "Stopped.\n"
        copy = tmp_path / "copy.db"
        copy.write_bytes(path.read_bytes())
    with closing(Store(copy)) as store:
        assert store.list_sessions(ACCOUNT, "bot", 0, 100) == ["s1"]


def test_a_terminal_that_is_gone_is_not_missed_under_nohup() -> None:
    with running(ignored=[signal.SIGHUP]) as emulator, emulator.client() as client:
        emulator.process.send_signal(signal.SIGHUP)
        assert client.get(V1).status_code == 200
        assert emulator.interrupt(signal.SIGTERM) == "Stopped.\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=str)
def test_a_signal_ends_it_before_it_listens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    """Here the moment is chosen: right after the file was opened, and at every step behind it."""
    monkeypatch.setattr("ccs_tui.emulator.server.bind", lambda *_: signal.raise_signal(number))
    ended = invoke("--db", str(tmp_path / "emulator.db"))
    assert (ended.exit_code, ended.output) == (0, "Stopped.\n")


def test_secrets_come_from_files(tmp_path: Path) -> None:
    """They stand in no list of processes; only the end of the line is not theirs."""
    files = {}
    for name, text in (("key", "k3y\n"), ("password", " pa55 \r\n"), ("token", "t0ken")):
        files[name] = tmp_path / name
        files[name].write_text(text)
    arguments = [part for name, file in files.items() for part in (f"--{name}-file", file)]
    with running(*arguments, CCS_API_KEY="other") as emulator, emulator.client() as client:
        assert client.get(V1, headers={"maven-api-key": "k3y"}).status_code == 200
        login = client.get("/v2/authenticate/login", auth=("emulator", " pa55 "))
        assert login.status_code == 200
        document = client.get(
            f"/v2/context/document/{ACCOUNT}/bot", headers={"Authorization": "t0ken"}
        )
        assert document.status_code == 404
        printed = emulator.said + emulator.interrupt()
    assert printed.count("is as you gave it") == 3
    for secret in ("k3y", "pa55", "t0ken"):
        assert secret not in printed


def test_the_help_says_where_secrets_are_better() -> None:
    text = " ".join(invoke("--help").output.split())
    for name, variable in (("key", "API_KEY"), ("password", "PASSWORD"), ("token", "TOKEN")):
        assert f"--{name}-file FILE" in text
        assert f"CCS_{variable}" in text
    assert text.count("in the list of processes") == 3


@pytest.mark.parametrize("content", [b"", b"\n", b"a\nb\n", b"\xff", b"x" * 20_000])
def test_a_file_without_one_line_is_no_secret(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    ended = invoke("--password-file", str(file))
    assert ended.exit_code == 2
    assert str(file) in " ".join(ended.output.split())


def test_a_page_is_kept_out_and_options_let_in() -> None:
    """The emulator as a process: this is the call that created a document from any page."""
    body = f'{{"accountId":"{ACCOUNT}","nameSpace":"bot","payload":{{"a":1}}}}'
    page = {"Origin": "http://evil.example", "Content-Type": "text/plain"}
    create = "/v2/context/document/create"
    options = ("--allow-host", "bot.test", "--allow-origin", "http://page.test")
    with running(*options, CCS_TOKEN="t0ken") as emulator, emulator.client() as client:
        token = {"access_token": "t0ken"}
        refused(client.post(create, params=token, headers=page, content=body), 403)
        refused(client.get(V1, headers={"Host": "evil.example:8700"}), 403)
        assert client.get(V1).json() == []
        assert client.get(V1, headers={"Host": "bot.test"}).status_code == 200
        allowed = page | {"Origin": "http://page.test"}
        assert client.post(create, params=token, headers=allowed, content=body).status_code == 201


def test_the_list_may_have_those_with_a_ttl_alone() -> None:
    with running("--list-namespaces", "ttl") as emulator, emulator.client() as client:
        client.post(V1, json={"name": "unlisted"})
        client.post(f"{V1}?ttlSecond=60", json={"name": "listed"})
        assert [each["name"] for each in client.get(V1).json()] == ["listed"]


def test_what_the_user_gave_is_used_and_no_secret_of_it_printed() -> None:
    with (
        running(
            "--log",
            CCS_ACCOUNT="le1",
            CCS_API_KEY="k3y",
            CCS_USER="an na",
            CCS_PASSWORD="pa55",
            CCS_TOKEN="t0ken",
        ) as emulator,
        emulator.client() as client,
    ):
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


DEMO_NAMESPACES = ["airlineBot", "callRouter", "orders", "passengers", "paymentBot", "vipList"]


def test_the_demo_is_there() -> None:
    with running("--demo") as emulator, emulator.client() as client:
        names = [namespace["name"] for namespace in client.get(V1).json()]
        assert names == DEMO_NAMESPACES
        client.delete(f"{V1}/orders")
        assert client.post("/__emulator__/reset").status_code == 204
        assert len(client.get(V1).json()) == len(DEMO_NAMESPACES)
        assert emulator.interrupt() == "Stopped.\n"


CAN_NOT_LISTEN = ("can't listen", "can't listen to nonsense.invalid")


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
        (["--clock-offset", "x"], "An offset reads like"),
        (["--host", ""], "an address or name"),
        (["--host", " "], "an address or name"),
        (["--host", "x" * 70], "can't listen"),
        (["--host", "a..b"], "can't listen"),
        (["--port", "70000"], "not in the range"),
        (["--port", "-1"], "not in the range"),
        (["--latency", "-1s"], "A latency reads like 200ms"),
        (["--latency", "9999999s"], "at most a day"),
        (["--latency", "9" * 400 + "s"], "A latency reads like"),
        (["--fail", "200%"], "A share reads like 5%"),
        (["--fail", "-1%"], "A share reads like 5%"),
        (["--rate-limit", "0/s"], "A rate reads like 10/s"),
        (["--rate-limit", "9" * 400 + "/s"], "A rate reads like 10/s"),
        (["--token-ttl", "0s"], "It is at least 1s"),
        (["--clock-offset", "--1h"], "An offset reads like"),
        (["--clock-offset", "99y"], "An offset reads like"),
        (["--key", ""], "it is empty"),
        (["--key", "schlüssel"], "visible ASCII"),
        (["--token", "a b"], "visible ASCII"),
        (["--user", "a:b"], "no colon"),
        (["--account", ""], "it is empty"),
        (["--password-file", "/nowhere"], "can't be read"),
        (["--password-file", "/"], "can't be read"),
        (["--key", "a", "--key-file", "/dev/null"], "must have one line"),
        (["--key", "a", "--key-file", __file__], "must have one line"),
        (["--list-namespaces", "some"], "'all', 'ttl'"),
        (["--allow-host", "a:80"], "without a port"),
        (["--allow-origin", "*"], "An origin reads like"),
    ],
)
def test_a_wrong_option_is_one_sentence(arguments: list[str], sentence: str) -> None:
    ended = invoke("--port", "0", *arguments)
    # What is wrong with the machine, and not with what was typed, is 1.
    assert ended.exit_code == (1 if sentence in ("can't be used", *CAN_NOT_LISTEN) else 2)
    assert sentence in " ".join(ended.output.split())


def test_a_secret_is_given_once(tmp_path: Path) -> None:
    (file := tmp_path / "key").write_text("k3y")
    ended = invoke("--key", "a", "--key-file", str(file))
    assert ended.exit_code == 2
    assert "--key or --key-file, not both" in ended.output


def test_it_says_so_when_others_can_reach_it() -> None:
    with running("--host", str(IPv4Address(0))) as emulator:
        assert "Other machines can reach it" in emulator.said
        assert emulator.url.startswith("http://127.0.0.1:")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    texts = [{"intent": encode("a")}, {"intent": encode("b")}, {"intent": encode("c")}]
    key, path = DocumentKey("le77", "bot", "s1"), tmp_path / "seen.ndjson"
    sent = SentRecording(Recording(key, steps_of(texts)))
    path.write_text("\n".join(write_lines([sent], NOW)) + "\n")
    return path


@pytest.mark.parametrize(("options", "intent"), [([], "c"), (["--at", "2"], "b")])
def test_a_recording_is_served_as_it_was_at_a_step(
    recording: Path, options: list[str], intent: str
) -> None:
    with running("--import", str(recording), *options) as emulator, emulator.client() as client:
        # It has the account of the recording, unless another one is given.
        assert "export CCS_ACCOUNT=le77" in emulator.said
        document = client.get("/v1/account/le77/bot/s1/properties")
        assert document.json() == {"intent": intent}


def test_the_steps_of_a_recording_are_written_while_it_is_served(recording: Path) -> None:
    options = ("--import", str(recording), "--pace", "1000", "--account", "le1")
    with running(*options) as emulator, emulator.client() as client:
        address = "/v1/account/le1/bot/s1/properties"
        while (document := client.get(address).json()) != {"intent": "c"}:
            assert document["intent"] in "ab"
        said = emulator.interrupt()
    assert "The recording plays: 2 steps, the last in 0 s.\nThe last step is written.\n" in said


def test_after_the_last_step_of_a_recording_nothing_is_written(recording: Path) -> None:
    options = ("--import", str(recording), "--at", "3", "--pace", "10")
    with running(*options) as emulator, emulator.client() as client:
        client.get("/v1/account/le77/bot/s1/properties")
        said = emulator.interrupt()
    assert "The recording has no step after that one" in said
    assert "plays" not in said


@pytest.mark.parametrize("pace", ["nan", "0", "-1", "inf", "1e-9", "fast"])
def test_a_pace_that_is_none_is_refused(recording: Path, pace: str) -> None:
    ended = invoke("--port", "0", "--import", str(recording), "--pace", pace)
    assert ended.exit_code == 2
    assert "A pace reads like 10" in " ".join(ended.output.split())


def test_what_is_wrong_with_a_recording_is_one_sentence(recording: Path) -> None:
    """And nothing is served then."""
    ended = invoke("--port", "0", "--import", str(recording), "--at", "9")
    assert (ended.exit_code, ended.output) == (
        1, "Error: s1 has no step 9: its steps are 1 to 3.\n"
    )  # fmt: skip
    ended = invoke("--port", "0", "--at", "9")
    assert ended.exit_code == 2
    assert "--at is for a recording, and --import names none." in ended.output
