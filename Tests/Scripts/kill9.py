#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill9.py: kills `daybreak send` at random moments of a mailing; nobody may be lost, and no connection leaves two in doubt.

    kill9.py [--people N] [--kills N] [--seed N] [--connections N] [--grouping two-round-trips]
"""

import argparse
import collections
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from newsroom import STATES, Newsroom, Sink, free_port

PORT = free_port()


def in_flight(room):
    """Rows that a killed sender left in flight, and how many have a final state."""
    with sqlite3.connect(room.directory / "daybreak.db") as database:
        counts = dict(database.execute("SELECT state, count(*) FROM delivery GROUP BY state"))
    return counts.get(STATES.index("inFlight"), 0), counts.get(STATES.index("accepted"), 0)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, default=5_000)
    options.add_argument("--kills", type=int, default=10)
    options.add_argument("--seed", type=int, default=int(time.time()))
    options.add_argument("--connections", type=int, default=10)
    options.add_argument("--grouping", default="two-round-trips", choices=["off", "two-round-trips", "one-round-trip"])
    chosen = options.parse_args()
    chance = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory(prefix="daybreak-kill-") as place:
        room = Newsroom(Path(place) / "room", PORT)
        room.relay(chosen.connections, chosen.grouping, "retry: { first: 1s, uncertain: resend }\n")
        room.subscribe(f"reader{i}@inbox.test" for i in range(chosen.people))
        edition, _ = room.edition(30_720)
        record = Path(place) / "received"
        sink = Sink("fast-sink", PORT, record)
        doubted = 0
        command = room.command("send", str(edition), "--list", "morning", "--override", "a theme without ornament", "--json")
        for number in range(chosen.kills):
            before = len(record.read_text().splitlines()) if record.exists() else 0
            sender = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            # Somewhere in the next tenth of the mailing, counted by what the sink has got.
            goal = before + chance.randint(1, chosen.people // (chosen.kills + 1))
            while sender.poll() is None and (not record.exists() or record.read_bytes().count(b"\n") < goal):
                time.sleep(0.001)
            time.sleep(chance.random() * 0.01)
            sender.send_signal(signal.SIGKILL)
            sender.wait()
            flying, accepted = in_flight(room)
            doubted += flying
            print(f"kill {number + 1:2}: {accepted} accepted in the ledger, {flying} rows in flight")
            command = room.command("send", "--resume", "--json")
        room.call("send", "--resume", "--wait", codes=(0, 75))
        sink.stop()
        received = collections.Counter(line.split("\t")[0] for line in record.read_text().splitlines())
        ids = {line for line in record.read_text().splitlines()}
        report = room.counts(1)
    missing = chosen.people - len(received)
    twice = sum(1 for count in received.values() if count > 1)
    print(f"seed {chosen.seed}: {chosen.people} people, {missing} missing, {twice} twice, of {doubted} rows in flight at the kills; {chosen.connections} connections, {chosen.kills} kills")
    print(f"most copies of one message: {max(received.values())}; Message-IDs differ between copies: {len(ids) - len(received)}")
    print(f"ledger: {report['audience']} = " + " + ".join(f"{n} {s}" for s, n in report["counts"].items() if n))
    sys.exit(0 if missing == 0 and twice <= chosen.connections * chosen.kills and sum(report["counts"].values()) == chosen.people else 1)


if __name__ == "__main__":
    main()
