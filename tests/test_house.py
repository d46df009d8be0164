"""The house's figures: how large a module, a function and a class may be; no imports in circles."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "ccs_tui").rglob("*.py"))
}
"""Every module by its name."""
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in SOURCES.items()}
PACKAGES = {name for name, path in SOURCES.items() if path.name == "__init__.py"}

MODULE_LINES, FUNCTION_LINES, CLASS_METHODS = 300, 50, 60
LONG_MODULES = 11
"""How many modules are longer. It only gets less, and is to become 3."""
MOST_METHODS = 61
"""What the largest class has. It only gets less, and is to become CLASS_METHODS."""


def imported(tree: ast.Module) -> Iterator[str]:
    """Every name that a module imports, wherever and for what: `package.module.name`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # None is relative: ruff sees to it.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_of(name: str) -> str | None:
    """The module of ours that a name is, or is in. A package's face only hands on what it lists."""
    while name and name not in SOURCES:
        name = name.rpartition(".")[0]
    return name if name not in PACKAGES else None


def circle_in(trees: dict[str, ast.Module]) -> list[str]:
    graph = {
        name: {module for each in imported(tree) if (module := module_of(each)) not in (None, name)}
        for name, tree in trees.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_imports_itself_in_a_circle_not_even_lazily_or_for_types() -> None:
    assert circle_in(TREES) == []


def test_a_circle_would_be_found() -> None:
    lazy = ast.parse("def f():\n    from ccs_tui.model.wire import Route\n")
    typing = ast.parse("if TYPE_CHECKING:\n    from ccs_tui.model import size\n")
    assert circle_in({"ccs_tui.model.size": lazy, "ccs_tui.model.wire": typing})


def test_few_modules_are_long() -> None:
    lines = {name: len(path.read_text("utf-8").splitlines()) for name, path in SOURCES.items()}
    long = sorted(name for name, count in lines.items() if count > MODULE_LINES)
    assert len(long) <= LONG_MODULES, long


Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_no_function_is_long() -> None:
    long = [
        f"{name}.{node.name}"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, Function) and (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES
    ]
    assert long == []


def methods() -> dict[str, int]:
    """How many methods each class has, with those of its bases in the project."""
    classes = {
        node.name: node
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }

    def bases_of(node: ast.ClassDef) -> Iterator[str]:
        for base in node.bases:
            named = base.value if isinstance(base, ast.Subscript) else base
            if isinstance(named, ast.Name) and named.id in classes and named.id != node.name:
                yield named.id

    def count(name: str) -> int:
        own = sum(isinstance(each, Function) for each in classes[name].body)
        return own + sum(count(base) for base in bases_of(classes[name]))

    return {name: count(name) for name in classes}


def test_no_class_has_too_many_methods() -> None:
    large = {name: count for name, count in methods().items() if count > CLASS_METHODS}
    assert max(large.values(), default=0) <= MOST_METHODS, large
