"""The memory that an answer takes, in a process of its own: its peak grows by less than 100 MB."""

import subprocess
import sys

import pytest

MEGABYTES, BLOCKED_SECONDS = 100, 5.0


@pytest.mark.parametrize(
    ("body", "ends"),
    [
        ("numbers", "AnswerTooLargeError"),
        pytest.param("empty objects", "AnswerTooLargeError", marks=pytest.mark.slow),
        pytest.param("nested", "AnswerTooLargeError", marks=pytest.mark.slow),
        pytest.param("colons", "AnswerTooLargeError", marks=pytest.mark.slow),
        ("gzip", "AnswerTooLargeError"),
        pytest.param("twice", "ProtocolError", marks=pytest.mark.slow),
        pytest.param("few numbers", "read", marks=pytest.mark.slow),
        pytest.param("escapes", "read", marks=pytest.mark.slow),
    ],
)
def test_no_answer_takes_more_memory_or_holds_up_the_screen(body: str, ends: str) -> None:
    command = [sys.executable, "-m", "tests.client.memory_child", body]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    said, grown, blocked = run.stdout.split()
    assert said == ends
    assert int(grown) < MEGABYTES
    assert float(blocked) < BLOCKED_SECONDS
