"""`I`: import the documents of an export, once it is checked and one has seen what that does."""

from typing import TYPE_CHECKING

from ccs_tui.model.names import namespace_problem, reserved_problem
from ccs_tui.model.words import agreeing, counted
from ccs_tui.ui.commands.created_namespaces import tell_created, unlisted
from ccs_tui.ui.commands.writes import many, refused_read_only
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.ui.views.bulk import BulkScreen
from ccs_tui.ui.views.bulk_report import LeftOut
from ccs_tui.ui.views.progress import ProgressScreen
from ccs_tui.workspace.import_plan import (
    Effect,
    ImportPlan,
    Lifetime,
    compare_with_service,
    read_plan,
)
from ccs_tui.workspace.import_run import Import
from ccs_tui.workspace.namespace_standing import creates_words
from ccs_tui.workspace.private_file import typed_path
from ccs_tui.workspace.progress import TellProgress
from ccs_tui.workspace.refused_error import RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ccs_tui.ui.commands.port import Port
    from ccs_tui.ui.views.bulk_report import BulkReport
    from ccs_tui.workspace.desk import Desk

PROBLEMS_SHOWN = 3
EXPIRIES = "original, remaining or configured"


async def run(desk: "Desk", port: "Port") -> None:
    """Ask for a file, check and compare all of it, and write what the user has reviewed."""
    if refused_read_only(desk, port, "nothing can be imported"):
        return
    usual = Lifetime.ORIGINAL
    if not desk.workspace.capabilities.can_set_ttl_on_save:
        usual = Lifetime.CONFIGURED
    answer = await port.ask(
        FormDialog(
            "Import a file",
            (
                Field("path", "File", _file_problem, hint="an export, as X writes it"),
                Field(
                    "names", "Other names", _names_problem, hint="namespaces: old=new, other=new2"
                ),
                Field("expiry", "Expiry", _expiry_problem, value=usual.value, hint=EXPIRIES),
            ),
            "Check it",
            "The whole file is checked and compared first, and nothing is written before you have "
            "seen what that does. The expiry is the original one, the rest of life that was left "
            "when it was exported (remaining), or the configured TTL.",
        )
    )
    if answer is None:
        return
    path = typed_path(answer["path"])

    async def read(progress: TellProgress) -> ImportPlan:
        plan = await read_plan(
            desk.workspace,
            path,
            lifetime=Lifetime(answer["expiry"].strip()),
            names=_names(answer["names"]),
            progress=progress,
        )
        if plan.wrong and not plan.items:
            raise RefusedError(f"{' '.join(_problems(plan))} Nothing was sent.")
        return plan

    plan = await port.ask(ProgressScreen(f"Checking {path.name}", "documents", read, desk.now))
    if plan is not None:
        await _lead(desk, port, plan)


async def _lead(desk: "Desk", port: "Port", plan: ImportPlan) -> None:
    """Lead a plan through its questions, and write it, or say that nothing was written."""
    if await _without_wrong_lines(port, plan) and await _compared(desk, port, plan):
        creates = await unlisted(desk, plan.namespaces)
        if not plan.to_write:
            port.tell_longer(f"Nothing is to be written. {' '.join(_effects(plan))}")
            return
        if await _reviewed(desk, port, plan, creates):
            await _write(desk, port, plan, creates)
            return
    port.tell(f"Nothing of {plan.path.name} was written.")


async def _without_wrong_lines(port: "Port", plan: ImportPlan) -> bool:
    """Ask whether lines that can't be written are left out; return whether one may go on."""
    if not plan.wrong:
        return True
    others = len(plan.items)
    sure = await port.ask(
        ConfirmDialog(
            f"Import {plan.path.name} without {counted(plan.wrong, 'line')}?",
            f"{' '.join(_problems(plan))} The other {counted(others, 'document')} "
            f"{agreeing(others, 'is', 'are')} compared next, and nothing was sent yet.",
            f"Leave {agreeing(plan.wrong, 'it', 'them')} out",
            keep="Stay",
        )
    )
    if sure:
        plan.leave_out()
    return sure is True


async def _compared(desk: "Desk", port: "Port", plan: ImportPlan) -> bool:
    """Compare a plan with what is there; return False if that was cancelled, or could not be."""

    async def compare(progress: TellProgress) -> bool:
        await compare_with_service(desk.workspace, plan, progress)
        return True

    title = f"Comparing {plan.path.name}"
    return True is await port.ask(ProgressScreen(title, "documents", compare, desk.now))


