"""Expiry arithmetic and formats."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ccs_tui.model.expiry import (
    DAY,
    HOUR,
    MAX_TTL_SECONDS,
    MINUTE,
    MONTH,
    WEEK,
    as_utc,
    effective_ttl,
    format_duration,
    format_instant,
    format_remaining,
    format_ttl,
    format_when,
    local_time,
    parse_duration,
    remaining_seconds,
    seconds_to_tomorrow,
    system_clock,
    ttl_to_keep,
)

NOW = datetime(2026, 11, 23, 11, 30, 0, 250_000, tzinfo=UTC)
ATHENS = ZoneInfo("Europe/Athens")
ttls = st.integers(1, MAX_TTL_SECONDS)
instants = st.integers(0, 7 * 10**15).map(
    lambda microseconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
)


def test_the_clock_is_aware() -> None:
    assert system_clock().utcoffset() == timedelta(0)


# ── arithmetic ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("requested", "configured", "expected"),
    [
        (None, None, MAX_TTL_SECONDS),
        (0, None, MAX_TTL_SECONDS),
        (None, 90, 90),
        (0, 90, 90),
        (60, 90, 60),
        (120, 90, 120),
        (MAX_TTL_SECONDS + 1, None, MAX_TTL_SECONDS),
        (None, 10**12, MAX_TTL_SECONDS),
    ],
)
def test_the_effective_ttl(requested: int | None, configured: int | None, expected: int) -> None:
    assert effective_ttl(requested, configured) == expected
    assert MAX_TTL_SECONDS == 395 * 86_400


@given(st.integers(-10 * MAX_TTL_SECONDS * 10**6, 10 * MAX_TTL_SECONDS * 10**6))
@example(0)
@example(1)
@example(1_000_000)
@example(1_000_001)
@example(-1)
def test_remaining_seconds_are_rounded_up_and_never_negative(microseconds: int) -> None:
    left = remaining_seconds(NOW + timedelta(microseconds=microseconds), NOW)
    assert left >= 0
    assert (left == 0) == (microseconds <= 0)
    assert 0 <= left * 10**6 - max(0, microseconds) < 10**6


@given(st.integers(1, 395 * DAY * 1_000))
@example(1)
@example(1_500)
@example(1_499)
def test_the_ttl_to_keep_is_the_nearest_and_never_none(milliseconds: int) -> None:
    ttl = ttl_to_keep(NOW + timedelta(milliseconds=milliseconds), NOW)
    assert ttl >= 1
    assert ttl == 1 or abs(ttl * 1_000 - milliseconds) <= 500


@given(ttls, st.lists(st.integers(1, 30_000), min_size=50, max_size=50))
def test_saves_one_after_another_do_not_push_the_expiry_away(ttl: int, pauses: list[int]) -> None:
    now = NOW
    chosen = expires_at = now + timedelta(seconds=ttl + 2_000)
    for pause in pauses:
        now += timedelta(milliseconds=pause)
        expires_at = now + timedelta(seconds=ttl_to_keep(expires_at, now))
    assert abs(expires_at - chosen) <= timedelta(seconds=25)


# ── instants ───────────────────────────────────────────────────────────────────────────────────


@given(instants)
def test_an_instant_reads_back_to_the_millisecond(instant: datetime) -> None:
    text = format_instant(instant)
    assert text.endswith("Z")
    assert len(text) == len("2021-05-11T22:37:39.176Z")
    assert (
        timedelta(0) <= instant - as_utc(datetime.fromisoformat(text)) < timedelta(milliseconds=1)
    )


@pytest.mark.parametrize(
    "text",
    [
        "2021-05-11T22:37:39.176Z",
        "2021-05-11T22:37:39.176+00:00",
        "2021-05-11T22:37:39.176",
        "2021-05-12T01:37:39.176+03:00",
    ],
)
def test_an_instant_is_utc_where_it_says_no_offset(text: str) -> None:
    instant = as_utc(datetime.fromisoformat(text))
    assert instant == datetime(2021, 5, 11, 22, 37, 39, 176_000, tzinfo=UTC)
    assert instant.tzinfo is UTC
    assert format_instant(instant) == "2021-05-11T22:37:39.176Z"


@pytest.mark.parametrize(
    "text", ["", "soon", "2021-13-01T00:00:00Z", "9999-12-31T23:59:59-01:00", "0001-01-01T00:00+01"]
)
def test_what_is_no_instant_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        as_utc(datetime.fromisoformat(text))


def test_an_instant_of_another_zone_is_the_same_instant_in_utc() -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=-7)))
    assert as_utc(elsewhere) == NOW
    assert as_utc(elsewhere).tzinfo is UTC


# ── durations ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("seconds", "long", "short"),
    [
        (-5, "0 s", "expired"),
        (0, "0 s", "expired"),
        (1, "1 s", "1s"),
        (59, "59 s", "59s"),
        (60, "1 m", "1m"),
        (133, "2 m 13 s", "2m 13s"),
        (3_599, "59 m 59 s", "59m 59s"),
        (3_600, "1 h", "1h"),
        (7_875, "2 h 11 m", "2h 11m"),
        (86_399, "23 h 59 m", "23h 59m"),
        (86_400, "1 d", "1d"),
        (12 * DAY + 4 * HOUR + 59 * MINUTE, "12 d 4 h", "12d 4h"),
        (99 * DAY + 23 * HOUR, "99 d 23 h", "99d 23h"),
        (100 * DAY + 23 * HOUR, "100 d 23 h", "100d"),
        (394 * DAY, "394 d", "394d"),
    ],
)
def test_durations_have_their_two_largest_units(seconds: int, long: str, short: str) -> None:
    assert format_duration(seconds) == long
    assert format_remaining(seconds) == short


UNITS = {"d": DAY, "h": HOUR, "m": MINUTE, "s": 1, "mo": MONTH, "w": WEEK}


@given(ttls)
def test_a_remaining_time_fits_its_column_and_is_off_by_less_than_its_smaller_unit(
    seconds: int,
) -> None:
    text = format_remaining(seconds)
    assert len(text) <= 7
    parts = [(int(part[:-1]), UNITS[part[-1]]) for part in text.split()]
    shown = sum(count * unit for count, unit in parts)
    smaller = {DAY: HOUR if seconds < 100 * DAY else DAY, HOUR: MINUTE, MINUTE: 1, 1: 1}
    assert 0 <= seconds - shown < smaller[parts[0][1]]


@given(ttls)
def test_a_duration_reads_back_as_what_it_shows(seconds: int) -> None:
    shown = parse_duration(format_duration(seconds))
    assert 0 <= seconds - shown < HOUR
    assert parse_duration(format_duration(seconds).replace(" ", "")) == shown


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (90, "90s"),
        (119, "119s"),
        (120, "2m"),
        (60, "1m"),
        (5_400, "90m"),
        (3_600, "1h"),
        (10_800, "3h"),
        (86_400, "1d"),
        (36 * HOUR, "36h"),
        (30 * DAY, "30d"),
        (30 * DAY + 1, "~30d"),
        (394 * DAY + 1, "~394d"),
        (MAX_TTL_SECONDS, "13mo"),
    ],
)
def test_configured_ttls_by_example(seconds: int, expected: str) -> None:
    assert format_ttl(seconds) == expected


@given(ttls)
@example(7_199)
def test_a_configured_ttl_is_short_and_marked_where_it_is_rounded(seconds: int) -> None:
    text = format_ttl(seconds)
    assert len(text) <= 5
    shown = parse_duration(text.removeprefix("~"))
    assert (shown == seconds) == (not text.startswith("~"))
    assert shown <= seconds < shown * 1.5


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3600", 3_600),
        ("1", 1),
        ("90s", 90),
        ("45m", 45 * MINUTE),
        (" 2h 30m ", 9_000),
        ("2H30M", 9_000),
        ("2 h 30 m", 9_000),
        ("12d", 12 * DAY),
        ("2w", 2 * WEEK),
        ("1mo", 30 * DAY),
        ("13mo", MAX_TTL_SECONDS),
        ("13 mo", MAX_TTL_SECONDS),
        ("395d", MAX_TTL_SECONDS),
        ("0" * 5_000 + "90", 90),
    ],
)
def test_durations_as_people_write_them(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-5m",
        "2.5h",
        "h",
        "2 30m",
        "3 600",
        "1h30",
        "10x",
        "5 minutes",
        "٣h",
        "soon",
    ],
)
def test_what_is_no_duration_says_how_one_reads(text: str) -> None:
    with pytest.raises(ValueError, match="It reads like 90s, 45m, 3h, 2h 30m, 12d or 13mo"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["0", "0s", "0h 0m", "0" * 5_000])
def test_no_duration_is_nothing(text: str) -> None:
    with pytest.raises(ValueError, match="It is at least 1s"):
        parse_duration(text)


@pytest.mark.parametrize(
    "text",
    ["396d", "395d 1s", "14mo", "9" * 20, "9999999999999h", "9" * 5_000, "1" * 5_000 + "d"],
)
def test_no_duration_is_above_the_maximum(text: str) -> None:
    with pytest.raises(ValueError, match=r"at most 13 months \(395 d\)"):
        parse_duration(text)


@given(st.text(st.sampled_from("0123456789 smhdwo.-x"), max_size=30))
def test_any_text_is_a_ttl_within_bounds_or_a_value_error(text: str) -> None:
    try:
        seconds = parse_duration(text)
    except ValueError as error:
        problem = str(error)
    else:
        assert 1 <= seconds <= MAX_TTL_SECONDS
        return
    assert problem.startswith("It ")


# ── instants for people ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 11, 23, 12, 2, tzinfo=UTC), "14:02"),
        (datetime(2026, 11, 23, 21, 59, tzinfo=UTC), "23:59"),
        (datetime(2026, 11, 23, 22, 0, tzinfo=UTC), "Tue 24 Nov 00:00"),
        (datetime(2026, 11, 22, 21, 59, tzinfo=UTC), "Sun 22 Nov 23:59"),
        (datetime(2026, 1, 5, 9, 5, tzinfo=UTC), "Mon 5 Jan 11:05"),
        (datetime(2027, 1, 5, 9, 5, tzinfo=UTC), "5 Jan 2027 11:05"),
    ],
)
def test_an_instant_is_as_short_as_its_distance_allows(instant: datetime, expected: str) -> None:
    assert format_when(instant, NOW, ATHENS) == expected


def test_local_time_follows_the_change_of_the_clocks() -> None:
    # In Athens the clocks go back on 25 October 2026 at 01:00 UTC, and forward on 28 March 2027.
    now = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    hours = [datetime(2026, 10, 24, 23, 30, tzinfo=UTC) + timedelta(hours=h) for h in range(4)]
    assert [format_when(hour, now, ATHENS)[-5:] for hour in hours] == [
        "02:30", "03:30", "03:30", "04:30",
    ]  # fmt: skip
    spring = [datetime(2027, 3, 28, 0, 30, tzinfo=UTC) + timedelta(hours=h) for h in range(2)]
    assert [format_when(hour, now, ATHENS)[-5:] for hour in spring] == ["02:30", "04:30"]


@given(instants, instants)
def test_any_instant_can_be_shown_in_any_zone(instant: datetime, now: datetime) -> None:
    for zone in (UTC, ATHENS, ZoneInfo("Pacific/Apia"), ZoneInfo("America/St_Johns")):
        text = format_when(instant, now, zone)
        assert text.endswith(f"{instant.astimezone(zone):%H:%M}")
        if instant.astimezone(zone).year != now.astimezone(zone).year:
            assert str(instant.astimezone(zone).year) in text


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        ("2026-03-01T12:00:00+00:00", 12 * 3_600),
        ("2026-03-01T23:59:59.500+00:00", 1),
        ("2026-03-01T00:00:00+00:00", 86_400),
    ],
)
def test_until_the_end_of_today(now: str, seconds: int) -> None:
    assert seconds_to_tomorrow(datetime.fromisoformat(now), UTC) == seconds


def test_until_the_end_of_the_day_that_loses_an_hour() -> None:
    now = datetime(2026, 3, 29, 0, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert seconds_to_tomorrow(now, ZoneInfo("Europe/Berlin")) == 23 * 3_600


every_instant = st.datetimes(timezones=st.just(UTC))
every_zone = st.one_of(
    st.none(),
    st.timezones(),
    st.integers(-1439, 1439).map(lambda m: timezone(timedelta(minutes=m))),
)


@given(every_instant, every_instant, every_zone)
@example(datetime.max.replace(tzinfo=UTC), NOW, ZoneInfo("Europe/Berlin"))
@example(datetime.min.replace(tzinfo=UTC), NOW, ZoneInfo("America/New_York"))
@example(NOW, datetime.max.replace(tzinfo=UTC), ZoneInfo("Asia/Tokyo"))
def test_every_instant_can_be_shown_in_every_zone(
    instant: datetime, now: datetime, zone: tzinfo | None
) -> None:
    assert format_when(instant, now, zone)
    assert local_time(instant, zone) == instant
    assert remaining_seconds(instant, now) >= 0
    assert format_remaining(remaining_seconds(instant, now))
    assert format_duration(remaining_seconds(instant, now))
    assert ttl_to_keep(instant, now) >= 1
    assert 0 <= seconds_to_tomorrow(now, zone) <= 2 * DAY


@given(st.integers())
def test_every_ttl_can_be_shown(seconds: int) -> None:
    assert format_ttl(seconds)
    assert format_duration(seconds)
    assert format_remaining(seconds)
