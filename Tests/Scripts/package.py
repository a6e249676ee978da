#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""package.py: the Debian package in a clean Debian with its own systemd, from its installation to its purge.

    package.py [--template DIR] [--before PROGRAM] [--keep]

Two packages are made of the program that DAYBREAK names, of one version each; with --before the first is of another program. The units
are started, watched, killed, reloaded, given a dead relay and credentials, and run as one and as two; a mailing is sent; the second
package is installed over the first and purged. Needs root. Exits 1 when anything is not as it should be.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from machine import Machine, Wrong, expect
from newsroom import DAYBREAK, ROOT

HOME = "/var/lib/daybreak"
ONE, WEB, SOCKET, SENDING = "daybreak.service", "daybreak-web.service", "daybreak-web.socket", "daybreak-sending.service"
VERSIONS = ("0.1.0~first", "0.1.0~second")
READERS = 5
#: The largest exposure that `systemd-analyze security` may find.
EXPOSURE = 2.0


class Package:
    """The package on a machine."""

    def __init__(self, machine, packages):
        self.machine, self.packages = machine, packages

    def daybreak(self, *arguments, codes=(0,), text=None):
        """What the program prints to its own user, as an administrator calls it."""
        return self.machine.run("runuser", "-u", "daybreak", "--", "daybreak", *arguments, "--newsroom", HOME, codes=codes, text=text)

    def install(self, number):
        deb = self.packages[number]
        (self.machine.root / "var/tmp" / deb.name).write_bytes(deb.read_bytes())
        return self.machine.run("dpkg", "--install", f"/var/tmp/{deb.name}")

    def write(self, path, text):
        self.machine.run("tee", path, text=text)

    def settings(self, change):
        path = f"{HOME}/daybreak.yaml"
        self.write(path, change(self.machine.run("cat", path)))

    def drop_in(self, unit, lines):
        self.machine.run("mkdir", "-p", f"/etc/systemd/system/{unit}.d")
        self.write(f"/etc/systemd/system/{unit}.d/test.conf", "[Service]\n" + lines)
        self.machine.run("systemctl", "daemon-reload")

    def is_active(self, unit):
        return self.machine.show(unit, "ActiveState") == "active"

    def status(self, unit=ONE):
        return self.machine.show(unit, "StatusText")

    def journal(self, unit):
        return self.machine.run("journalctl", "--no-pager", "--output=cat", "--unit", unit)

    def get(self, path):
        """A status and a body, over the machine's network."""
        done = self.machine.on_its_network("curl", "-s", "-m", "20", "-w", "\n%{http_code}", f"http://127.0.0.1:8080{path}")
        body, _, status = done.stdout.rpartition("\n")
        return int(status or 0), body

    def sandbox(self, runs):
        """The mail server that keeps everything, as another user beside the units."""
        if not runs:
            return self.machine.run("systemctl", "stop", "mail.service")
        self.machine.run(
            "systemd-run", "--unit=mail", "--collect", "--property=User=nobody", "--quiet", "daybreak", "sandbox", "--port", "2525",
            "--maildir", "/tmp/mail")
        self.machine.wait(lambda: "keeping mail" in self.journal("mail.service"), "the sandbox listens")

    def mailed(self):
        """How many messages the sandbox has."""
        return len(self.machine.run("ls", "/tmp/mail/new").split())

    def send(self, edition, list_name):
        """Plans a mailing for now and waits until the service has sent it."""
        said = json.loads(self.daybreak("mailing", "schedule", str(edition), "--list", list_name, "--now", "--json"))
        self.accepted(said["mailing"])
        return said["mailing"]

    def accepted(self, mailing):
        def counts():
            return json.loads(self.daybreak("mailing", "show", str(mailing), "--json"))["counts"]

        self.machine.wait(lambda: counts().get("accepted") == READERS, f"mailing {mailing} is with its readers", 120)


# Steps, in order.


