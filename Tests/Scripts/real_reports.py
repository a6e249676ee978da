#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `daybreak bounce parse` understands of delivery reports that Postfix, Exim, OpenSMTPD and dma really write.

    real_reports.py [--daybreak PROGRAM] [--keep DIR] [--only SERVER…]

Takes the servers from Debian's packages (apt-get download, which needs the package lists; nothing is installed), and runs
them as root in namespaces of their own: a network that has nothing but itself, a file system that is thrown away, and
processes that end with the first. See real_reports_servers.py. Each gets the same newsletter for readers whose servers
refuse it in many ways, and sends its reports to the newsletter's return path, which says what was tried.

Prints a table, and every report that is understood otherwise than it was meant; ends with 1 when there is one, or when a
report did not come. --keep keeps the messages and the servers' logs. It takes less than four minutes.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

SCRIPTS = pathlib.Path(__file__).resolve().parent
ROOT = SCRIPTS.parents[1]
# The kind of what each writes, and its packages.
SERVERS = {
    "postfix": ("dsn", ["postfix"]),
    "exim": ("dsn", ["exim4-daemon-light", "exim4-base"]),
    "opensmtpd": ("dsn", ["opensmtpd"]),
    "dma": ("prose", ["dma"]),
}
LONGEST = 170


@dataclass(frozen=True)
class Outcome:
    """What a report is to say of a recipient."""
    action: str
    persistence: str | None
    causes: frozenset

    def fits(self, said):
        return (said["action"] == self.action and said["persistence"] == self.persistence
                and (said["class"] in self.causes or not self.causes))

    def __str__(self):
        return " ".join(filter(None, [self.action, self.persistence, "/".join(sorted(filter(None, self.causes)))]))


def now(*causes):
    """Refused for good."""
    return (Outcome("failed", "permanent", frozenset(causes)),)


def later(*causes):
    """Refused for now until the sending server gives up, which warns before if it can."""
    return (Outcome("delayed", "transient", frozenset(causes)), Outcome("failed", "transient", frozenset(causes)))


# Causes of reports that do not say why.
UNSAID = ("network", "other", "expired")


def arrived(action):
    """No bounce."""
    return (Outcome(action, None, frozenset([None])),)


SMTP = ("postfix", "exim", "opensmtpd")
NOTIFY = ("NOTIFY=SUCCESS,FAILURE,DELAY",)


@dataclass(frozen=True)
class Case:
    """A message that is handed in, and what is to be reported of each of its recipients."""
    name: str
    expected: dict
    servers: tuple = (*SMTP, "dma")
    # What is expected of some servers' reports instead.
    instead: dict = field(default_factory=dict)
    # Recipients of whom nothing is to be reported.
    quiet: tuple = ()
    options: tuple = ()
    mail_options: tuple = ()
    size: int = 0
    received: int = 0
    # Through the program sendmail instead of SMTP.
    by_program: bool = False

    def recipients(self, server):
        return [address.format(server=server) for address in (*self.expected, *self.quiet)]

    def outcomes(self, server):
        return {address.format(server=server): outcomes for address, outcomes in self.instead.get(server, self.expected).items()}


def single(name, outcomes, domain="readers.test", **other):
    return Case(name, {f"{name}@{domain}": outcomes}, **other)


# No such domain, which says nothing of a mailbox or that there is none.
NOWHERE = now("network", "unknownUser")

