#!/usr/bin/env python3
"""make bench: the composer against a Python script; `daybreak send` against Postfix's smtp-source, pair by pair into the
same sink; imports against sqlite3.

    bench.py [--pairs N] [--messages N] [--people N] [--only composing|sending|importing]

Both sides send messages of one size over ten connections. smtp-source sends one fixed message and keeps no books;
daybreak personalises every copy and keeps its ledger. Every figure is a median over the pairs; `run` is the rate
daybreak reports for the run itself, the other rates are of whole processes. The machine may be busy: read the ratios.
"""

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from newsroom import ROOT, Newsroom, Sink, run, write_people

PORT = 18525
BENCH = str(ROOT / ".build/release/composer-bench")


def composing(pairs):
    print("composing twenty articles and writing copies of 30 KB on one core, medians of", pairs, "pairs")
    median = lambda rows, key: statistics.median(row[key] for row in rows)
    ours, many, theirs = [], [], []
    for _ in range(pairs):
        for results, command in (
            (ours, (BENCH, str(ROOT), "20000")),
            (many, (BENCH, str(ROOT), "200000")),
            (theirs, (sys.executable, str(ROOT / "Tests/Scripts/composer_peer.py"), "500")),
        ):
            done = run(*command)
            assert done.code == 0, command
            results.append(json.loads(done.out))
    for key, unit, better in (("composeMilliseconds", "ms", -1), ("copiesPerSecond", "/s", 1)):
        ratio = statistics.median((a[key] / b[key]) ** better for a, b in zip(ours, theirs))
        print(f"{key:20} daybreak {median(ours, key):10.1f} {unit} | Python {median(theirs, key):8.1f} {unit} | {ratio:.0f} times as fast")
    print(f"{'proofMilliseconds':20} daybreak {median(ours, 'proofMilliseconds'):10.1f} ms")
    print(f"{'peakMegabytes':20} daybreak {median(ours, 'peakMegabytes'):10.0f} after 20,000 copies of {ours[0]['messageBytes']} bytes, {median(many, 'peakMegabytes'):.0f} after 200,000")


def pair(newsroom, edition, size, people):
    ours = run(*newsroom.command("send", str(edition), "--list", "morning", "--override", "bench", "--json"))
    report = json.loads(ours.out)
    assert ours.code == 0 and report["counts"]["accepted"] == people, ours.out
    theirs = run("/usr/sbin/smtp-source", "-s", "10", "-m", str(people), "-l", str(size), "-d", "-t", "reader@inbox.test", f"127.0.0.1:{PORT}")
    assert theirs.code == 0
    return ours, report["perSecond"], theirs


def compare(newsroom, sink_name, size, people, pairs):
    edition, actual = newsroom.edition(size)
    sink = Sink(sink_name, PORT)
    try:
        rows = [pair(newsroom, edition, actual, people) for _ in range(pairs + 1)][1:]
    finally:
        sink.stop()
    median = lambda values: statistics.median(values)
    ours, theirs = median(people / a.seconds for a, _, _ in rows), median(people / b.seconds for _, _, b in rows)
    print(
        f"{sink_name:10} {actual:6} B {people:7} people | daybreak {ours:7.0f}/s (run {median(r for _, r, _ in rows):7.0f}/s)"
        f" {median(1000 * a.cpu / people for a, _, _ in rows):.3f} CPU s/1000 {median(a.peak_mb for a, _, _ in rows):4.0f} MB"
        f" | smtp-source {theirs:7.0f}/s {median(1000 * b.cpu / people for _, _, b in rows):.3f} CPU s/1000 {median(b.peak_mb for _, _, b in rows):3.0f} MB"
        f" | ratio {median(b.seconds / a.seconds for a, _, b in rows):.2f} (run {median(r * b.seconds / people for _, r, b in rows):.2f})",
        flush=True,
    )


def sending(directory, messages, pairs):
    print("sending, 10 connections, medians of", pairs, "pairs; ratio = daybreak's rate / smtp-source's")
    rooms = {}
    for people in (messages, 1_000, 100_000):
        room = Newsroom(Path(directory) / f"room{people}", PORT)
        room.plain_theme()
        room.subscribe(f"reader{i}@inbox.test" for i in range(people))
        rooms[people] = room
    for sink in ("smtp-sink", "fast-sink"):
        for size in (2_048, 30_720):
            compare(rooms[messages], sink, size, messages, pairs)
    print("the same at other sizes of list")
    for people in (1_000, 100_000):
        compare(rooms[people], "fast-sink", 30_720, people, pairs)


IMPORT = """
CREATE TABLE subscriber (id INTEGER PRIMARY KEY, email TEXT UNIQUE, first_name TEXT, last_name TEXT, city TEXT, plan TEXT,
  joined TEXT, score TEXT, team TEXT);
CREATE TABLE subscription (list_id INTEGER, subscriber_id INTEGER, PRIMARY KEY (list_id, subscriber_id)) WITHOUT ROWID;
CREATE INDEX subscription_of ON subscription (subscriber_id);
CREATE VIEW rows AS SELECT email, first_name, last_name, city, plan, joined, score, team FROM subscriber;
CREATE TRIGGER take INSTEAD OF INSERT ON rows BEGIN
  INSERT INTO subscriber VALUES (NULL, new.email, new.first_name, new.last_name, new.city, new.plan, new.joined, new.score, new.team);
  INSERT INTO subscription VALUES (1, last_insert_rowid());
END;
PRAGMA journal_mode = WAL;
"""


def importing(directory, people, pairs):
    print(f"importing {people} people with 5 attributes; sqlite3 .import fills the same two tables and indexes")
    csv = Path(directory) / "people.csv"
    with csv.open("w") as file:
        write_people(file, (f"reader{i}@inbox.test" for i in range(people)))
    ours, plain, theirs = [], [], []
    for number in range(pairs):
        room = Newsroom(Path(directory) / f"import{number}", PORT)
        ours.append(run(*room.command("subscriber", "import", str(csv), "--list", "morning", "--json")))
        assert json.loads(ours[-1].out)["added"] == people
        for results, table, schema in ((theirs, "rows", IMPORT), (plain, "subscriber", IMPORT.replace("id INTEGER PRIMARY KEY, ", "").split("CREATE TABLE subscription")[0] + "PRAGMA journal_mode = WAL;")):
            database = Path(directory) / f"plain{number}{table}.db"
            results.append(run("sqlite3", str(database), schema, f".import --csv --skip 1 {csv} {table}"))
            assert results[-1].code == 0
            database.unlink()
    show = lambda name, results: print(
        f"{name:34} {statistics.median(r.seconds for r in results):6.2f} s {statistics.median(r.peak_mb for r in results):5.0f} MB"
        f"  ratio {statistics.median(a.seconds / b.seconds for a, b in zip(ours, results)):.2f}"
    )
    show("daybreak subscriber import", ours)
    show("sqlite3 .import, both tables", theirs)
    show("sqlite3 .import, people alone", plain)


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--pairs", type=int, default=5)
    options.add_argument("--messages", type=int, default=60_000)
    options.add_argument("--people", type=int, default=1_000_000)
    options.add_argument("--only", choices=["composing", "sending", "importing"])
    chosen = options.parse_args()
    if chosen.only in (None, "composing"):
        composing(chosen.pairs)
    with tempfile.TemporaryDirectory(prefix="daybreak-bench-") as place:
        if chosen.only in (None, "sending"):
            sending(place, chosen.messages, chosen.pairs)
        if chosen.only in (None, "importing"):
            importing(place, chosen.people, chosen.pairs)
