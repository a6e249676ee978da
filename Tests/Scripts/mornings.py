#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""mornings.py [--tell]: recurring editions and alarms, by `serve` as a process, through the hours of some mornings.

A feed, a mail server (faulty.py) and a receiver of webhooks of its own; the clock is turned (clock.c). Exits 1 when anything is not so.
"""

import argparse
import base64
import concurrent.futures
import contextlib
import datetime
import hashlib
import hmac
import http.server
import json
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading

from daemon import PEOPLE, Course, Daemon, PaperKit, perform
from fault_play import expect
from newsroom import Newsroom, free_port

SECRET = base64.b64encode(bytes(range(32))).decode()
NOW = datetime.datetime.now(datetime.timezone.utc)
#: The first of the mornings.
DAY = (NOW + datetime.timedelta(days=1)).date()


class Site(http.server.ThreadingHTTPServer):
    """A feed that grows, and a place that alarms are posted to."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Visitor)
        self.entries, self.posts, self.wrong, self.is_deaf = [], [], [], False
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"

    def report(self, slug):
        self.entries.append(
            f"<item><title>News of {slug}</title><link>{self.address}/{slug}</link><guid>{slug}</guid>"
            f"<description>All of it about {slug}, told in a sentence that is long enough.</description></item>")

    def alarms(self, kind="alarm.raised"):
        return [post["data"]["kind"] for post in self.posts if post["type"] == kind]


