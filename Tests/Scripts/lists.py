#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""lists.py: what the subscriber store promises, proved from outside with real processes.

    lists.py [--people N]

An import killed at ten random moments leaves nothing; an erased person is in no byte of the database's files; a backup taken
while mail goes out is whole, and restoring it sends nothing by itself; two processes that write at once both succeed.
"""

import argparse
import json
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from newsroom import Newsroom, Sink, write_people

PORT = 18725
faults = []


def check(fact, text):
    print(("ok    " if fact else "FAULT ") + text, flush=True)
    if not fact:
        faults.append(text)


def count(room):
    with sqlite3.connect(room.directory / "daybreak.db") as database:
        return database.execute("SELECT count(*) FROM subscriber").fetchone()[0]


def killed_imports(place, people, chance):
    """Kills imports at random moments; each leaves nothing, and the next works."""
    csv = place / "people.csv"
    with csv.open("w") as file:
        write_people(file, (f"reader{i}@inbox.test" for i in range(people)))
    whole = Newsroom(place / "whole", PORT)
    started = time.monotonic()
    whole.call("subscriber", "import", str(csv), "--list", "morning", "--json")
    seconds = time.monotonic() - started
    left, whole_after = [], 0
    for number in range(10):
        room = Newsroom(place / f"killed{number}", PORT)
        command = room.command("subscriber", "import", str(csv), "--list", "morning", "--json")
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds * chance.random() * 0.9)
        process.send_signal(signal.SIGKILL)
        process.wait()
        left.append(count(room))
        whole_after += room.call("check").strip() == "the database is whole"
    check(set(left) <= {0, people}, f"imports killed at 10 moments of {seconds:.1f} s left {left} of {people} people")
    check(whole_after == 10, "check finds each of their databases whole")
    report = json.loads(room.call("subscriber", "import", str(csv), "--list", "morning", "--json"))
    check(report["added"] + report["unchanged"] == people and count(room) == people, f"the next import: {report['added']} added")
    return whole


def erased(room):
    """Erases somebody, and searches every file of the newsroom for their address."""
    address = "reader77@inbox.test"
    room.call("subscriber", "unsubscribe", address, "--list", "morning", "--source", "a letter from Reader77@inbox.test")
    print(room.call("subscriber", "export", "--all-about", address)[:400] + "…")
    before = sum(len(re.findall(re.escape(address).encode(), file.read_bytes(), re.I)) for file in room.directory.glob("daybreak.db*"))
    done = json.loads(room.call("subscriber", "erase", address, "--json"))
    found = {file.name: len(re.findall(re.escape(address).encode(), file.read_bytes(), re.I)) for file in room.directory.glob("daybreak.db*")}
    check(done["erased"] and not any(found.values()), f"erased: {before} occurrences before, {found} after; the hash {done['hash'][:16]}… stays")
    check(room.call("suppression", "check", address).strip().endswith("suppressed: erased"), "the address stays suppressed")
    again = room.directory / "again.csv"
    again.write_text(f"email\n{address}\nsomebody-else@inbox.test\n")
    report = json.loads(room.call("subscriber", "import", str(again), "--list", "morning", "--json"))
    check((report["added"], report["rejected"]) == (1, 1), f"an old file does not bring them back: {report['rejects']}")
    check(room.call("check").strip() == "the database is whole", "check finds the database whole")


def backed_up(place, people):
    """Backs up while mail goes out, and restores."""
    room = Newsroom(place / "sending", PORT)
    room.subscribe(f"reader{i}@inbox.test" for i in range(people))
    room.plain_theme()
    edition, _ = room.edition(2_048)
    sink = Sink("fast-sink", PORT)
    sender = subprocess.Popen(room.command("send", str(edition), "--list", "morning", "--override", "proof", "--json"), stdout=subprocess.PIPE, text=True)
    time.sleep(0.5)
    backups = []
    while sender.poll() is None and len(backups) < 20:
        name = place / f"backup{len(backups)}"
        began = time.monotonic()
        room.call("backup", str(name))
        backups.append((name, time.monotonic() - began))
    sent = json.loads(sender.communicate()[0])
    check(sent["counts"]["accepted"] == people, f"{people} accepted at {sent['perSecond']:.0f}/s with {len(backups)} backups taken meanwhile ({backups[0][1]:.2f} s the first)")
    room.call("mailing", "schedule", str(edition), "--list", "morning", "--at", "2099-01-01 06:00", "--in", "UTC", "--override", "later")
    restored = Newsroom(place / "restored", PORT)
    for name, _ in backups[:3]:
        done = json.loads(restored.call("restore", str(name), "--json"))
        state = json.loads(restored.call("mailing", "show", "1", "--json"))
        check(restored.call("check").strip() == "the database is whole", f"{name.name}: whole; mailing 1 is {state['state']}, {state['counts']['accepted']} accepted, {state['counts']['queued']} queued; halted {done['halted']}")
        check(sum(state["counts"].values()) == people and state["state"] == "halted", "its states sum to the audience, and it is halted")
        resumed = json.loads(restored.call("send", "--resume", "--json") or "{}")
        after = json.loads(restored.call("mailing", "show", "1", "--json"))
        check(after["counts"]["accepted"] == state["counts"]["accepted"] and not resumed, f"“send --resume” sends nothing of it; what was on the wire is {after['counts']['uncertain']} uncertain")
    sink.stop()


def together(place):
    """Two processes write to one database."""
    room = Newsroom(place / "together", PORT)
    csv = place / "many.csv"
    with csv.open("w") as file:
        write_people(file, (f"other{i}@inbox.test" for i in range(50_000)))
    importing = subprocess.Popen(room.command("subscriber", "import", str(csv), "--list", "morning", "--json"), stdout=subprocess.PIPE, text=True)
    added = 0
    while importing.poll() is None:
        room.call("subscriber", "add", f"new{added}@inbox.test", "--list", "morning")
        added += 1
    report = json.loads(importing.communicate()[0])
    check(report["added"] == 50_000 and count(room) == 50_000 + added, f"an import of 50,000 and {added} additions beside it all succeeded")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=int(time.time()))
    chosen = options.parse_args()
    print("seed", chosen.seed)
    with tempfile.TemporaryDirectory(prefix="daybreak-lists-") as place:
        erased(killed_imports(Path(place), chosen.people, random.Random(chosen.seed)))
        backed_up(Path(place), chosen.people)
        together(Path(place))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
