#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""daemon.py: `daybreak serve` and `send` as processes, from their start to their end.

    daemon.py [--only NAME]... [--at-once N] [--requests N]

Each course has a newsroom of its own, a mail server of its own (faulty.py) and, where hours pass, a clock of its own (clock.c). After each
end of `serve` its exit code is what it should be, nobody's address stands in its log, and nothing lies in the newsroom that did not lie
there before; in the end every reader has a copy, and a second one only where there was doubt. Exits 1 when anything is not so.
"""

import argparse
import concurrent.futures
import contextlib
import datetime
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.request

from fault_courses import RoomElsewhere, Tmpfs, jump
from fault_play import ONE, Kit, Play, Scenario, Wrong, end, expect, listens, readers, wait_for
from faulty import Fault, FaultyServer, saying, waiting
from hostile import descriptors, flat
from newsroom import Newsroom, free_port

PEOPLE = readers(12)
PATIENCE = 90
#: What a relay says to whom it lets send no more today.
DAILY_LIMIT = "550 5.4.5 Daily user sending limit exceeded"
#: What unfinished deliveries are in when nobody has them in hand.
AT_REST = {"queued", "deferred", "uncertain", "accepted"}


class PaperKit(Kit):
    """Also a newsroom with an edition that nobody has got."""

    def __init__(self, place, requests):
        super().__init__(place)
        self.requests = requests

    @property
    def paper(self):
        with self.lock:
            if "paper" not in self.rooms:
                room = Newsroom(self.place / "paper", 9)
                room.plain_theme()
                room.subscribe(PEOPLE)
                self.rooms["paper"] = room.directory, room.edition(4_000)[0]
            return self.rooms["paper"]


class Daemon:
    """A running `serve`."""

    def __init__(self, course, before=(), options=()):
        self.course = course
        self.log = course.place / "log"
        self.files = course.files()
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                (*before, *course.room.command("serve", *options)), stdout=subprocess.DEVNULL, stderr=log)
        course.closing.callback(end, self.process)
        self.until(lambda: listens(course.web), "it listens")

    def until(self, truth, what):
        """Waits for what must become so while it runs."""
        end = time.monotonic() + PATIENCE
        while not truth():
            expect(self.process.poll() is None, f"serve ended with {self.process.returncode} before {what}: {self.last}")
            if time.monotonic() > end:
                raise Wrong(f"not so in {PATIENCE} s: {what}; {self.last}")
            time.sleep(0.01)

    def says(self, words, times=1):
        """Waits for what it must log so often."""
        self.until(lambda: self.log.read_text().count(words) >= times, f"it says “{words}”")

    @property
    def last(self):
        return " / ".join(self.log.read_text().splitlines()[-3:])

    def sends_all(self):
        self.until(lambda: self.course.counts() == {"accepted": len(PEOPLE)}, "everybody has their copy")

    def stop(self):
        """Ends it as systemd does."""
        self.process.send_signal(signal.SIGTERM)
        self.ended(0)

    def ended(self, code):
        try:
            found = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise Wrong(f"serve does not end: {self.last}") from None
        expect(found == code, f"serve ended with {found} instead of {code}: {self.last}")
        told = [line for line in self.log.read_text().splitlines() if any(address in line for address in PEOPLE)]
        expect(not told, f"a reader's address stands in the log: {told}")
        if code == 0:
            left = self.course.files() - self.files
            expect(not left, f"left in the newsroom: {sorted(left)}")


class Course(Play):
    """One newsroom whose `serve` is put to the test."""

    def __init__(self, name, kit, faults=()):
        super().__init__(Scenario(name, name), ONE[0], kit)
        template, self.edition = kit.paper
        shutil.copytree(template, self.place / "room")
        self.room = Newsroom.__new__(Newsroom)
        self.room.directory = self.place / "room"
        self.audience = PEOPLE
        self.web = free_port()
        self.relay_host, self.starttls = "127.0.0.1", "off"
        self.server = FaultyServer(faults)
        self.closing.callback(self.server.stop)
        self.relay(self.server.port)

    def relay(self, port):
        self.relay_port = port
        super().relay(port, host=self.relay_host, more=f"    starttls: {self.starttls}\nweb: {{ port: {self.web} }}\nretry: {{ first: 1s, uncertain: resend }}\n")

    def schedule(self, *when):
        self.room.call("mailing", "schedule", str(self.edition), "--list", "morning", "--override", "a theme without ornament", *when)

    def publish(self):
        """A mailing that waits for its first sender."""
        port = self.relay_port
        self.relay(free_port())
        self.room.call("send", str(self.edition), "--list", "morning", "--override", "a theme without ornament", codes=(69,))
        self.relay(port)

    def schedule_in(self, hours):
        time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)
        self.schedule("--at", time.strftime("%Y-%m-%d %H:%M"), "--in", "UTC")

    def serve(self, hours=None):
        """Starts it; so many hours later than it is."""
        return Daemon(self, () if hours is None else self.at(hours, "clock"))

    def files(self):
        """What lies in the newsroom and beside the database, besides its log."""
        log = {"ballast", "daybreak.db-wal", "daybreak.db-shm"}
        return {str(path.relative_to(self.room.directory)) for path in self.room.directory.rglob("*")} - log

    def on_small_disk(self):
        """Moves the newsroom onto a disk that can be filled."""
        tmpfs = Tmpfs(self.place / "disk", self.room.directory)
        self.closing.callback(end, tmpfs.keeper)
        self.room = RoomElsewhere(tmpfs, self.place / "disk")
        return tmpfs

    @property
    def mailing(self):
        return json.loads(self.room.call("mailing", "list", "--json"))

    def health(self):
        """What /health answers: a status and words."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.web}/health", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()

    def is_told(self, words):
        """That something is wrong is said wherever an operator may look."""
        status, text = self.health()
        expect(status == 503 and f"mailing 1 {words}" in text, f"/health answers {status} {text}")
        findings = [json.loads(line) for line in self.room.call("doctor", "--offline", "--json", codes=(78,)).splitlines()]
        expect(any(one["severity"] == "wrong" and "mailing 1" in json.dumps(one) for one in findings), f"doctor does not speak of it: {findings}")

    def all_have_it(self, doubled=()):
        """How a course ends."""
        self.look("in the end")
        self.judge()
        expect(self.doubled == list(doubled), f"doubled: {self.doubled}")


