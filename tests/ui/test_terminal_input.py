"""Whatever bytes a terminal sends, in whatever pieces, they become keys and pastes, or nothing."""

import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import constants, events
from textual.message import Message

from ccs_tui.ui.terminal import input as terminal_input
from ccs_tui.ui.terminal.input import BURST, TerminalInput


def told(*reads: bytes) -> list[Message]:
    parser = TerminalInput()
    return [message for read in reads for message in parser.feed(read)]


def names(*reads: bytes) -> list[str]:
    """Return keys by their names, pastes in brackets, and all else by its class."""
    shown = []
    for message in told(*reads):
        if isinstance(message, events.Key):
            shown.append(message.key)
        elif isinstance(message, events.Paste):
            shown.append(f"[{message.text}]")
        else:
            shown.append(type(message).__name__)
    return shown


KNOWN = {
    b"a": ["a"],
    b"\x03": ["ctrl+c"],
    b"\x1a": ["ctrl+z"],
    b"\r": ["enter"],
    b"\x1b[A": ["up"],
    b"\x1bOA": ["up"],
    b"\x1b[1;5H": ["ctrl+home"],
    b"\x1b[18~": ["f7"],
    b"\x1b[[A": ["f1"],
    b"\x1b[97;5u": ["ctrl+a"],
    b"\x1b[0;;128512u": ["grinning_face"],
    b"\x1bq": ["escape", "q"],
    b"\x1b\x13": ["escape", "ctrl+s"],
    b"\x1b\x7f": ["ctrl+w"],
    b"\x1b[113;3u": ["alt+q"],
    b"\x1b[I": ["AppFocus"],
    b"\x1b[O": ["AppBlur"],
    b"\x1b[?2026;2$y": ["TerminalSupportsSynchronizedOutput"],
    b"\x1b[<0;10;10M": ["MouseDown"],
    b"\x1b[<0;10;10m": ["MouseUp"],
    b"\x1b[<64;10;10M": ["MouseScrollUp"],
    "ö".encode(): ["ö"],
    b"\x1b[200~pasted\x1b[201~": ["[pasted]"],
}

MEANINGLESS = [
    b"\x1b[999999999999999999999;5u",
    b"\x1b[99999999999;5u",
    b"\x1b[1114112;5u",
    b"\x1b[55296;1u",
    b"\x1b[97;;55296u",
    b"\x1b[97:65;2:3u",
    b"\x1b[" + b"9" * 800 + b"u",
    b"\x1b[<0;99999999999999999999;1M",
    b"\x1b[<0;999999;999999M",
    b"\x1b[<" + b"9" * 400 + b";1;1M",
    b"\x1b[M   ",
    b"\x1b[M\xff\xff\xff",
    b"\x1b[48;99999;99999;1;1t",
    b"\x1b[48;0;0;0;0t",
    b"\x1b[?2048;1$y",
    b"\x1b[12;40R",
    b"\x1b[?62;22;28c",
    b"\x1b[>41;354;0c",
    b"\x1b]11;rgb:1e1e/1e1e/2e2e\x07",
    b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    b"\x1bP>|quit 1.0\x1b\\",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b[201~",
]


@pytest.mark.parametrize("sequence", KNOWN)
def test_it_is_understood_whole_and_cut_anywhere(sequence: bytes) -> None:
    assert names(sequence) == KNOWN[sequence]
    for cut in range(len(sequence)):
        assert names(sequence[:cut], sequence[cut:]) == KNOWN[sequence], cut
    assert names(*(bytes([byte]) for byte in sequence)) == KNOWN[sequence]


@pytest.mark.parametrize("sequence", MEANINGLESS, ids=lambda sequence: repr(sequence[:24]))
def test_what_means_nothing_takes_nothing_with_it(sequence: bytes) -> None:
    assert [n for n in names(b"a" + sequence + b"b") if n != "\ufffd"] == ["a", "b"]
    for cut in range(0, len(sequence), 1 + len(sequence) // 50):
        around = names(b"a" + sequence[:cut], sequence[cut:] + b"b")
        assert [n for n in around if n != "\ufffd"] == ["a", "b"], cut


def test_bytes_that_are_no_text_are_shown_as_such() -> None:
    assert [m.character for m in told(b"a\xffb") if isinstance(m, events.Key)] == [
        "a",
        "\ufffd",
        "b",
    ]
    half, other = "ä".encode()[:1], "ä".encode()[1:]
    assert names(b"x" + half, other + b"y") == ["x", "ä", "y"]


@pytest.mark.parametrize(
    "inside",
    [
        "\x1b",
        "a\x1b[Ab",
        "\x1b\x1b",
        "\x1b[48;9999;9999;1;1t",
        "\x1b[200~",
        "\x1b[201",
        "\x1b]0;x\x07",
    ],
)
def test_a_paste_is_text_in_its_order(inside: str) -> None:
    whole = f"before{inside}after"
    data = f"1\x1b[200~{whole}\x1b[201~2".encode()
    for cut in range(len(data)):
        assert names(data[:cut], data[cut:]) == ["1", f"[{whole}]", "2"], cut


def test_a_paste_without_an_end_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal_input, "PASTE_PATIENCE_SECONDS", 0.0)
    parser = TerminalInput()
    assert list(parser.feed(b"\x1b[200~text\x1b[20")) == []
    (paste,) = parser.tick()
    assert isinstance(paste, events.Paste)
    assert paste.text == "text\x1b[20"
    assert [m.key for m in parser.feed(b"q") if isinstance(m, events.Key)] == ["q"]


def test_a_long_paste_comes_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal_input, "MAX_PASTE", 100)
    pieces = told(b"\x1b[200~", *[b"0123456789" * 5] * 10, b"\x1b[201~")
    assert len(pieces) > 1
    assert "".join(p.text for p in pieces if isinstance(p, events.Paste)) == "0123456789" * 50


