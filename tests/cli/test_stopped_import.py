"""An import that ends early says what it wrote, and how that is undone."""

import asyncio
import json
from pathlib import Path
from typing import Any

import click
import pytest

from ccs_tui.cli.exit_status import ExitStatus
from ccs_tui.cli.import_file import _write_documents
from ccs_tui.cli.output import Progress
from ccs_tui.workspace.import_plan import ImportPlan, compare_with_service, read_plan
from ccs_tui.workspace.workspace import Workspace
from tests.workspace.conftest import NAMESPACE, Place

HEAD = {"format": "ccs-tui export", "version": 2, "account": "le1"}


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "two.ndjson"


def put(path: Path, **values: int) -> None:
    documents = [
        {"namespace": NAMESPACE, "session": s, "payload": {"a": a}} for s, a in values.items()
    ]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in (HEAD, *documents)))


async def planned(workspace: Workspace, path: Path) -> ImportPlan:
    put(path, s1=1, s2=2)
    plan = await read_plan(workspace, path)
    await compare_with_service(workspace, plan)
    return plan


def counts(told: str) -> tuple[Any, ...]:
    (report,) = map(json.loads, told.splitlines())
    return report["written"], report["failed"], bool(report["operation"])


async def test_a_file_that_changed_meanwhile_ends_with_the_counts(
    place: Place, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with place.workspace() as workspace:
        plan = await planned(workspace, path)
        put(path, s1=1, s2=3)
        with pytest.raises(click.ClickException, match="was changed since") as failure:
            await _write_documents(workspace, plan, Progress(), as_json=True)
    assert failure.value.exit_code == ExitStatus.PARTLY
    assert counts(capsys.readouterr().out) == (1, 0, True)


async def test_one_that_wrote_nothing_is_refused_and_has_no_operation(
    place: Place, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with place.workspace() as workspace:
        plan = await planned(workspace, path)
        put(path, s1=7, s2=2)
        with pytest.raises(click.ClickException, match="was changed since") as failure:
            await _write_documents(workspace, plan, Progress(), as_json=True)
    assert failure.value.exit_code == ExitStatus.REFUSED
    assert counts(capsys.readouterr().out) == (0, 0, False)


async def test_one_that_is_interrupted_names_its_count_and_its_operation(
    place: Place, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with place.workspace() as workspace:
        plan = await planned(workspace, path)
        running = asyncio.create_task(_write_documents(workspace, plan, Progress(), as_json=True))

        async def interrupt(_: str, path: str) -> None:
            if path.endswith("/s2"):
                running.cancel()

        place.before = interrupt
        await asyncio.wait([running])
        assert running.cancelled()
    told = capsys.readouterr()
    assert counts(told.out) == (1, 0, True)
    assert f"ccs-tui undo {json.loads(told.out)['operation']} undoes" in told.err
