"""Connections, secrets and what a connection can do."""

import copy
import dataclasses
import logging
import re
from typing import Any

import pytest

from ccs_tui.client import REGIONS, Capabilities, Connection, Secret
from ccs_tui.model.connection import account_problem, is_loopback, url_problem

KEY = Secret("shh-key")


def test_a_secret_is_not_shown() -> None:
    shown = f"{KEY} {KEY!r} %s %r {[KEY]}" % (KEY, KEY)
    assert "shh" not in shown
    assert "shh" not in logging.LogRecord("n", 10, "p", 1, "%s", (KEY,), None).getMessage()
    assert not hasattr(KEY, "__dict__")
    assert KEY.get_secret_value() == "shh-key"


def test_secrets_with_the_same_text_are_the_same() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1
    assert copy.deepcopy(KEY) == KEY


def test_a_connection_shows_no_secret() -> None:
    connection = Connection.to(
        "emea", "le1", api_key=KEY, user="robot", password=Secret("shh"), token=Secret("shh")
    )
    assert "shh" not in f"{connection} {dataclasses.asdict(connection)}"


def test_a_region_or_a_url_is_where_it_leads() -> None:
    assert Connection.to("apac", "le1", api_key=KEY).v1_url == REGIONS["apac"]
    assert Connection.to("http://localhost:1", "le1", api_key=KEY).v2_url == "http://localhost:1"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"account": ""}, "account's id is missing"),
        ({"account": "a/ b"}, "visible ASCII"),
        ({"v1_url": "z2.context.liveperson.net"}, "needs http"),
        ({"v2_url": "https://"}, "needs http"),
        ({"api_key": Secret("")}, "API key is empty"),
        ({"api_key": Secret("shh\r\nX: y")}, "line break"),
        ({"token": Secret("shh é")}, "token"),
        ({"user": "robot"}, "password is missing"),
        ({"password": Secret("shh")}, "user is missing"),
        ({"user": "a:b", "password": Secret("shh")}, "colon"),
        ({"api_key": None}, "no credentials"),
    ],
)
def test_what_is_wrong_is_said_without_a_secret(changes: dict[str, Any], says: str) -> None:
    good = Connection.to("emea", "le1", api_key=KEY)
    with pytest.raises(ValueError, match=says) as caught:
        dataclasses.replace(good, **changes)
    assert "shh" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://a", "https://a.b:1/base", "http://[::1]:8700"])
def test_base_urls(url: str) -> None:
    assert url_problem(url) is None


@pytest.mark.parametrize(
    "url", ["", "a", "//a", "ftp://a", "http://", "http://a b", "http://a\n", "http://é",
            "http://u@a", "http://a?", "http://a#", "http://a:x", "http://[", "http://a\\b"],
)  # fmt: skip
def test_what_is_no_base_url(url: str) -> None:
    assert url_problem(url)


def test_loopback_is_this_machine() -> None:
    assert is_loopback("http://127.0.0.1:8700")
    assert is_loopback("http://[::1]")
    assert not is_loopback("https://z1.context.liveperson.net")


def test_accounts() -> None:
    assert account_problem("le12345678") is None
    assert account_problem("le1\n")


@pytest.mark.parametrize(
    ("v1", "v2", "says"),
    [
        (True, True, "everything"),
        (True, False, "v1 only: .* expires can't be read"),
        (False, True, "v2 only: .* can't be listed"),
        (False, False, "Nothing"),
    ],
)
def test_capabilities_say_what_they_are(v1: bool, v2: bool, says: str) -> None:
    can = Capabilities(v1, v2)
    assert re.search(says, can.summary)
    assert (can.can_list, can.can_manage_namespaces) == (v1, v1)
    assert (can.can_read_expiry, can.can_set_ttl_on_save) == (v2, v2)
    assert can.can_read_namespace_document == v2


def test_a_connection_has_the_capabilities_of_its_credentials() -> None:
    with_token = Connection.to("emea", "le1", token=Secret("t"))
    assert with_token.capabilities == Capabilities(False, True)
    assert dataclasses.replace(with_token, api_key=KEY).capabilities == Capabilities(True, True)
