#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fleet.py: many sending machines on one PostgreSQL, as processes, through what happens to machines.

    fleet.py [--people N] [--workers N] [--kills N] [--seed N] [--connections N] [--course NAME ...]

Each course sends one mailing into fast-sink, which records what it takes before it says so, while something happens; then it
compares what arrived with the newsroom's ledger. Exits 1 when anything is not so.
"""

import argparse
import collections
import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from newsroom import DAYBREAK, STATES, Newsroom, Sink, free_port

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
AS_OWNER = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.getuid() == 0 else []


class Postgres:
    """A PostgreSQL in a directory of its own that listens on a Unix socket there."""

    def __init__(self, directory, settings=()):
        self.directory, self.settings, self.server = Path(directory), settings, None
        self.directory.mkdir(parents=True)
        if AS_OWNER:
            subprocess.run(["chown", "postgres", directory], check=True)
        self.program("initdb", "-D", self.data, "-A", "trust", "-U", "daybreak", "-E", "UTF8", "--locale=C.UTF-8", "-N")

    @property
    def data(self):
        return self.directory / "data"

    @property
    def address(self):
        return f"postgresql://daybreak@/postgres?host={self.directory}"

    def program(self, name, *arguments):
        subprocess.run([*AS_OWNER, PROGRAMS / name, *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def start(self):
        options = [f"unix_socket_directories={self.directory}", "listen_addresses=", "max_connections=100", *self.settings]
        with (self.directory / "log").open("ab") as log:
            self.server = subprocess.Popen(
                [*AS_OWNER, PROGRAMS / "postgres", "-D", self.data, *(word for option in options for word in ("-c", option))],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/")
        self.wait()
        return self

    def wait(self):
        for _ in range(300):
            if subprocess.run([PROGRAMS / "pg_isready", "-q", "-h", self.directory], check=False).returncode == 0:
                return
            time.sleep(0.1)
        sys.exit((self.directory / "log").read_text()[-2000:])

    def crash(self):
        """Kills all of it, as a machine that is switched off does."""
        children = subprocess.run(["pgrep", "-P", str(self.server.pid)], capture_output=True, text=True, check=False).stdout.split()
        for process in [self.server.pid, *map(int, children)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.server.wait()

    def stop(self):
        if self.server and self.server.poll() is None:
            self.server.send_signal(signal.SIGQUIT)
            self.server.wait()

    def ask(self, question):
        done = subprocess.run(
            [PROGRAMS / "psql", "-X", "-A", "-t", "-h", self.directory, "-U", "daybreak", "-d", "postgres", "-c", question],
            capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else None


class Process:
    """A process of Daybreak that is started again as it was."""

    def __init__(self, name, log, *command):
        self.name, self.log, self.command, self.process = name, log, command, None
        self.start()

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        return True


class Fleet:
    """A newsroom, a PostgreSQL, some senders, and a sink."""

    def __init__(self, place, people, workers, connections, settings=()):
        self.place, self.people = Path(place), people
        self.postgres = Postgres(self.place / "postgres", settings).start()
        port = free_port()
        self.record = self.place / "received"
        self.room = Newsroom(
            self.place / "room", port, connections,
            f"queue: {self.postgres.address}\nretry: {{ first: 2s, uncertain: resend }}\n")
        self.room.relay(connections, extra=f"queue: {self.postgres.address}\nretry: {{ first: 2s, uncertain: resend }}\n")
        self.room.subscribe(f"reader{i}@inbox.test" for i in range(people))
        self.edition, _ = self.room.edition(10_000)
        self.sink = Sink("fast-sink", port, self.record)
        self.room.call("fleet", "keys", str(self.place / "keys.json"))
        (self.place / "state").mkdir()
        (self.place / "sender.yaml").write_text(
            f"queue: {self.postgres.address}\nkeys: keys.json\nstate: state\nretry: {{ first: 2s, uncertain: resend }}\n"
            f"relays:\n  - url: smtp://127.0.0.1:{port}\n    starttls: off\n    connections: {connections}\n")
        self.desk = Process("serve", self.place / "serve.log", *self.room.command("serve", "--only", "sending"))
        self.senders = [
            Process(f"sender{i}", self.place / f"sender{i}.log", DAYBREAK, "sender", "--config", str(self.place / "sender.yaml"))
            for i in range(workers)
        ]

    def send(self):
        self.room.call("send", str(self.edition), "--list", "morning", "--override", "a theme without ornament", "--json")

    def received(self):
        return self.record.read_bytes().count(b"\n") if self.record.exists() else 0

    def until_received(self, count, patience=120):
        end = time.monotonic() + patience
        while self.received() < count and time.monotonic() < end:
            time.sleep(0.002)

    def until_home(self, patience=180):
        """Waits until the mailing is over in the newsroom's ledger; tells whether it is."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            with sqlite3.connect(self.room.directory / "daybreak.db", timeout=30) as database:
                lent = database.execute("SELECT count(*) FROM lent_mailing").fetchone()[0]
                sent = database.execute("SELECT count(*) FROM mailing WHERE state = 4").fetchone()[0]
            if sent and not lent:
                return True
            time.sleep(0.2)
        return False

    def counts(self):
        with sqlite3.connect(self.room.directory / "daybreak.db", timeout=30) as database:
            return {STATES[state]: n for state, n in database.execute("SELECT state, count(*) FROM delivery GROUP BY state")}

    def unsubscribe(self, address):
        self.room.call("subscriber", "unsubscribe", address, "--list", "morning")

    def end(self):
        for process in [*self.senders, self.desk]:
            with contextlib.suppress(ProcessLookupError):
                process.stop()
        self.sink.stop()
        self.postgres.stop()


