# SPDX-License-Identifier: Apache-2.0
"""What faults.py shares: newsrooms, servers, and the play of one fault with its judgement."""

import collections
import contextlib
import glob
import json
import os
import shutil
import socket
import sqlite3
import struct
import subprocess
import tempfile
import threading
import time
import traceback
from pathlib import Path

from faulty import FaultyServer, Message
from newsroom import STATES, Newsroom, free_port

SCRIPTS = Path(__file__).resolve().parent
GROUPINGS = ("off", "two-round-trips", "one-round-trip")
#: Where the mode of a relay makes no difference: before the first MAIL.
ONE = GROUPINGS[1:2]
PEOPLE = 12
PATIENCE = 80


class Wrong(Exception):
    """What is not as it should be."""


def expect(truth, what):
    if not truth:
        raise Wrong(what)


# Newsrooms.


class Kit:
    """What plays share: newsrooms with a mailing published and nothing sent, certificates, a Postfix."""

    def __init__(self, place):
        self.place = Path(place)
        self.rooms = {}
        self.building = collections.defaultdict(threading.Lock)
        self.lock = threading.Lock()
        self.postfix_lock = threading.Lock()
        self.closing = contextlib.ExitStack()
        self._certificates = None
        self._postfix = None

    def room(self, kind):
        """The directory of a newsroom whose mailing 1 waits in the queue."""
        with self.lock:
            building = self.building[kind]
        with building:
            if kind not in self.rooms:
                addresses, size = KINDS[kind]
                room = Newsroom(self.place / f"template-{kind}", 9)
                room.relay(1)
                room.subscribe(addresses)
                edition = large_edition(room) if size == LARGE else room.edition(size)[0]
                # Nobody listens on port 9: all of it stays queued.
                room.call("send", str(edition), "--list", "morning", "--override", "a theme without ornament", codes=(69,))
                self.rooms[kind] = room.directory
            return self.rooms[kind]

    @property
    def certificates(self):
        """A directory with an authority and what it has signed: `localhost`, `other` (another host's), `expired`."""
        with self.lock:
            if not self._certificates:
                self._certificates = make_certificates(self.place / "certificates")
            return self._certificates

    @property
    def clock(self):
        """The library that sets a program's clock."""
        with self.lock:
            library = self.place / "clock.so"
            if not library.exists():
                subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", library, SCRIPTS / "clock.c", "-ldl"], check=True)
            return library

    @property
    def postfix(self):
        with self.lock:
            if not self._postfix:
                self._postfix = Postfix(self.place / "postfix")
                self.closing.callback(self._postfix.stop)
            return self._postfix


