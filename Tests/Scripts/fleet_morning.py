#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fleet_morning.py [--people N]: a fleet's morning, shown as it goes.

A newsroom, PostgreSQL, three senders and two Postfix relays, each a process of this machine. A sender is killed in the midst of the
mailing. What is shown are the program's own words: `daybreak mailing show` and `daybreak fleet list`.
"""

import argparse
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fleet import Postgres, Process
from newsroom import DAYBREAK, Newsroom

SCRIPTS = Path(__file__).resolve().parent
BOLD, PLAIN = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "")


def say(text):
    print(f"\n{BOLD}{text}{PLAIN}", flush=True)


def taken(relay):
    """How many messages are in a relay's mailboxes."""
    return sum(1 for _ in (relay / "mail/all/new").glob("*"))


def show(room, relays, started):
    print(f"\n{time.monotonic() - started:5.1f} s  {room.call('mailing', 'show', '1').splitlines()[0]}")
    print(f"         in the relays' mailboxes: {' and '.join(str(taken(relay)) for relay in relays)}")
    print(room.call("fleet", "list"), end="", flush=True)


def is_over(room):
    with sqlite3.connect(room.directory / "daybreak.db", timeout=30) as database:
        return database.execute("SELECT count(*) FROM mailing WHERE state = 4").fetchone()[0] == 1


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, default=3_000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="daybreak-morning-") as place:
        place = Path(place)
        place.chmod(0o755)
        relays = [place / name for name in ("north", "south")]
        running = []
        postgres = None
        try:
            say("PostgreSQL, two Postfix relays, a newsroom")
            postgres = Postgres(place / "postgres").start()
            ports = []
            for relay in relays:
                subprocess.run([SCRIPTS / "postfix.sh", "start", relay], check=True)
                ports.append(int((relay / "port").read_text()) + 1)
            each = "".join(
                f"  - name: {relay.name}\n    url: smtp://127.0.0.1:{port}\n    starttls: off\n    connections: 5\n    weight: 1\n"
                for relay, port in zip(relays, ports))
            retry = "retry: { first: 2s }\n"
            room = Newsroom(place / "room", ports[0])
            room.configure(0, relay=each, extra=f"queue: {postgres.address}\n{retry}")
            room.subscribe(f"reader{number}@inbox.test" for number in range(chosen.people))
            edition, size = room.edition(10_000)
            room.call("fleet", "keys", str(place / "keys.json"))
            running.append(Process("serve", place / "serve.log", *room.command("serve", "--only", "sending")))
            (place / "state").mkdir()
            (place / "sender.yaml").write_text(
                f"queue: {postgres.address}\nkeys: keys.json\nstate: state\n{retry}relays:\n{each}")
            time.sleep(2)
            say("three senders: daybreak sender --config sender.yaml")
            senders = [
                Process(f"sender{number}", place / f"sender{number}.log", DAYBREAK, "sender", "--config", str(place / "sender.yaml"))
                for number in range(3)
            ]
            running += senders
            time.sleep(2)
            say(f"daybreak send {edition} --list morning       ({chosen.people} readers, {size} bytes each)")
            print(room.call("send", str(edition), "--list", "morning", "--override", "a theme without ornament"), end="")
            started, is_killed = time.monotonic(), False
            while not is_over(room) and time.monotonic() - started < 300:
                time.sleep(1)
                show(room, relays, started)
                if not is_killed and sum(map(taken, relays)) > chosen.people // 3:
                    say("kill -9 of a sender; another is started in its place")
                    senders[0].kill()
                    senders[0].start()
                    is_killed = True
            for process in running:
                process.stop()
            say("the newsroom's ledger")
            print(room.call("mailing", "show", "1"), end="")
            print(room.call("check"), end="")
            over = is_over(room)
        finally:
            for process in running:
                if process.process.poll() is None:
                    process.kill()
            for relay in relays:
                subprocess.run([SCRIPTS / "postfix.sh", "stop", relay], check=False)
            if postgres:
                postgres.stop()
    sys.exit(0 if over else 1)


if __name__ == "__main__":
    main()