# Courses.


def publishes_on_time(kit):
    """A planned mailing goes out when its time has come, not before, with nobody at the keyboard."""
    course = Course("on-time", kit)
    with course.closing:
        course.schedule_in(hours=2)
        serve = course.serve(hours=0)
        expect(course.health()[0] == 200 and course.mailing["state"] == "scheduled", f"before its time: {course.mailing}")
        jump(course, 2)
        serve.sends_all()
        serve.until(lambda: course.mailing["state"] == "sent", "the mailing is sent")
        expect(course.health()[0] == 200, f"/health answers {course.health()}")
        serve.stop()
        course.all_have_it()


def holds_what_is_late(kit):
    """A mailing whose hour passed while nobody served is held, everywhere said, and published by `mailing resume`."""
    course = Course("late", kit)
    with course.closing:
        course.schedule_in(hours=1)
        serve = course.serve(hours=3)
        serve.until(lambda: course.mailing["heldAt"], "it is held")
        expect(course.mailing["state"] == "scheduled" and "mailing resume 1" in course.mailing["reason"], f"{course.mailing}")
        course.is_told("is held")
        expect(not course.server.messages, "held, and sent all the same")
        course.room.call("mailing", "resume", "1")
        serve.sends_all()
        serve.until(lambda: course.health()[0] == 200, "/health is well")
        serve.stop()
        course.all_have_it()


def keeps_nothing_from_others(kit):
    """While its relay is dead it has no row in hand, so that a `send` with another relay can send them all."""
    course = Course("dead-relay", kit)
    with course.closing:
        course.relay(free_port())
        course.schedule("--now")
        serve = course.serve()
        serve.says("Couldn't connect")
        serve.until(lambda: course.counts() == {"queued": len(PEOPLE)}, "nothing is leased")
        course.relay(course.server.port)

        def others_send():
            # It may be trying its relay with one row.
            course.room.call("send", "--resume", "--json", codes=(0, 75))
            return course.counts() == {"accepted": len(PEOPLE)}

        serve.until(others_send, "another sender has sent it")
        serve.stop()
        course.all_have_it()


def stopped(kit, is_answered):
    course = Course("sigterm", kit, [Fault(".", waiting, of="reader5")])
    with course.closing:
        course.schedule("--now")
        serve = course.serve()
        serve.until(course.server.held.is_set, "a message is on the wire")
        serve.process.send_signal(signal.SIGTERM)
        if is_answered:
            course.server.heal()
        serve.ended(0)
        counts = course.look("stopped")
        expect(set(counts) <= AT_REST, f"in hand after the end: {dict(counts)}")
        expect(counts["uncertain"] == (0 if is_answered else 1), f"{dict(counts)}")
        course.server.heal()
        serve = course.serve()
        serve.sends_all()
        serve.stop()
        course.all_have_it(doubled=() if is_answered else ["reader5@inbox.test"])