def large_edition(room):
    """An edition whose length is in its theme, where it costs least."""
    room.plain_theme()
    with (room.directory / "templates/daily-caffeine/edition.txt.mustache").open("a") as theme:
        theme.write("Coffee is served in the foyer, and so is tea for those who prefer it.\n" * (LARGE // 70))
    article, plan = room.directory / "article.md", room.directory / "edition.yaml"
    article.write_text("---\nheadline: Coffee and tea\nslug: coffee\n---\nIn the foyer.\n")
    plan.write_text("subject: Coffee\npreheader: and tea\nstories:\n  - article: coffee\n    as: full\n")
    room.call("article", "add", str(article))
    return json.loads(room.call("edition", "new", str(plan), "--json"))["edition"]


def readers(count):
    return [f"reader{number}@inbox.test" for number in range(count)]


MIXED = [f"{name}{number}@inbox.test" for number, name in enumerate(["reader", "unknown", "full", "grey"] * 3)]
#: More than a system takes in hand for a peer that does not read.
LARGE = 4_200_000
KINDS = {
    "small": (readers(PEOPLE), 30_720), "large": (readers(3), LARGE), "crowd": (readers(400), 4_000), "mixed": (MIXED, 4_000),
}


def make_certificates(place):
    place.mkdir()

    def openssl(*words, before=()):
        subprocess.run((*before, "openssl", *words), cwd=place, check=True, capture_output=True)

    for authority in ("ca", "stranger"):
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", f"/CN={authority}", "-keyout", f"{authority}.key", "-out", f"{authority}.pem", before=("faketime", "2020-01-01"))
    for name, host, authority, before in (
        ("localhost", "localhost", "ca", ()), ("other", "other.test", "ca", ()), ("expired", "localhost", "ca", ("faketime", "2021-01-01")),
        ("unknown", "localhost", "stranger", ()),
    ):
        (place / f"{name}.ext").write_text(f"subjectAltName=DNS:{host}\n")
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={host}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{authority}.pem", "-CAkey", f"{authority}.key", "-CAcreateserial", "-days", "30", "-extfile", f"{name}.ext", "-out", f"{name}.pem", before=before)
    return place


# Servers that are not ours.


class SmtpSink:
    """Postfix's smtp-sink with faults of its own; what it got is in files."""

    def __init__(self, place, *options, answer="250"):
        self.directory = Path(place)
        self.directory.mkdir()
        os.chmod(self.directory, 0o777)
        self.answer = answer
        self.port = free_port()
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        self.process = subprocess.Popen(
            ["/usr/sbin/smtp-sink", *user, *options, "-d", str(self.directory / "m."), f"127.0.0.1:{self.port}", "100"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: listens(self.port), "smtp-sink does not listen")

    @property
    def messages(self):
        found = []
        for file in sorted(self.directory.iterdir()):
            head, _, content = file.read_bytes().partition(b"\nReceived: ")
            recipient = head.partition(b"X-Rcpt-Args: <")[2].partition(b">")[0].decode()
            if recipient and b"unsubscribe" in content:
                # Behind the three lines of its own Received.
                message = Message(recipient, b"\n".join(content.split(b"\n")[3:]))
                message.answer, message.is_verbatim = self.answer, False
                found.append(message)
        return found

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


class Postfix:
    """A real one; what it has is what it put into mailboxes."""

    def __init__(self, place):
        self.place = Path(place)
        self.run("start")
        self.port = int((self.place / "port").read_text()) + 1

    def run(self, command):
        environment = {name: value for name, value in os.environ.items() if name != "PORT"}
        subprocess.run([SCRIPTS / "postfix.sh", command, self.place], env=environment, check=True)

    def stop(self):
        self.run("stop")

    @property
    def mailbox(self):
        return self.place / "mail/all/new"

    def empty(self):
        for file in self.mailbox.glob("*"):
            file.unlink()
        for file in (self.place / "grey").glob("*"):
            file.unlink()

    def servers(self):
        """The process ids of its smtpds."""
        master = int((self.place / "spool/pid/master.pid").read_text())
        found = []
        for stat in glob.glob("/proc/[0-9]*/stat"):
            with contextlib.suppress(OSError):
                number, name, _, parent = Path(stat).read_text().split()[:4]
                if int(parent) == master and name == "(smtpd)":
                    found.append(int(number))
        return found

    @property
    def messages(self):
        queues = [self.place / "spool" / name for name in ("maildrop", "incoming", "active", "deferred")]
        wait_for(lambda: not any(file.is_file() for queue in queues for file in queue.rglob("*")), "Postfix keeps mail in its queue", patience=120)
        found = {}
        for file in self.mailbox.glob("*"):
            head, _, body = file.read_bytes().partition(b"\n\n")
            recipient = next(line for line in head.split(b"\n") if line.startswith(b"X-Original-To: ")).split()[1].decode()
            ours = head[head.index(b"\nFrom: "):] if b"\nFrom: " in head else head
            message = Message(recipient, ours + body)
            message.answer, message.is_verbatim = "250", False
            # Stopped before it says so, Postfix puts what it took once into a mailbox again.
            taken = head.split(b"(Postfix) with ", 1)[1].split(b"\n")[0]
            found[recipient, taken] = message
        return list(found.values())


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(truth, complaint, patience=30):
    end = time.monotonic() + patience
    while not truth():
        expect(time.monotonic() < end, complaint)
        time.sleep(0.01)


# Plays.


class Play:
    """One fault in one mode."""

    def __init__(self, scenario, grouping, kit):
        self.scenario, self.grouping, self.kit = scenario, grouping, kit
        self.place = Path(tempfile.mkdtemp(prefix=f"{scenario.name}-{grouping}-", dir=kit.place))
        self.place.chmod(0o755)
        os.chmod(self.place, 0o755)
        self.room = None
        self.server = None
        self.code = None
        self.complaint = ""
        #: What was found after each step: the ledger's counts, and what the server got meanwhile.
        self.steps = []
        self.closing = contextlib.ExitStack()

    # The newsroom.

    def furnish(self, kind="small"):
        self.kind = kind
        directory = self.place / "room"
        shutil.copytree(self.kit.room(kind), directory)
        self.room = Newsroom.__new__(Newsroom)
        self.room.directory = directory
        self.audience = KINDS[kind][0]

    def relay(self, port, host="127.0.0.1", connections=1, grouping=None, more=""):
        self.room.configure(
            0, relay=f"  - url: smtp://{host}:{port}\n    connections: {connections}\n    pipelining: {grouping or self.grouping}\n"
            + (more or "    starttls: off\n"))

    @property
    def database(self):
        # SQLite does not follow a path into another namespace: there a copy is read.
        directory = self.room.snapshot() if hasattr(self.room, "snapshot") else self.room.directory
        return directory / "daybreak.db"

    def start(self, *arguments, before=()):
        process = subprocess.Popen(
            (*before, *self.room.command("send", "--resume", "--json", *arguments)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.closing.callback(end, process)
        return process

    def finish(self, process):
        try:
            out, err = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            raise Wrong(f"the program does not end; {self.counts()}") from None
        self.complaint = err.strip().splitlines()[-1] if err.strip() else ""
        return process.returncode, [json.loads(line) for line in out.splitlines() if line.startswith("{")]

    def send(self, *arguments, **how):
        code, reports = self.finish(self.start(*arguments, **how))
        for report in reports:
            expect(sum(report["counts"].values()) == report["audience"] == len(self.audience), f"the states do not sum to the audience: {report}")
        return code

    def reading(self):
        return contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10))

    def counts(self):
        """The ledger's states by direct question, also while somebody else writes."""
        with self.reading() as database:
            return {STATES[state]: count for state, count in database.execute("SELECT state, count(*) FROM delivery GROUP BY state")}

    def doubts(self):
        with self.reading() as database:
            return {address for (address,) in database.execute("SELECT s.address FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id WHERE d.doubts > 0")}

    def rows(self):
        return [json.loads(line) for line in self.room.call("mailing", "deliveries", "1", "--json").splitlines()]

    def at(self, hours, file="later"):
        """What to say before a command so that its time of day is another one; the file may change meanwhile."""
        path = self.place / file
        path.write_bytes(struct.pack("<q", hours * 3600))
        return ("env", f"LD_PRELOAD={self.kit.clock}", f"CLOCK_OFFSET={path}")

    # What is found.

    def look(self, note=""):
        """Takes down a step, and holds the ledger against the server."""
        rows = self.rows()
        counts = collections.Counter(row["state"] for row in rows)
        expect(len(rows) == len(self.audience) and {row["address"] for row in rows} == set(self.audience), f"{len(rows)} rows for {len(self.audience)} people")
        messages = list(self.server.messages) if self.server else []
        promised = {message.recipient for message in messages if message.is_promised}
        accepted = {row["address"] for row in rows if row["state"] == "accepted"}
        expect(accepted <= promised, f"accepted without a promise: {sorted(accepted - promised)}")
        before = sum(step.messages for step in self.steps)
        self.steps.append(Step(note, dict(counts), messages[before:], rows))
        return counts

    def copies(self):
        return collections.Counter(message.recipient for message in self.server.messages if message.is_kept) if self.server else collections.Counter()

    def judge(self):
        """At the end."""
        rows = self.steps[-1].rows
        shown = self.room.counts(1)
        expect({state: count for state, count in shown["counts"].items() if count} == self.steps[-1].counts, f"mailing show says {shown}, the deliveries {self.steps[-1].state}")
        expect(sum(shown["counts"].values()) == shown["audience"] == len(self.audience), f"the states do not sum to the audience: {shown}")
        copies = self.copies()
        spoken_for = {row["address"] for row in rows if row["state"] in ("failed", "deferred")}
        self.lost = sorted(set(self.audience) - set(copies) - spoken_for)
        self.doubled = sorted(address for address, count in copies.items() if count > 1)
        expect(not self.lost, f"lost: {self.lost}")
        doubts = self.doubts()
        expect(set(self.doubled) <= doubts, f"doubled without doubt: {sorted(set(self.doubled) - doubts)}")
        by_reader = collections.defaultdict(set)
        for message in self.server.messages:
            if message.is_kept:
                by_reader[message.recipient].add(message.id)
                if message.is_verbatim:
                    by_reader[message.recipient, "bytes"].add(message.digest)
        expect(all(len(versions) == 1 for versions in by_reader.values()), "two copies of a message differ")

    def settle(self):
        """When everything is right again: once at once, once an hour later, until nothing waits."""
        self.send()
        if set(self.counts()) & {"queued", "deferred", "uncertain", "leased", "inFlight"}:
            self.look("at once")
            self.send(before=self.at(hours=1))
        self.look("later")


class Step:
    def __init__(self, note, counts, messages, rows):
        self.note, self.counts, self.rows = note, counts, rows
        self.messages = len(messages)
        self.promised = sum(message.is_promised for message in messages)
        self.refused = sum(not message.is_kept for message in messages)
        self.unanswered = self.messages - self.promised - self.refused

    def __add__(self, other):
        sum = Step(other.note, other.counts, [], other.rows)
        sum.messages, sum.promised = self.messages + other.messages, self.promised + other.promised
        sum.refused, sum.unanswered = self.refused + other.refused, self.unanswered + other.unanswered
        return sum

    @property
    def seen(self):
        parts = [f"{count} {what}" for count, what in ((self.promised, "taken"), (self.refused, "refused"), (self.unanswered, "left unanswered")) if count]
        return ", ".join(parts) or "none"

    @property
    def state(self):
        return ", ".join(f"{count} {state}" for state, count in sorted(self.counts.items(), key=lambda item: STATES.index(item[0])) if count)


def end(process):
    if process.poll() is None:
        process.kill()
    process.wait()


class Scenario:
    """A fault, and what is expected of it.

    `faults` makes the faults of a server of ours; `after` is what the ledger says once the program ended, `last` in the end,
    `code` the exit code, `doubled` how many readers get two copies.
    """

    def __init__(
        self, name, title, faults=None, *, groupings=GROUPINGS, kind="small", server=None, connections=1, relay="", host="127.0.0.1", code=None,
        after=None, last=None, doubled=0, drive=None, says=None, mend=None,
    ):
        self.name, self.title, self.faults, self.groupings, self.kind = name, title, faults, groupings, kind
        self.server, self.connections, self.relay, self.host, self.code = server or {}, connections, relay, host, code
        self.last = last or {"accepted": len(KINDS[kind][0])}
        self.after = after or self.last
        if code is None:
            # What waits for a later try makes it 75.
            self.code = 75 if {"deferred", "uncertain"} & {state for counts in (self.after if isinstance(self.after, list) else [self.after]) for state in counts} else 0
        self.doubled, self.drive, self.says, self.mend = doubled, drive, says, mend

    def allows(self, expected, counts):
        """Whether a ledger is as expected: one of several where it depends on who is quicker."""
        return dict(counts) in (expected if isinstance(expected, list) else [expected])


def play_out(play):
    """The usual course: into the fault, then when all is right."""
    scenario = play.scenario
    play.furnish(scenario.kind)
    server = {name: value(play.kit) if callable(value) else value for name, value in scenario.server.items()}
    play.server = FaultyServer(scenario.faults() if scenario.faults else (), **server)
    play.closing.callback(play.server.stop)
    more = scenario.relay(play.kit) if callable(scenario.relay) else scenario.relay
    play.relay(play.server.port, scenario.host, scenario.connections, more=more)
    code = play.send()
    counts = play.look()
    check_first(play, code, counts)
    play.server.heal()
    if scenario.mend:
        scenario.mend(play)
    if counts != {"accepted": len(play.audience)}:
        play.settle()


def check_first(play, code, counts):
    scenario = play.scenario
    expect(scenario.allows(scenario.after, counts), f"expected {scenario.after}, the ledger says {dict(counts)}: {play.complaint}")
    expect(code in (scenario.code if isinstance(scenario.code, list) else [scenario.code]), f"exit {code} instead of {scenario.code}: {play.complaint}")
    if scenario.says:
        text = " ".join(str(row["reply"]) for row in play.steps[-1].rows if row["state"] != "accepted") + play.complaint
        expect(scenario.says in text, f"nothing says “{scenario.says}”: {text}")


def perform(scenario, grouping, kit):
    """Plays one fault; returns its line, or what is wrong."""
    play = None
    begun = time.monotonic()
    try:
        play = Play(scenario, grouping, kit)
        with play.closing:
            (scenario.drive or play_out)(play)
            expect(scenario.allows(scenario.last, play.steps[-1].counts), f"expected {scenario.last} in the end, the ledger says {play.steps[-1].counts}: {play.complaint}")
            play.judge()
            expect(scenario.doubled in (None, len(play.doubled)), f"expected {scenario.doubled} doubled, there are {len(play.doubled)}")
            line = Line(scenario, play)
        shutil.rmtree(play.place, ignore_errors=True)
        return line, None, time.monotonic() - begun
    except Wrong as wrong:
        steps = "; ".join(f"{step.note} {step.seen}: {step.state}" for step in play.steps) if play else ""
        return None, f"{scenario.name} ({grouping}): {wrong} [{steps}]", time.monotonic() - begun
    except (Exception, SystemExit):
        return None, f"{scenario.name} ({grouping}): {traceback.format_exc()}", time.monotonic() - begun


class Line:
    """A line of the table, as far as it is the same in several modes."""

    def __init__(self, scenario, play):
        self.title = scenario.title
        # Where exactly a kill strikes is chance; what comes of it is not.
        steps = [step for step in play.steps if step.note != "at the kill"]
        if steps[0] is not play.steps[0]:
            steps[0] = play.steps[0] + steps[0]
        self.seen = "; then ".join(step.seen for step in steps)
        states = [step.state for step in steps]
        self.ledger = " → ".join(state for number, state in enumerate(states) if number == 0 or state != states[number - 1])
        words = next((row["reply"] for row in steps[0].rows if row["state"] in ("failed", "uncertain", "deferred") and row["reply"]), "")
        if words:
            self.ledger += f" (“{words[:70].strip()}{'…' if len(words) > 70 else ''}”)"
        self.lost, self.doubled = len(play.lost), len(play.doubled)

    @property
    def key(self):
        return (self.title, self.seen, self.ledger, self.lost, self.doubled)


def after_kill(play):
    """Goes on when all is right; what the next sender makes of the rows is what counts."""
    play.server.heal()
    play.settle()
    expected = play.scenario.after
    expect(play.scenario.allows(expected, play.steps[1].counts), f"expected {expected} after the kill, the ledger says {play.steps[1].counts}: {play.complaint}")
