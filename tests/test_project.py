"""The project's own files: what they say holds, and they say nothing that they should not."""

import ast
import importlib
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest
from packaging.requirements import Requirement
from textual.binding import Binding

import ccs_tui
import ccs_tui.ui
from ccs_tui.cli import main
from ccs_tui.emulator.demo import demo_documents
from ccs_tui.emulator.testing import running_emulator
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PINNED = (ROOT / ".ci/pinned.txt").read_text()


def project_files() -> Iterator[Path]:
    """The files that git would keep: git itself may be away, as in an unpacked archive."""
    ignored = [
        ".git",
        *(line.rstrip("/") for line in (ROOT / ".gitignore").read_text().split()),
    ]
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if not any(fnmatch(name, i) for i in ignored)]
        for name in files:
            if not any(fnmatch(name, pattern) for pattern in ignored):
                yield Path(folder, name)


# ── what no file says ──────────────────────────────────────────────────────────────────────────

MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+|opt/\w+)/")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX)[:\s]")
HOST = re.compile(r"https?://((?:[\w-]+\.)+[a-z]+)")
KNOWN_HOSTS = re.compile(
    r"(.+\.)?(context\.liveperson\.net|apache\.org|keepachangelog\.com|semver\.org|pypa\.io|"
    r"astral\.sh|example(\.\w+)?|test|invalid|a\.b|"
    r"w3\.org|textualize\.io|cdnjs\.cloudflare\.com)"  # what textual writes into a screenshot
)
"""Among them no package registry: which one is used is a setting of a machine."""


def found(pattern: re.Pattern[str]) -> Iterator[tuple[str, re.Match[str]]]:
    """Every match in the project's files, with its place."""
    for path in project_files():
        text = path.read_text(errors="replace")
        for match in pattern.finditer(text):
            number = text.count("\n", 0, match.start()) + 1
            yield f"{path.relative_to(ROOT)}:{number}", match


@pytest.mark.parametrize("pattern", [MACHINE_PATHS, UNFINISHED], ids=["path", "unfinished"])
def test_no_file_has_a_path_of_a_machine_or_something_unfinished(pattern: re.Pattern[str]) -> None:
    assert [place for place, _ in found(pattern)] == []


def test_every_address_is_one_that_the_project_means() -> None:
    unknown = [
        (place, match[1]) for place, match in found(HOST) if not KNOWN_HOSTS.fullmatch(match[1])
    ]
    assert unknown == []


def test_the_files_looked_at_are_the_projects() -> None:
    names = {str(path.relative_to(ROOT)) for path in project_files()}
    assert {"README.md", ".ci/pinned.txt", ".ci/run", "ccs_tui/cli/__init__.py"} <= names
    assert not any("__pycache__" in name or name.startswith(".git/") for name in names)


# ── versions ───────────────────────────────────────────────────────────────────────────────────


def test_the_version_has_one_place() -> None:
    assert "version" in PROJECT["project"]["dynamic"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "ccs_tui/__init__.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+", ccs_tui.__version__)


def test_the_changelog_begins_with_what_is_not_released_or_with_this_version() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] in {"Unreleased", ccs_tui.__version__}
    assert headings[1:] == sorted(headings[1:], key=lambda v: [*map(int, v.split("."))])[::-1]


def test_every_dependency_is_pinned_in_a_version_that_is_asked_for() -> None:
    asked = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["dev"]
    pinned = dict(re.findall(r"^([\w.-]+)==([^ ;]+)", PINNED, re.MULTILINE))
    for requirement in map(Requirement, asked):
        assert requirement.specifier.contains(pinned[requirement.name]), (
            f"run .ci/lock: {requirement}"
        )


def test_what_is_pinned_has_hashes_and_no_addresses() -> None:
    for block in re.split(r"\n(?=\S)", PINNED.strip()):
        assert re.fullmatch(r"[^\n]+(?: \\\n    --hash=sha256:[0-9a-f]{64})+", block)
    assert "://" not in PINNED


# ── README ─────────────────────────────────────────────────────────────────────────────────────


def code_blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def commands() -> list[list[str]]:
    """Every `ccs-tui …` in README, as words."""
    inline = re.findall(r"`(ccs-tui[^`]*)`", README)
    lines = [
        line.split(" #")[0]
        for block in code_blocks("sh")
        for line in re.split(r"\n|&&|\|", block)
        if line.strip().startswith("ccs-tui")
    ]
    return [text.split() for text in inline + lines]


