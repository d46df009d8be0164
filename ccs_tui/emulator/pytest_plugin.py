"""The pytest plugin: an emulator for each test that asks for one, and its expectations.

pytest finds it by its entry point. Nothing heavy is imported before a test asks for it.

    def test_my_bot(ccs_emulator, ccs_expect):
        bot = MyBot(ccs_emulator.url, ccs_emulator.account, ccs_emulator.key)
        bot.hear("I want a refund")
        ccs_expect("airlineBot/3f2c9d1e", "intent == 'refund'", within=5)
"""

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from ccs_tui.emulator.testing import RunningEmulator

PAUSE_SECONDS = 0.02
"""The time between two looks at a document."""


class Expect(Protocol):
    """Looks at a document of the emulator, and fails the test where a condition is not true of it.

    `document` is `namespace/session`, or `namespace/` for the namespace document. Conditions are
    JMESPath; text in them stands in single or double quotes. `within` are the seconds for which
    it waits until all of them are true at once.
    """

    def __call__(self, document: str, *conditions: str, within: float = 0.0) -> None:
        """Look at it."""


@pytest.fixture
def ccs_emulator() -> "Iterator[RunningEmulator]":
    """An empty emulator of its own for a test."""
    from ccs_tui.emulator.testing import running_emulator

    with running_emulator() as emulator:
        yield emulator


@pytest.fixture
def ccs_expect(ccs_emulator: "RunningEmulator") -> Expect:
    """Expectations of the documents in the emulator of a test."""

    def expect(document: str, *conditions: str, within: float = 0.0) -> None:
        __tracebackhide__ = True
        problem = _problem_of(ccs_emulator, document, conditions)
        end = time.monotonic() + within
        while (why := problem()) is not None:
            if time.monotonic() >= end:
                pytest.fail(f"{document}: {why}", pytrace=False)
            time.sleep(PAUSE_SECONDS)

    return expect


def _problem_of(
    emulator: "RunningEmulator", document: str, conditions: tuple[str, ...]
) -> Callable[[], str | None]:
    """Return what looks at a document, and says why a condition is not met, None if all are."""
    from ccs_tui.model.expression import ExpressionError
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.model.timeline.expectation import Expectation, Standing

    namespace, slash, session = document.partition("/")
    if not slash:
        pytest.fail(
            f"{document}: a document reads namespace/session, or namespace/.", pytrace=False
        )
    key = DocumentKey(emulator.account, namespace, session or None)
    try:
        expectations = [Expectation(text) for text in conditions]
    except ExpressionError as error:
        pytest.fail(f"{document}: {error}.", pytrace=False)

    def problem() -> str | None:
        found = emulator.store.read(key)
        if found is None:
            return "it is not there"
        for each in expectations:
            standing, why = each.standing(found.properties)
            if standing is not Standing.GREEN:
                return f"{each.text}: {why or 'it is not true'}"
        return None

    return problem
