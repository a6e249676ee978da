#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""golden.py: what every command prints with --json, and the exit codes of its common faults, against golden.json.

    golden.py [--write]

A newsroom is led through its first days. What is printed is compared line by line, with masks for times, tokens, sizes and places. A command with --json that has no place here is an error, so is a fault with another exit
code or with more than one line of complaint. With --write the golden file is written anew, for a change that is meant.
"""

import argparse
import base64
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from faulty import FaultyServer
from newsroom import DAYBREAK, free_port

GOLDEN = Path(__file__).with_name("golden.json")
PEOPLE = "email,first_name,city\nann@inbox.test,Ann,Kyiv\nbo@inbox.test,Bo,Lviv\ncy@inbox.test,Cy,Kyiv\nnobody,,\n"
STORY = "---\nheadline: Coffee and tea\nslug: coffee\nsection: Foyer\nbyline: Ann Onymous\n---\nServed in the foyer.\n"
LOGO = "iVBORw0KGgoAAAANSUhEUgAAACgAAAAUCAMAAADImI+JAAAAA1BMVEVaHnhMzlBtAAAAEElEQVR42mNgGAWjYBSQAgADNAABhnQi4wAAAABJRU5ErkJggg=="
SETTINGS = """publication: daily-caffeine
base_url: https://news.daily-caffeine.example
return_path: bounces@daily-caffeine.example
relays:
  - url: smtp://127.0.0.1:{port}
    starttls: off
{more}"""
REPORT = """Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.inbox.test

