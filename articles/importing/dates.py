"""Dates as people and tools write them, and as files are named. Text in, moments out; pure."""

import contextlib
import datetime as dt
import re
from dataclasses import dataclass

from articles.addresses import YEARS

# Days, tried in turn after ISO 8601 (RFC 3339 §5.6). None that could be another one: 1/2/2024 is two.
DAYS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d %Y",
    "%B %d %Y",
)
# Seconds since 1970, or milliseconds.
_EPOCH = re.compile(r"\d{9,10}|\d{13}", re.ASCII)
_CLOCK = re.compile(
    r"(?P<day>.*?)(?:(?:[ T,]|(?<=日))\s*(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r"(?:\.\d+)?\s*(?P<half>[AaPp])?(?:\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|UTC|(?:GMT|UTC)?[+-]\d\d:?\d\d|GMT)?(?:\s*\([^)]*\))?)?",
    re.ASCII,
)
_NOISE = re.compile(  # the name of the day, the ending of its number
    r"^(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,?\s+|(?<=\d)(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?P<date>\d{4}-\d{1,2}-\d{1,2})(?:-(?P<name>.*))?", re.DOTALL | re.ASCII)
_SHOUTED = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+", re.ASCII)
_SUFFIX = re.compile(r"\.\w+$")
_LONGEST = 100  # characters of a date


@dataclass(frozen=True, slots=True)
class Named:
    """What the name of a file says.

    :ivar date: the date in it, midnight UTC, or None.
    :ivar title: the rest of the name.
    """

    date: dt.datetime | None
    title: str


def parse_date(written: str, zone: dt.tzinfo = dt.UTC) -> dt.datetime | None:
    """Return the moment that a date names, or None.

    A date without a time is midnight UTC, wherever its site is: its day is that of the address.

    :param zone: of a time that names none.
    :returns: in UTC, in one of YEARS.
    """
    if len(written) > _LONGEST:
        return None
    try:
        if _EPOCH.fullmatch(written):
            seconds = int(written) / (1000 if len(written) == 13 else 1)
            return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
        moment = _from_iso(written, zone) or _by_hand(written, zone)
        if moment is None:
            return None
        moment = moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):  # no such hour; before the year 1 or after 9999 in UTC
        return None
    return moment if moment.year in YEARS else None


def _from_iso(written: str, zone: dt.tzinfo) -> dt.datetime | None:
    with contextlib.suppress(ValueError):
        day = dt.date.fromisoformat(written)
        return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    with contextlib.suppress(ValueError):
        moment = dt.datetime.fromisoformat(written)
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return None


def _by_hand(written: str, zone: dt.tzinfo) -> dt.datetime | None:
    """Return a date that is not ISO 8601.

    :raises ValueError: there is no such hour or zone.
    """
    found = _CLOCK.fullmatch(" ".join(_NOISE.sub("", written).split()))
    day = _day(found["day"].strip(" ,")) if found else None
    if found is None or day is None:
        return None
    hour = int(found["hour"] or 0)
    if found["hour"] is None:
        zone = dt.UTC
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] in "Pp" else 0)
    minute, second = int(found["minute"] or 0), int(found["second"] or 0)
    return day.replace(
        hour=hour, minute=minute, second=second, tzinfo=_zone(found["zone"] or "", zone)
    )


def _day(written: str) -> dt.datetime | None:
    for form in DAYS:
        try:
            return dt.datetime.strptime(written, form)  # noqa: DTZ007  (the caller knows the zone)
        except ValueError:
            continue
    return None


def _zone(written: str, usual: dt.tzinfo) -> dt.tzinfo:
    """Return a zone; without one that which is usual here.

    :raises ValueError: it is a day or more away.
    """
    if not written:
        return usual
    digits = written.removeprefix("GMT").removeprefix("UTC").replace(":", "")
    if digits in {"", "Z"}:
        return dt.UTC
    away = dt.timedelta(hours=int(digits[1:3]), minutes=int(digits[3:]))
    return dt.timezone(-away if digits[0] == "-" else away)


def from_name(path: str) -> Named:
    """Return the date and the title in the name of a file.

    A bundle, `2024-01-02-name/index.md`, is named by its folder. A name of plain words with hyphens
    becomes a title as Jekyll makes it (`titleize_slug`); any other stays as it is.
    """
    folder, _, file = path.rpartition("/")
    name = _SUFFIX.sub("", file)
    if name in {"index", "_index"} and folder:
        name = folder.rpartition("/")[2]
    found = _NAMED.fullmatch(name)
    date = _from_name(found["date"]) if found else None
    if found and date:
        name = found["name"] or name
    if _SHOUTED.fullmatch(name) and not name[0].isdecimal():
        name = " ".join(word.capitalize() for word in name.split("-"))
    return Named(date, name)


def _from_name(written: str) -> dt.datetime | None:
    day = _day(written)
    return day.replace(tzinfo=dt.UTC) if day and day.year in YEARS else None
