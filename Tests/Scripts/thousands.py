#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""thousands.py: a mailing through a real Postfix (STARTTLS, AUTH) that refuses, greylists and runs out of room.

Of N people 1 in 20 does not exist (550), 1 in 20 is greylisted once (450) and 1 in 50 has a full mailbox (452). The ledger
must sum to N and each delivered address have exactly one file.
"""

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from newsroom import Newsroom

SCRIPTS = Path(__file__).resolve().parent


def address(index):
    name = "unknown" if index % 20 == 3 else "grey" if index % 20 == 7 else "full" if index % 50 == 11 else "reader"
    return f"{name}{index}@inbox.test"


def recipients(maildir):
    """Whom each file was for, by Postfix's own word."""
    found = collections.Counter()
    for file in maildir.glob("*"):
        with file.open("rb") as lines:
            for line in lines:
                if line.startswith(b"X-Original-To: "):
                    found[line.split()[1].decode()] += 1
                    break
    return found


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, default=2_000)
    options.add_argument("--port", type=int, default=18725)
    chosen = options.parse_args()
    people = [address(index) for index in range(chosen.people)]
    with tempfile.TemporaryDirectory(prefix="daybreak-postfix-") as place:
        os.chmod(place, 0o755)
        postfix = Path(place) / "postfix"
        environment = dict(os.environ, PORT=str(chosen.port))
        subprocess.run([SCRIPTS / "postfix.sh", "start", postfix], env=environment, check=True)
        try:
            room = Newsroom(Path(place) / "room", 0)
            room.configure(
                0,
                relay=f"  - url: smtp://localhost:{chosen.port}\n    user: desk\n    password: secret\n    starttls: required\n"
                f"    ca_file: {postfix}/ca.pem\n    connections: 10\n",
                extra="retry: { first: 1s, longest: 2s, give_up_after: 8s }\n",
            )
            room.subscribe(people)
            edition, size = room.edition(30_720)
            start = time.monotonic()
            room.call("send", str(edition), "--list", "morning", "--override", "a theme without ornament", "--wait")
            seconds = time.monotonic() - start
            report = room.counts(1)
            rows = [json.loads(line) for line in room.call("mailing", "deliveries", "1", "--json").splitlines()]
            accepted = {row["address"] for row in rows if row["state"] == "accepted"}
            maildir = postfix / "mail/all/new"
            for _ in range(300):
                if sum(1 for _ in maildir.glob("*")) >= len(accepted):
                    break
                time.sleep(0.2)
            files = recipients(maildir)
            transport = (postfix / "mail.log").read_text()
        finally:
            subprocess.run([SCRIPTS / "postfix.sh", "stop", postfix], check=True)
    tls, auth = transport.count("starttls=1"), transport.count("auth=1")
    print(f"{chosen.people} people, messages of {size} bytes, {seconds:.1f} s with its retries; {tls} connections with STARTTLS, {auth} with AUTH")
    print(f"ledger: {sum(report['counts'].values())} = " + " + ".join(f"{n} {s}" for s, n in report["counts"].items() if n))
    failed = collections.Counter((row["class"], row["code"]) for row in rows if row["state"] == "failed")
    print("failed: " + ", ".join(f"{count} {cause} ({code})" for (cause, code), count in sorted(failed.items())))
    print(f"files: {sum(files.values())} for {len(files)} addresses, {sum(1 for n in files.values() if n > 1)} addresses with more than one")
    print(f"greylisted and delivered later: {sum(1 for row in rows if row['state'] == 'accepted' and row['attempts'] > 1)}")
    right = (
        sum(report["counts"].values()) == chosen.people
        and set(files) == accepted
        and all(count == 1 for count in files.values())
        and accepted == {name for name in people if not name.startswith(("unknown", "full"))}
    )
    sys.exit(0 if right else "the ledger and the files do not agree")


if __name__ == "__main__":
    main()
