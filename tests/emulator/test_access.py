"""Who is let in: `ccs-api.md` section 2."""

from base64 import b64encode

import httpx
import pytest

from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.store import Store
from ccs_tui.model.secret import Secret
from tests.emulator.conftest import ACCOUNT, MovingClock, Service, refused

LOGIN = "/v2/authenticate/login"
DOCUMENT = f"/v2/context/document/{ACCOUNT}/bot/s1"


@pytest.fixture(autouse=True)
async def _a_document(service: Service) -> None:
    await service.create({"a": 1})


async def test_login_gives_a_token(service: Service) -> None:
    answer = await service.client.get(LOGIN, auth=("test-user", "test-password"))
    assert answer.status_code == 200
    assert list(answer.json()) == ["token"]


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Basic",
        "Basic !!!",
        "Basic " + b64encode(b"test-user").decode(),
        "Basic " + b64encode(b"test-user:wrong").decode(),
        "Basic " + b64encode(b"\xff\xfe").decode(),
        "Bearer " + b64encode(b"test-user:test-password").decode(),
    ],
)
async def test_login_with_wrong_credentials_is_401(
    service: Service, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    refused(await service.client.get(LOGIN, headers=headers), 401)


async def test_a_token_comes_bare_as_bearer_or_in_the_query(service: Service) -> None:
    token = await service.log_in()
    for headers in ({"Authorization": token}, {"Authorization": f"Bearer {token}"}):
        assert (await service.client.get(DOCUMENT, headers=headers)).status_code == 200
    answer = await service.client.get(DOCUMENT, params={"access_token": token})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "token", ["", "wrong", "Bearer ", "Bearer wrong", "99999999999.abc", "x.y", "-1.", "١.é"]
)
async def test_a_wrong_token_is_401(service: Service, token: str) -> None:
    headers = {b"Authorization": token.encode()}
    refused(await service.client.get(DOCUMENT, headers=headers), 401)
    refused(await service.client.get(DOCUMENT, params={"access_token": token}), 401)


async def test_no_token_is_401(service: Service) -> None:
    refused(await service.client.get(DOCUMENT), 401)
    refused(await service.client.get(DOCUMENT, headers=service.key), 401)


async def test_a_changed_token_is_401(service: Service, clock: MovingClock) -> None:
    token = await service.log_in()
    expiry, _, signature = token.partition(".")
    later = {"Authorization": f"{int(expiry) + 1}.{signature}"}
    refused(await service.client.get(DOCUMENT, headers=later), 401)


async def test_a_token_lasts_24_hours(service: Service, clock: MovingClock) -> None:
    clock.advance(24 * 3_600 - 1)
    assert (await service.document()).status_code == 200
    clock.advance(1)
    refused(await service.document(), 401)
    await service.log_in()
    assert (await service.document()).status_code == 200


async def test_a_fixed_token_has_no_end(
    config: EmulatorConfig, store: Store, clock: MovingClock
) -> None:
    fixed = EmulatorConfig(
        config.account, config.api_key, config.user, config.password, Secret("fixed"), 60, clock
    )
    transport = httpx.ASGITransport(app=create_app(fixed, store))
    async with httpx.AsyncClient(transport=transport, base_url="http://emulator") as client:
        clock.advance(30 * 86_400)
        answer = await client.get(DOCUMENT, headers={"Authorization": "fixed"})
        assert answer.status_code == 200
        refused(await client.get(DOCUMENT, headers={"Authorization": "fixe"}), 401)


@pytest.mark.parametrize("key", ["wrong", "", "test-key2", "Test-key", "é"])
async def test_a_wrong_key_is_403(service: Service, key: str) -> None:
    headers = {b"maven-api-key": key.encode()}
    refused(await service.client.get(f"/v1/account/{ACCOUNT}", headers=headers), 403)


async def test_no_key_is_403(service: Service) -> None:
    refused(await service.client.get(f"/v1/account/{ACCOUNT}"), 403)
    refused(await service.client.get(f"/v1/account/{ACCOUNT}", headers=service.token), 403)


async def test_a_key_is_looked_at_before_the_body(service: Service) -> None:
    answer = await service.client.request("POST", f"/v1/account/{ACCOUNT}", content="not json")
    refused(answer, 403)


async def test_another_account_is_403_with_right_credentials(service: Service) -> None:
    refused(await service.v1("GET", "", account="le999"), 403)
    refused(await service.v1("PATCH", "/bot/properties", {"a": 2}, account="le999"), 403)
    refused(await service.v2("GET", "/le999/bot/s1"), 403)
    body = {"accountId": "le999", "nameSpace": "bot", "sessionId": "s1", "payload": {"a": 2}}
    refused(await service.v2("POST", "/create", body), 403)
    refused(await service.v2("DELETE", "/delete", body), 403)
    assert await service.payload() == {"a": 1}


async def test_nothing_secret_is_in_an_error(service: Service) -> None:
    for answer in (
        await service.client.get(LOGIN, auth=("test-user", "hunter2")),
        await service.client.get(DOCUMENT, headers={"Authorization": "hunter2"}),
        await service.client.get(DOCUMENT, params={"access_token": "hunter2"}),
        await service.client.get(f"/v1/account/{ACCOUNT}", headers={"maven-api-key": "hunter2"}),
    ):
        assert "hunter2" not in answer.text
        assert "hunter2" not in str(answer.headers)
