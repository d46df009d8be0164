"""Documents near the service's limit, each of another shape and with another story.

The length of its property `trace` brings each to an exact size. Repeated parts are drawn from small
pools, since nobody waits for a demo.
"""

import base64
from collections.abc import Iterable, Mapping
from random import Random

from ccs_tui.model.json_text import JsonText, encode, quote
from ccs_tui.model.size import ALARM_FROM, LIMIT, WARNING_FROM, payload_size

Properties = Mapping[str, JsonText]


def two_bots(random: Random) -> Properties:
    """97 %: a passenger's auto-reply and the bot answer each other, until little room is left."""
    turn = (
        '{"sec":%d,"role":"consumer","text":"Thank you for your message. I am on holiday until '
        'Monday 🏖️ and read my messages only now and then.","nlu":{"score":0.31,"intent":null}},'
        '{"sec":%d,"role":"bot","text":"I did not catch that. Could you put it another way?"}'
    )
    offers = [
        f'{{"flight":"PT{random.randrange(100, 980)}","from":"{start}","departs":"{hour:02d}:40",'
        f'"fare":{random.randrange(4_000, 90_000) / 100:.2f},"seats":{random.randrange(1, 9)}}}'
        for start in ("LHR", "CDG", "FRA", "TLV", "LIS")
        for hour in range(5, 23)
    ]
    properties = {
        "intent": quote("fallback"),
        "confidence": JsonText("0.21"),
        "slots": encode({"from": None, "to": "LHR", "flexible": True}),
        "transcript": _array(turn % (at * 4, at * 4 + 1) for at in range(1_150)),
        "fareSearches": _array(random.choices(offers, k=3_300)),
        "escalated": JsonText("false"),
    }
    return _filled(random, properties, LIMIT * 97 // 100)


def seat_maps(random: Random) -> Properties:
    """94 %: somebody stored the seat maps of the fleet with the conversation; many short lines."""
    seat = '{"seat":"%d%s","free":%s,"price":%d.00}'
    seats = [
        [seat % (row, letter, free, price) for free in ("true", "false") for price in (0, 12, 29)]
        for row in range(1, 43)
        for letter in "ABCDEF"
    ]
    aircraft = (
        f'"PT-A{number:02d}":{{"cabins":{{"main":{_array(map(random.choice, seats))}}}}}'
        for number in range(1, 56)
    )
    properties = {
        "intent": quote("change seat"),
        "slots": encode({"pnr": "QW7K2M", "seat": "14A"}),
        "seatMaps": JsonText("{" + ",".join(aircraft) + "}"),
    }
    return _filled(random, properties, LIMIT * 94 // 100)


def group_booking(random: Random) -> Properties:
    """88 %: a long talk in Japanese; far over the limit in bytes, and below it in characters."""
    names = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤")
    turn = (
        '{"sec":%d,"role":"consumer","text":"%s様の座席は%dAでお願いします。'
        '機内食は和食を希望します 🍱🙇‍♀️"},'
        '{"sec":%d,"role":"bot","text":"かしこまりました。%s様のご予約を変更いたしました。'
        'ほかにご用件はございますか。"}'
    )
    turns = (
        turn % (at * 9, name, at % 41 + 1, at * 9 + 3, name)
        for at, name in enumerate(random.choices(names, k=3_900))
    )
    properties = {
        "intent": quote("group booking"),
        "language": quote("ja"),
        "slots": encode({"group": "修学旅行", "size": 214, "from": "HND", "to": "ICN"}),
        "transcript": _array(turns),
    }
    return _filled(random, properties, LIMIT * 88 // 100)


def boarding_pass(random: Random) -> Properties:
    """80 % to the character: a file as base64, all of it one string."""
    file = base64.b64encode(b"%PDF-1.7\n" + random.randbytes(470_000)).decode()
    properties = {
        "intent": quote("check in"),
        "slots": encode({"pnr": "H4TZ8C", "flight": "PT418", "seat": "21K"}),
        "boardingPass": encode(
            {"name": "boarding-pass.pdf", "mime": "application/pdf", "data": file}
        ),
    }
    return _filled(random, properties, WARNING_FROM)


def partner_page(random: Random) -> Properties:
    """One character below 95 %: a partner's web page, with its line breaks, as one string."""
    row = '<tr class="fare" data-id="%d">\n\t<td>PT%d</td>\n\t<td>€ %d.00</td>\n</tr>\n'
    fares = random.choices(range(40, 900), k=9_000)
    rows = "".join(row % (at, 100 + fare, fare) for at, fare in enumerate(fares))
    properties = {
        "intent": quote("partner booking"),
        "partnerResponse": encode({"status": 200, "body": f"<table>\n{rows}</table>\n"}),
    }
    return _filled(random, properties, ALARM_FROM - 1)


def _array(elements: Iterable[str]) -> JsonText:
    return JsonText(f"[{','.join(elements)}]")


def _filled(random: Random, properties: Properties, size: int) -> Properties:
    """Add a debug log that brings the document to exactly `size` characters."""
    room = size - payload_size({**properties, "trace": JsonText('""')})
    if room < 0:
        raise AssertionError(f"the document is {-room} characters longer than it should be")
    line = "%07d INFO bot.turn took %d ms, 3 calls, cache hit; "
    times = random.choices(range(20, 900), k=room // 40 + 1)
    log = "".join(line % (at * 50, time) for at, time in enumerate(times))
    return {**properties, "trace": quote(log[:room])}