def ends_when_answered(kit):
    """SIGTERM while it sends: the answer to what is on the wire is waited for, and the next one goes on."""
    stopped(kit, is_answered=True)


def ends_unanswered(kit):
    """SIGTERM while a relay does not answer: it ends all the same, that reader's copy is in doubt, and the next one goes on."""
    stopped(kit, is_answered=False)


def goes_on_after_a_kill(kit):
    """After a kill in the middle the next one goes on, and takes away what the dead one left."""
    course = Course("kill", kit, [Fault(".", waiting, of="reader5")])
    with course.closing:
        files = course.files()
        course.schedule("--now")
        serve = course.serve()
        serve.until(course.server.held.is_set, "a message is on the wire")
        serve.process.kill()
        serve.ended(-signal.SIGKILL)
        course.server.heal()
        serve = course.serve()
        serve.files = files
        serve.sends_all()
        serve.stop()
        course.all_have_it(doubled=["reader5@inbox.test"])


def bears_a_full_disk(kit):
    """On a full disk it goes on trying, keeps no file and no descriptor of that, and sends the rest when there is room again."""
    course = Course("full-disk", kit)
    with course.closing:
        tmpfs = course.on_small_disk()
        course.server.faults.append(Fault(".", lambda session: tmpfs.fill(), of="reader5"))
        course.schedule("--now")
        serve = course.serve()
        serve.says("sending has stopped")
        open_before, files = descriptors(serve.process), course.files()
        serve.says("sending has stopped", times=3)
        serve.until(lambda: descriptors(serve.process) <= open_before, "every descriptor is let go of")
        expect(course.files() == files, f"came while the disk was full: {sorted(course.files() - files)}")
        tmpfs.relieve()
        serve.until(lambda: course.room.counts(1)["counts"]["accepted"] == len(PEOPLE), "everybody has their copy")
        serve.stop()
        course.all_have_it()


