"""The credentials that let a call in: the key of v1, the login and the tokens of v2."""

import base64
import binascii
import hmac
from datetime import timedelta

from starlette.responses import Response

from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.http_answers import json_answer
from ccs_tui.emulator.received_call import ReceivedCall
from ccs_tui.emulator.refusal import CallRefusedError
from ccs_tui.model.wire import API_KEY_HEADER, LoginAnswer


class Gate:
    """Lets calls in by their credentials.

    A token is the second at which it expires, signed with the credentials. Nothing has to be kept:
    every process that has the same credentials accepts the token, also after a restart.
    """

    def __init__(self, config: EmulatorConfig) -> None:
        self._config = config
        secret = f"{config.account}\0{config.user}\0{config.password.get_secret_value()}"
        self._secret = secret.encode()

    def check_nothing(self, call: ReceivedCall) -> None:
        """Let any call in."""

    def check_key(self, call: ReceivedCall) -> None:
        """Let a v1 call in, or refuse it with 403 [SDK]."""
        if not _equal(call.headers.get(API_KEY_HEADER), self._config.api_key.get_secret_value()):
            raise CallRefusedError(403, f"The {API_KEY_HEADER} is wrong or missing.")

    def check_token(self, call: ReceivedCall) -> None:
        """Let a v2 call in by its token: bare, as `Bearer`, or in the query. Else 401 [AUTH]."""
        header = call.headers.get("authorization", "")
        token = header.removeprefix("Bearer ") if header else call.query.get("access_token", "")
        fixed = self._config.token
        if fixed and _equal(token, fixed.get_secret_value()):
            return
        expiry, _, _ = token.partition(".")
        if not _equal(token, self._sign(expiry)):
            raise _unauthorized("The token is wrong or missing.", "Bearer")
        if int(expiry) <= self._config.clock().timestamp():
            raise _unauthorized("The token has expired; log in again.", "Bearer")

    def log_in(self, call: ReceivedCall) -> Response:
        """Answer a new token for HTTP Basic credentials, or refuse them with 401 [AUTH]."""
        expected = f"{self._config.user}:{self._config.password.get_secret_value()}"
        if not _equal(_basic(call.headers.get("authorization", "")), expected):
            raise _unauthorized("The user or the password is wrong.", "Basic")
        end = self._config.clock() + timedelta(seconds=self._config.token_ttl_seconds)
        return json_answer(LoginAnswer(token=self._sign(str(int(end.timestamp())))).to_text())

    def _sign(self, expiry: str) -> str:
        return f"{expiry}.{hmac.digest(self._secret, expiry.encode(), 'sha256').hex()}"


def _basic(header: str) -> str | None:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        return None


def _equal(given: str | None, expected: str) -> bool:
    return given is not None and hmac.compare_digest(given.encode(), expected.encode())


def _unauthorized(message: str, scheme: str) -> CallRefusedError:
    return CallRefusedError(401, message, {"WWW-Authenticate": f'{scheme} realm="context service"'})