def installs(package):
    """A newsroom does not exist yet, so that nothing runs and nothing fails."""
    machine = package.machine
    package.install(0)
    expect(machine.run("systemctl", "is-enabled", ONE).strip() == "enabled", "the unit is not enabled")
    expect(machine.show(ONE, "ActiveState") == "inactive", f"it runs without a newsroom: {machine.show(ONE, 'ActiveState')}")
    expect("0 loaded units" in machine.run("systemctl", "--failed", "--no-pager"), "a unit failed")
    for page in ("daybreak.1.gz", "daybreak-serve.1.gz"):
        expect((machine.root / "usr/share/man/man1" / page).exists(), f"{page} is missing")
    for place in ("bash-completion/completions/daybreak", "zsh/vendor-completions/_daybreak", "fish/vendor_completions.d/daybreak.fish"):
        expect((machine.root / "usr/share" / place).exists(), f"{place} is missing")
    expect(machine.run("stat", "-c", "%a %U", HOME).strip() == "750 daybreak", "the newsroom's directory")
    expect(machine.run("stat", "-c", "%a %U", "/etc/daybreak/daybreak.env").strip() == "600 root", "the environment's file")
    return f"{package.packages[0].stat().st_size / 1e6:.1f} MB"


def starts(package):
    """The unit is ready when the relay and the database were reached, and the doctor finds nothing wrong."""
    package.machine.run("runuser", "-u", "daybreak", "--", "daybreak", "init", HOME)
    package.sandbox(True)
    package.machine.run("systemctl", "start", ONE)
    expect(package.is_active(ONE), "it is not active")
    expect(package.status() == "answers readers, publishes and sends", f"status: {package.status()}")
    expect(package.get("/health")[0] == 200, f"/health: {package.get('/health')}")
    said = package.daybreak("doctor")
    expect("\n0 wrong, " in said, said)
    return said.splitlines()[-1]


def sends(package):
    """A mailing that the command line plans beside the unit goes out."""
    package.daybreak("article", "add", "-", text="---\nheadline: Fog on the river\nslug: fog\n---\nIt lifts at nine.\n\nAnd comes back at ten.\n")
    package.daybreak("edition", "new", "--article", "fog")
    for number in range(READERS):
        package.daybreak("subscriber", "add", f"reader{number}@inbox.test", "--list", "morning")
    package.send(1, "morning")
    expect(package.mailed() == READERS, f"{package.mailed()} messages")
    return f"{READERS} copies in the sandbox"


def confines(package):
    """Its exposure is small, and its child reads what came back all the same."""
    machine = package.machine
    found = {}
    for unit in (ONE, WEB, SENDING):
        said = machine.run("systemd-analyze", "security", "--no-pager", unit)
        found[unit] = float(re.search(r"exposure level for \S+: ([\d.]+)", said)[1])
        expect(found[unit] <= EXPOSURE, f"{unit}: {found[unit]}")
    for folder in ("new", "cur", "tmp"):
        machine.run("runuser", "-u", "daybreak", "--", "mkdir", "-p", f"{HOME}/returns/{folder}")
    package.settings(lambda text: text + "returns: { maildir: returns, every: 1s }\n")
    machine.run("systemctl", "reload", ONE)
    machine.wait(lambda: "are read again" in package.journal(ONE), "it is reloaded")
    package.write(f"{HOME}/returns/new/1", "From: postmaster@inbox.test\nSubject: hello\n\nA letter of a person.\n")
    machine.run("chown", "daybreak", f"{HOME}/returns/new/1")
    machine.wait(lambda: "came back:" in package.journal(ONE), "the child reads")
    return ", ".join(f"{unit} {value}" for unit, value in found.items())


def reloads(package):
    """SIGHUP: what is wrong changes nothing, and the unit stays active."""
    machine = package.machine
    kept = machine.run("cat", f"{HOME}/daybreak.yaml")
    package.settings(lambda text: text.replace("relays:", "relais:"))
    machine.run("systemctl", "reload", ONE)
    machine.wait(lambda: "nothing is reloaded" in package.journal(ONE), "it says so")
    package.write(f"{HOME}/daybreak.yaml", kept)
    machine.wait(lambda: package.is_active(ONE), "it is active again")
    return "active"


