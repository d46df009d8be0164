"""Values, names and ids that a tool must not trip over, as in real contexts."""

from collections.abc import Iterator

from ccs_tui.emulator.demo.conversation import Properties
from ccs_tui.model.expiry import DAY
from ccs_tui.model.json_text import JsonText, canonical, encode, quote

QA_SESSION = "qa · values that bite"
"""The session that holds `every_kind`."""

_STRINGS = {
    "about": "The bot team keeps here every value that once broke something.",
    "webhookBody": '{"a":1}',
    "webhookBodyTwice": quote('{"order":{"id":"00014","total":"12.50"}}'),
    "memberNumber": "00014",
    "looksLikeTrue": "true",
    "looksLikeNull": "null",
    "looksLikeNumber": "1e5",
    "emptyString": "",
    "onlySpaces": "   ",
    "windowsPath": "C:\\new\\table\\u0041",
    "lines": "first\nsecond\r\nthird\ttabbed\n",
    "separators": "line\u2028paragraph\u2029end",
    "html": '<b onclick="alert(1)">Tom &amp; Jerry</b>',
    "markup": "[bold]not markup[/] [@click=app.quit]not a button[/] [/nothing]",
    "terminalSequences": "\x1b[31mnot red\x1b[0m \x1b]0;not a title\x07 \x9b7mnot inverse",
    "controls": "nul \x00 bell \x07 backspace \b delete \x7f",
    "hebrew": "טיסה PT418 מתל אביב ללונדון",
    "arabic": "الرحلة PT418 إلى لندن",
    "turnedAround": "boarding\u202efdp.exe\u202c",
    "chinese": "航班延误三十五分钟",
    "korean": "좌석을 변경해 주세요",
    "thai": "เที่ยวบินล่าช้า",
    "combining": "Jose\u0301 is José in two ways; Z\u0351\u036b\u0343\u036aalgo",
    "emoji": "👨‍👩‍👧‍👦 🏳️‍🌈 👋🏽 🇮🇱 1️⃣",
    "zeroWidth": "no\u200bbreak\u200dhere\ufeff",
    "fullWidth": "PT418 全席",
    "longLine": ", ".join(f"stop {at}: PT{100 + at}" for at in range(1_200)),
    "fare.rules": "a name with a dot",
    "path/to/thing": "a name with slashes",
    "two words": "a name with a space",
    "50% off? #1 & more": "a name that no path carries as it is",
    "../..": "a name that must not climb",
    "__proto__": "a name that JavaScript knows",
    "[b]loud[/b]": "a name that looks like markup",
    "\x1b[7minverse": "a name with a terminal sequence",
    "שם הנוסע": "a name from right to left",
    "乗客名": "a name in Japanese",
    "🛫": "a name of one emoji",
}

_OTHERS = {
    "one": "1",
    "oneAsDecimal": "1.0",
    "price": "1.50",
    "minusZero": "-0",
    "exponent": "6.02214076E+23",
    "tooLargeForADouble": "1e400",
    "tooFineForADouble": "0.1000000000000000055511151231257827",
    "messageId": "9007199254740993",
    "ledgerTotal": "123456789012345678901234567890",
    "yes": "true",
    "no": "false",
    "nothing": "null",
    "emptyArray": "[]",
    "emptyObject": "{}",
    "emptyThings": '[null,[],{},"",0,false,[[]],[{}]]',
    "orderOfKeys": '{"zulu":1,"alpha":2,"10":3,"9":4}',
    "similarKeys": '{"id":1,"ID":2,"id ":3,"":4}',
    "matrix": "[[1,0,0],[0,1,0],[0,0,1]]",
    "halfACharacter": r'"\ud83d"',
    "deep": '{"in":[' * 40 + '"the bottom"' + "]}" * 40,
}


def every_kind() -> Properties:
    """Return properties of every kind and form, with those that a careless tool spoils."""
    return {name: quote(value) for name, value in _STRINGS.items()} | {
        name: canonical(value) for name, value in _OTHERS.items()
    }


def odd_sessions() -> Iterator[tuple[str, Properties, int]]:
    """Yield sessions whose ids are no UUIDs: the bot's user scope, and one of a broken bot."""
    yield QA_SESSION, every_kind(), 200 * DAY
    yield (
        "undefined",
        {
            "about": quote("A bot wrote this with no conversation id at hand."),
            "lastError": quote("TypeError: Cannot read properties of undefined (reading 'id')"),
            "count": JsonText("318"),
        },
        26 * DAY,
    )
    for at, consumer in enumerate(
        (
            "auth0|5f7c8ec7c33c6c004bbafe82",
            "consumer/8812?tier=[gold]&lang=he#seat 12A",
            "lost & found/../17",
            "100%25 sure",
            "乗客-0042",
            "נוסע/ת 77",
            "crew🧑‍✈️.7",
        )
    ):
        yield consumer, _preferences(at), (40 + 50 * at) * DAY


def _preferences(at: int) -> Properties:
    return {
        "language": quote(("en", "he", "en", "de", "ja", "he", "en")[at]),
        "seat": quote(("aisle", "window")[at % 2]),
        "visits": JsonText(str(3 + 11 * at)),
        "lastIntents": encode(["flight status", "check in", "change seat"][: at % 3 + 1]),
        "consent": encode({"profiling": at % 2 == 0, "since": "2025-11-03"}),
    }
