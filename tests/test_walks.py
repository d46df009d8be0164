"""The map of the code in CONTRIBUTING: its table names what is there, its walks can be walked."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "ccs_tui"
MAP = (ROOT / "CONTRIBUTING.md").read_text().partition("## The map")[2].partition("\n## ")[0]
WALKS = MAP.partition("Four walks")[2]

STEP = re.compile(r"`([\w/]+\.py)`(?: \(([^)]+)\))?")
"""A module of a walk, and the name that leads to it, in backticks, or how else one gets there."""


def chains() -> list[str]:
    """Return the stretches of the walks: modules, with an arrow between each two."""
    lines = [line for line in WALKS.splitlines() if line.startswith("  - ")]
    return [chain for line in lines for chain in line.partition(": ")[2].split("; ")]


@cache
def exported(package: str) -> dict[str, str]:
    """Return the modules that a package takes its public names from."""
    init = ROOT / package.replace(".", "/") / "__init__.py"
    if not init.is_file():
        return {}
    imports = [n for n in ast.walk(ast.parse(init.read_text())) if isinstance(n, ast.ImportFrom)]
    return {alias.name: str(node.module) for node in imports for alias in node.names}


@cache
def imported(module: str) -> frozenset[str]:
    """Return the modules that a module imports, at its start or later, or for its types."""
    found = set()
    for node in ast.walk(ast.parse((PACKAGE / module).read_text())):
        if isinstance(node, ast.ImportFrom) and (package := node.module or "").startswith("ccs"):
            found.add(package)
            for alias in node.names:
                found.add(f"{package}.{alias.name}")
                found.add(exported(package).get(alias.name, package))
    return frozenset(found)


@cache
def defined(module: str) -> frozenset[str]:
    """Return the names of the functions, methods and classes of a module."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    tree = ast.parse((PACKAGE / module).read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


@cache
def used(module: str) -> frozenset[str]:
    """Return the names that the code of a module uses, those of attributes among them."""
    nodes = [*ast.walk(ast.parse((PACKAGE / module).read_text()))]
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return frozenset(attributes | {node.id for node in nodes if isinstance(node, ast.Name)})


def leads(one: str, other: str, name: str) -> bool:
    """Return whether a name is defined in one of two modules and used in the other."""
    there, back = name in defined(other) & used(one), name in defined(one) & used(other)
    return there or back


def is_linked(one: str, other: str) -> bool:
    """Return whether one of two modules imports the other."""
    name, before = (f"ccs_tui.{m.removesuffix('.py').replace('/', '.')}" for m in (other, one))
    return name in imported(one) or before in imported(other)


@pytest.mark.parametrize("chain", chains())
def test_each_module_of_a_walk_leads_to_the_next(chain: str) -> None:
    steps = STEP.findall(chain)
    arrows = re.findall("[→⇢]", chain)
    assert len(arrows) == len(steps) - 1 >= 1
    assert all((PACKAGE / module).is_file() for module, _ in steps)
    for (one, _), arrow, (other, how) in zip(steps, arrows, steps[1:], strict=False):
        if arrow == "→":
            assert how[:1] == how[-1:] == "`", f"{one} → {other}: by which name?"
            assert leads(one, other, how.strip("`")), f"{how} does not lead from {one} to {other}"
        else:
            assert how, f"it is not said how one gets from {one} to {other}"
            assert not is_linked(one, other), f"{one} and {other} import each other"


def test_the_diagram_names_what_is_there() -> None:
    diagram = MAP.split("```")[1]
    named = re.findall(r"[a-z_]+(?:/[a-z_]+)+", diagram)
    assert len(named) > 5
    for name in named:
        assert any((PACKAGE / folder / f"{name}.py").is_file() for folder in ("", "ui")), name


def test_the_table_names_every_module_of_keys() -> None:
    keys = {path.name for path in (PACKAGE / "ui").rglob("*.py") if re.search("key", path.stem)}
    assert {name for name in keys if name not in MAP} == set()


def test_there_are_four_walks() -> None:
    names = re.findall(r"^- \*\*(.+)\*\*$", WALKS, re.MULTILINE)
    assert names == [
        "Open a session", "Type a character", "Save", "A request to the emulator",
    ]  # fmt: skip
    assert len(chains()) > 15


def test_the_table_names_modules_that_are_there() -> None:
    table = [line for line in MAP.splitlines() if line.startswith("| ") and ".py`" in line]
    rows = [line for line in table if not line.startswith("| `")]
    named = [name for line in rows for name in re.findall(r"`((?:ccs_tui/)?[\w/]+/\w+\.py)`", line)]
    assert len(rows) > 30
    assert [n for n in named if not (PACKAGE / n.removeprefix("ccs_tui/")).is_file()] == []
    without_folder = {name for line in rows for name in re.findall(r"`(\w+\.py)`", line)}
    assert without_folder == {"hatch_build.py"}, "who looks something up has no folder to guess"


def test_every_file_that_is_named_is_there() -> None:
    """In CONTRIBUTING and in docstrings; a file is named by the end of its path, in backticks."""
    folders = (PACKAGE, ROOT / "tests", ROOT / ".ci", ROOT / "screenshots")
    files = [file.relative_to(ROOT) for folder in folders for file in folder.rglob("*.py")]
    files += [file.relative_to(ROOT) for file in ROOT.glob("*.py")]
    ends = {"/".join(file.parts[at:]) for file in files for at in range(len(file.parts))}
    texts = [ROOT / "CONTRIBUTING.md", *PACKAGE.rglob("*.py")]
    named = {
        (text.name, name)
        for text in texts
        for name in re.findall(r"`([\w/.]+\.py)`", text.read_text(encoding="utf-8"))
    }
    assert sorted(each for each in named if each[1] not in ends) == []


FEATURES = (
    "the repeat of a read", "a write whose answer was lost", "the count of characters",
    "how they are filtered", "how a save is undone, from the journal", "how typing is undone",
    "when it is drafted", "a conflict", "the expiry that a save keeps", "the lock",
    "the faults", "an operation on many documents", "expiries and TTLs", "the choice of a profile",
)  # fmt: skip


@pytest.mark.parametrize("feature", FEATURES)
def test_the_table_has_a_row_for_a_feature(feature: str) -> None:
    asked = [line.split(" | ")[0] for line in MAP.splitlines() if line.startswith("| ")]
    assert any(question.startswith(f"| {feature}") for question in asked)
