#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make bench: the composer against a Python script; `daybreak send` against Postfix's smtp-source, pair by pair into the
same sink; subscribers against sqlite3; `daybreak serve` at rest, and what it tells who watches it.

    bench.py [--pairs N] [--messages N] [--people N] [--only composing|sending|subscribing|watching|fleet|ten]

Both sides send messages of one size over as many connections. smtp-source sends one fixed message and keeps no books;
daybreak personalises every copy and keeps its ledger. Every figure is a median over the pairs; `run` is the rate
daybreak reports for the run itself, the other rates are of whole processes. The machine may be busy: read the ratios.
"""

import argparse
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fleet_bench import fleet, ten_in_a_row
from newsroom import ROOT, Newsroom, Sink, free_port, run, write_people

PORT = 18525
BENCH = str(ROOT / ".build/release/composer-bench")


def composing(pairs):
    print("composing twenty articles and writing copies of 30 KB on one core, medians of", pairs, "pairs")
    median = lambda rows, key: statistics.median(row[key] for row in rows)
    ours, many, theirs, limits = [], [], [], []
    for _ in range(pairs):
        limits.append(signatures(("-seconds", "1")))
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
    print(f"{'signedPerSecond':20} daybreak {median(ours, 'signedPerSecond'):10.1f} /s, RSA-2048 | openssl speed {statistics.median(limits):8.1f} /s | {statistics.median(a['signedPerSecond'] / b for a, b in zip(ours, limits)):.2f} of it, writing them, too")
    print(f"{'peakMegabytes':20} daybreak {median(ours, 'peakMegabytes'):10.0f} after 20,000 copies of {ours[0]['messageBytes']} bytes, {median(many, 'peakMegabytes'):.0f} after 200,000")


def signatures(options):
    """How many a second OpenSSL's own bench makes."""
    done = run("openssl", "speed", *options, "rsa2048")
    return float(next(line for line in done.out.splitlines() if line.startswith("rsa 2048")).split()[5])


def send(newsroom, edition, people):
    """A mailing to everyone: what the process cost, and the rate of the run itself."""
    ours = run(*newsroom.command("send", str(edition), "--list", "morning", "--override", "bench", "--json"))
    report = json.loads(ours.out)
    assert ours.code == 0 and report["counts"]["accepted"] == people, ours.out
    return ours, report["perSecond"]


def source(size, people, connections):
    theirs = run("/usr/sbin/smtp-source", "-s", str(connections), "-m", str(people), "-l", str(size), "-d", "-t", "reader@inbox.test", f"127.0.0.1:{PORT}")
    assert theirs.code == 0
    return theirs


def compare(newsroom, sink_name, size, people, pairs, connections=10, grouping="two-round-trips"):
    newsroom.relay(connections, grouping)
    edition, actual = newsroom.edition(size)
    sink = Sink(sink_name, PORT)
    try:
        rows = [(*send(newsroom, edition, people), source(actual, people, connections)) for _ in range(pairs + 1)][1:]
    finally:
        sink.stop()
    median = lambda values: statistics.median(values)
    ours, theirs = median(people / a.seconds for a, _, _ in rows), median(people / b.seconds for _, _, b in rows)
    print(
        f"{sink_name:9} {actual:6} B {people:7} people {connections:3} connections {grouping:15} | daybreak {ours:7.0f}/s (run {median(r for _, r, _ in rows):7.0f}/s)"
        f" {median(1000 * a.cpu / people for a, _, _ in rows):.3f} CPU s/1000 {median(a.peak_mb for a, _, _ in rows):4.0f} MB"
        f" | smtp-source {theirs:7.0f}/s {median(1000 * b.cpu / people for _, _, b in rows):.3f} CPU s/1000 {median(b.peak_mb for _, _, b in rows):3.0f} MB"
        f" | ratio {median(b.seconds / a.seconds for a, _, b in rows):.2f} (run {median(r * b.seconds / people for _, r, b in rows):.2f})",
        flush=True,
    )


