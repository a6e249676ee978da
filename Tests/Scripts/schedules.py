#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""schedules.py [--first YEAR] [--last YEAR] [--zones N] [--rules N] compares what “daybreak schedule next” says with two libraries that know nothing of it: python-dateutil
expands recurrence rules and croniter cron's, both on times of no zone, which Python's zoneinfo makes instants by the policy of
docs/schedules.md: a skipped time is the first instant after the gap, a doubled one the first, a day that a zone left out has none.
Then it counts how often other policies would say otherwise."""

import argparse
import datetime as dt
import json
import os
import random
import subprocess
import sys
import tempfile
import zoneinfo

from croniter import croniter
from dateutil.rrule import rrulestr

DAYBREAK = os.environ["DAYBREAK"]
ZONES = [
    "Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns", "Europe/Kyiv", "America/Santiago", "Pacific/Apia",
    "America/New_York", "America/Nuuk", "Asia/Tehran", "Pacific/Kwajalein",
]
UTC = dt.timezone.utc
START = dt.datetime(1970, 1, 2)

# A text of ours, the recurrence rule that it means, and cron's form where it has one.
TEXTS = [
    ("every day at 02:30", "FREQ=DAILY", "30 2 * * *"),
    ("every day at 03:30", "FREQ=DAILY", "30 3 * * *"),
    ("every day at 00:15", "FREQ=DAILY", "15 0 * * *"),
    ("every day at 23:45", "FREQ=DAILY", "45 23 * * *"),
    ("weekdays at 06:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "0 6 * * 1-5"),
    ("weekends at 01:59", "FREQ=WEEKLY;BYDAY=SA,SU", "59 1 * * 6,0"),
    ("monday, wednesday and friday at 03:00", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "0 3 * * 1,3,5"),
    ("2nd friday of month at 06:00", "FREQ=MONTHLY;BYDAY=2FR", "0 6 * * fri#2"),
    ("last sunday of month at 02:00", "FREQ=MONTHLY;BYDAY=-1SU", "0 2 * * L0"),
    ("2nd and 4th tuesday of month at 06:00", "FREQ=MONTHLY;BYDAY=2TU,4TU", "0 6 * * tue#2,tue#4"),
    ("last weekday of month at 18:00", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", None),
    ("1st weekday of month at 18:00", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", None),
    ("1st and 15th of month at 06:00", "FREQ=MONTHLY;BYMONTHDAY=1,15", "0 6 1,15 * *"),
    ("31st of month at 06:00", "FREQ=MONTHLY;BYMONTHDAY=31", "0 6 31 * *"),
    ("last day of month at 06:00", "FREQ=MONTHLY;BYMONTHDAY=-1", "0 6 L * *"),
    ("last sunday of march and october at 02:30", "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU", None),
    ("every other friday at 06:00 from 1970-01-02", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", None),
    ("every 3 days at 02:30 from 1970-01-02", "FREQ=DAILY;INTERVAL=3", None),
    ("every 3 weeks on sunday at 02:30 from 1970-01-04", "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU", None),
    ("every other month on the 1st sunday at 02:30 from 1970-01-02", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU", None),
    ("RRULE:FREQ=YEARLY;BYDAY=-1FR;BYMONTH=12 at 06:00", "FREQ=YEARLY;BYDAY=-1FR;BYMONTH=12", None),
    ("RRULE:FREQ=YEARLY;BYYEARDAY=1,100,-1 at 06:00", "FREQ=YEARLY;BYYEARDAY=1,100,-1", None),
]


def says(text, zone, start, count):
    """What the program says of a schedule: pairs of a local time and an instant."""
    command = [DAYBREAK, "schedule", "next", f"{text} in {zone}", "--from", f"{start:%Y-%m-%d %H:%M}", "--count", str(count), "--json"]
    with tempfile.TemporaryDirectory() as nowhere:
        run = subprocess.run(command, capture_output=True, text=True, cwd=nowhere)
    if run.returncode:
        return None, run.stderr.strip()
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    assert all(line["zone"] == zone for line in lines)
    return [(line["local"], dt.datetime.fromisoformat(line["at"]).timestamp()) for line in lines], ""


def instant(local, zone):
    """When something planned for a local time happens by our policy; and what the zone makes of that time."""
    offset = lambda moment: moment.astimezone(zone).utcoffset()
    for fold in (0, 1):
        moment = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == local:
            other = local.replace(tzinfo=zone, fold=1 - fold).astimezone(UTC)
            return moment.timestamp(), "twice" if other != moment else "once"
    # It is skipped: the gap's end is found by halving, from before it to behind it.
    before, after = [local.replace(tzinfo=UTC) + dt.timedelta(hours=hours) for hours in (-27, 27)]
    while after - before > dt.timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).replace(tzinfo=None) < local:
            before = middle
        else:
            after = middle
    if before.astimezone(zone).date() < local.date() < after.astimezone(zone).date():
        return None, "no such day"
    return after.timestamp(), "skipped"


def rfc(local, zone):
    """When RFC 5545 §3.3.10 has it: a skipped time with the offset from before the gap."""
    return local.replace(tzinfo=zone, fold=0).timestamp()


def compare(text, rule, cron, name, first, last):
    """Compares one schedule in one zone from a day to another."""
    zone = zoneinfo.ZoneInfo(name)
    clock = text.split(" at ")[1][:5]
    start = START.replace(hour=int(clock[:2]), minute=int(clock[3:]))
    locals_ = rrulestr(rule, dtstart=start).between(first, last, inc=True)
    wanted, kinds, otherwise = [], {}, 0
    for local in locals_:
        at, kind = instant(local, zone)
        kinds[kind] = kinds.get(kind, 0) + 1
        if at is not None:
            wanted.append((local.strftime("%Y-%m-%dT%H:%M"), at))
            otherwise += at != rfc(local, zone)
    wanted.sort(key=lambda pair: (pair[1], pair[0]))
    got, why = says(text, name, first, len(wanted))
    if got != wanted:
        for one, other in zip(wanted, got or []):
            if one != other:
                sys.exit(f"{text} in {name}: dateutil says {one}, daybreak {other}")
        sys.exit(f"{text} in {name}: {len(wanted)} wanted, {len(got or [])} said {why}")
    if cron:
        times = croniter(cron, first - dt.timedelta(seconds=1))
        crons = []
        while (local := times.get_next(dt.datetime)) <= last:
            crons.append(local)
        if crons != locals_:
            other = next((pair for pair in zip(crons, locals_) if pair[0] != pair[1]), (len(crons), len(locals_)))
            sys.exit(f"{text}: croniter differs: {other}")
    return len(wanted), kinds, otherwise


def random_rule(chance):
    """A recurrence rule of any form that the program takes, and the day it counts from."""
    frequency = chance.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    parts = [f"FREQ={frequency}"]
    days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    some = lambda values, most: ",".join(map(str, sorted(set(chance.choices(values, k=chance.randint(1, most))))))
    if chance.random() < 0.6:
        parts.append(f"INTERVAL={chance.randint(2, 7)}")
    if frequency in ("WEEKLY", "DAILY"):
        if frequency == "WEEKLY" or chance.random() < 0.4:
            parts.append("BYDAY=" + some(days, 4))
        if chance.random() < 0.3:
            parts.append("BYMONTH=" + some(range(1, 13), 4))
        if frequency == "WEEKLY" and chance.random() < 0.5 and ("INTERVAL" not in parts[1] or "," not in parts[2]):
            parts.append("WKST=" + chance.choice(["SU", "MO", "WE"]))
    elif frequency == "MONTHLY":
        kind = chance.random()
        if kind < 0.35:
            parts.append("BYMONTHDAY=" + some([1, 2, 15, 28, 29, 30, 31, -1, -2, -30], 3))
        elif kind < 0.7:
            parts.append("BYDAY=" + some([f"{place}{day}" for place in (1, 2, 4, 5, -1) for day in days], 3))
        else:
            parts.append("BYDAY=" + some(days, 5))
            parts.append("BYSETPOS=" + some([1, 2, -1, -2], 2))
        if chance.random() < 0.3:
            parts.append("BYMONTH=" + some(range(1, 13), 5))
    else:
        kind = chance.random()
        if kind < 0.3:
            parts += ["BYMONTH=" + some(range(1, 13), 3), "BYMONTHDAY=" + some([1, 15, 29, 31, -1], 2)]
        elif kind < 0.6:
            parts += ["BYMONTH=" + some(range(1, 13), 3), "BYDAY=" + some([f"{place}{day}" for place in (1, 3, -1) for day in days], 2)]
        elif kind < 0.7:
            parts += ["BYDAY=" + some(days, 3), "BYSETPOS=" + some([1, 10, 100, -1, -20], 3)]
        else:
            parts.append("BYYEARDAY=" + some([1, 59, 60, 200, 366, -1, -366], 3))
    first = dt.date(2000, 1, 1) + dt.timedelta(days=chance.randint(0, 9000))
    if frequency == "WEEKLY":
        # Weeks are counted from a day that is meant.
        wanted = next(part for part in parts if part.startswith("BYDAY="))[6:].split(",")
        first += dt.timedelta(days=(days.index(chance.choice(wanted)) - first.weekday()) % 7)
    if chance.random() < 0.2:
        parts.append(f"COUNT={chance.randint(1, 60)}")
    elif chance.random() < 0.2:
        parts.append(f"UNTIL={first + dt.timedelta(days=chance.randint(30, 4000)):%Y%m%d}T235959")
    return ";".join(parts), first


def compare_random(seed):
    """Compares a random rule, from a random day on. True when it was compared, false when it never happens."""
    chance = random.Random(seed)
    rule, first = random_rule(chance)
    name = chance.choice(ZONES)
    zone = zoneinfo.ZoneInfo(name)
    start = dt.datetime.combine(first, dt.time(chance.randint(0, 23), chance.choice([0, 15, 30])))
    begin = start + dt.timedelta(days=chance.choice([0, 0, 1, 100, 1000, 3000]))
    text = f"RRULE:{rule} at {start:%H:%M} from {first}"
    wanted = []
    for local in rrulestr(rule, dtstart=start):
        if local.year > 2090 or len(wanted) >= 40:
            break
        at, _ = instant(local, zone)
        if at is not None and at >= instant(begin, zone)[0]:
            wanted.append((local.strftime("%Y-%m-%dT%H:%M"), at))
    got, why = says(text, name, begin, max(len(wanted), 1))
    if not wanted:
        if got and dt.datetime.fromisoformat(got[0][0]).year <= 2090:
            sys.exit(f"{seed}: {text} in {name} from {begin}: dateutil says nothing, daybreak {got[0]}")
        return False
    if got != wanted:
        pairs = [pair for pair in zip(wanted, got or []) if pair[0] != pair[1]]
        sys.exit(f"{seed}: {text} in {name} from {begin}: {pairs[:1] or (len(wanted), got and len(got), why)}")
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=300, help="how many random rules")
    parser.add_argument("--zones", type=int, default=len(ZONES))
    parser.add_argument("--first", type=int, default=1970, help="the year from which on")
    parser.add_argument("--last", type=int, default=2100, help="the last year")
    arguments = parser.parse_args()
    first, last = dt.datetime(arguments.first, 1, 2), dt.datetime(arguments.last, 12, 31)
    for name in ZONES[: arguments.zones]:
        total, kinds, otherwise = 0, {}, 0
        for text, rule, cron in TEXTS:
            count, some, other = compare(text, rule, cron, name, first, last)
            total, otherwise = total + count, otherwise + other
            for kind, number in some.items():
                kinds[kind] = kinds.get(kind, 0) + number
        told = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
        print(f"{name}: {total} instants of {arguments.first} to {arguments.last} are the same ({told}); RFC 5545 would have {otherwise} elsewhere")
    compared = sum(compare_random(seed) for seed in range(arguments.rules))
    print(f"{arguments.rules} random rules: {compared} say the same as dateutil, {arguments.rules - compared} never happen again")


main()