async def _reviewed(
    desk: "Desk", port: "Port", plan: ImportPlan, creates: "Collection[str]"
) -> bool:
    """Show what writing a plan does, and return whether the user wants it."""
    count = len(plan.to_write)
    account, here = plan.head.account, desk.workspace.account
    came = f"They come from the account {account}. " if account not in ("", here) else ""
    masked = f"Values are {plan.head.masked} in it. " if plan.head.masked else ""
    namespaces = ", ".join(plan.namespaces)
    new = f" {creates_words(creates)}" if creates else ""
    return True is await port.ask(
        ConfirmDialog(
            f"Import {counted(count, 'document')} into {here}?",
            f"{came}{masked}{' '.join(_effects(plan))} They are written to {namespaces}, one by "
            f"one; u undoes it.{new}",
            f"Write {counted(count, 'document')}",
            keep="Stay",
        )
    )


def _effects(plan: ImportPlan) -> "Iterator[str]":
    """Yield sentences on what becomes of the documents of a plan."""
    for effect, of_one, of_many in (
        (Effect.NEW, "is new", "are new"),
        (Effect.REPLACES, "replaces what is there", "replace what is there"),
        (Effect.SAME, "is the same there, and not sent", "are the same there, and not sent"),
        (
            Effect.EXPIRED,
            "has expired since, and is left out",
            "have expired since, and are left out",
        ),
    ):
        if count := plan.count(effect):
            yield f"{count:,} {agreeing(count, of_one, of_many)}."
    if out := plan.left_out:
        yield f"{counted(out, 'line')} {agreeing(out, 'is', 'are')} left out."


async def _write(desk: "Desk", port: "Port", plan: ImportPlan, creates: "Collection[str]") -> None:
    keys = [item.key for item in plan.to_write]
    title = f"Importing {plan.path.name}"
    work = Import(desk.workspace, plan)

    def show(report: "BulkReport") -> None:
        tell_created(port, {*creates} & {key.namespace for key in report.done})
        if left := len(plan.to_write):
            port.warn(
                f"{counted(left, 'document')} of {plan.path.name} not written. Import it again to "
                "go on: what is there already is not sent twice."
            )
        port.refresh_namespaces()
        port.refresh_desk()

    left_out = None
    if plan.left_out:
        lines = counted(plan.left_out, "line")
        left_out = LeftOut(
            f"{lines} left out", f"Left out: {' '.join(_lines_of(plan, plan.left_out))}"
        )
    bulk = BulkScreen(title, keys, work.run, desk.now, done="written", left_out=left_out)
    await many(desk, port, bulk, show)


def _problems(plan: ImportPlan) -> "Iterator[str]":
    lines = counted(plan.wrong, "line")
    yield f"{lines} of {plan.path.name} can't be written."
    yield from _lines_of(plan, plan.wrong)


def _lines_of(plan: ImportPlan, count: int) -> "Iterator[str]":
    """Yield the first lines that can't be written, of so many, each with its reason."""
    for each in plan.problems[:PROBLEMS_SHOWN]:
        yield f"Line {each.line:,}: {each.problem.rstrip('.')}."
    if count > PROBLEMS_SHOWN:
        yield f"And {count - PROBLEMS_SHOWN:,} more."


# ── what is typed ──────────────────────────────────────────────────────────────────────────────


def _file_problem(text: str) -> str | None:
    try:
        path = typed_path(text)
        if not text.strip() or not path.exists():
            return "There is no such file."
        if path.is_dir():
            return "It is a folder: type a file in it."
        return None if path.is_file() else "It is a pipe or a device: save it as a file."
    except (OSError, ValueError, RuntimeError):
        return "No file can have such a name."


def _names(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.replace(",", " ").split())
    return {old: new for old, _, new in pairs}


def _names_problem(text: str) -> str | None:
    for old, new in _names(text).items():
        if problem := namespace_problem(old) or namespace_problem(new) or reserved_problem(new):
            return problem if new else "Write old=new, the name in the file first."
    return None


def _expiry_problem(text: str) -> str | None:
    return None if text.strip() in [*Lifetime] else f"It is {EXPIRIES}."