Final-Recipient: rfc822; ann@inbox.test
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.inbox.test
Diagnostic-Code: smtp; 550 5.1.1 No such user
--x--
"""
OVERRIDE = ("--override", "a small letter")

#: What is said, the exit code it ends with; commands with --json print what is compared.
COURSE = [
    ("subscriber import people.csv --list morning --json", 0),
    ("subscriber list --list morning --json", 0),
    ("subscriber show ann@inbox.test --json", 0),
    ("subscriber check ann@inbox.test nobody --json", 65),
    ("subscriber sections ann@inbox.test --json", 0),
    ("subscriber export --list morning --json", 0),
    ("attribute list --json", 0),
    ("list create slow --double-opt-in --public", 0),
    ("subscriber add dee@inbox.test --list slow", 0),
    ("subscriber requests slow --json", 0),
    ("list list --json", 0),
    ("list show morning --json", 0),
    ("list health morning --json", 0),
    ("segment create kyiv city=\"Kyiv\" --json", 0),
    ("segment list --json", 0),
    ("segment count kyiv --examples 2 --plan --json", 0),
    ("suppression import no.csv --json", 0),
    ("suppression check gone@inbox.test --json", 0),
    ("article add story.md --json", 0),
    ("media add logo.png --json", 0),
    ("media list --json", 0),
    ("article list --json", 0),
    ("article show coffee --json", 0),
    ("article history coffee --json", 0),
    ("edition new --article coffee --json", 0),
    ("edition edit 1 changed.yaml --json", 0),
    ("edition list --json", 0),
    ("edition show 1 --json", 0),
    ("edition history 1 --json", 0),
    ("edition proof 1 --json", 0),
    ("dkim generate s2026 --json", 0),
    ("dkim show --json", 0),
    ("send 1 --list morning --json", 0),
    ("edition new --article coffee --json", 0),
    ("publication list --json", 0),
    ("publication check --json", 0),
    ("article set coffee section=Food --json", 0),
    ("article edit coffee story.md --json", 0),
    ("edition set 2 preheader=Hello --json", 0),
    ("edition move 2 coffee first --json", 0),
    ("edition story 2 coffee as=full headline=Tea --json", 0),
    ("edition test 2 --to ed@inbox.test --as ann@inbox.test --findings --json", 0),
    ("mailing schedule 2 --list morning --segment kyiv --at 2099-11-24T06:00 --in Europe/Kyiv --readers-clocks --past next-day --json", 0),
    ("mailing reschedule 3 --at 2099-11-24T06:30 --json", 0),
    ("mailing list --json", 0),
    ("mailing waves 3 --json", 0),
    ("mailing show 2 --json", 0),
    ("mailing report 2 --json", 0),
    ("mailing deliveries 2 --json", 0),
    ("mailing deliveries 2 --to ann@inbox.test --json", 0),
    ("mailing message 2 --to ann@inbox.test --json", 0),
    ("subscriber find ann --json", 0),
    ("subscriber export --all-about ann@inbox.test --json", 0),
    ("subscriber erase cy@inbox.test --json", 0),
    ("token list --json", 0),
    ("schedule next 1st~and~15th~of~month~at~06:00~in~Europe/Kyiv --from 2099-11-24T06:00 --count 2 --json", 0),
    ("schedule add dusk 2099-11-24~at~18:00~in~UTC --list morning --stories 5 --section Food=2 --json", 0),
    ("schedule list --json", 0),
    ("schedule skip dusk 2099-11-24", 0),
    ("schedule show dusk --json", 0),
    ("newsroom today --json", 0),
    ("mailing rehearse 1 --list morning --transient 0% --permanent 0% --drops 0% --json", 0),
    ("alarm list --json", 0),
    ("doctor --offline --json", 0),
    ("check --json", 0),
    ("prune --json", 0),
    ("edition correct 1 --json", 0),
    ("bounce parse report.eml --json", 0),
    ("bounce ingest report.eml odd.eml --json", 0),
    ("bounce list --json", 0),
    ("bounce list --by outcome --json", 0),
    ("bounce unknown --json", 0),
    ("bounce teach moonstruck --class unknownUser", 0),
    ("bounce teach --json", 0),
    ("bounce poll --json", 0),
]
#: What comes last: numbers of mailings and people go on elsewhere after it.
RESTORATION = [("backup copy.db --json", 0), ("restore copy.db --json", 0)]
#: What is wrong with what is said, by exit code.
FAULTS = {
    64: [
        "sender", "sender --queue db.example.com", "sender --queue postgres://a:secret@b/c", "sender --queue postgres://a@b/c",
        "article add story.md --format nonsense", "edition new changed.yaml --article coffee", "edition new --article coffee --date tomorrow",
        "publication add tea --name Tea", "edition set 1 nonsense=1", "edition set 1 subject", "edition test 1 --to ,", "article set coffee nonsense=1",
        "list health morning --months 0", "mailing report 1 --csv --json", "mailing schedule 1 --list morning", "nonsense", "artcle add story.md",
        "mailing schedule 1 --list morning --at 2001-01-01T06:00 --in UTC", "mailing schedule 1 --list morning --now --readers-clocks",
        "mailing schedule 1 --list morning --at 2099-11-24T06:00 --in UTC --past skip",
        "mailing schedule 1 --list morning --at 2099-11-24T06:00 --in UTC --readers-clocks --canary 2%",
        "send", "send --resume 1", "subscriber export", "schedule next every~2nd~friday~at~06:00",
        "schedule add Dawn! daily~at~06:00 --list morning", "schedule skip dusk tomorrow", "schedule next every~other~friday~at~06:00", "subscriber import people.csv --list morning --map nonsense",
    ],
    65: [
        "publication add UPPER --name a --sender a@b.test --address a", "publication add tea --name a --sender nobody --address a",
        "publication add tea --name a --sender a@b.test --address a --colour #ffff00", "publication check nothing",
        "media add story.md", "media add nothing.png", "edition correct 2", "article set coffee image=nothing.png",
        "mailing reschedule 1 --at 2099-11-24T06:30 --in UTC", "subscriber set ann@inbox.test cty=Kyiv",
        "edition move 1 nothing up", "edition move 1 coffee nowhere", "edition story 1 coffee as=nonsense", "edition remove 1",
        "edition set 1 date=nonsense", "article set coffee headline=", "article set nothing section=a", "edition test 1 --to nobody",
        "article remove nothing", "article show nothing", "article history nothing", "edition show 9", "edition proof 9",
        "edition history 9", "edition restore 1 9", "edition new --article nothing", "list show nothing", "list create morning",
        "list create UPPER", "mailing show 9", "mailing waves 2", "mailing report 9", "mailing deliveries 9", "mailing cancel 2", "mailing pause 2",
        "mailing resume 2", "mailing message 2 --to nobody@inbox.test", "segment count city=", "segment remove nothing",
        "send 1 --list morning", "send 9 --list morning", "send 1 --list nothing", "send 1 --list slow",
        "subscriber add nobody --list morning", "subscriber add gone@inbox.test --list morning", "subscriber erase nobody@inbox.test",
        "subscriber set nobody@inbox.test city=Kyiv", "subscriber show nobody@inbox.test", "subscriber list --list nothing",
        "suppression remove ann@inbox.test --because asked", "token retire 99", "attribute set city --type number", "attribute remove nothing",
        "schedule show nothing", "schedule add noon daily~at~12:00 --list nothing", "schedule skip dusk 2001-01-01", "schedule remove nothing",
        "schedule add dusk daily~at~06:00 --list morning", "schedule resume dusk", "edition approve 9", "edition approve 1",
        "backup copy.db", "bounce parse nothing.eml", "bounce ingest nothing.eml", "bounce ingest story.md --from sendgrid", "bounce show 99",
        "bounce approve 99", "bounce dismiss 99", "bounce teach short --class other", "bounce teach nobody~said~this",
    ],
    78: ["article add http://127.0.0.1:{port}/ --dry-run", "alarm test", "fleet list", "sender --queue postgres://a@b/c --relay smtp://127.0.0.1:1 --keys missing.json"],
}


class Room:
    """The newsroom, and what has been printed in it."""

    def __init__(self, place, port):
        self.home = Path(place) / "paper"
        self.port = port
        self.printed = {}
        self.wrong = []
        self.run("init", str(self.home), code=0, within=place)
        self.settings()
        for name, text in (
            ("people.csv", PEOPLE), ("story.md", STORY), ("no.csv", "gone@inbox.test,asked us\n@nowhere.test,no mail\n"),
            ("report.eml", REPORT), ("odd.eml", "From: MAILER-DAEMON@inbox.test\nSubject: Notice\n\nThe pigeon is back.\n"),
            ("changed.yaml", "subject: Coffee, and tea\npreheader: in the foyer\nstories:\n  - article: coffee\n    as: full\n"),
        ):
            (self.home / name).write_text(text)
        (self.home / "logo.png").write_bytes(base64.b64decode(LOGO))

    def settings(self, more="", port=None):
        (self.home / "daybreak.yaml").write_text(SETTINGS.format(port=port or self.port, more=more))

    def run(self, *words, code, within=None):
        """Runs a command; what it prints, and what it should not have done."""
        environment = {name: value for name, value in os.environ.items() if name != "DAYBREAK_NEWSROOM"}
        done = subprocess.run(
            (DAYBREAK, *words), cwd=within or self.home, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=environment)
        if done.returncode != code:
            self.wrong.append(f"{' '.join(words)}: exit {done.returncode} instead of {code}: {done.stderr.strip()}")
        return done

    def course(self, line, code):
        words = [spaced(word) for word in line.split()]
        if words[:2] in (["send", "1"], ["mailing", "schedule"], ["mailing", "amend"]):
            words += OVERRIDE
        done = self.run(*words, code=code)
        if "--json" in words:
            name = " ".join(words[:2] if words[1:2] and words[0] in GROUPS else words[:1])
            try:
                for one in done.stdout.splitlines():
                    self.printed.setdefault(name, []).append(masked(json.loads(one), self.home.parent))
            except ValueError:
                self.wrong.append(f"{line}: no JSON: {done.stdout[:200]}")
            self.printed.setdefault(name, [])
            if not done.stdout.strip() and name not in SILENT:
                self.wrong.append(f"{line}: prints nothing")

    def fault(self, line, code, within=None):
        words = [spaced(word).replace("{port}", str(self.port)) for word in line.split()]
        done = self.run(*words, code=code, within=within)
        lines = done.stderr.strip().splitlines()
        # The parser adds usage to what it says, a segment shows where it is wrong, and “send” tells how it goes.
        if code != 64 and words[0] not in ("segment", "send") and (len(lines) != 1 or not lines[0].startswith("daybreak: ")):
            self.wrong.append(f"{line}: not one line: {done.stderr}")
        if not lines:
            self.wrong.append(f"{line}: says nothing")


def spaced(word):
    """A word of a line as an argument that may have spaces."""
    return word.replace("T06", " 06").replace("~", " ")


#: Commands that need a PostgreSQL; fleet.py holds what they print.
ELSEWHERE = {"fleet list"}

#: Commands that print nothing where all is well.
SILENT = {"alarm list"}

#: What differs from day to day and from machine to machine, and what stands in its place.
MASKS = [
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"), "<time>"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "<day>"),
    (re.compile(r"\b\d{4}-\d\d\b"), "<month>"),
    (re.compile(r"\d\d:\d\d(:\d\d)?"), "<clock>"),
    (re.compile(r"127\.0\.0\.1:\d+"), "<port>"),
    (re.compile(r"[\d.,]+ (MB|GB|KB)"), "<size>"),
    (re.compile(r"[A-Za-z0-9+/=_-]{20,}"), "<token>"),
    (re.compile(r"\b([0-9a-f]{8,}|[a-z0-9]{15,16}(?=\.\d+@))\b"), "<token>"),
]
#: Numbers that tell of time, or of a machine.
MEASURES = {"at", "bytes", "from", "peakPerSecond", "perSecond", "process", "publishing", "seconds"}
#: Lists whose length tells of time: of these golden.json has what one of their items is made of.
HISTOGRAMS = {"rate"}


def masked(value, place, key=None):
    """A value as golden.json has it."""
    match value:
        case float():
            return "<number>"
        case [first, *_] if key in HISTOGRAMS:
            return sorted(first)
        case int() if key in MEASURES and not isinstance(value, bool):
            return "<number>"
        case str() if "\r\n" in value:
            # Whole messages are compared byte for byte elsewhere.
            return "<message>"
        case str():
            value = value.replace(str(place), "<place>")
            for pattern, mask in MASKS:
                value = pattern.sub(mask, value)
            return value
        case list():
            return [masked(one, place, key) for one in value]
        case dict():
            return {name: masked(one, place, name) for name, one in value.items()}
    return value


def commands(tree, before=()):
    """Every command that is for people, and whether it has --json."""
    name = (*before, tree["commandName"])
    if not tree.get("subcommands"):
        options = [option.get("name") for argument in tree.get("arguments", []) for option in argument.get("names") or []]
        yield " ".join(name[1:]), "json" in options
    for one in tree.get("subcommands", []):
        if one.get("shouldDisplay", True):
            yield from commands(one, name)


TREE = json.loads(subprocess.run((DAYBREAK, "--experimental-dump-help"), capture_output=True, check=True).stdout)["command"]
GROUPS = {one["commandName"] for one in TREE["subcommands"] if one.get("subcommands")}


def play(room):
    for line, code in COURSE:
        if line.startswith("dkim show"):
            room.settings("dkim: { keys: [{ selector: s2026, file: keys/s2026.pem }] }\nreturns: {}\n")
        room.course(line, code)
    amended(room)
    for line, code in RESTORATION:
        room.course(line, code)
    for code, lines in FAULTS.items():
        for line in lines:
            room.fault(line, code)
    empty = room.home.parent / "empty"
    empty.mkdir()
    for name, _ in commands(TREE):
        if line := IN_NO_NEWSROOM.get(name, name):
            room.fault(line, 78, within=empty)
    misspelt(room)


def amended(room):
    """A mailing that could not go out, because no relay answers, is given another text."""
    room.settings(port=free_port())
    room.course("edition new --article coffee --subject Tea --json", 0)
    room.course("edition approve 3 --json", 0)
    room.run("send", "3", "--list", "morning", *OVERRIDE, code=69)
    room.course("mailing amend 4 --json", 0)
    room.fault("send --resume", 69)


def misspelt(room):
    """A configuration that is wrong."""
    (room.home / "daybreak.yaml").write_text("publicatoin: daily-caffeine\n")
    room.fault("list list", 78)


#: What a command needs beside its name before it looks for a newsroom; nothing for those that need none.
IN_NO_NEWSROOM = {
    "init": None, "help": None, "subscriber check": None, "article add": None, "subscriber import": None,
    "sandbox": None, "restore": None, "suppression import": None, "bounce parse": None,
    "article show": "article show coffee", "article remove": "article remove coffee", "article history": "article history coffee",
    "publication add": "publication add tea --name a --sender a@b.test --address a",
    "article restore": "article restore coffee 1", "article set": "article set coffee section=a", "article edit": "article edit coffee",
    "edition set": "edition set 1 subject=a", "edition move": "edition move 1 coffee up", "edition story": "edition story 1 coffee as=full",
    "media add": "media add logo.png", "edition correct": "edition correct 1",
    "mailing reschedule": "mailing reschedule 1 --at 2099-11-24T06:00 --in UTC",
    "edition test": "edition test 1 --to ann@inbox.test", "edition remove": "edition remove 1", "edition edit": "edition edit 1", "edition show": "edition show 1",
    "edition proof": "edition proof 1", "edition preview": "edition preview 1", "edition history": "edition history 1",
    "edition restore": "edition restore 1 1", "list create": "list create a", "list change": "list change a", "list show": "list show a",
    "list health": "list health a", "subscriber add": "subscriber add ann@inbox.test --list a", "subscriber list": "subscriber list --list a",
    "subscriber find": "subscriber find ann", "subscriber show": "subscriber show ann@inbox.test", "subscriber set": "subscriber set ann@inbox.test city=Kyiv",
    "subscriber unsubscribe": "subscriber unsubscribe ann@inbox.test --list a", "subscriber sections": "subscriber sections ann@inbox.test",
    "subscriber requests": "subscriber requests a", "subscriber change-address": "subscriber change-address ann@inbox.test bo@inbox.test",
    "subscriber erase": "subscriber erase ann@inbox.test", "subscriber export": "subscriber export --list a",
    "attribute set": "attribute set city --type text", "attribute remove": "attribute remove city", "segment create": "segment create a city=a",
    "segment count": "segment count a", "segment remove": "segment remove a", "suppression add": "suppression add ann@inbox.test --because a",
    "suppression remove": "suppression remove ann@inbox.test --because a", "suppression check": "suppression check ann@inbox.test",
    "mailing schedule": "mailing schedule 1 --list a --now", "mailing show": "mailing show 1", "mailing waves": "mailing waves 1", "mailing report": "mailing report 1",
    "mailing deliveries": "mailing deliveries 1", "mailing message": "mailing message 1 --to ann@inbox.test", "mailing pause": "mailing pause 1",
    "mailing resume": "mailing resume 1", "mailing cancel": "mailing cancel 1", "mailing retry": "mailing retry 1",
    "mailing amend": "mailing amend 1", "send": "send --resume", "dkim generate": "dkim generate s2026", "backup": "backup a.db",
    "token retire": "token retire 1", "bounce ingest": "bounce ingest a.eml", "bounce show": "bounce show 1", "bounce approve": "bounce approve 1",
    "bounce dismiss": "bounce dismiss 1", "edition approve": "edition approve 1", "mailing rehearse": "mailing rehearse 1 --list a",
    "schedule add": "schedule add a daily~at~06:00 --list a", "schedule show": "schedule show a", "schedule skip": "schedule skip a 2099-01-01",
    "schedule move": "schedule move a 2099-01-01 --to 2099-01-02T06:00", "schedule pause": "schedule pause a", "schedule resume": "schedule resume a",
    "schedule remove": "schedule remove a", "fleet drain": "fleet drain 1", "fleet keys": "fleet keys a.json", "sender": None,
    # A text needs no newsroom.
    "schedule next": None,
    # It prints what it finds.
    "doctor": None,
}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--write", action="store_true")
    chosen = options.parse_args()
    sink = FaultyServer()
    try:
        with tempfile.TemporaryDirectory(prefix="daybreak-golden-") as place:
            room = Room(place, sink.port)
            play(room)
    finally:
        sink.stop()
    missing = sorted(name for name, has_json in commands(TREE) if has_json and name not in room.printed and name not in ELSEWHERE)
    wrong = room.wrong + [f"{name}: has --json and no place in this script" for name in missing]
    text = json.dumps(room.printed, indent=1, sort_keys=True) + "\n"
    if chosen.write:
        GOLDEN.write_text(text)
    golden = json.loads(GOLDEN.read_text())
    for name in sorted({*golden, *room.printed}):
        if golden.get(name) != room.printed.get(name):
            wrong.append(f"{name} --json: not as golden.json says:\n  {json.dumps(golden.get(name), sort_keys=True)}\n  {json.dumps(room.printed.get(name), sort_keys=True)}")
    for one in wrong:
        print(f"WRONG {one}")
    if not wrong:
        print(f"golden: {len(room.printed)} commands print what golden.json says, {sum(map(len, FAULTS.values()))} faults end as they should")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
