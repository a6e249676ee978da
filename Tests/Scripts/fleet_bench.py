# SPDX-License-Identifier: Apache-2.0
"""What bench.py measures of a fleet: a worker beside `daybreak send`, four beside one, lending and coming home, and ten mailings in a row."""

import contextlib
import shutil
import signal
import sqlite3
import statistics
import time
from pathlib import Path

from fleet import Postgres, Process
from newsroom import DAYBREAK, Newsroom, Sink, free_port, run

OVERRIDE = ("--override", "bench", "--json")


class Wire:
    """A newsroom with a PostgreSQL, and senders that end when nothing is due."""

    def __init__(self, place, people, connections=10):
        self.place, self.people, self.connections = Path(place), people, connections
        self.postgres = Postgres(self.place / "postgres").start()
        self.port = free_port()
        self.room = Newsroom(self.place / "room", self.port)
        self.room.plain_theme()
        self.room.relay(connections, extra=f"queue: {self.postgres.address}\n")
        self.room.subscribe(f"reader{number}@inbox.test" for number in range(people))
        self.room.call("fleet", "keys", str(self.place / "keys.json"))
        (self.place / "state").mkdir()
        (self.place / "sender.yaml").write_text(
            f"queue: {self.postgres.address}\nkeys: keys.json\nstate: state\n"
            f"relays:\n  - url: smtp://127.0.0.1:{self.port}\n    starttls: off\n    connections: {connections}\n")
        self.desk = Process("serve", self.place / "serve.log", *self.room.command("serve", "--only", "sending"))

    def number(self, question):
        return int(self.postgres.ask(question) or 0)

    def size(self):
        """What PostgreSQL keeps, MB."""
        return self.number("SELECT pg_database_size('postgres')") / 1e6

    def wal(self):
        """Bytes that PostgreSQL has written into its log."""
        return self.number("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint")

    def lend(self, edition):
        """Publishes an edition; how long it takes until PostgreSQL has all of it."""
        self.room.call("send", str(edition), "--list", "morning", *OVERRIDE)
        start = time.monotonic()
        while self.number("SELECT coalesce(sum(unsettled), 0) FROM wire.batch") < self.people:
            time.sleep(0.02)
        return time.monotonic() - start

    def send(self, workers):
        """What is lent is sent by some workers; how long it takes, the most memory of one of them, and by how long the ledger lagged."""
        command = (DAYBREAK, "sender", "--config", str(self.place / "sender.yaml"), "--once")
        start, lags = time.monotonic(), []
        processes = [Process(f"sender{number}", self.place / "senders.log", *command) for number in range(workers)]
        peaks = {}
        while any(process.process.poll() is None for process in processes):
            time.sleep(0.2)
            for process in processes:
                peaks[process] = max(peaks.get(process, 0), memory(process))
            settled, seconds = self.number("SELECT coalesce(sum(settled), 0) FROM wire.progress"), time.monotonic() - start
            if settled > self.people / 4 and self.desk.process.poll() is None:
                lags.append(max(0, settled - self.accepted()) * seconds / settled)
        return time.monotonic() - start, max(peaks.values()), statistics.median(lags) if lags else 0

    def accepted(self):
        with sqlite3.connect(self.room.directory / "daybreak.db", timeout=30) as database:
            return database.execute("SELECT coalesce(sum(settled), 0) FROM mailing_result WHERE mailing_id = (SELECT max(id) FROM mailing)").fetchone()[0]

    def until_home(self):
        while True:
            with sqlite3.connect(self.room.directory / "daybreak.db", timeout=30) as database:
                lent = database.execute("SELECT count(*) FROM lent_mailing").fetchone()[0]
                counts = dict(database.execute("SELECT state, count(*) FROM delivery GROUP BY state")) if not lent else {}
            if not lent:
                assert set(counts) == {3}, counts
                return
            time.sleep(0.05)

    def end(self):
        self.desk.stop()
        self.postgres.stop()
        shutil.rmtree(self.place)