def alone(newsroom, name, size, people, pairs, connections, grouping, options=(), dkim=""):
    """Runs without a peer beside them: `name` says what they are measured against. Returns the median rate of the runs, and
    how many messages a second of CPU carries."""
    newsroom.relay(connections, grouping, dkim)
    edition, actual = newsroom.edition(size)
    sink = Sink("fast-sink", PORT, options=options)
    try:
        rows = [send(newsroom, edition, people) for _ in range(pairs + 1)][1:]
    finally:
        sink.stop()
    rate = statistics.median(rate for _, rate in rows)
    cpu = statistics.median(a.cpu for a, _ in rows)
    print(
        f"{name:42} {actual:6} B {people:7} people {connections:3} connections {grouping:15} | run {rate:7.0f}/s"
        f" {1000 * cpu / people:.3f} CPU s/1000 {statistics.median(a.peak_mb for a, _ in rows):4.0f} MB",
        flush=True,
    )
    return rate, people / cpu


def signing(room, messages, pairs):
    """Signed messages against what two processors can sign in the same minutes."""
    room.call("dkim", "generate", "bench", "--file", "keys/bench.pem", codes=(0, 64))
    limits = [signatures(("-multi", "2", "-seconds", "1")) for _ in range(pairs)]
    dkim = "dkim: { keys: [{ selector: bench, file: keys/bench.pem }] }\n"
    rate, per_cpu = alone(room, "signed with RSA-2048", 30_720, messages, pairs, 10, "two-round-trips", dkim=dkim)
    limit = statistics.median(limits)
    print(f"openssl speed -multi 2 rsa2048: {limit:.0f} signatures/s; daybreak {rate / limit:.2f} of it, sending them, too; {2 * per_cpu / limit:.2f} of it in the same CPU time")


def sending(directory, messages, pairs):
    print("sending, medians of", pairs, "pairs; ratio = daybreak's rate / smtp-source's")
    rooms = {people: crowd(directory, people) for people in {messages, 1_000, 10_000, 20_000}}
    room = rooms[messages]
    for sink in ("smtp-sink", "fast-sink"):
        for size in (1_024, 30_720):
            compare(room, sink, size, messages, pairs)
    for connections in (1, 50):
        compare(room, "fast-sink", 30_720, messages, pairs, connections)
    for connections in (1, 10):
        compare(room, "fast-sink", 30_720, messages, pairs, connections, "one-round-trip")
    signing(rooms[20_000], 20_000, pairs)
    for grouping in ("two-round-trips", "one-round-trip"):
        alone(rooms[10_000], "5 ms before each answer to a dot", 30_720, 10_000, pairs, 16, grouping, ("--delay-ms", "5"))
        alone(rooms[20_000], "50 ms before every answer", 30_720, 20_000, pairs, 55, grouping, ("--round-trip-ms", "50"))
    print("the same at other sizes of list")
    small, _ = alone(rooms[10_000], "ten thousand", 30_720, 10_000, pairs, 10, "two-round-trips")
    compare(rooms[1_000], "fast-sink", 30_720, 1_000, pairs)
    shutil.rmtree(room.directory)
    large, _ = alone(crowd(directory, 1_000_000), "a million", 30_720, 1_000_000, min(pairs, 2), 10, "two-round-trips")
    print(f"microseconds a message at 1,000,000 recipients: {small / large:.2f} times those at 10,000")


def crowd(directory, people):
    """A newsroom with so many readers, whose theme has no ornament."""
    room = Newsroom(Path(directory) / f"room{people}", PORT)
    room.plain_theme()
    room.subscribe(f"reader{i}@inbox.test" for i in range(people))
    return room


PEER = """
CREATE TABLE people (email TEXT NOT NULL UNIQUE, first_name TEXT, last_name TEXT, city TEXT, plan TEXT, joined TEXT, score TEXT, team TEXT);
CREATE INDEX by_domain ON people (substr(email, instr(email, '@') + 1));
CREATE INDEX by_city ON people (city);
CREATE INDEX by_plan ON people (plan);
CREATE INDEX by_joined ON people (joined);
CREATE INDEX by_score ON people (score);
CREATE INDEX by_team ON people (team);
PRAGMA journal_mode = WAL;
"""