def smooth(fleet, _):
    """Nothing happens."""
    fleet.send()
    return 0


def killed_workers(fleet, chosen):
    """Senders are killed at random instants, and started again."""
    chance = random.Random(chosen.seed)
    fleet.send()
    for _ in range(chosen.kills):
        fleet.until_received(fleet.received() + chance.randint(1, fleet.people // (chosen.kills + 1)))
        time.sleep(chance.random() * 0.02)
        sender = chance.choice(fleet.senders)
        sender.kill()
        sender.start()
    # One doubt for each connection of each that was killed; the sink takes one message at a time of each.
    return chosen.kills * chosen.connections


def killed_newsroom(fleet, chosen):
    """The newsroom is killed at random instants, and started again."""
    chance = random.Random(chosen.seed)
    fleet.send()
    for _ in range(chosen.kills):
        time.sleep(chance.random() * 1.5)
        fleet.desk.kill()
        fleet.desk.start()
    return 0


def crashed_postgres(fleet, chosen):
    """PostgreSQL is killed with all its processes, and started again."""
    chance = random.Random(chosen.seed)
    fleet.send()
    for _ in range(max(1, chosen.kills // 4)):
        fleet.until_received(fleet.received() + fleet.people // 4)
        fleet.postgres.crash()
        time.sleep(chance.random())
        fleet.postgres.start()
        time.sleep(1)
    return 0


def leavers(fleet, chosen):
    """Readers leave while the mailing is on its way: who left before their turn gets nothing."""
    fleet.send()
    fleet.until_received(fleet.people // 10)
    seen = {line.split("\t")[0] for line in fleet.record.read_text().splitlines()}
    waiting = [f"reader{i}@inbox.test" for i in range(fleet.people - 1, 0, -1) if f"reader{i}@inbox.test" not in seen][:20]
    fleet.left = {}
    for address in waiting:
        fleet.unsubscribe(address)
        fleet.left[address] = fleet.received()
    return 0


COURSES = {
    course.__name__.replace("_", "-"): course
    for course in (smooth, killed_workers, killed_newsroom, crashed_postgres, leavers)
}


def perform(name, chosen):
    with tempfile.TemporaryDirectory(prefix="daybreak-fleet-") as place:
        Path(place).chmod(0o755)
        fleet = Fleet(place, chosen.people, chosen.workers, chosen.connections)
        try:
            started = time.monotonic()
            bound = COURSES[name](fleet, chosen)
            is_home = fleet.until_home()
            seconds = time.monotonic() - started
            clean = [process.stop() for process in [*fleet.senders, fleet.desk]]
            counts = fleet.counts()
            if chosen.keep:
                for log in fleet.place.glob("*.log"):
                    print(f"--- {log.name}\n{log.read_text()[-2000:]}")
        finally:
            fleet.end()
        lines = fleet.record.read_text().splitlines()
        received = collections.Counter(line.split("\t")[0] for line in lines)
        left = getattr(fleet, "left", {})
        with sqlite3.connect(fleet.room.directory / "daybreak.db") as database:
            accepted = {row[0] for row in database.execute(
                "SELECT s.address FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id WHERE d.state = 3")}
            suppressed = {row[0] for row in database.execute(
                "SELECT s.address FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id WHERE d.state = 8")}
        checked = subprocess.run(fleet.room.command("check"), capture_output=True, text=True, check=False)
        doubled = sum(1 for count in received.values() if count > 1)
        lost = chosen.people - len(received) - len(suppressed)
        faults = [
            text for text, is_so in [
                ("not home", not is_home), ("a process did not end", not all(clean)), (f"{lost} lost", lost != 0),
                (f"{doubled} doubled, bound {bound}", doubled > bound),
                ("copies of one message differ", len(set(lines)) != len(received)),
                (f"states sum to {sum(counts.values())}", sum(counts.values()) != chosen.people),
                ("accepted without a copy", not accepted <= set(received)),
                ("a copy to whom is suppressed", bool(suppressed & set(received))),
                ("nobody of those who left is suppressed", bool(left) and not suppressed),
                (f"check: {checked.stdout} {checked.stderr}", checked.returncode != 0),
            ] if is_so
        ]
        states = " + ".join(f"{n} {state}" for state, n in counts.items())
        print(
            f"{name:18} {chosen.people} readers, {chosen.workers} workers, {seconds:6.1f} s: {lost} lost, {doubled} doubled (bound {bound}), "
            f"{states}{', ' + str(len(left)) + ' left meanwhile, ' + str(len(set(left) & suppressed)) + ' before their turn' if left else ''}"
            f"{': ' + '; '.join(faults) if faults else ''}", flush=True)
        return not faults


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, default=5_000)
    options.add_argument("--workers", type=int, default=3)
    options.add_argument("--kills", type=int, default=8)
    options.add_argument("--connections", type=int, default=5)
    options.add_argument("--seed", type=int, default=int(time.time()))
    options.add_argument("--course", action="append", choices=list(COURSES))
    options.add_argument("--keep", action="store_true", help="print the ends of the processes' logs")
    chosen = options.parse_args()
    good = [perform(name, chosen) for name in chosen.course or COURSES]
    print(f"fleet: {sum(good)} of {len(good)} courses as they should be, seed {chosen.seed}")
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