CASES = [
    # What a remote server says of the recipient.
    single("gone", now("unknownUser")),
    single("full", later("mailboxFull")),
    single("over", now("mailboxFull")),
    single("spam", now("policy")),
    single("blocked", now("blocked")),
    single("big", now("size")),
    single("slow", later("greylisted")),
    single("closed", now("inactive")),
    single("old", now("unknownUser")),
    single("older", now("unknownUser")),
    single("lines", now("unknownUser")),
    single("plain", now("unknownUser")),
    single("umlaut", now("unknownUser")),
    single("latin", now("unknownUser")),
    single("long", now("unknownUser")),
    Case("tagged", {"gone+tag=1@readers.test": now("unknownUser")}),
    Case("capitals", {"Gone@Readers.TEST": now("unknownUser")}),
    # What it says of the message, and of the sender.
    single("judged", now("content")),
    single("filled", now("mailboxFull")),
    single("sender", now("sender")),
    # Several in one message.
    Case("several", {"gone@readers.test": now("unknownUser"), "over@readers.test": now("mailboxFull"),
                     "spam@readers.test": now("policy")}, quiet=("fine@readers.test",)),
    Case("mixed", {"gone@readers.test": now("unknownUser"), "slow@readers.test": later("greylisted"),
                   "anyone@nowhere.test": now("network", "unknownUser")}),
    # The way there.
    Case("nodomain", {"anyone@nowhere.test": NOWHERE}),
    Case("nohost", {"anyone@nohost.test": NOWHERE},
         instead={server: {"anyone@nohost.test": later(*UNSAID)} for server in ("opensmtpd", "dma")}),
    Case("nullmx", {"anyone@nullmx.test": NOWHERE},
         instead={server: {"anyone@nullmx.test": later(*UNSAID)} for server in ("opensmtpd", "dma")}),
    Case("servfail", {"anyone@servfail.test": later("network")}, instead={"exim": {"anyone@servfail.test": later(*UNSAID)}}),
    Case("dead", {"anyone@dead.test": later("network")}, instead={"exim": {"anyone@dead.test": later(*UNSAID)}}),
    Case("mute", {"anyone@mute.test": later("network")}, servers=("postfix", "exim"),
         instead={"exim": {"anyone@mute.test": later(*UNSAID)}}),
    # Here dma reads for ever.
    Case("lost", {"anyone@lost.test": later("network")}, servers=SMTP, instead={"exim": {"anyone@lost.test": later(*UNSAID)}}),
    # Postfix goes on trying after the other server's 554.
    Case("banned", {"anyone@banned.test": now("blocked")},
         instead={"postfix": {"anyone@banned.test": (*later("blocked"), *now("blocked"))},
                  "opensmtpd": {"anyone@banned.test": later("blocked", *UNSAID)}}),
    Case("busy", {"anyone@busy.test": later("rateLimited")}, instead={"opensmtpd": {"anyone@busy.test": later("rateLimited", *UNSAID)}}),
    Case("toolarge", {"anyone@small.test": now("size")}, size=40_000),
    # Exim keeps the reason to itself.
    Case("loop", {"anyone@loop-{server}.test": now("network")}, servers=("postfix", "exim"),
         instead={"exim": {"anyone@loop-exim.test": now(*UNSAID)}}),
    Case("circle", {"anyone@loop-opensmtpd.test": now("network")}, servers=("opensmtpd",), received=96),
    # What the server itself knows.
    Case("local", {"nobody-here@{server}.test": now("unknownUser")}, servers=("postfix", "exim")),
    Case("command", {"command@{server}.test": now("unknownUser")}, servers=SMTP,
         instead={"exim": {"command@exim.test": now("other")}, "opensmtpd": {"command@opensmtpd.test": now("other", "policy")}}),
    Case("broken", {"broken@postfix.test": now("other", "policy")}, servers=("postfix",)),
    Case("retired", {"retired@exim.test": now("other", "inactive", "unknownUser")}, servers=("exim",)),
    # Exim gives up at once on a mailbox here that is full.
    Case("quota", {"quota@exim.test": later("mailboxFull")[1:]}, servers=("exim",)),
    Case("hops", {"fine@readers.test": now("network", "protocol")}, servers=("postfix",), received=60, by_program=True),
    # OpenSMTPD does not say whom it forwarded for.
    Case("forward", {"forward@{server}.test": now("unknownUser")}, servers=SMTP,
         instead={"opensmtpd": {"gone@readers.test": now("unknownUser")}}),
    # Reports that were asked for. Exim calls delivered what a server takes that promises no report.
    Case("delivered", {"reader@{server}.test": arrived("delivered")}, servers=SMTP, options=NOTIFY),
    Case("relayed", {"fine@readers.test": arrived("relayed")}, servers=SMTP, options=NOTIFY,
         instead={"exim": {"fine@readers.test": arrived("delivered")}}),
    Case("asked", {"gone@readers.test": now("unknownUser")}, servers=SMTP,
         options=("NOTIFY=FAILURE", "ORCPT=rfc822;gone@readers.test"), mail_options=("RET=HDRS", "ENVID=issue+2Bseven")),
    # Addresses outside ASCII.
    Case("utf8", {"üser@utf8.test": now("unknownUser")}, servers=("postfix", "exim"), mail_options=("SMTPUTF8",)),
    Case("noutf8", {"üser@readers.test": now("protocol")}, servers=("postfix",), mail_options=("SMTPUTF8",)),
    Case("spaced", {'"odd name"@readers.test': now("unknownUser")}, servers=("postfix", "exim")),
]


