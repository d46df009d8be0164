"""The words of the program: what a person reads is read once, and each thing has one name."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "ccs_tui"
PACKAGES = ("cli", "client", "local", "model", "ui", "workspace")
"""What says something to a user; the emulator's answers are the service's."""

UNCLEAR = {
    r"\banew\b": "again",
    r"\b(take|takes|taken|took|taking)\b[^.]*\bback\b": "undo, discard or restore",
    r"\besc takes it\b": "say what happens then",
    r"\b(nothing|all|some) of it\b": "name it",
    r"\bnobody knows\b": "it isn't known",
    r"\bis none\b(?! of)": "is not one",
    r"\bgoes (from|too)\b": "deleted, removed",
    r"\bone after the other\b": "one by one",
    r"\bthere any more\b": "gone",
}
"""What has to be read twice, as patterns, and what to write instead."""
AMERICAN = r"\b(colors?|colored|canceled|canceling|behavior|gray|license|\w+[^s]iz(e[ds]?|ing))\b"
BRITISH_ENOUGH = {"resize", "size", "sized", "sizes", "prize", "seize", "oversized", "sizing"}


@cache
def said() -> tuple[tuple[str, str], ...]:
    """Return the sentences of the program, and where they stand: what has a space in it."""
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return tuple(found for path in paths for found in of_module(path))


def of_module(path: Path) -> Iterator[tuple[str, str]]:
    tree = ast.parse(path.read_text())
    silent = {id(part) for node in ast.walk(tree) for part in _silent(node)}
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        text = _text(node)
        if text is not None and " " in text.strip() and "{ " not in text:
            yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", text


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "…" for part in node.values)
    return None


def _silent(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is not said: docstrings, types in quotes, and pieces of a longer text."""
    if isinstance(node, ast.Expr):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from node.values
    elif isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
        yield from ast.walk(node.annotation)


COUNTING = {"counted", "count_of"}
AGREES = re.compile(r"\b(is|are|was|were|has|have|it|them|they)\b", re.IGNORECASE)
"""What agrees with the count before it, and so comes from `agreeing`."""
OF_SOMETHING_ELSE = re.compile(
    r"nothing was|only one of them has|may have (missed it)?|u restores it|Import it again.*|"
    r"typing replaces it|c on it alone shows them|whether these are all, it does not say|of it$|"
    r"show it$|can't be written; nothing was|are lost for good|stays as it is|What you sent is|"
    r"what is there|What the service has|drafts that were|O lists them"
)
"""What stands after a count and is not said of what was counted."""


def test_a_verb_and_a_pronoun_agree_with_the_count_before_them() -> None:
    found = [
        f"{path.relative_to(ROOT)}: … {rest}"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if any(f"{name}(" in path.read_text() for name in COUNTING)
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for rest in _after_counts(function)
        if AGREES.search(OF_SOMETHING_ELSE.sub("", rest))
    ]
    assert not found, "take the word from agreeing():\n" + "\n".join(found)


def _after_counts(function: ast.AST) -> Iterator[str]:
    """Yield what stands after a count in the sentences of a function, also after a name of one."""
    given = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
    named = {ast.unparse(node.targets[0]) for node in given if _is_count(node.value)}
    for sentence in ast.walk(function):
        if isinstance(sentence, ast.JoinedStr):
            parts = sentence.values
            for at, part in enumerate(parts):
                if not isinstance(part, ast.FormattedValue):
                    continue
                if _is_count(part.value) or ast.unparse(part.value) in named:
                    yield "".join(_text(later) or "…" for later in parts[at + 1 :])
                    break


def _is_count(node: ast.AST) -> bool:
    """Return whether a count in words is made in an expression."""
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return any(isinstance(call, ast.Name) and call.id in COUNTING for call in calls)


@pytest.mark.parametrize("pattern", UNCLEAR)
def test_no_sentence_has_to_be_read_twice(pattern: str) -> None:
    found = [f"{at}: {text}" for at, text in said() if re.search(pattern, text, re.IGNORECASE)]
    assert found == [], f"write instead: {UNCLEAR[pattern]}"


def test_the_spelling_is_british() -> None:
    found = [
        f"{at}: {match[0]}"
        for at, text in said()
        for match in re.finditer(AMERICAN, text, re.IGNORECASE)
        if match[0].lower() not in BRITISH_ENOUGH
    ]
    assert found == []


def test_each_undo_has_one_name() -> None:
    labels = [text for _, text in said() if re.match(r"(Undo|Redo|Discard)( \w+)?$", text)]
    assert set(labels) >= {"Undo save", "Undo typing", "Redo typing", "Discard changes"}
    assert set(labels) <= {
        "Undo save", "Undo typing", "Redo typing", "Discard changes", "Discard typing",
        "Discard it", "Discard them",
    }  # fmt: skip


def test_a_button_says_what_it_does() -> None:
    for path in sorted((ROOT / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Button":
                label = node.args[0] if node.args else None
                text = None if label is None else _text(label)
                assert text not in {"OK", "Ok", "Yes", "No", "Cancel", "Submit", "Confirm"}, path
