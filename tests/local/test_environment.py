"""The connection that the environment describes, and what is said where it describes none."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.local.environment import (
    VariableError,
    connection_from_environment,
    read_only_from_environment,
)
from ccs_tui.model.connection import REGIONS
from ccs_tui.model.secret import Secret, TypedSecret

COMPLETE = {"CCS_REGION": "emea", "CCS_ACCOUNT": "le1", "CCS_API_KEY": "shh-key"}


def test_nothing_set_is_no_connection() -> None:
    assert connection_from_environment({}) is None
    assert connection_from_environment({"CCS_URL": " ", "CCS_API_KEY": "", "HOME": "/x"}) is None
    assert connection_from_environment({"CCS_READ_ONLY": "1"}) is None


def test_everything_set_is_a_connection() -> None:
    connection = connection_from_environment(
        {
            "CCS_URL": " http://127.0.0.1:8700 ",
            "CCS_V2_URL": "https://v2.test",
            "CCS_ACCOUNT": "le1",
            "CCS_API_KEY": "shh-key",
            "CCS_USER": "robot",
            "CCS_PASSWORD": "shh password",
            "CCS_TOKEN": "shh-token",
            "CCS_READ_ONLY": "yes",
        }
    )
    assert connection is not None
    assert (connection.v1_url, connection.v2_url) == ("http://127.0.0.1:8700", "https://v2.test")
    assert connection.account == "le1"
    assert connection.api_key == Secret("shh-key")
    assert (connection.user, connection.password) == ("robot", Secret("shh password"))
    assert connection.token == Secret("shh-token")
    assert connection.read_only
    assert "shh" not in repr(connection)


@pytest.mark.parametrize("region", [*REGIONS, "EMEA"])
def test_a_region_has_its_url(region: str) -> None:
    connection = connection_from_environment({**COMPLETE, "CCS_REGION": region})
    assert connection is not None
    assert connection.v1_url == connection.v2_url == REGIONS[region.lower()]


def test_both_urls_make_up_for_a_region() -> None:
    urls = {"CCS_V1_URL": "https://a.test", "CCS_V2_URL": "https://b.test", "CCS_REGION": ""}
    connection = connection_from_environment({**COMPLETE, **urls})
    assert connection is not None
    assert (connection.v1_url, connection.v2_url) == ("https://a.test", "https://b.test")


@pytest.mark.parametrize(
    ("changes", "variable", "says"),
    [
        ({"CCS_REGION": ""}, "CCS_URL", "not set.*americas, emea or apac"),
        ({"CCS_REGION": "", "CCS_V1_URL": "https://a.test"}, "CCS_URL", "not set"),
        ({"CCS_REGION": "europe"}, "CCS_REGION", "americas, emea or apac"),
        ({"CCS_URL": "https://a.test"}, "CCS_REGION", "unset one"),
        ({"CCS_REGION": "", "CCS_URL": "a.test"}, "CCS_URL", "https://"),
        ({"CCS_V1_URL": "ftp://a.test"}, "CCS_V1_URL", "https://"),
        ({"CCS_V2_URL": "https://shh:shh@a.test"}, "CCS_V2_URL", "user or a password"),
        ({"CCS_V2_URL": "https://a.test/?x=1"}, "CCS_V2_URL", "query"),
        ({"CCS_V2_URL": "https://a.test:port"}, "CCS_V2_URL", "malformed"),
        ({"CCS_ACCOUNT": ""}, "CCS_ACCOUNT", "missing"),
        ({"CCS_ACCOUNT": "le 1"}, "CCS_ACCOUNT", "visible"),
        ({"CCS_ACCOUNT": "le:1"}, "CCS_ACCOUNT", "colon"),
        ({"CCS_API_KEY": ""}, "CCS_API_KEY", "no credentials.*CCS_TOKEN.*CCS_PASSWORD"),
        ({"CCS_API_KEY": "shh\nshh"}, "CCS_API_KEY", "line break"),
        ({"CCS_TOKEN": "shh é"}, "CCS_TOKEN", "ASCII"),
        ({"CCS_PASSWORD": "shh"}, "CCS_USER", "CCS_PASSWORD is"),
        ({"CCS_USER": "ro:bot", "CCS_PASSWORD": "shh"}, "CCS_USER", "colon"),
        ({"CCS_READ_ONLY": "maybe"}, "CCS_READ_ONLY", "1 or 0"),
    ],
)
def test_what_is_wrong_is_named_and_said(changes: dict[str, str], variable: str, says: str) -> None:
    with pytest.raises(VariableError, match=says) as caught:
        connection_from_environment({**COMPLETE, **changes})
    assert caught.value.variable == variable
    assert str(caught.value).startswith(f"{variable}: ")
    assert "shh" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "read_only"),
    [("1", True), ("TRUE", True), (" on ", True), ("0", False), ("no", False), ("", False)],
)
def test_read_only_is_a_switch(value: str, read_only: bool) -> None:
    assert read_only_from_environment({"CCS_READ_ONLY": value}) is read_only


VARIABLES = (
    "CCS_URL", "CCS_REGION", "CCS_V1_URL", "CCS_V2_URL", "CCS_ACCOUNT", "CCS_API_KEY", "CCS_TOKEN",
    "CCS_USER", "CCS_PASSWORD", "CCS_READ_ONLY",
)  # fmt: skip
VALUES = ("http://a", "emea", "le1", "x y", "a:b", "\n", "1", "é")


@given(st.dictionaries(st.sampled_from(VARIABLES), st.sampled_from(VALUES) | st.text()))
def test_nothing_but_a_setting_error_is_raised(environment: dict[str, str]) -> None:
    with suppress(VariableError):
        connection_from_environment(environment)


def test_the_spaces_of_a_password_are_part_of_it() -> None:
    connection = connection_from_environment(
        {
            "CCS_URL": "http://h",
            "CCS_ACCOUNT": "a",
            "CCS_USER": " robot ",
            "CCS_PASSWORD": " p w ",
        }
    )
    assert connection is not None
    assert connection.user == "robot"
    assert connection.password == Secret(" p w ")


def test_a_password_that_no_variable_has_is_typed() -> None:
    connection = connection_from_environment({**COMPLETE, "CCS_USER": "robot"})
    assert connection is not None
    assert connection.password == TypedSecret("the password of robot")
    assert connection.capabilities.v2
