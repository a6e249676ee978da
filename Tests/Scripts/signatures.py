#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""signatures.py: messages to readers with any name, signed twice, and verified by two programs that know nothing of Daybreak.

    signatures.py [--messages N] [--body simple|relaxed]

An edition whose subject, introduction and links hold every kind of slot goes to N readers whose names are random text in
many scripts, into the sandbox. dkimpy and opendkim then verify both signatures, RSA and Ed25519, of every message. A changed
message must fail in both.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import dkim

from newsroom import DAYBREAK, Newsroom, free_port

PORT = free_port()
SCRIPTS = ["abc xyz", "äöüß éèê", "абвгд їєґ", "你好世界报纸", "שלום עולם", "مرحبا يا عالم", "😀🗞️☕", "日本語の新聞", "ελληνικά", "a.b-c_d'e"]


def names(number):
    chance = random.Random(number)
    alphabet = chance.choice(SCRIPTS)
    return "".join(chance.choice(alphabet) for _ in range(chance.randint(0, 40))).strip()


def newsroom(place, count, body):
    room = Newsroom(place, PORT)
    records = {}
    for selector, algorithm in (("r2026", "rsa"), ("e2026", "ed25519")):
        record = json.loads(room.call("dkim", "generate", selector, "--algorithm", algorithm, "--json"))
        records[record["name"]] = record["value"]
    keys = "".join(f"    - {{ selector: {s}, file: keys/{s}.pem }}\n" for s in ("r2026", "e2026"))
    room.configure(PORT, extra=f"dkim:\n  body: {body}\n  keys:\n{keys}sandbox: {{ port: {PORT}, maildir: mail }}\n")
    people = Path(place) / "people.csv"
    with people.open("w") as file:
        file.write("email,first_name,last_name,city,language\n")
        for number in range(count):
            file.write(f'reader{number}@inbox.test,"{names(3 * number)}","{names(3 * number + 1)}","{names(3 * number + 2)}",en\n')
    room.call("subscriber", "import", str(people), "--list", "morning", "--json")
    room.call("article", "add", str(write(room, "article.md", "---\nheadline: Fähren fahren  wieder\nslug: ferries\n---\n" + "Ferries ran. " * 200 + "\n\n.\n\nFrom the harbour,  {{reader.city | town}}.\n")))
    plan = write(
        room, "edition.yaml",
        f"subject: \"Good morning {{{{reader.first_name | friend}}}} of {{{{reader.city | somewhere}}}}: {'a long subject about ferries, ' * 6}ünd mehr\"\n"
        "preheader: \"For {{reader.last_name | you}}\"\nintroduction: \"Hello {{reader.first_name | friend}} {{reader.last_name | }}, {{reader.email}}\"\n"
        "stories:\n  - article: ferries\n    as: full\n",
    )
    edition = json.loads(room.call("edition", "new", str(plan), "--json"))["edition"]
    return room, edition, records


def write(room, name, text):
    path = room.directory / name
    path.write_text(text)
    return path


def send(room, edition, count):
    sandbox = subprocess.Popen((DAYBREAK, "sandbox", "--quiet", "--newsroom", str(room.directory)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        sandbox.stdout.readline()
        report = json.loads(room.call("send", str(edition), "--list", "morning", "--override", "every kind of slot", "--json"))
    finally:
        sandbox.terminate()
        sandbox.wait()
    assert report["counts"]["accepted"] == count, report
    return sorted(path for path in (room.directory / "mail").rglob("*") if path.is_file() and path.parent.name in ("new", "cur"))


def dkimpy(message, records):
    """How many of a message's signatures hold."""
    answer = lambda name, timeout=5: records.get(name.decode().rstrip("."), "").encode()
    verifier = dkim.DKIM(message)
    count = len(re.findall(rb"(?mi)^dkim-signature:", message))
    good = 0
    for index in range(count):
        try:
            good += verifier.verify(index, dnsfunc=answer)
        except dkim.DKIMException:
            pass
    return good


def opendkim(messages, records, place):
    """How many messages opendkim finds both signatures good of, in its test mode with keys from a file instead of DNS."""
    keys = Path(place) / "keys.txt"
    keys.write_text("".join(f"{name} {value}\n" for name, value in records.items()))
    settings = Path(place) / "opendkim.conf"
    settings.write_text(f"Mode v\nTestDNSData file:{keys}\nBackground no\n")
    good = 0
    for start in range(0, len(messages), 100):
        batch = ",".join(map(str, messages[start : start + 100]))
        done = subprocess.run(("/usr/sbin/opendkim", "-x", str(settings), "-t", batch, "-vv"), capture_output=True, text=True)
        assert "hname='Authentication-Results'" in done.stdout, done.stderr
        good += sum(result.count("dkim=pass") == 2 for result in done.stdout.split("### INSHEADER")[1:])
    return good


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--messages", type=int, default=1_000)
    options.add_argument("--body", choices=["simple", "relaxed"], default="simple")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="daybreak-dkim-") as place:
        room, edition, records = newsroom(Path(place) / "room", chosen.messages, chosen.body)
        messages = send(room, edition, chosen.messages)
        assert len(messages) == chosen.messages, len(messages)
        held = [dkimpy(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), records) for path in messages]
        print(f"dkimpy: {held.count(2)} of {len(held)} messages with both signatures good ({chosen.body} bodies)")
        good = opendkim(messages, records, place)
        print(f"opendkim: {good} of {len(messages)} messages with both signatures good")
        forged = messages[0].read_bytes().replace(b"Ferries ran", b"Ferries sank", 1)
        assert dkimpy(forged.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), records) == 0, "a changed body is noticed"
        changed = Path(place) / "changed.eml"
        changed.write_bytes(forged)
        assert not opendkim([changed], records, place), "a changed body is noticed by opendkim"
        print("a changed message: 0 good")
        sys.exit(0 if held.count(2) == len(held) == good else 1)


if __name__ == "__main__":
    main()
