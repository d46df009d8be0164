"""A command that prints a secret, such as `pass show ccs/prod`, run when the secret is needed.

It is run without a shell and without a terminal, in a session of its own, so that nothing of it
gets on the screen. What it prints is kept in memory, and is in no sentence.
"""

import asyncio
import os
from collections.abc import Mapping, Sequence

from ccs_tui.model import program_end
from ccs_tui.model.secret import NoSecretError, Secret

SECONDS = 60.0
"""The seconds that a command may take: it may wait for a person with a key or a card."""
MAX_BYTES = 65_536
"""More than any secret has; a command that prints more is ended."""

_TERMINAL_VARIABLES = ("GPG_TTY",)
"""The variable by which gpg's agent would ask for a passphrase, over the explorer's screen."""


class SecretCommand:
    """The secret that a command prints: a `SecretSource`.

    `setting` names it in sentences: `profiles.prod.password_command`. `environment` is for the
    command. The calls that need the secret at the same time share one run.
    """

    def __init__(
        self,
        setting: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        seconds: float = SECONDS,
    ) -> None:
        self.setting = setting
        self._arguments = [os.path.expanduser(argument) for argument in arguments]  # noqa: PTH111
        self._environment = {
            name: value for name, value in environment.items() if name not in _TERMINAL_VARIABLES
        }
        self._seconds = seconds
        self._secret: Secret | None = None
        self._running = asyncio.Lock()

    def __repr__(self) -> str:
        return f"SecretCommand({self.setting!r})"

    async def get(self) -> Secret:
        """Return what the command printed, after running it if it did not run yet.

        Raises NoSecretError.
        """
        async with self._running:
            if self._secret is None:
                self._secret = await self._run()
            return self._secret

    async def renew(self, refused: Secret, *, has_worked: bool) -> Secret | None:
        """Run the command again; return what it prints now, None if that is what was refused.

        Raises NoSecretError.
        """
        del has_worked
        async with self._running:
            if self._secret is None or self._secret == refused:
                self._secret = await self._run()
            return None if self._secret == refused else self._secret

    async def _run(self) -> Secret:
        try:
            process = await asyncio.create_subprocess_exec(
                *self._arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=self._environment,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            # The command's name is left out of the sentence: somebody may have put the secret
            # there.
            reason = error.strerror if isinstance(error, OSError) else "its name can't be one"
            raise self._failed(f"its program can't be started ({reason})") from None
        try:
            async with asyncio.timeout(self._seconds):
                output = await _read(process)
                status = await process.wait()
        except TimeoutError:
            raise self._failed(f"it did not end within {self._seconds:g} s") from None
        finally:
            await program_end.end(process)
        if len(output) > MAX_BYTES:
            raise self._failed(f"it printed more than {MAX_BYTES:,} bytes")
        if status:
            how = f"signal {-status} ended it" if status < 0 else f"it ended with status {status}"
            raise self._failed(how)
        return self._secret_of(output)

    def _secret_of(self, output: bytes) -> Secret:
        try:
            text = output.decode().removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:
            raise self._failed("what it printed is not UTF-8") from None
        if not text.strip():
            raise self._failed("it printed nothing")
        if len(text.splitlines()) > 1:
            raise self._failed(
                "it printed more than one line; sh -c '… | head -n 1' takes the first"
            )
        return Secret(text)

    def _failed(self, why: str) -> NoSecretError:
        return NoSecretError(
            f"The command of {self.setting} gave no secret: {why}",
            "Try it in a shell, where its messages are seen; here it has no terminal to ask on.",
        )


async def _read(process: asyncio.subprocess.Process) -> bytes:
    """Return what a process prints, or the first of it where that is more than MAX_BYTES."""
    output = bytearray()
    while process.stdout is not None and len(output) <= MAX_BYTES:
        if not (part := await process.stdout.read(MAX_BYTES)):
            break
        output += part
    if len(output) > MAX_BYTES:
        program_end.kill(process)
    return bytes(output)