def message(case, server):
    """A newsletter as daybreak writes it, which speaks of bounces too: nothing of that may be taken for a report."""
    filling = "".join(f"Line {number} of what makes this message long, and nothing else.\n" for number in range(case.size // 60))
    received = "".join(f"Received: from host{number}.test by host{number + 1}.test; Fri, 28 Nov 2025 08:00:00 +0000\n"
                       for number in range(case.received))
    return f"""{received}From: =?UTF-8?Q?The_Daily_Br=C3=A4u?= <editor@news.test>
To: reader <{case.recipients(server)[0].encode("ascii", "replace").decode()}>
Subject: =?UTF-8?Q?What_=E2=80=9Cuser_unknown=E2=80=9D_means?=
Date: Fri, 28 Nov 2025 08:00:00 +0000
Message-ID: <{case.name}.{server}@news.test>
List-Unsubscribe: <https://news.test/u/{case.name}>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="=_daybreak"

--=_daybreak
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Good morning! The following address failed: nobody@elsewhere.test, and
the server said: 550 5.1.1 <stranger@elsewhere.test>: User unknown.
That is what this issue is about, Gr=C3=BC=C3=9Fe.
{filling}
--=_daybreak
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 7bit

<p>Good morning! The following address failed: nobody@elsewhere.test.</p>

--=_daybreak--
""".encode()


# MARK: The packages

def installed(package):
    done = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}", package], capture_output=True, text=True)
    return done.stdout.split()[1] if done.stdout.startswith("installed ") else None


def download(work, names):
    """Downloads the servers and the libraries that the machine lacks. Returns each server's version."""
    archives = work / "archives"
    archives.mkdir()
    wanted = [package for name in names for package in SERVERS[name][1]]
    done = set()
    while wanted := [package for package in dict.fromkeys(wanted) if package not in done and not installed(package)]:
        got = subprocess.run(["apt-get", "-q", "download", *wanted], cwd=archives, capture_output=True, text=True)
        if got.returncode:
            sys.exit(f"real_reports.py: apt-get download {' '.join(wanted)}: {got.stderr.strip()} (apt-get update?)")
        done.update(wanted)
        wanted = []
        for archive in archives.glob("*.deb"):
            needed = subprocess.run(["dpkg-deb", "-f", archive, "Depends"], capture_output=True, text=True, check=True).stdout
            wanted += re.findall(r"(?:^|, )(lib[a-z0-9.+-]+)", needed)
    versions = {}
    for name in names:
        package = SERVERS[name][1][0]
        archive = next(archives.glob(f"{package}_*.deb"), None)
        versions[name] = archive.name.split("_")[1].replace("%3a", ":") if archive else installed(package)
    return versions


# MARK: What is understood

def readable(message):
    """The lines of a report that say what happened: without its own header's trace, and without what it returns."""
    lines = message.decode("utf-8", "backslashreplace").split("\n")
    for number, line in enumerate(lines):
        if re.match(r"(?i)content-type: *(message/(rfc822|global|global-headers)|text/rfc822-headers)|"
                    r"-+ *(this is a copy|original message|message headers)|original message follows|"
                    r"Message headers follow", line.strip()):
            return lines[:number]
    return lines[:80]


# Servers that give up and say no more than that. OpenSMTPD calls it a delay.
GIVING_UP = re.compile(r"Envelope expired|Could not deliver for the last \d+ seconds. Giving up")


def judged(report, case, server, text):
    """What is wrong with one report, as sentences."""
    wrong = []
    if report["kind"] != SERVERS[server][0]:
        wrong.append(f"it is {report['kind']}, not {SERVERS[server][0]}")
    outcomes = {address.lower(): outcome for address, outcome in case.outcomes(server).items()}
    if GIVING_UP.search(text):
        outcomes = {address: later(*UNSAID)[1:] for address in outcomes}
    # A warning of Exim may say nothing but that it waits.
    if server == "exim" and "Action: delayed" in text and "Diagnostic-Code:" not in text:
        outcomes = {address: later(*UNSAID)[:1] for address in outcomes}
    seen = set()
    for said in report["recipients"]:
        address = (said["address"] or "").lower()
        understood = " ".join(str(said[key]) for key in ("action", "persistence", "class") if said[key])
        if address not in outcomes:
            wrong.append(f"{said['address']} ({understood}) is none of {', '.join(outcomes)}")
        elif address in seen:
            wrong.append(f"{said['address']} is named twice")
        elif not any(outcome.fits(said) for outcome in outcomes[address]):
            wrong.append(f"{address}: {understood}; meant was {' or '.join(map(str, outcomes[address]))}")
        seen.add(address)
    if not report["recipients"]:
        wrong.append("it has no recipients")
    return wrong


def understood(program, files):
    for _ in range(20):
        if pathlib.Path(program).exists():
            done = subprocess.run([program, "bounce", "parse", "--json", *files], capture_output=True, text=True)
            if done.returncode == 0:
                return [json.loads(line) for line in done.stdout.splitlines()]
            problem = done.stderr.strip()
        else:
            problem = "it does not exist"
        # It may be being built.
        time.sleep(3)
    sys.exit(f"real_reports.py: {program}: {problem}")


def compare(options, work, names, versions):
    files = sorted((work / "reports").glob("*.eml"))
    refused = json.loads((work / "refused.json").read_text())
    reports = understood(options.daybreak, files) if files else []
    cases = {case.name: case for case in CASES}
    rows, differences = {name: [0, 0] for name in names}, []
    told, misread = {}, set()
    for file, report in zip(files, reports, strict=True):
        server, name = file.name.split(".")[:2]
        case = cases[name]
        lines = readable(file.read_bytes())
        wrong = judged(report, case, server, "\n".join(lines))
        for said in report["recipients"]:
            told.setdefault((server, name, (said["address"] or "").lower()), set()).add(said["action"])
        rows[server][0] += 1
        rows[server][1] += not wrong
        if wrong:
            misread.add((server, name))
            differences.append((f"{file.name}: " + "; ".join(wrong), lines))
    missing = []
    for server in names:
        for case in CASES:
            if server not in case.servers:
                continue
            if f"{server}.{case.name}" in refused:
                missing.append(f"{server}, {case.name}: not taken: {'; '.join(refused[f'{server}.{case.name}'])}")
                continue
            # What was not understood says something else, perhaps of the one that is looked for.
            if (server, case.name) in misread:
                continue
            for address, outcomes in case.outcomes(server).items():
                heard = told.get((server, case.name, address.lower()), set())
                for action in dict.fromkeys(outcome.action for outcome in outcomes):
                    if action not in heard and not (action == "delayed" and server == "dma"):
                        missing.append(f"{server}, {case.name}: no report says that {address} is {action}")
        if f"{server}." in refused:
            missing.append(f"{server}: {refused[server + '.'][0]}")

    for heading, lines in differences:
        print(heading)
        print("".join(f"    | {line}\n" for line in lines))
    for line in missing:
        print(line)
    if differences or missing:
        print()
    print(f"{'server':<10} {'version':<22} {'reports':>8} {'right':>6} {'missing':>8}")
    for name, (count, right) in rows.items():
        lacking = sum(1 for line in missing if line.startswith((f"{name},", f"{name}:")))
        print(f"{name:<10} {versions[name]:<22} {count:>8} {right:>6} {lacking:>8}")
    return not differences and not missing


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    builds = [ROOT / ".build" / kind / "daybreak" for kind in ("release", "debug")]
    parser.add_argument("--daybreak", default=os.environ.get("DAYBREAK") or next((str(one) for one in builds if one.exists()), str(builds[1])))
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--only", nargs="+", choices=list(SERVERS), default=list(SERVERS))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    work = pathlib.Path(tempfile.mkdtemp(prefix="daybreak-reports-", dir="/tmp"))
    work.chmod(0o755)
    try:
        (work / "reports").mkdir()
        (work / "logs").mkdir()
        versions = download(work, options.only)
        as_root = [] if os.getuid() == 0 else ["sudo", "-n"]
        isolated = ["unshare", "--mount", "--net", "--uts", "--ipc", "--pid", "--fork", "--mount-proc", "--kill-child"]
        inside = [sys.executable, "-B", str(SCRIPTS / "real_reports_servers.py"), str(work), *options.only]
        process = subprocess.Popen([*as_root, *isolated, *inside], stdin=subprocess.PIPE)
        try:
            status = process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            sys.exit(f"real_reports.py: the servers did not end in {LONGEST} seconds")
        finally:
            # They end with this pipe, if they have not ended.
            process.stdin.close()
            process.wait()
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            shutil.copytree(work / "reports", options.keep, dirs_exist_ok=True)
            shutil.copytree(work / "logs", options.keep / "logs", dirs_exist_ok=True)
        if status:
            sys.exit("real_reports.py: the servers could not be run; it takes the right to make namespaces")
        sys.exit(0 if compare(options, work, options.only, versions) else 1)
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
