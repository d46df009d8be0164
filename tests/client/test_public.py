"""What is public: importable from one place, documented, and free until it is used."""

import inspect
import subprocess
import sys

import pytest

import ccs_tui.client
from ccs_tui.client import ContextServiceClient, errors

HEAVY = ("httpx", "pydantic", "msgspec", "starlette", "asyncio")


@pytest.mark.parametrize("name", ccs_tui.client.__all__)
def test_a_public_name_is_there_and_says_what_it_is(name: str) -> None:
    value = getattr(ccs_tui.client, name)
    assert name in dir(ccs_tui.client)
    if inspect.isclass(value):
        assert value.__doc__
        assert not value.__doc__.startswith(f"{name}(")  # what a dataclass says of itself
        for member, attribute in vars(value).items():
            if callable(attribute) and not member.startswith("_"):
                assert attribute.__doc__, f"{name}.{member}"


def test_the_clients_methods_are_documented_and_typed() -> None:
    for name, method in inspect.getmembers(ContextServiceClient, inspect.isfunction):
        if not name.startswith("_"):
            assert method.__doc__, name
            signature = inspect.signature(method)
            assert signature.return_annotation is not inspect.Signature.empty, name


def test_there_is_nothing_else() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = ccs_tui.client.Nothing


def test_every_error_is_public_and_in_the_tree() -> None:
    defined = {n: v for n, v in vars(errors).items() if inspect.isclass(v)}
    assert {n for n in ccs_tui.client.__all__ if n.endswith("Error")} == set(defined)
    assert errors.__doc__ is not None
    drawn = [line.strip(" │├└─").split(" ")[0] for line in errors.__doc__.splitlines()]
    assert [name for name in drawn if name.endswith("Error")] == list(defined)
    assert all(issubclass(error, errors.CcsError) for error in defined.values())


def test_importing_the_errors_and_connections_costs_nothing() -> None:
    script = (
        "import sys, ccs_tui.client, ccs_tui.client.errors, ccs_tui.local.environment;"
        "ccs_tui.client.Connection, ccs_tui.client.NotFoundError;"
        f"print([m for m in {HEAVY} if m in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"


def test_a_name_is_shown_whole_or_without_its_middle() -> None:
    assert errors.shown_name("3f2c9d1e-7b0a") == "3f2c9d1e-7b0a"
    assert errors.shown_name("a\x1b[31m\u202e\ud800\n") == r"a\x1b[31m\u202e\ud800\n"
    assert errors.shown_name("a" * 99 + "z") == "a" * 30 + "…" + "a" * 29 + "z"