def commands_by_name() -> dict[str, click.Command]:
    """Every command of the program, those that are imported when they are asked for as well."""
    assert isinstance(main, click.Group)
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def test_the_two_commands_are_there_and_the_second_is_what_is_checked() -> None:
    assert "pip install . && ccs-tui demo\n" in code_blocks("sh")
    assert "pip install -e '.[dev]' && pytest\n" in code_blocks("sh")
    assert "pip install -e '.[dev]' && pytest" in (ROOT / ".ci/run").read_text()


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_of_readme_exists(words: list[str]) -> None:
    assert isinstance(main, click.Group)
    command: click.Command = main
    rest = iter(words[1:])
    for word in rest:
        if not word.startswith("-"):
            if any(isinstance(parameter, click.Argument) for parameter in command.params):
                continue  # it is an argument of the command
            command = commands_by_name()[word]
        elif word != "--help":
            option = next(p for p in command.params if word in p.opts)
            if isinstance(option, click.Option) and not option.is_flag:
                next(rest)


def test_every_option_that_readme_names_exists() -> None:
    known = {
        option
        for command in [main, *commands_by_name().values()]
        for parameter in command.params
        for option in parameter.opts
    }
    prose = re.sub(r"^```.*?^```", "", README, flags=re.MULTILINE | re.DOTALL)
    named = re.findall(r"`(?:ccs-tui [^`]*)?(--[a-z][a-z-]*)[^`]*`", prose)
    assert named
    assert set(named) <= known | {"--help"}


def test_every_variable_that_readme_names_is_read() -> None:
    code = "".join(path.read_text() for path in (ROOT / "ccs_tui").rglob("*.py"))
    read = {*re.findall(r"CCS_[A-Z0-9_]+", code), "CCS_TUI_COMPLETE"}  # which click itself reads
    assert set(re.findall(r"CCS_[A-Z0-9_]+", README)) <= read


def test_what_readme_says_of_the_demo_holds() -> None:
    sessions = [
        d.key.session or "" for d in demo_documents("le1") if d.key.namespace == "airlineBot"
    ]
    assert len([session for session in sessions if session]) == 1_200
    assert len([session for session in sessions if "3f2" in session]) == 12
    for start in re.findall(r"`([0-9a-f]{8})…`", README):
        assert len([session for session in sessions if session.startswith(start)]) == 1


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not here to try the examples with")
def test_the_calls_of_readme_are_answered() -> None:
    blocks = [block for block in code_blocks("sh") if "curl" in block]
    assert len(blocks) == 2
    script = 'set -euo pipefail\ncurl() { command curl --fail-with-body -sS "$@"; echo; }\n'
    with running_emulator() as emulator:
        answer = subprocess.run(
            [shutil.which("bash") or "bash", "-c", script + "\n".join(blocks)],
            env={
                "PATH": os.environ["PATH"],
                "CCS_URL": emulator.url,
                "CCS_ACCOUNT": emulator.account,
                "CCS_API_KEY": emulator.key,
                "CCS_USER": emulator.user,
                "CCS_PASSWORD": emulator.password,
            },
            capture_output=True,
            text=True,
        )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert '"payload":{"intent":"check in","slots":{"from":"TLV","to":"LHR"}}' in answer.stdout


# ── keys ───────────────────────────────────────────────────────────────────────────────────────

NAMES_OF_KEYS = {
    r"\|": "vertical_line",  # so that it ends no cell of the table
    "/": "slash", ":": "colon", "?": "question_mark", "+": "plus", "-": "minus", "*": "asterisk",
    ",": "comma", ";": "semicolon", ".": "full_stop",
    "<": "less_than_sign", ">": "greater_than_sign", "!": "exclamation_mark",
    "[": "left_square_bracket", "]": "right_square_bracket", "=": "equals_sign",
}  # fmt: skip


def keys_of(bindings: Any) -> Iterator[str]:
    for binding in bindings:
        keys = binding.key if isinstance(binding, Binding) else binding[0]
        yield from keys.split(",")