def survives(package):
    """After a kill, and after it has stopped doing anything, systemd starts it anew."""
    machine = package.machine
    machine.run("systemctl", "kill", "--signal=KILL", ONE)
    machine.wait(lambda: package.is_active(ONE) and machine.show(ONE, "NRestarts") == "1", "it is back after a kill")
    package.drop_in(ONE, "WatchdogSec=4\nTimeoutStopSec=5\n")
    machine.run("systemctl", "restart", ONE)
    time.sleep(10)
    expect(machine.show(ONE, "NRestarts") == "0", "the watchdog ends one that is well")
    machine.run("systemctl", "kill", "--signal=STOP", "--kill-whom=main", ONE)
    machine.wait(lambda: package.is_active(ONE) and machine.show(ONE, "NRestarts") == "1", "the watchdog has it started anew")
    machine.run("rm", "-r", f"/etc/systemd/system/{ONE}.d")
    machine.run("systemctl", "daemon-reload")
    started = time.monotonic()
    machine.run("systemctl", "stop", ONE)
    took = time.monotonic() - started
    expect(took < 10 and machine.show(ONE, "Result") == "success", f"stopping: {took:.1f} s, {machine.show(ONE, 'Result')}")
    return f"stopped in {took:.1f} s"


def bears_a_dead_relay(package):
    """Readers are answered while a dead relay is waited for, which is not for ever; then the status names it, until it is back."""
    machine = package.machine
    package.sandbox(False)
    machine.run("systemctl", "start", "--no-block", ONE)
    machine.wait(lambda: "waits for a relay" in package.status(), "it waits for the relay")
    expect(machine.show(ONE, "ActiveState") == "activating", "it is ready without a relay")
    expect(package.get("/health")[0] == 200, "readers are not answered meanwhile")
    begun = time.monotonic()
    machine.wait(lambda: package.is_active(ONE), "it is ready all the same", 60)
    took = time.monotonic() - begun
    machine.wait(lambda: "no relay lets us in: sandbox" in package.status(), "the status says why")
    package.sandbox(True)
    machine.wait(lambda: package.status() == "answers readers, publishes and sends", "the relay is back", 120)
    return f"ready after {took:.0f} s"


def runs_as_two(package):
    """The web by a socket, sending with a credential; the web needs no password of a relay, and the socket outlives it."""
    machine = package.machine
    machine.run("systemctl", "disable", "--now", ONE)
    package.settings(lambda text: text.replace("    starttls: off", "    user: desk\n    password: ${SMTP_PASSWORD}\n    starttls: off"))
    machine.run("systemctl", "enable", "--now", SOCKET)
    expect(not package.is_active(WEB), "the web runs before anybody asks")
    expect(package.get("/health")[0] == 200, "the socket does not lead to the web")
    machine.wait(lambda: package.is_active(WEB) and package.status(WEB) == "answers readers", "the web is ready")
    machine.run("systemctl", "start", SENDING, codes=(1,))
    expect("SMTP_PASSWORD, which is not set" in package.journal(SENDING), "it does not say which secret is missing")
    expect(machine.show(SENDING, "NRestarts") == "0", "it is started again though its configuration is wrong")
    package.write("/etc/daybreak/smtp", "secret of the relay\n")
    package.drop_in(SENDING, "LoadCredential=SMTP_PASSWORD:/etc/daybreak/smtp\n")
    machine.run("systemctl", "reset-failed", SENDING)
    machine.run("systemctl", "enable", "--now", SENDING)
    expect(package.status(SENDING) == "publishes and sends", package.status(SENDING))
    said = package.daybreak("doctor", codes=(78,))
    expect("SMTP_PASSWORD" in said and "database" in said, f"the doctor without the password: {said}")
    expect("fog" in package.daybreak("article", "list"), "articles cannot be listed without the password")
    before = package.machine.show(WEB, "MainPID")
    machine.run("systemctl", "restart", WEB)
    expect(package.get("/health")[0] == 200 and package.machine.show(WEB, "MainPID") != before, "the web is not back")
    return "ready"


