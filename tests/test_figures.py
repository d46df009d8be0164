"""The figures of the code: how long its parts are, and how they hang together.

They are read from the source. A figure that is passed asks whether a part does two things.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PATHS = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "ccs_tui").rglob("*.py"))
}
"""The modules by name."""

MOST_LINES = 300
MOST_LONG = 3
"""Of modules that are longer, since to split them would tear one matter apart: lossless JSON is."""
MOST_SCREEN_LINES = 250
"""Of the explorer's screen, which lays out and passes on, and knows no single command."""
MOST_FUNCTION_LINES = 50
MOST_METHODS = 60
"""Of a class with its bases in the package: what a reader of the class has to know."""

MOST_LINKS = 2
"""From a class to the last of its bases in the package: more, a reader can't hold in mind."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(PATHS[module].read_text())


def is_package(module: str) -> bool:
    return PATHS[module].name == "__init__.py"


def imported(module: str) -> set[str]:
    """Return the modules that one imports, also inside a function or only for its types.

    A package stands for none: its face takes names from its modules.
    """
    names: set[str] = set()
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
            names.add(node.module or "")
    return {name for name in names & PATHS.keys() if not is_package(name)} - {module}


def functions(module: str) -> Iterator[Function]:
    yield from (node for node in ast.walk(tree_of(module)) if isinstance(node, Function))


@cache
def classes() -> dict[str, ast.ClassDef]:
    """Return all classes by name; the base of a class is looked up by its name alone."""
    return {
        node.name: node
        for module in PATHS
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.ClassDef)
    }


def bases_of(node: ast.ClassDef) -> Iterator[str]:
    for base in node.bases:
        named = base.value if isinstance(base, ast.Subscript) else base
        if isinstance(named, ast.Name):
            yield named.id


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {module: imported(module) for module in PATHS if not is_package(module)}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(" imports ".join(reversed(circle.args[1])))


def test_few_modules_are_long() -> None:
    lengths = {name: len(path.read_text().splitlines()) for name, path in PATHS.items()}
    long = [name for name, length in lengths.items() if length > MOST_LINES]
    assert len(long) <= MOST_LONG, long


def test_the_screen_of_the_explorer_is_short() -> None:
    length = len(PATHS["ccs_tui.ui.screens.explorer.screen"].read_text().splitlines())
    assert length <= MOST_SCREEN_LINES


def test_no_function_is_long() -> None:
    long = [
        f"{module}.{function.name}"
        for module in PATHS
        for function in functions(module)
        if (function.end_lineno or 0) - function.lineno >= MOST_FUNCTION_LINES
    ]
    assert long == []


def test_the_formatter_lays_out_every_line() -> None:
    """A line that is kept from it asks each reader why, and no line has had a reason so far."""
    kept = [name for name, path in PATHS.items() if "# fmt:" in path.read_text()]
    assert kept == []


def test_no_class_has_many_methods_with_its_bases() -> None:
    found = classes()

    def methods(name: str) -> int:
        node = found.get(name)
        if node is None:
            return 0
        own = sum(isinstance(part, Function) for part in node.body)
        return own + sum(methods(base) for base in bases_of(node) if base != name)

    assert [name for name in found if methods(name) > MOST_METHODS] == []


def test_a_name_means_one_class() -> None:
    """A message that is defined in a widget is named together with it: `SessionPanel.Opened`."""
    places: dict[str, list[str]] = {}
    for module in PATHS:
        for node in tree_of(module).body:
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(module)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_a_name_of_a_type_means_one_type() -> None:
    """A type that is given a name, as `Clock`, has it alone; type variables stand for any."""
    aliases: dict[str, set[str]] = {}
    for module in PATHS:
        for node in tree_of(module).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name, value = node.targets[0].id, ast.unparse(node.value)
                if re.match("[A-Z][a-z]", name) and not value.startswith("TypeVar("):
                    aliases.setdefault(name, set()).add(value)
    several = {name: values for name, values in aliases.items() if len(values) > 1}
    assert (several, aliases.keys() & classes().keys()) == ({}, set())


def test_no_chain_of_bases_is_long() -> None:
    """What a class takes from others of the package is given to it, where that can be."""
    found = classes()

    def links(name: str) -> int:
        bases = [base for base in bases_of(found[name]) if base in found and base != name]
        return max((1 + links(base) for base in bases), default=0)

    assert [name for name in found if links(name) > MOST_LINKS] == []


def test_every_function_says_what_it_returns() -> None:
    unsaid = [
        f"{module}.{function.name}"
        for module in PATHS
        for function in functions(module)
        if function.returns is None
    ]
    assert unsaid == []
