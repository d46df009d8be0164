"""A command that prints a secret: run without a shell and a terminal, and never repeated."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from ccs_tui.local.secret_command import SecretCommand
from ccs_tui.model.secret import NoSecretError, Secret

PLANTED = "shh-planted"


def python(code: str, seconds: float = 20.0, **variables: str) -> SecretCommand:
    return SecretCommand(
        "profiles.prod.password_command",
        [sys.executable, "-c", code],
        {**os.environ, **variables},
        seconds,
    )


@pytest.mark.parametrize(
    ("printed", "secret"),
    [
        ("shh", "shh"),
        ("shh\\n", "shh"),
        ("shh\\r\\n", "shh"),
        (" two words \\n", " two words "),
        ("pässword", "pässword"),
    ],
)
async def test_what_it_prints_without_the_last_line_end_is_the_secret(
    printed: str, secret: str
) -> None:
    code = f"import sys; sys.stdout.buffer.write('{printed}'.encode())"
    assert await python(code).get() == Secret(secret)


async def test_it_runs_once_for_all_and_again_when_refused(tmp_path: Path) -> None:
    counts = tmp_path / "runs"
    command = python(f"f = open({str(counts)!r}, 'a+'); f.write('.'); print(f.tell())")
    assert not counts.exists()
    first = await asyncio.gather(*(command.get() for _ in range(5)))
    assert {secret.get_secret_value() for secret in first} == {"1"}
    renewed = await asyncio.gather(*(command.renew(Secret("1"), has_worked=True) for _ in range(5)))
    assert {secret and secret.get_secret_value() for secret in renewed} == {"2"}
    assert await command.get() == Secret("2")


async def test_the_same_again_is_no_other() -> None:
    command = python("print('shh')")
    assert await command.renew(await command.get(), has_worked=False) is None


async def test_it_has_no_shell_no_terminal_no_input_and_no_secrets_of_ours() -> None:
    code = (
        "import os, sys\n"
        "try: os.open('/dev/tty', os.O_RDWR)\n"
        "except OSError: terminal = 'none'\n"
        "print(repr(sys.stdin.read()), terminal, os.environ.get('GPG_TTY'), sys.argv[1])"
    )
    command = SecretCommand(
        "x", [sys.executable, "-c", code, "$HOME;`id`"], {**os.environ, "GPG_TTY": "/dev/pts/1"}
    )
    assert (await command.get()).get_secret_value() == "'' none None $HOME;`id`"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (f"print('{PLANTED}'); raise SystemExit(3)", "it ended with status 3"),
        (f"import sys; print('{PLANTED}', file=sys.stderr); sys.exit('{PLANTED}')", "status 1"),
        (f"import os; print('{PLANTED}', flush=True); os.kill(os.getpid(), 9)", "signal 9 ended"),
        ("", "it printed nothing"),
        ("print()", "it printed nothing"),
        (f"print('{PLANTED}\\nuser: robot')", "it printed more than one line"),
        ("import sys; sys.stdout.buffer.write(b'\\xff')", "is not UTF-8"),
        (f"print('{PLANTED}' * 10_000)", "it printed more than 65,536 bytes"),
    ],
)
async def test_a_failure_is_told_without_its_output(code: str, why: str) -> None:
    with pytest.raises(NoSecretError) as caught:
        await python(code).get()
    assert why in str(caught.value)
    assert "profiles.prod.password_command" in str(caught.value)
    assert PLANTED not in str(caught.value)


async def test_a_command_that_is_not_there_is_not_named() -> None:
    """Somebody may have written the secret itself."""
    command = SecretCommand("profiles.prod.password_command", [PLANTED], {})
    with pytest.raises(NoSecretError, match="No such file") as caught:
        await command.get()
    assert PLANTED not in str(caught.value)
    assert PLANTED not in repr(command)


async def test_one_that_does_not_end_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    code = (
        "import os, time\n"
        f"os.write(os.open({str(pipe)!r}, os.O_WRONLY), b'up\\n')\n"
        "os.fork()\n"
        "time.sleep(600)"
    )
    running = asyncio.create_task(python(code, seconds=600).get())
    with await asyncio.to_thread(pipe.open) as written:
        assert await asyncio.to_thread(written.readline) == "up\n"
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        # It ends once nobody has it open any more.
        assert await asyncio.to_thread(written.read) == ""


async def test_one_that_takes_too_long_is_told() -> None:
    with pytest.raises(NoSecretError, match="it did not end within 0 s"):
        await python("import time; time.sleep(600)", seconds=0.0).get()