def upgrades(package):
    """What runs is stopped, the database is kept as it was, and what ran runs again; a mailing of before goes out."""
    machine = package.machine
    package.daybreak("list", "create", "evening")
    for number in range(READERS):
        package.daybreak("subscriber", "add", f"later{number}@inbox.test", "--list", "evening")
    package.sandbox(False)
    mailing = json.loads(package.daybreak("mailing", "schedule", "1", "--list", "evening", "--now", "--json"))["mailing"]
    before = {unit: machine.show(unit, "MainPID") for unit in (WEB, SENDING)}
    package.install(1)
    expect(machine.run("dpkg-query", "-W", "-f", "${Version}", "daybreak") == VERSIONS[1], "the version is the old one")
    backup = f"{HOME}/backups/before-{VERSIONS[1]}.db"
    expect(machine.run("stat", "-c", "%a %U", backup).strip() == "600 daybreak", "the backup")
    for unit in (SOCKET, WEB, SENDING):
        expect(package.is_active(unit), f"{unit} is not active after the upgrade")
    expect(all(machine.show(unit, "MainPID") != old for unit, old in before.items()), "an old process still runs")
    expect(machine.run("systemctl", "is-enabled", ONE, codes=(1,)).strip() == "disabled", "the upgrade enabled what was disabled")
    package.sandbox(True)
    package.accepted(mailing)
    machine.run("runuser", "-u", "daybreak", "--", "cp", backup, f"{HOME}/copy.db")
    package.settings(lambda text: text + "database: copy.db\n")
    package.daybreak("check")
    shown = json.loads(package.daybreak("mailing", "show", "1", "--json"))
    expect(shown["counts"]["accepted"] == READERS, f"the backup has not the first mailing: {shown}")
    package.settings(lambda text: text.replace("database: copy.db\n", ""))
    machine.run("rm", f"{HOME}/copy.db")
    return f"from {VERSIONS[0]} to {VERSIONS[1]}"


def goes(package, before):
    """Nothing but the newsroom is left, and it is root's."""
    machine = package.machine
    package.sandbox(False)
    machine.run("dpkg", "--remove", "daybreak")
    expect(machine.run("systemctl", "is-active", WEB, SENDING, SOCKET, codes=(3, 4)).split() == ["inactive"] * 3, "a unit still runs")
    expect((machine.root / "etc/daybreak/daybreak.env").exists(), "a removal took the configuration")
    # What the administrator wrote is theirs to take away.
    machine.run("rm", "-r", f"/etc/systemd/system/{SENDING}.d")
    machine.run("dpkg", "--purge", "daybreak")
    machine.run("systemctl", "daemon-reload")
    after = machine.files()
    kept = {name for name in after if name == HOME or name.startswith(HOME + "/")}
    expect(f"{HOME}/daybreak.db" in kept, "the data is gone")
    expect(all(after[name][1] == 0 for name in kept), "the data belongs to a user that is gone")
    changed = sorted(name for name in (after.keys() | before.keys()) - kept if after.get(name) != before.get(name))
    left = [name for name in changed if name not in ("/var/lib/dpkg/status", "/var/lib", "/etc", "/var/lib/dpkg")]
    expect(not left, f"left or changed: {[(name, before.get(name), after.get(name)) for name in left]}")
    return f"{len(kept)} files of the newsroom, of {len(after)} in all"


STEPS = [installs, starts, sends, confines, reloads, survives, bears_a_dead_relay, runs_as_two, upgrades]


def perform(step, *arguments):
    begun = time.monotonic()
    found = step(*arguments)
    print(f"{step.__name__:<20} {time.monotonic() - begun:5.1f} s  {found}", flush=True)


def dependencies(deb):
    """What a package needs, without versions; the first of what it leaves to choose."""
    fields = [
        subprocess.run(["dpkg-deb", "-f", str(deb), field], check=True, capture_output=True, text=True).stdout for field in ("Depends", "Pre-Depends")]
    return sorted({re.split(r"[ (|:]", one.strip())[0] for one in ",".join(fields).split(",") if one.strip()})


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--template", help="a directory that debootstrap has made before")
    options.add_argument("--before", default=DAYBREAK, help="the program of the first package")
    options.add_argument("--keep", action="store_true", help="leave the machine's directory")
    chosen = options.parse_args()
    place = Path(tempfile.mkdtemp(prefix="daybreak-package-", dir="/var/tmp"))
    machine = Machine(place / "machine")
    try:
        packages = [place / f"daybreak_{version}.deb" for version in VERSIONS]
        for program, version, deb in zip((chosen.before, DAYBREAK), VERSIONS, packages):
            subprocess.run([str(ROOT / "Tests/Scripts/deb.sh"), program, version, str(deb)], check=True)
        machine.install(*dependencies(packages[0]), template=chosen.template)
        machine.start()
        before = machine.files()
        package = Package(machine, packages)
        for step in STEPS:
            perform(step, package)
        perform(goes, package, before)
        print("package: as it should be")
    except Wrong as wrong:
        print(f"package: WRONG: {wrong}")
        sys.exit(1)
    except Exception:
        traceback.print_exc()
        sys.exit(1)
    finally:
        machine.stop()
        if not chosen.keep:
            subprocess.run(["rm", "-rf", "--one-file-system", str(place)])


if __name__ == "__main__":
    main()
