"""Dates as numbers: days since 1970 that print as ISO text, in a fixed time zone."""

import math
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_DATE_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?(Z|[-+]\d\d:\d\d)?)?\Z"
)
_LOOSE_DATE = re.compile(r"(\d{4})-([1-9]|\d\d)-([1-9]|\d\d)(T.*)?\Z")
_TIME = re.compile(r"(\d\d):(\d\d)(?::([0-5]\d))?(?:\.(\d+))?(Z|[-+]\d\d:\d\d)?\Z")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_MS = 86_400_000
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


class DateTime(float):
    """A moment as days since the epoch in UTC; as text it is a date or a date with time."""

    __slots__ = ()


class DayNumber(float):
    """What ``number()`` makes of a date: as text it is the whole days."""

    __slots__ = ()


def parse(text: str, zone: tzinfo) -> DateTime | None:
    """Return the moment that an ISO date or date-time names, or None if it is neither."""
    if len(text) < 10 or text[4] != "-":
        return None
    match = _DATE_TIME.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    moment_zone = zone
    if offset is not None:
        parsed = _offset(offset)
        if parsed is None:
            return None
        moment_zone = parsed
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            int((fraction or "0")[:6].ljust(6, "0")), moment_zone,
        )  # fmt: skip
        return from_datetime(moment)
    except (ValueError, OverflowError):
        return None


def parse_loosely(text: str, zone: tzinfo) -> DateTime | None:
    """Like :func:`parse`, and months and days may have one digit."""
    exact = parse(text, zone)
    if exact is not None:
        return exact
    match = _LOOSE_DATE.match(text)
    if match is None:
        return None
    year, month, day, rest = match.groups()
    return parse(f"{year}-{month.zfill(2)}-{day.zfill(2)}{rest or ''}", zone)


def _offset(text: str) -> timezone | None:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[4:6])
    if hours > 14 or minutes > 59:
        return None
    delta = timedelta(hours=hours, minutes=minutes)
    return timezone(-delta if text[0] == "-" else delta)


def from_datetime(moment: datetime) -> DateTime:
    """Return an aware datetime as days."""
    delta = moment - _EPOCH
    return DateTime(delta.days + (delta.seconds * 1000 + delta.microseconds // 1000) / _DAY_MS)


def to_datetime(days: float, zone: tzinfo) -> datetime | None:
    """Return days as an aware datetime to the millisecond, or None out of the calendar's range."""
    if math.isnan(days) or math.isinf(days):
        return None
    try:
        return (_EPOCH + timedelta(milliseconds=math.floor(days * _DAY_MS + 0.5))).astimezone(zone)
    except (OverflowError, ValueError):
        return None


def to_text(days: float, zone: tzinfo) -> str:
    """Return days as a date, or as a date with time and offset when it is not midnight."""
    moment = to_datetime(days, zone)
    if moment is None:
        return "Invalid Date"
    if not (moment.hour or moment.minute or moment.second or moment.microsecond):
        return f"{moment.year:04}-{moment.month:02}-{moment.day:02}"
    return with_offset(moment)


def with_offset(moment: datetime) -> str:
    """Return an aware datetime as ISO text with milliseconds and offset."""
    return moment.isoformat(timespec="milliseconds")


def today(moment: datetime) -> DateTime:
    """Return the midnight that began the day of a moment."""
    return from_datetime(moment.replace(hour=0, minute=0, second=0, microsecond=0))


def decimal_time(text: str, zone: tzinfo) -> float:
    """Return a time of day as a fraction of a day, in the zone where an offset is given."""
    match = _TIME.match(text)
    moment = parse(f"1970-01-01T{text}" if match is not None else text, zone)
    local = to_datetime(moment, zone) if moment is not None else None
    if local is None:
        return math.nan
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return (seconds * 1000 + local.microsecond // 1000) / _DAY_MS


_FORMATS = re.compile(r"%[YymnbdeaHhMS3]")


def format_moment(moment: datetime, pattern: str) -> str:
    """Return a moment in a format of the ODK specification (%Y %y %m %n %b %d %e %a %H %h %M %S %3)."""

    def directive(match: re.Match[str]) -> str:
        match match.group(0)[1]:
            case "Y":
                return f"{moment.year:04}"
            case "y":
                return f"{moment.year % 100:02}"
            case "m":
                return f"{moment.month:02}"
            case "n":
                return str(moment.month)
            case "b":
                return MONTHS[moment.month - 1]
            case "d":
                return f"{moment.day:02}"
            case "e":
                return str(moment.day)
            case "a":
                return DAYS[moment.weekday()]
            case "H":
                return f"{moment.hour:02}"
            case "h":
                return str(moment.hour)
            case "M":
                return f"{moment.minute:02}"
            case "S":
                return f"{moment.second:02}"
            case _:
                return f"{moment.microsecond // 1000:03}"

    return _FORMATS.sub(directive, pattern)
