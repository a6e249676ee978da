#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""failover.py: a mailing through two real Postfixes (STARTTLS, AUTH), one of which is stopped half-way and started again.

Everyone must have exactly one file, in one Postfix or the other, unless the ledger was in doubt about them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from newsroom import DAYBREAK, Newsroom
from thousands import recipients

SCRIPTS = Path(__file__).resolve().parent


class Postfix:
    def __init__(self, name, place, port):
        self.name, self.place, self.port = name, Path(place) / name, port
        self.environment = dict(os.environ, PORT=str(port))

    def do(self, verb):
        subprocess.run([SCRIPTS / "postfix.sh", verb, self.place], env=self.environment, check=True)

    @property
    def relay(self):
        return (
            f"  - name: {self.name}\n    url: smtp://localhost:{self.port}\n    user: desk\n    password: secret\n"
            f"    starttls: required\n    ca_file: {self.place}/ca.pem\n    connections: 10\n    weight: 1\n"
        )

    @property
    def maildir(self):
        return self.place / "mail/all/new"


def accepted(room):
    """How many; none before the mailing is published."""
    shown = room.call("mailing", "show", "1", "--json", codes=(0, 65))
    return json.loads(shown)["counts"]["accepted"] if shown else 0


def wait_for(room, count, process):
    while process.poll() is None and accepted(room) < count:
        time.sleep(0.5)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, default=100_000)
    chosen = options.parse_args()
    people = [f"reader{index}@inbox.test" for index in range(chosen.people)]
    with tempfile.TemporaryDirectory(prefix="daybreak-failover-") as place:
        os.chmod(place, 0o755)
        first, second = Postfix("first", place, 18925), Postfix("second", place, 18935)
        try:
            first.do("start")
            second.do("start")
            room = Newsroom(Path(place) / "room", 0)
            room.configure(0, relay=first.relay + second.relay, extra="retry: { first: 1s }\n")
            room.subscribe(people)
            edition, size = room.edition(5_000)
            start = time.monotonic()
            with open(Path(place) / "send.log", "w") as log:
                process = subprocess.Popen(
                    [DAYBREAK, "send", str(edition), "--list", "morning", "--override", "a theme without ornament", "--wait", "--newsroom", room.directory],
                    stdout=log, stderr=log,
                )
                for share, verb in ((1 / 3, "stop"), (2 / 3, "start")):
                    wait_for(room, chosen.people * share, process)
                    first.do(verb)
                    print(f"after {time.monotonic() - start:.0f} s and {accepted(room)} accepted: {verb} {first.name}", flush=True)
                code = process.wait()
            seconds = time.monotonic() - start
            counts = {state: count for state, count in room.counts(1)["counts"].items() if count}
            rows = [json.loads(line) for line in room.call("mailing", "deliveries", "1", "--json").splitlines()]
            for _ in range(600):
                if sum(1 for each in (first, second) for _ in each.maildir.glob("*")) >= chosen.people:
                    break
                time.sleep(0.5)
            files = {each.name: recipients(each.maildir) for each in (first, second)}
            report = room.call("mailing", "report", "1")
        finally:
            for each in (first, second):
                each.do("stop")
    whole = files["first"] + files["second"]
    twice = {name for name, count in whole.items() if count > 1}
    doubted = {row["address"] for row in rows if row["attempts"] > 1}
    missing = set(people) - set(whole)
    print(f"{chosen.people} people, messages of {size} bytes, {seconds:.0f} s, exit {code}")
    print(f"ledger: {counts}")
    print("files: " + ", ".join(f"{name} {sum(found.values())}" for name, found in files.items()) + f"; missing {len(missing)}, twice {len(twice)}, of {len(doubted)} that were in doubt")
    print("\n".join(report.splitlines()[-3:]))
    sys.exit(0 if not missing and twice <= doubted and counts == {"accepted": chosen.people} else "the ledger and the files do not agree")


if __name__ == "__main__":
    main()
