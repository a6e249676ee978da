#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Types what “daybreak init” prints, and what README's “Start a newsroom” does, with one article pasted from a news page.

Every step has to end with exit 0, and each reader has to have one copy in the sandbox. A mailing that reaches nobody, and one
to nobody, have to end with exit 65 and one line. Exits 1 when that is not so.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from newsroom import DAYBREAK, ROOT, free_port

SEED = ROOT / "docs/demo/articles/customs-treaty.txt"
READERS = ["ann@inbox.test", "bo@inbox.test", "cy@inbox.test"]


def step(home, *arguments, code=0):
    """Runs one command as a newcomer would, in the newsroom."""
    done = subprocess.run((DAYBREAK, *arguments), cwd=home, capture_output=True, text=True)
    print(f"$ daybreak {' '.join(arguments)}\n{done.stdout}{done.stderr}", end="")
    if done.returncode != code:
        sys.exit(f"firststeps: daybreak {' '.join(arguments)} ends with exit {done.returncode}")
    return done.stdout


def printed_steps(text):
    """The commands among what “init” prints, the sandbox apart."""
    lines = [line.strip() for line in text.splitlines()]
    commands = [re.split(r"\s{2,}", line)[0].split() for line in lines if line.startswith("daybreak ")]
    return [command[1:] for command in commands if command[1] != "sandbox"]


def checked(steps):
    """README names the same commands; one that is printed and not named there has gone astray."""
    readme = (ROOT / "README.md").read_text()
    for words in steps:
        if f"daybreak {' '.join(words[:2] if words[0] != 'send' else words[:1])}" not in readme:
            sys.exit(f"firststeps: “daybreak {' '.join(words)}” is not in README.md")
    return steps


def listening(sandbox):
    """Waits until the sandbox says that it listens."""
    line = sandbox.stdout.readline()
    if "keeping mail from" not in line:
        sys.exit(f"firststeps: the sandbox says “{line.strip()}”")


def main():
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "paper"
        steps = checked(printed_steps(step(place, "init", str(home))))
        port = free_port()
        settings = home / "daybreak.yaml"
        settings.write_text(settings.read_text().replace("127.0.0.1:2525", f"127.0.0.1:{port}"))
        people = home / "readers.csv"
        people.write_text("email,first_name\n" + "".join(f"{address},\n" for address in READERS))
        sandbox = subprocess.Popen(
            (DAYBREAK, "sandbox", "--port", str(port)), cwd=home, stdout=subprocess.PIPE, text=True,
            env=os.environ)
        try:
            listening(sandbox)
            files = {"FILE": str(SEED), "FILE.csv": str(people), "ADDRESS": "editor@inbox.test"}
            for words in steps:
                step(home, *[files.get(word, word) for word in words])
            step(home, "edition", "proof", "1", "--list", "morning")
            step(home, "edition", "show", "1", "--yaml")
            step(home, "list", "create", "gone")
            step(home, "send", "1", "--list", "gone", code=65)
            step(home, "subscriber", "add", "unknown@inbox.test", "--list", "gone")
            step(home, "send", "1", "--list", "gone", code=65)
            copies = [file.read_text() for file in (home / "sandbox/new").iterdir()]
        finally:
            sandbox.terminate()
            sandbox.wait()
    for address in READERS:
        if sum(f"Delivered-To: {address}" in copy for copy in copies) != 1:
            sys.exit(f"firststeps: {address} has not one copy of {len(copies)}")
    print(f"{len(READERS)} readers have one copy each of what was pasted")


if __name__ == "__main__":
    main()