class Visitor(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", kind="text/plain"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        items = "".join(reversed(self.server.entries))
        self.answer(200, f'<rss version="2.0"><channel><title>Desk</title>{items}</channel></rss>'.encode(), "application/rss+xml")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.is_deaf:
            return self.answer(503)
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
        code = base64.b64encode(hmac.new(base64.b64decode(SECRET), signed, hashlib.sha256).digest()).decode()
        if self.headers["webhook-signature"] != f"v1,{code}":
            self.server.wrong.append(dict(self.headers))
        self.server.posts.append(json.loads(body))
        self.answer(204)


class MorningKit(PaperKit):
    """Also a newsroom that looks as it does in the beginning."""

    @property
    def paper(self):
        with self.lock:
            if "paper" not in self.rooms:
                room = Newsroom(self.place / "paper", 9)
                room.subscribe(PEOPLE)
                self.rooms["paper"] = room.directory, None
            return self.rooms["paper"]


class Morning(Course):
    """A newsroom with a feed, alarms and a schedule at six."""

    def __init__(self, name, kit, tell, relays=""):
        super().__init__(name, kit)
        self.tell = tell
        self.site = Site()
        self.closing.callback(self.site.shutdown)
        self.relays = relays
        self.relay(self.server.port)

    def relay(self, port):
        self.relay_port = port
        if not hasattr(self, "site"):
            return super().relay(port)
        more = (
            f"    starttls: off\n{self.relays}web: {{ port: {self.web} }}\nretry: {{ first: 1s }}\n"
            "fetch: { allow: [127.0.0.0/8] }\n"
            f"alarms: {{ mail: [pager@inbox.test], webhooks: {{ url: {self.site.address}/alarms, secret: whsec_{SECRET} }} }}\n")
        super(Course, self).relay(port, more=more)

    def say(self, words):
        if self.tell:
            print(words)

    def at_clock(self, day, clock):
        """The clock shows a time of one of the mornings."""
        hours, minutes = map(int, clock.split(":"))
        wanted = datetime.datetime.combine(DAY + datetime.timedelta(days=day), datetime.time(hours, minutes), datetime.timezone.utc)
        seconds = int((wanted - datetime.datetime.now(datetime.timezone.utc)).total_seconds())
        path = self.place / "clock"
        if path.exists():
            with path.open("r+b") as file:
                file.write(struct.pack("<q", seconds))
        else:
            path.write_bytes(struct.pack("<q", seconds))
        self.say(f"{DAY + datetime.timedelta(days=day)} {clock} UTC")

    def serve_at(self, day, clock):
        self.at(0, "clock")
        self.at_clock(day, clock)
        return Daemon(self, ("env", f"LD_PRELOAD={self.kit.clock}", f"CLOCK_OFFSET={self.place / 'clock'}"))

    def call(self, *arguments, codes=(0,)):
        """A command by the same clock."""
        done = subprocess.run(
            ("env", f"LD_PRELOAD={self.kit.clock}", f"CLOCK_OFFSET={self.place / 'clock'}", *self.room.command(*arguments)),
            capture_output=True, text=True)
        expect(done.returncode in codes, f"{arguments}: exit {done.returncode}: {done.stderr.strip()}")
        if arguments[:2] != ("schedule", "show"):
            self.say("".join(f"  $ daybreak {' '.join(arguments)}\n" + "".join(f"    {line}\n" for line in done.stdout.splitlines())).rstrip())
        return done.stdout

    @property
    def suspects(self):
        """The alarms that nobody was told of yet."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            return database.execute("SELECT kind FROM alarm WHERE raised_at IS NULL").fetchall()

    @property
    def readers_copies(self):
        return [message for message in self.server.messages if message.recipient != "pager@inbox.test"]

    @property
    def dates(self):
        return {one["local"][:10]: one for one in json.loads(self.call("schedule", "show", "dawn", "--json"))["occurrences"]}

    def date(self, day):
        return self.dates[str(DAY + datetime.timedelta(days=day))]


def runs_by_itself(kit, tell=False):
    """A feed becomes an edition, a person approves it, and it goes out; the next day nobody does, and somebody is told."""
    course = Morning("recurring", kit, tell)
    with course.closing:
        course.at_clock(0, "00:00")
        course.call("schedule", "add", "dawn", "every day at 06:00 in UTC", "--list", "morning", "--feed", f"{course.site.address}/feed")
        course.site.report("river")
        serve = course.serve_at(0, "03:00")
        expect(course.date(0)["state"] == "planned", f"{course.date(0)}")
        course.at_clock(0, "04:00")
        serve.until(lambda: course.date(0)["state"] == "assembled", "an edition is assembled")
        edition = str(course.date(0)["edition"])
        course.at_clock(0, "05:31")
        serve.until(lambda: "not-approved" in course.site.alarms(), "the alarm rings half an hour before")
        serve.until(lambda: any(m.recipient == "pager@inbox.test" for m in course.server.messages), "the pager gets a mail")
        expect(course.health()[0] == 503 and "an edition is not approved" in course.health()[1], f"{course.health()}")
        course.call("edition", "approve", edition)
        serve.until(lambda: "not-approved" in course.site.alarms("alarm.cleared"), "the alarm is over")
        course.call("newsroom", "today")
        course.at_clock(0, "05:45")
        serve.until(lambda: course.date(0)["state"] == "scheduled", "its mailing is planned")
        expect(not course.readers_copies, "it went out before its time")
        course.at_clock(0, "06:00")
        serve.until(lambda: len(course.readers_copies) == 12, "everybody has their copy")
        course.call("newsroom", "today")
        # The next morning nobody is there.
        course.site.report("bridge")
        course.at_clock(1, "04:00")
        serve.until(lambda: course.date(1)["state"] == "assembled", "the next edition is assembled")
        course.at_clock(1, "05:45")
        serve.until(lambda: course.date(1)["state"] == "held", "it is held")
        serve.until(lambda: "held" in course.site.alarms(), "the alarm rings")
        course.at_clock(1, "06:20")
        course.call("edition", "approve", str(course.date(1)["edition"]))
        serve.until(lambda: len(course.readers_copies) == 24, "it goes out twenty minutes late")
        # And the third day there is no news.
        course.at_clock(2, "04:00")
        serve.until(lambda: course.date(2)["state"] == "skipped", "it is skipped")
        expect(course.date(2)["reason"] == "there is no news", f"{course.date(2)}")
        serve.stop()
        # Nobody serves for two days.
        serve = course.serve_at(5, "12:00")
        serve.until(lambda: course.date(4)["state"] == "missed" and course.date(5)["state"] == "missed", "two days are missed")
        serve.until(lambda: "missed" in course.site.alarms(), "the alarm rings")
        expect(not course.site.wrong, f"a signature is wrong: {course.site.wrong}")
        serve.stop()


def rings_through_another_relay(kit, tell=False):
    """The relay is dead: the alarm is mailed through the other one, and posted once the receiver is there."""
    other = free_port()
    course = Morning("relay-down", kit, tell, relays="")
    with course.closing:
        course.relays = f"  - name: second\n    url: smtp://127.0.0.1:{course.server.port}\n    starttls: off\n"
        course.relay(other)
        course.site.is_deaf = True
        serve = course.serve_at(0, "03:00")
        serve.until(lambda: course.suspects, "it has looked once")
        course.at_clock(0, "03:05")
        serve.until(lambda: any(m.recipient == "pager@inbox.test" for m in course.server.messages), "the pager gets a mail through the other relay")
        course.call("alarm", "list")
        expect("a relay cannot be used" in course.health()[1], f"{course.health()}")
        serve.says("cannot be told of alarms")
        course.site.is_deaf = False
        course.at_clock(0, "03:10")
        serve.until(lambda: "relay" in course.site.alarms(), "the alarm is posted later")
        course.call("alarm", "list")
        serve.stop()


ZONES = ["Asia/Tokyo", "Asia/Kolkata", "", "America/Phoenix"]


def goes_by_readers_clocks(kit, tell=False):
    """Each reader has it at six by their own clocks, though serve is killed, somebody leaves and the edition is amended between waves."""
    course = Morning("clocks", kit, tell)
    with course.closing:
        course.at_clock(0, "12:00")
        for number, reader in enumerate(PEOPLE):
            course.call("subscriber", "set", reader, f"zone={ZONES[number % len(ZONES)]}")
        here = dict(zip(ZONES, (set(PEOPLE[number :: len(ZONES)]) for number in range(len(ZONES)))))
        course.call(
            "schedule", "add", "dawn", "every day at 06:00 in UTC", "--list", "morning", "--feed", f"{course.site.address}/feed",
            "--readers-clocks", "--past", "next-day", "--unapproved", "hold")
        course.site.report("river")
        serve = course.serve_at(0, "18:00")
        course.at_clock(0, "19:00")
        serve.until(lambda: course.date(1)["state"] == "assembled", "the edition is assembled before the first readers' morning")
        edition = str(course.date(1)["edition"])
        shown = json.loads(course.call("edition", "show", edition, "--json"))
        expect(shown["date"] == str(DAY + datetime.timedelta(days=1)), f"it is of {shown['date']}")
        course.call("edition", "approve", edition)
        course.at_clock(0, "20:45")
        serve.until(lambda: course.date(1)["state"] == "scheduled", "its mailing is planned")
        mailing = str(course.date(1)["mailing"])
        waves = [json.loads(line) for line in course.call("mailing", "waves", mailing, "--json").splitlines()]
        expect([wave["readers"] for wave in waves] == [3, 3, 3, 3], f"{waves}")
        got = []

        def wave(zone, readers, text="Subject: News of river"):
            serve.until(lambda: len(course.readers_copies) == len(got) + len(readers), f"those of {zone or 'no zone'} have it")
            new = course.readers_copies[len(got):]
            expect({message.recipient for message in new} == readers, f"{zone}: {[message.recipient for message in new]}")
            for message in new:
                expect(text in message.header, f"{message.recipient} has another text")
            got.extend(new)
            return new

        course.at_clock(0, "21:00")
        first = wave("Asia/Tokyo", here["Asia/Tokyo"])
        stamp = datetime.datetime.combine(DAY, datetime.time(21), datetime.timezone.utc).strftime("Date: %a, %d %b %Y 21:00:0")
        expect(all(stamp in message.header for message in first), first[0].header[:60])
        serve.process.kill()
        serve.process.wait()
        course.call("newsroom", "today")
        serve = course.serve_at(1, "00:29")
        course.at_clock(1, "00:30")
        wave("Asia/Kolkata", here["Asia/Kolkata"])
        leaver = min(here[""])
        course.call("subscriber", "unsubscribe", leaver, "--list", "morning")
        course.call("edition", "set", edition, "subject=Bridge")
        course.call("mailing", "amend", mailing)
        course.at_clock(1, "06:00")
        wave("", here[""] - {leaver}, "Subject: Bridge")
        course.call("mailing", "waves", mailing)
        course.at_clock(1, "13:00")
        wave("America/Phoenix", here["America/Phoenix"], "Subject: Bridge")
        serve.until(lambda: json.loads(course.call("mailing", "show", mailing, "--json"))["state"] == "sent", "it is sent")
        counts = json.loads(course.call("mailing", "show", mailing, "--json"))["counts"]
        expect(counts["accepted"] == 11 and counts["suppressed"] == 1, f"{counts}")
        expect(len({message.recipient for message in got}) == len(got) == 11, "somebody has it twice")
        course.call("check")
        serve.stop()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--only", action="append", default=[])
    options.add_argument("--tell", action="store_true", help="tell what happens")
    chosen = options.parse_args()
    courses = [course for course in (runs_by_itself, rings_through_another_relay, goes_by_readers_clocks) if not chosen.only or course.__name__ in chosen.only]
    with tempfile.TemporaryDirectory(prefix="daybreak-mornings-") as place, concurrent.futures.ThreadPoolExecutor(1 if chosen.tell else 2) as pool:
        kit = MorningKit(place, 0)
        found = list(pool.map(lambda course: perform(lambda kit: course(kit, chosen.tell), kit), courses))
    for course, wrong in zip(courses, found):
        if wrong:
            print(f"WRONG {course.__name__}: {wrong}")
    print(f"mornings: {found.count(None)} of {len(found)} courses as they should be")
    sys.exit(1 if any(found) else 0)


if __name__ == "__main__":
    main()