def all_keys() -> set[str]:
    """Every key that any part of the interface binds."""
    keys: set[str] = set()
    for module in pkgutil.walk_packages(ccs_tui.ui.__path__, "ccs_tui.ui."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and value.__module__.startswith("ccs_tui."):
                keys.update(keys_of(vars(value).get("BINDINGS", [])))
    return keys


def readme_keys() -> set[str]:
    rows = re.findall(
        r"^\| (`.+?) \| .+ \|$", README.split("## Keys")[1].split("\n## ")[0], re.MULTILINE
    )
    return {NAMES_OF_KEYS.get(key, key) for row in rows for key in re.findall(r"`([^`]+)`", row)}


def test_the_keys_of_readme_are_bound() -> None:
    assert len(readme_keys()) > 20
    assert readme_keys() <= all_keys()


def test_the_keys_of_the_explorer_are_in_readme() -> None:
    missing = {*keys_of(ExplorerScreen.BINDINGS), *keys_of(CcsApp.BINDINGS)} - readme_keys()
    assert missing <= {"ctrl+c"}  # the same as q, and copies while editing


# ── links, start-up ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_local_links_lead_somewhere(page: str) -> None:
    links = re.findall(r"(?<!!)\[[^\]]*\]\(([^)#:]+)\)", (ROOT / page).read_text())
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_map_of_the_code_is_complete() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text()
    named = set(re.findall(r"^\| `(.+?)/` \|", page, re.MULTILINE))
    packages = {f"ccs_tui/{path.parent.name}" for path in ROOT.glob("ccs_tui/*/__init__.py")}
    assert packages <= named
    assert all((ROOT / folder).is_dir() for folder in named)


PACKAGES = sorted(path.parent for path in (ROOT / "ccs_tui").rglob("__init__.py"))


def docstring_of(package: Path) -> str:
    return ast.get_docstring(ast.parse((package / "__init__.py").read_text())) or ""


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_package_lists_its_modules(package: Path) -> None:
    lists = [line for line in docstring_of(package).splitlines() if line.startswith("- `")]
    listed = [name for line in lists for name in re.findall(r"`(\w+)`", line.partition(":")[0])]
    firsts = [line.split("`")[1] for line in lists]
    assert firsts == sorted(firsts), "a module is looked for by its name"
    modules = {path.stem for path in package.glob("*.py") if not path.stem.startswith("__")}
    packages = {path.parent.name for path in package.glob("*/__init__.py")}
    assert sorted(listed) == sorted(modules | packages)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_package_says_of_its_modules_is_there(package: Path) -> None:
    """A lower-case word in backticks is a module, or what a module of the package defines."""
    said = re.sub(r"^- `\w+`", "", docstring_of(package), flags=re.MULTILINE)
    named = set(re.findall(r"`([a-z_]{2,})`", said))
    modules = {path.stem for path in (ROOT / "ccs_tui").rglob("*.py")}
    modules |= {path.name for path in PACKAGES}
    texts = "".join(path.read_text() for path in package.glob("*.py"))
    assert named - modules <= {*re.findall(r"^(?:async )?def (\w+)", texts, re.MULTILINE)}


TITLED = ("cli", "client", "emulator", "local", "model", "workspace", "ui")
"""The packages, in each of which a title says what a thing is."""


QUESTIONS = {"What", "How", "Which", "Whether", "Where", "Who"}


def docstrings(tree: ast.Module) -> Iterator[str]:
    """Yield the docstrings of a module, with those below its constants and attributes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""
            for part, after in pairwise(node.body):
                if isinstance(part, ast.Assign | ast.AnnAssign):
                    match after:
                        case ast.Expr(ast.Constant(str(text))):
                            yield text


def test_no_title_begins_with_a_question() -> None:
    questions = [
        f"{path.relative_to(ROOT)}: {title.splitlines()[0]}"
        for package in TITLED
        for path in (ROOT / "ccs_tui" / package).rglob("*.py")
        for title in docstrings(ast.parse(path.read_text()))
        if title.partition(" ")[0] in QUESTIONS
    ]
    assert questions == []


def test_help_is_imported_without_anything_heavy() -> None:
    report = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "ccs_tui", "--help"],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    ).stderr
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in report.splitlines()}
    assert "click" in imported
    assert not imported & {
        "textual",
        "rich",
        "httpx",
        "starlette",
        "uvicorn",
        "pydantic",
        "asyncio",
    }