QUESTIONS = [
    'list:morning',
    'list:morning and city = "City7" and subscribed since 2026-01-01',
    'list:morning and plan = "plan1"',
    'list:morning and plan = "plan1" and team = "team3" and not city = "City7"',
    'list:morning and (city = "City7" or city = "City8") and domain = "d7.test"',
    'not plan = "plan1"',
    'list:morning and (plan = "plan1" or not team = "team3")',
    'list:morning and city contains "ity49"',
    'list:morning and email contains "99@"',
    'list:morning and (first_name = "First7" or city = "City7")',
]


def median(results, key=lambda r: r.seconds):
    return statistics.median(key(r) for r in results)


def subscribing(directory, people, pairs):
    print(f"{people} people with 5 attributes; medians of", pairs)
    csv = Path(directory) / "people.csv"
    with csv.open("w") as file:
        write_people(file, (f"reader{i}@d{i % 97}.test" for i in range(people)))
    ours, theirs = [], []
    for number in range(pairs):
        room = Newsroom(Path(directory) / f"import{number}", PORT)
        ours.append(run(*room.command("subscriber", "import", str(csv), "--list", "morning", "--json")))
        assert json.loads(ours[-1].out)["added"] == people
        database = Path(directory) / f"peer{number}.db"
        theirs.append(run("sqlite3", str(database), PEER, f".import --csv --skip 1 {csv} people"))
        assert theirs[-1].code == 0
        database.unlink()
        if number < pairs - 1:
            shutil.rmtree(room.directory)
    print(f"import                {median(ours):7.2f} s {median(ours, lambda r: r.peak_mb):4.0f} MB | sqlite3 .import, same indexes {median(theirs):6.2f} s {median(theirs, lambda r: r.peak_mb):4.0f} MB | times as long {statistics.median(a.seconds / b.seconds for a, b in zip(ours, theirs)):.2f}")
    place = Path(directory) / "exported.csv"
    exported = [run("bash", "-c", f"{' '.join(room.command('subscriber', 'export', '--list', 'morning'))} > {place}") for _ in range(pairs)]
    assert sum(1 for _ in place.open()) == people + 1
    print(f"export                {people / median(exported):7.0f} rows/s, {median(exported, lambda r: r.peak_mb):.0f} MB")
    empty = Newsroom(Path(directory) / "empty", PORT)
    empty.subscribe(["reader1@d1.test"])
    for name, command in (
        ("show", ("subscriber", "show", "reader1@d1.test")),
        ("add", ("subscriber", "add", "new{}@d1.test", "--list", "morning")),
        ("unsubscribe", ("subscriber", "unsubscribe", "new{}@d1.test", "--list", "morning")),
    ):
        full, bare = [], []
        for number in range(max(pairs, 11)):
            words = [word.format(number) for word in command]
            full.append(run(*room.command(*words)))
            bare.append(run(*empty.command(*words)))
            assert full[-1].code == 0 and bare[-1].code == 0
        print(f"{name:21} {1000 * median(full):7.1f} ms | among one person {1000 * median(bare):.1f} ms | difference {1000 * (median(full) - median(bare)):.1f} ms")
    floor = median([run(*empty.command("segment", "count", "list:morning")) for _ in range(pairs)])
    for question in QUESTIONS:
        counted = [run(*room.command("segment", "count", question)) for _ in range(pairs)]
        assert counted[0].code == 0, question
        print(f"segment count {1000 * (median(counted) - floor):8.0f} ms beyond the process's own {1000 * floor:.0f} ms: {counted[0].out.strip():>8}  {question}")
    publishing(room, people, pairs)
    waiting(room, csv, pairs)


