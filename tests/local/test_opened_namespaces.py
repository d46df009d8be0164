"""Namespaces that were opened by name: kept by profile and account, and privately."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ccs_tui.local.opened_namespaces import MOST_NAMESPACES, OpenedNamespaces


def test_they_are_kept_by_profile_and_account(tmp_path: Path) -> None:
    path = tmp_path / "namespaces.json"
    opened = OpenedNamespaces(path)
    for profile, account, name in (("a", "le1", "x"), ("a", "le1", "y"), ("b", "le1", "z")):
        opened.remember(profile, account, name)
    opened.remember("a", "le1", "x")
    again = OpenedNamespaces(path)
    assert again.names("a", "le1") == ["y", "x"]
    assert again.names("b", "le1") == ["z"]
    assert again.names("a", "le2") == []
    again.forget("a", "le1", "y")
    assert OpenedNamespaces(path).names("a", "le1") == ["x"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_many_at_once_lose_none(tmp_path: Path) -> None:
    path = tmp_path / "namespaces.json"
    with ThreadPoolExecutor(8) as pool:
        for n in range(50):
            pool.submit(OpenedNamespaces(path).remember, "a", "le1", f"n{n}")
    assert sorted(OpenedNamespaces(path).names("a", "le1")) == sorted(f"n{n}" for n in range(50))


@pytest.mark.slow
def test_the_oldest_make_room(tmp_path: Path) -> None:
    path = tmp_path / "namespaces.json"
    for n in range(MOST_NAMESPACES + 1):
        OpenedNamespaces(path).remember("a", "le1", f"n{n}")
    names = OpenedNamespaces(path).names("a", "le1")
    assert (len(names), names[0], names[-1]) == (MOST_NAMESPACES, "n1", f"n{MOST_NAMESPACES}")


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "1", '{"a": 1}', '{"a": {"le1": 1}}', "[" * 10_000]
)
def test_a_broken_file_is_begun_anew(tmp_path: Path, content: str) -> None:
    (path := tmp_path / "namespaces.json").write_text(content)
    opened = OpenedNamespaces(path)
    assert opened.names("a", "le1") == []
    opened.remember("a", "le1", "x")
    assert OpenedNamespaces(path).names("a", "le1") == ["x"]


def test_where_nothing_can_be_written_they_last_as_long_as_the_run(tmp_path: Path) -> None:
    for path in (None, tmp_path / "missing" / "namespaces.json"):
        opened = OpenedNamespaces(path)
        opened.remember("a", "le1", "x")
        assert opened.names("a", "le1") == ["x"]
        opened.forget("a", "le1", "x")
        assert opened.names("a", "le1") == []