GIVEN_UP = {
    b"\x1b": ["escape"],
    b"\x1b[": ["escape", "left_square_bracket"],
    b"\x1bO": ["escape", "O"],
    b"\x1b[12": [],
    b"\x1bPhi": ["escape", "P", "h", "i"],
}


@pytest.mark.parametrize("rest", GIVEN_UP)
def test_what_stays_open_is_given_up(monkeypatch: pytest.MonkeyPatch, rest: bytes) -> None:
    monkeypatch.setattr(terminal_input, "SEQUENCE_PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(constants, "ESCAPE_DELAY", 0.0)
    parser = TerminalInput()
    assert list(parser.feed(rest)) == []
    assert [m.key for m in parser.tick() if isinstance(m, events.Key)] == GIVEN_UP[rest]
    assert [m.key for m in parser.feed(b"q") if isinstance(m, events.Key)] == ["q"]


def test_a_burst_of_text_is_no_row_of_commands() -> None:
    assert names(b"d" * BURST) == [f"[{'d' * BURST}]"]
    assert names(b"d" * 3) == ["d"] * 3


def test_the_rest_of_a_burst_is_no_row_of_commands_either() -> None:
    assert names(b"d" * BURST, b"dy") == [f"[{'d' * BURST}]", "[dy]"]
    assert names(b"d" * BURST, b"\x1b[A", b"dy") == [f"[{'d' * BURST}]", "up", "d", "y"]
    parser = TerminalInput()
    assert len([*parser.feed(b"d" * BURST), *parser.tick()]) == 1
    assert [type(message) for message in parser.feed(b"d")] == [events.Key]


PIECES = [b"\x1b", b"[", b"\x1b[", b"\x1b[200~", b"\x1b[201~", b"\x1bP", b"\x1b]", b"\x00", b"\xff",
          b"\x9c", b";", b"999999999", b"\xf0\x9f", b"u", b"M"]  # fmt: skip
FRAGMENTS = st.sampled_from([*KNOWN, *MEANINGLESS, *PIECES])


@given(
    st.lists(st.lists(FRAGMENTS | st.binary(max_size=40), max_size=12).map(b"".join), max_size=6)
)
def test_noise_ends_nothing_and_hides_no_later_key(reads: list[bytes]) -> None:
    parser = TerminalInput()
    for read in reads:
        for message in parser.feed(read):
            assert isinstance(message, (*terminal_input._UNDERSTOOD, events.Paste))
            if isinstance(message, events.Key) and message.character:
                message.character.encode()
    # What may still be open: half a character, a paste, a sequence, a device's answer.
    list(parser.feed(b"\x1b[201~"))
    list(parser.feed(b"\x18\x1b\\\x1b[201~"))
    assert [m.key for m in parser.feed(b"xq") if isinstance(m, events.Key)][-1:] == ["q"]


@given(
    st.text(max_size=200).filter(lambda text: "\x1b[201~" not in text and "\x00" not in text),
    st.data(),
)
def test_any_text_survives_a_paste_in_any_pieces(text: str, data: st.DataObject) -> None:
    sent = f"\x1b[200~{text}\x1b[201~".encode(errors="replace")
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)), max_size=5)))
    reads = [sent[a:b] for a, b in zip([0, *cuts], [*cuts, len(sent)], strict=True)]
    pasted = "".join(m.text for m in told(*reads) if isinstance(m, events.Paste))
    assert pasted == text.encode(errors="replace").decode()


def test_a_megabyte_of_noise_is_read_in_seconds() -> None:
    noise = Random(1).randbytes(1_000_000)
    start = time.perf_counter()
    reads = [noise[at : at + 4_096] for at in range(0, len(noise), 4_096)]
    assert len(told(*reads)) < 50_000
    assert time.perf_counter() - start < 10
