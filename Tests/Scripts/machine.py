# SPDX-License-Identifier: Apache-2.0
"""A clean Debian in a directory, made by debootstrap and started with its own systemd by systemd-nspawn."""

import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

SUITE = "bookworm"
CLEAN = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive", "TERM": "dumb"}


class Wrong(Exception):
    """Something is not as it should be."""


def expect(truth, what):
    if not truth:
        raise Wrong(what)


def mirror():
    """Where this machine's own packages come from."""
    for file in [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]:
        text = file.read_text() if file.is_file() and file.suffix in (".list", ".sources") else ""
        for stanza in text.split("\n\n") if file.suffix == ".sources" else text.splitlines():
            found = re.search(r"(?m)^URIs:\s*(\S+)" if file.suffix == ".sources" else r"^deb\s+(?:\[[^]]*\]\s+)?(\S+)", stanza)
            if found and re.search(rf"\b{SUITE}\b(?!-)", stanza) and "security" not in found[1]:
                return found[1]
    raise Wrong("no source of packages for " + SUITE)


class Machine:
    """Its root is a directory; it has a network of its own, with nothing but loopback, once it is started."""

    def __init__(self, root):
        self.root = Path(root)
        self.process = None

    def install(self, *packages, template=None):
        """Makes it, with some packages besides those that every Debian has; from a directory that debootstrap has made before, if given."""
        if template:
            subprocess.run(["cp", "-a", str(template), str(self.root)], check=True)
        else:
            self._call(["debootstrap", "--variant=minbase", "--include=systemd,systemd-sysv", SUITE, str(self.root), mirror()])
        # With which apt finds the mirror.
        shutil.copy("/etc/resolv.conf", self.root / "etc/resolv.conf")
        for command in (["update"], ["install", "-y", "--no-install-recommends", *packages], ["clean"]):
            self._call(["chroot", str(self.root), "apt-get", "-qq", *command])

    def _call(self, command):
        done = subprocess.run(command, capture_output=True, text=True, env=CLEAN, stdin=subprocess.DEVNULL)
        expect(done.returncode == 0, f"{command[0]} ends with {done.returncode}: {(done.stderr or done.stdout)[-800:]}")

    def start(self):
        self.process = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "--boot", "--directory", str(self.root), "--register=no", "--keep-unit", "--private-network",
             "--console=pipe"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait(lambda: self.run("systemctl", "is-system-running", codes=None).strip() in ("running", "degraded"), "it runs", 60)

    @property
    def leader(self):
        """The number that its systemd has here."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return children[-1] if children else "0"

    def run(self, *command, codes=(0,), text=None):
        """What a command prints that root runs in it."""
        done = subprocess.run(
            ["nsenter", "--target", self.leader, "--all", *command], capture_output=True, text=True, env=CLEAN, input=text,
            **({} if text is not None else {"stdin": subprocess.DEVNULL}))
        if codes is not None and done.returncode not in codes:
            raise Wrong(f"{' '.join(command)}: exit {done.returncode}: {(done.stdout + done.stderr).strip()[-1500:]}")
        return done.stdout + (done.stderr if codes is None else "")

    def on_its_network(self, *command):
        """A program of ours on its network."""
        return subprocess.run(["nsenter", "--target", self.leader, "--net", *command], capture_output=True, text=True)

    def show(self, unit, name):
        return self.run("systemctl", "show", "--value", "--property", name, unit).strip()

    def wait(self, truth, what, seconds=90):
        end = time.monotonic() + seconds
        while not truth():
            expect(self.process.poll() is None, f"the machine ended before {what}")
            expect(time.monotonic() < end, f"not so in {seconds} s: {what}")
            time.sleep(0.2)

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.run("systemctl", "poweroff", codes=None)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def files(self):
        """What lies in it: a kind, an owner, a mode and a digest of each small file, besides what every use of a machine changes."""
        passed = re.compile(
            r"^/(proc|sys|dev|run|tmp|var/tmp|var/log|var/cache|var/lib/apt/lists|var/lib/systemd|root)(/|$)"
            r"|^/etc/(resolv\.conf|machine-id|hostname|\.updated|.*-)$|^/var/\.updated$|^/var/lib/dpkg/.*(-old|lock.*)$|^/etc/\.pwd\.lock$"
            r"|^/var/lib/dpkg/triggers")
        found = {}
        for path in self.root.rglob("*"):
            name = "/" + str(path.relative_to(self.root))
            if passed.match(name):
                continue
            status = path.lstat()
            is_file = path.is_file() and not path.is_symlink()
            words = hash(path.read_bytes()) if is_file and status.st_size < 1_000_000 else 0
            found[name] = (oct(status.st_mode), status.st_uid, status.st_gid, words)
        return found