def bears_a_locked_database(kit):
    """While another process holds the database's lock nothing is written and nothing more is sent; then it goes on."""
    course = Course("locked", kit, [Fault(".", waiting, of="reader5")])
    with course.closing:
        course.schedule("--now")
        serve = course.serve()
        serve.until(course.server.held.is_set, "a message is on the wire")
        with contextlib.closing(sqlite3.connect(course.room.directory / "daybreak.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            course.server.heal()
            # It waits for the lock, as for a slow disk: what the relay answered is in its journal.
            time.sleep(12)
            expect(course.counts() != {"accepted": len(PEOPLE)}, "it was written all the same")
            other.execute("ROLLBACK")
        serve.sends_all()
        serve.stop()
        course.all_have_it()


def bears_jumps_of_the_clock(kit):
    """The clock jumps two days ahead and five back while it sends."""
    course = Course("clock", kit)
    with course.closing:
        course.server.faults += [
            Fault(".", lambda session: jump(course, 48), of="reader3"), Fault(".", lambda session: jump(course, -72), of="reader7")]
        course.schedule("--now")
        serve = course.serve(hours=0)
        serve.sends_all()
        serve.until(lambda: course.mailing["state"] == "sent", "the mailing is sent")
        serve.stop()
        course.all_have_it()


def bears_dead_dns(kit):
    """The relay's name cannot be found for a while: mail waits, and goes out when it can."""
    course = Course("dns", kit)
    with course.closing:
        hosts, resolver = course.place / "hosts", course.place / "resolv.conf"
        hosts.write_text("127.0.0.1 localhost\n")
        resolver.write_text("nameserver 127.0.0.9\noptions timeout:1 attempts:1\n")
        course.relay_host, course.starttls = "mail.inbox.test", "offered"
        course.relay(course.server.port)
        course.schedule("--now")
        mount = f"mount --bind {hosts} /etc/hosts && mount --bind {resolver} /etc/resolv.conf && exec \"$@\""
        serve = Daemon(course, ("unshare", *(["-m"] if os.geteuid() == 0 else ["-r", "-m"]), "sh", "-c", mount, "sh"))
        serve.says("resolve host")
        expect(not course.server.messages, "sent all the same")
        # The file is written in place, because a mount is of a file and not of its name.
        hosts.write_text("127.0.0.1 localhost mail.inbox.test\n")
        serve.sends_all()
        serve.stop()
        course.all_have_it()


def reads_again_at_a_hangup(kit):
    """SIGHUP: what daybreak.yaml says now holds; where that cannot be read, what held before, and a line says why."""
    course = Course("sighup", kit)
    with course.closing:
        course.relay(free_port())
        course.schedule("--now")
        serve = course.serve()
        serve.says("Couldn't connect")
        course.relay(course.server.port)
        serve.process.send_signal(signal.SIGHUP)
        serve.sends_all()
        settings = course.room.directory / "daybreak.yaml"
        kept = settings.read_text()
        settings.write_text(kept.replace("relays:", "relais:"))
        serve.process.send_signal(signal.SIGHUP)
        serve.says("nothing is reloaded")
        expect("relais" in serve.last, f"not said why: {serve.last}")
        settings.write_text(kept)
        expect(course.health()[0] == 200, f"/health answers {course.health()}")
        serve.stop()
        course.all_have_it()


def tells_its_manager(kit):
    """What started it hears when it is ready, reads its files again, goes on and ends."""
    course = Course("manager", kit)
    with course.closing, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        # One in no directory, as a manager's own may be.
        manager.bind(f"\0daybreak-{os.getpid()}-{course.web}")
        manager.settimeout(PATIENCE)

        def hears(*words):
            """Waits for what it says; watchdogs and what it does not change are passed over."""
            told = ""
            while told.splitlines()[:1] != [words[0]]:
                told = manager.recv(4096).decode()
            expect(all(word in told for word in words), f"said {told!r}, not {words}")

        serve = Daemon(course, ("env", f"NOTIFY_SOCKET=@{manager.getsockname()[1:].decode()}", "WATCHDOG_USEC=1000000"))
        hears("READY=1")
        hears("STATUS=answers readers, publishes and sends")
        hears("WATCHDOG=1")
        serve.process.send_signal(signal.SIGHUP)
        hears("RELOADING=1", "MONOTONIC_USEC=")
        hears("READY=1")
        serve.process.send_signal(signal.SIGTERM)
        hears("STOPPING=1")
        serve.ended(0)


def answers_without_password(kit):
    """The web needs no password of a relay; what sends says which one is missing."""
    course = Course("password", kit)
    with course.closing:
        settings = course.room.directory / "daybreak.yaml"
        kept = settings.read_text()
        settings.write_text(kept.replace("    starttls: off", "    user: desk\n    password: ${NOWHERE}\n    starttls: off"))
        for part in ((), ("--only", "sending")):
            refused = subprocess.run(course.room.command("serve", *part), capture_output=True, text=True, timeout=PATIENCE)
            expect(refused.returncode == os.EX_CONFIG and "NOWHERE" in refused.stderr, f"exit {refused.returncode}: {refused.stderr}")
        course.room.call("mailing", "list")
        serve = Daemon(course, options=("--only", "web"))
        expect(course.health()[0] == 200, f"/health answers {course.health()}")
        serve.process.send_signal(signal.SIGHUP)
        serve.says("are read again")
        serve.stop()


def has_its_port_alone(kit):
    """A second one at the same port ends with one line, and the first goes on."""
    course = Course("second", kit)
    with course.closing:
        serve = course.serve()
        second = subprocess.run(course.room.command("serve"), capture_output=True, text=True, timeout=PATIENCE)
        lines = second.stderr.strip().splitlines()
        expect(second.returncode == 69 and len(lines) == 1 and str(course.web) in lines[0], f"exit {second.returncode}: {second.stderr}")
        course.schedule("--now")
        serve.sends_all()
        serve.stop()
        course.all_have_it()


def says_what_cannot_be_published(kit):
    """A mailing that cannot be published says why wherever one looks, and goes out once that is mended."""
    course = Course("unpublishable", kit)
    with course.closing:
        course.schedule_in(hours=2)
        serve = course.serve(hours=0)
        theme = course.room.directory / "templates/daily-caffeine/edition.html.mustache"
        kept = theme.read_text()
        theme.unlink()
        jump(course, 2)
        serve.until(lambda: course.mailing["reason"], "the reason is kept")
        expect(course.mailing["state"] == "scheduled" and "edition.html" in course.mailing["reason"], f"{course.mailing}")
        course.is_told("cannot be published")
        theme.write_text(kept)
        serve.stop()
        serve = course.serve(hours=2)
        serve.sends_all()
        serve.until(lambda: course.health()[0] == 200, "/health is well")
        serve.stop()
        course.all_have_it()


def leaves_a_replaced_database(kit):
    """It ends with exit 75 when another file stands in the database's place."""
    course = Course("replaced", kit)
    with course.closing:
        serve = course.serve()
        copy = course.place / "copy.db"
        shutil.copy(course.database, copy)
        copy.replace(course.database)
        serve.ended(os.EX_TEMPFAIL)


def keeps_nothing_of_requests(kit):
    """Thousands of requests, over kept connections and over new ones, leave no descriptor and no memory behind."""
    course = Course("requests", kit)
    with course.closing:
        serve = course.serve()
        flat(serve.process, course.web, kit.requests)
        serve.stop()


def send_rests(kit):
    """`send` at a relay that lets nobody send any more today: exit 75, nothing is held, and later it goes on."""
    course = Course("send-rests", kit, [Fault("MAIL", saying(DAILY_LIMIT), times=-1)])
    with course.closing:
        course.publish()
        files = course.files()
        code = course.send()
        counts = course.look("at the limit")
        expect(code == os.EX_TEMPFAIL and counts == {"queued": len(PEOPLE)}, f"exit {code}, {dict(counts)}: {course.complaint}")
        course.server.heal()
        code = course.send(before=course.at(hours=2))
        expect(code == 0, f"two hours later: exit {code}: {course.complaint}")
        expect(course.files() == files, f"left in the newsroom: {sorted(course.files() - files)}")
        course.all_have_it()


def send_unreachable(kit):
    """`send` at a relay that nobody reaches: exit 69, nothing is held, and nothing is left."""
    course = Course("send-unreachable", kit)
    with course.closing:
        course.relay(free_port())
        course.publish()
        files = course.files()
        code = course.send()
        counts = course.look("not reached")
        expect(code == os.EX_UNAVAILABLE and counts == {"queued": len(PEOPLE)}, f"exit {code}, {dict(counts)}: {course.complaint}")
        expect(course.files() == files, f"left in the newsroom: {sorted(course.files() - files)}")


def send_stopped(kit):
    """SIGTERM while `send` sends: what is on the wire is waited for, exit 75, and nothing is left."""
    course = Course("send-stopped", kit, [Fault(".", waiting, of="reader5")])
    with course.closing:
        course.publish()
        files = course.files()
        process = course.start()
        wait_for(course.server.held.is_set, "no message is on the wire", PATIENCE)
        process.send_signal(signal.SIGTERM)
        course.server.heal()
        code, _ = course.finish(process)
        counts = course.look("stopped")
        expect(code == os.EX_TEMPFAIL and set(counts) <= {"accepted", "queued"}, f"exit {code}, {dict(counts)}: {course.complaint}")
        expect(course.files() == files, f"left in the newsroom: {sorted(course.files() - files)}")
        expect(course.send() == 0, f"afterwards: {course.complaint}")
        course.all_have_it()


COURSES = [
    keeps_nothing_of_requests, bears_a_full_disk, bears_a_locked_database, bears_jumps_of_the_clock, bears_dead_dns, publishes_on_time, holds_what_is_late, keeps_nothing_from_others, ends_when_answered,
    ends_unanswered, goes_on_after_a_kill, reads_again_at_a_hangup, tells_its_manager, answers_without_password, has_its_port_alone,
    says_what_cannot_be_published, leaves_a_replaced_database, send_rests, send_unreachable, send_stopped,
]


def perform(course, kit):
    """What was wrong, or nothing."""
    try:
        course(kit)
        return None
    except Wrong as wrong:
        return str(wrong)
    except (Exception, SystemExit):
        return traceback.format_exc()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--only", action="append", default=[], choices=[course.__name__ for course in COURSES])
    options.add_argument("--at-once", type=int, default=4)
    options.add_argument("--requests", type=int, default=20_000)
    chosen = options.parse_args()
    courses = [course for course in COURSES if not chosen.only or course.__name__ in chosen.only]
    with tempfile.TemporaryDirectory(prefix="daybreak-daemon-") as place, concurrent.futures.ThreadPoolExecutor(chosen.at_once) as pool:
        kit = PaperKit(place, chosen.requests)
        found = list(pool.map(lambda course: perform(course, kit), courses))
    for course, wrong in zip(courses, found):
        if wrong:
            print(f"WRONG {course.__name__}: {wrong}")
    print(f"daemon: {found.count(None)} of {len(found)} courses of serve and send as they should be")
    sys.exit(1 if any(found) else 0)


if __name__ == "__main__":
    main()