def memory(process):
    """The most that a process held, MB."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return 0


def one_worker(place, messages, pairs):
    """A worker on PostgreSQL beside `daybreak send` on SQLite, into the same sink."""
    wire = Wire(Path(place) / "one", messages)
    edition, size = wire.room.edition(30_720)
    alone = Newsroom(Path(place) / "alone", wire.port)
    alone.plain_theme()
    alone.subscribe(f"reader{number}@inbox.test" for number in range(messages))
    own, _ = alone.edition(30_720)
    sink = Sink("fast-sink", wire.port)
    rows = []
    for _ in range(pairs + 1):
        wire.lend(edition)
        ours, peak, lag = wire.send(1)
        wire.until_home()
        theirs = run(*alone.command("send", str(own), "--list", "morning", *OVERRIDE))
        rows.append((messages / ours, messages / theirs.seconds, peak, lag, memory(wire.desk)))
    sink.stop()
    rows = rows[1:]
    median = lambda place: statistics.median(row[place] for row in rows)
    print(
        f"one worker, {size} B, {messages} people, 10 connections | on PostgreSQL {median(0):7.0f}/s, on SQLite {median(1):7.0f}/s"
        f" | ratio {statistics.median(a / b for a, b, *_ in rows):.2f} | worker {median(2):.0f} MB, newsroom {median(4):.0f} MB,"
        f" its ledger {median(3):.1f} s behind", flush=True)
    wire.end()
    shutil.rmtree(alone.directory)


def four_workers(place, messages, pairs):
    """Four workers beside one, into sinks that take 5 ms for a message."""
    wire = Wire(Path(place) / "four", messages)
    edition, _ = wire.room.edition(10_240)
    sink = Sink("fast-sink", wire.port, options=("--delay-ms", "5"))
    rows = []
    for _ in range(pairs):
        seconds = []
        for workers in (1, 4):
            wire.lend(edition)
            seconds.append(wire.send(workers)[0])
            wire.until_home()
        rows.append(seconds)
    sink.stop()
    print(
        f"5 ms before each answer to a dot, {messages} people, 10 connections each | one worker {statistics.median(messages / a for a, _ in rows):.0f}/s,"
        f" four {statistics.median(messages / b for _, b in rows):.0f}/s | {statistics.median(a / b for a, b in rows):.2f} times", flush=True)
    wire.end()


def there_and_back(place, people):
    """A large mailing is lent, sent while the newsroom is away, and comes home."""
    wire = Wire(Path(place) / "back", people)
    edition, _ = wire.room.edition(2_048)
    sink = Sink("fast-sink", wire.port)
    lending = wire.lend(edition)
    print(f"lending {people} | {lending:.1f} s until PostgreSQL has all, {wire.number('SELECT count(*) FROM wire.batch')} batches", flush=True)
    before, written = wire.size(), wire.wal()
    seconds, peak, lag = wire.send(1)
    print(
        f"sending {people} | {people / seconds:.0f}/s, {(wire.wal() - written) / people:.0f} bytes of WAL each, worker {peak:.0f} MB,"
        f" newsroom {memory(wire.desk):.0f} MB and {lag:.1f} s behind", flush=True)
    wire.until_home()
    print(f"PostgreSQL has {before:.0f} MB with it and {wire.size():.0f} MB after it", flush=True)
    sink.stop()
    wire.end()


def coming_home(place, people):
    """A mailing is sent while the newsroom stands still, within the minute that workers go on without it, and then comes home."""
    wire = Wire(Path(place) / "home", people)
    edition, _ = wire.room.edition(2_048)
    sink = Sink("fast-sink", wire.port)
    wire.lend(edition)
    wire.desk.process.send_signal(signal.SIGSTOP)
    wire.send(1)
    wire.desk.process.send_signal(signal.SIGCONT)
    start = time.monotonic()
    wire.until_home()
    print(f"coming home {people} | {people / (time.monotonic() - start):.0f} rows/s, newsroom {memory(wire.desk):.0f} MB at its peak", flush=True)
    sink.stop()
    wire.end()


def ten_in_a_row(place, people):
    """Ten mailings one after the other: what PostgreSQL keeps of them, and whether the last goes out as the first."""
    wire = Wire(Path(place) / "ten", people)
    edition, _ = wire.room.edition(2_048)
    sink = Sink("fast-sink", wire.port)
    for number in range(1, 11):
        written = wire.wal()
        lending = wire.lend(edition)
        seconds, _, _ = wire.send(1)
        full = wire.size()
        wire.until_home()
        vacuums = wire.number("SELECT sum(autovacuum_count + vacuum_count) FROM pg_stat_user_tables WHERE schemaname = 'wire'")
        dead = wire.number("SELECT sum(n_dead_tup) FROM pg_stat_user_tables WHERE schemaname = 'wire'")
        print(
            f"mailing {number:2} of {people} | lent in {lending:.1f} s, {people / seconds:.0f}/s | PostgreSQL {full:.0f} MB before it is home,"
            f" {wire.size():.0f} MB after, {(wire.wal() - written) / people:.0f} bytes of WAL a delivery,"
            f" {vacuums} vacuums, {dead} dead rows", flush=True)
    sink.stop()
    wire.end()


def fleet(place, messages, people, pairs):
    print("a fleet, medians of", pairs, "pairs")
    one_worker(place, messages, pairs)
    four_workers(place, messages, pairs)
    there_and_back(place, people)
    coming_home(place, min(people, 300_000))