def publishing(room, people, pairs):
    """From the start of `send` to its first connection, which comes when everyone's delivery is committed; then the relay hangs up."""
    edition, _ = room.edition(2_048)
    published, whole = [], []
    for _ in range(pairs):
        with socket.create_server(("127.0.0.1", PORT)) as relay:
            start = time.monotonic()
            sending = subprocess.Popen(room.command("send", str(edition), "--list", "morning", "--override", "bench", "--json"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            relay.settimeout(120)
            relay.accept()[0].close()
            published.append(time.monotonic() - start)
        report = json.loads(sending.stdout.read())
        assert sending.wait() == 69 and report["audience"] >= people, report
        whole.append(time.monotonic() - start)
    print(f"publishing to all     {statistics.median(published):7.2f} s until the first connection, {statistics.median(whole):.2f} s with the report")


def waiting(room, csv, pairs):
    """Reads while a million rows are imported anew."""
    importing = subprocess.Popen(room.command("subscriber", "import", str(csv), "--list", "morning", "--mode", "replace", "--json"), stdout=subprocess.DEVNULL)
    reads = []
    while importing.poll() is None:
        reads.append(run(*room.command("subscriber", "show", "reader1@d1.test")))
        assert reads[-1].code == 0
    print(f"show while importing  {1000 * median(reads):7.1f} ms, at most {1000 * max(r.seconds for r in reads):.1f} ms of {len(reads)}")


def watching(directory, people, pairs):
    """`serve` beside a mailing to everyone that is over, and beside one of which everything waits."""
    print(f"serving {people} people, and telling metrics")
    room = crowd(Path(directory) / "watched", people)
    port = free_port()
    web = f"web: {{ port: {port}, metrics: [127.0.0.1] }}\n"
    room.relay(10, extra=web)
    edition, _ = room.edition(2_048)
    sink = Sink("fast-sink", PORT)
    try:
        send(room, edition, people)
        # A relay that is not there is an alarm, which is looked after.
        watch(room, port, pairs, "a mailing to all is over")
    finally:
        sink.stop()
    # Nobody listens any more: all of it waits.
    edition, _ = room.edition(2_100)
    assert run(*room.command("send", str(edition), "--list", "morning", "--override", "bench")).code == 69
    watch(room, port, pairs, "a mailing to all waits")
    shutil.rmtree(room.directory)


def watch(room, port, pairs, what):
    serve = subprocess.Popen(room.command("serve"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while subprocess.run(["bash", "-c", f"exec 3<>/dev/tcp/127.0.0.1/{port}"], stderr=subprocess.DEVNULL).returncode != 0:
            time.sleep(0.05)
        first = scrape(port)
        # What takes longer is counted beside the answers, every ten seconds: some of these meet it.
        times = []
        for _ in range(max(pairs, 5) * 12):
            times.append(scrape(port))
            time.sleep(0.5)
        at_rest, seconds = work(serve), 60
        time.sleep(seconds)
        share = (work(serve) - at_rest) / seconds
        peak = next(line for line in Path(f"/proc/{serve.pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    finally:
        serve.terminate()
        serve.wait(30)
    print(
        f"metrics, {what:25} {1000 * statistics.median(times):6.2f} ms, at most {1000 * max(times):.1f} ms of {len(times)}, the first {1000 * first:.0f} ms"
        f" | serve with nobody asking {100 * share:.3f} % of a core, {int(peak.split()[1]) / 1024:.0f} MB", flush=True)


def scrape(port):
    """The seconds that one answer takes, over a connection that is open as Prometheus' is."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.connect()
    start = time.monotonic()
    connection.request("GET", "/metrics")
    answer = connection.getresponse()
    text = answer.read()
    seconds = time.monotonic() - start
    connection.close()
    assert answer.status == 200 and b"daybreak_mailing_audience" in text, text
    return seconds


def work(process):
    """Seconds of processors that a process has had."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--pairs", type=int, default=5)
    options.add_argument("--messages", type=int, default=60_000)
    options.add_argument("--people", type=int, default=1_000_000)
    options.add_argument("--only", choices=["composing", "sending", "subscribing", "watching", "fleet", "ten"])
    chosen = options.parse_args()
    if chosen.only in (None, "composing"):
        composing(chosen.pairs)
    with tempfile.TemporaryDirectory(prefix="daybreak-bench-") as place:
        if chosen.only in (None, "sending"):
            sending(place, chosen.messages, chosen.pairs)
        if chosen.only in (None, "subscribing"):
            subscribing(place, chosen.people, chosen.pairs)
        if chosen.only in (None, "watching"):
            watching(place, chosen.people, chosen.pairs)
        if chosen.only in (None, "fleet"):
            fleet(place, chosen.messages, chosen.people, chosen.pairs)
        if chosen.only == "ten":
            ten_in_a_row(place, chosen.people)
