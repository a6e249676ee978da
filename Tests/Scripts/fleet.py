#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fleet.py: many sending machines on one PostgreSQL, as processes, through what happens to machines.

    fleet.py [--people N] [--workers N] [--kills N] [--seed N] [--connections N] [--delay MS] [--course NAME ...] [--all]

Each course sends one mailing into fast-sink, which records what it takes before it says so, while something happens; then it
compares what arrived with the newsroom's ledger. With --all, or named: courses in which each machine has a network of its own
(namespaces, as root) and PostgreSQL a standby; they take minutes. Exits 1 when anything is not so.
"""

import argparse
import collections
import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from newsroom import DAYBREAK, FAST_SINK, STATES, Newsroom, free_port

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
#: Seconds of a worker's lease.
LEASE = 900
#: The most deliveries that a connection has in flight.
DEPTH = 32
AS_OWNER = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.getuid() == 0 else []


def ip(*words):
    subprocess.run(["ip", *words], check=True)


class Network:
    """Machines with a network of their own, which nobody outside sees: a hub, and a cable to each."""

    def __init__(self):
        self.hub, self.hosts = f"dbf{os.getpid()}", []
        ip("netns", "add", self.hub)
        ip("-n", self.hub, "link", "add", "bridge", "type", "bridge")
        ip("-n", self.hub, "addr", "add", "10.99.7.1/24", "dev", "bridge")
        for device in ("lo", "bridge"):
            ip("-n", self.hub, "link", "set", device, "up")

    @property
    def address(self):
        return "10.99.7.1"

    def at_hub(self):
        return ("ip", "netns", "exec", self.hub)

    def host(self):
        """Adds a machine; returns its number and what runs a program there."""
        number = len(self.hosts)
        name = f"{self.hub}h{number}"
        self.hosts.append(name)
        ip("netns", "add", name)
        ip("-n", self.hub, "link", "add", f"cable{number}", "type", "veth", "peer", "name", "eth0", "netns", name)
        ip("-n", self.hub, "link", "set", f"cable{number}", "master", "bridge", "up")
        ip("-n", name, "addr", "add", f"10.99.7.{10 + number}/24", "dev", "eth0")
        for device in ("lo", "eth0"):
            ip("-n", name, "link", "set", device, "up")
        return number, ("ip", "netns", "exec", name)

    def cut(self, number):
        ip("-n", self.hub, "link", "set", f"cable{number}", "down")

    def mend(self, number):
        ip("-n", self.hub, "link", "set", f"cable{number}", "up")

    def end(self):
        for name in [*self.hosts, self.hub]:
            subprocess.run(["ip", "netns", "del", name], check=False)


class Postgres:
    """A PostgreSQL in a directory of its own that listens on a Unix socket there, and to a network of machines where there is one."""

    def __init__(self, directory, settings=(), network=None, copy_of=None):
        self.directory, self.settings, self.server, self.network = Path(directory), list(settings), None, network
        self.directory.mkdir(parents=True)
        if AS_OWNER:
            subprocess.run(["chown", "postgres", directory], check=True)
        if copy_of:
            self.program(
                "pg_basebackup", "-h", copy_of.directory, "-U", "daybreak", "-D", self.data, "-R", "-X", "stream", "-c", "fast",
                "-d", "application_name=standby")
            return
        self.program("initdb", "-D", self.data, "-A", "trust", "-U", "daybreak", "-E", "UTF8", "--locale=C.UTF-8", "-N")

    @property
    def data(self):
        return self.directory / "data"

    @property
    def address(self):
        return f"postgresql://daybreak@/postgres?host={self.directory}"

    def program(self, name, *arguments):
        subprocess.run([*AS_OWNER, PROGRAMS / name, *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def start(self):
        listen = ""
        if self.network:
            listen = self.network.address
            with (self.data / "pg_hba.conf").open("a") as rules:
                rules.write("host all all 10.99.7.0/24 trust\n")
        options = [f"unix_socket_directories={self.directory}", f"listen_addresses={listen}", "max_connections=100", *self.settings]
        where = self.network.at_hub() if self.network else ()
        with (self.directory / "log").open("ab") as log:
            self.server = subprocess.Popen(
                [*where, *AS_OWNER, PROGRAMS / "postgres", "-D", self.data, *(word for option in options for word in ("-c", option))],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/")
        self.wait()
        return self

    def wait(self):
        for _ in range(300):
            if subprocess.run([PROGRAMS / "pg_isready", "-q", "-h", self.directory], check=False).returncode == 0:
                return
            time.sleep(0.1)
        sys.exit((self.directory / "log").read_text()[-2000:])

    def crash(self):
        """Kills all of it, as a machine that is switched off does."""
        children = subprocess.run(["pgrep", "-P", str(self.server.pid)], capture_output=True, text=True, check=False).stdout.split()
        for process in [self.server.pid, *map(int, children)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.server.wait()

    def stop(self):
        if self.server and self.server.poll() is None:
            self.server.send_signal(signal.SIGQUIT)
            self.server.wait()

    def ask(self, question):
        done = subprocess.run(
            [PROGRAMS / "psql", "-X", "-A", "-t", "-h", self.directory, "-U", "daybreak", "-d", "postgres", "-c", question],
            capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else None


class Process:
    """A process of Daybreak that is started again as it was."""

    def __init__(self, name, log, *command, env=None):
        self.name, self.log, self.command, self.process, self.env = name, log, command, None, env
        self.start()

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=self.env)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        return True


class Fleet:
    """A newsroom, a PostgreSQL, some senders, and sinks."""

    def __init__(self, place, chosen, course):
        self.place, self.people = Path(place), chosen.people
        self.network = Network() if getattr(course, "has_network", False) else None
        standby = getattr(course, "standby", None)
        settings = ["synchronous_standby_names=standby"] if standby == "synchronous" else []
        self.postgres = Postgres(self.place / "postgres", network=self.network).start()
        self.standby = None
        queue = self.postgres.address
        if standby:
            self.standby = Postgres(self.place / "standby", copy_of=self.postgres).start()
            queue = f"postgresql://daybreak@/postgres?host={self.postgres.directory},{self.standby.directory}&target_session_attrs=read-write"
            for setting in settings:
                name, value = setting.split("=")
                self.postgres.ask(f"ALTER SYSTEM SET {name} = '{value}'")
            self.postgres.ask("SELECT pg_reload_conf()")
        port = free_port()
        self.record = self.place / "received"
        self.record.touch()
        retry = "retry: { first: 2s, uncertain: resend }\n"
        relay = f"relays:\n  - url: smtp://127.0.0.1:{port}\n    starttls: off\n    connections: {chosen.connections}\n"
        self.room = Newsroom(self.place / "room", port, chosen.connections)
        self.room.relay(chosen.connections, extra=f"queue: {queue}\n{retry}")
        self.room.subscribe(f"reader{i}@inbox.test" for i in range(self.people))
        self.edition, _ = self.room.edition(10_000)
        self.room.call("fleet", "keys", str(self.place / "keys.json"))
        self.desk = Process("serve", self.place / "serve.log", *self.room.command("serve", "--only", "sending"))
        self.senders, self.sinks, self.cables = [], [], []
        self.start_sink((), port, chosen.delay)
        for number in range(getattr(course, "workers", chosen.workers)):
            where, address, env = (), queue, None
            if self.network:
                cable, where = self.network.host()
                self.cables.append(cable)
                address = f"postgresql://daybreak@{self.network.address}/postgres?sslmode=disable"
                self.start_sink(where, port, chosen.delay)
            if hasattr(course, "clocks"):
                offset = self.place / f"clock{number}"
                offset.write_bytes(course.clocks[number % len(course.clocks)].to_bytes(8, "little", signed=True))
                env = os.environ | {"LD_PRELOAD": str(clock(self.place)), "CLOCK_OFFSET": str(offset)}
            # Machines do not see one another's journals; without a network they are processes of one machine.
            state = self.place / (f"state{number}" if self.network else "state")
            state.mkdir(exist_ok=True)
            file = self.place / f"sender{number}.yaml"
            file.write_text(f"queue: {address}\nkeys: keys.json\nstate: {state.name}\n{retry}{relay}")
            self.senders.append(
                Process(f"sender{number}", self.place / f"sender{number}.log", *where, DAYBREAK, "sender", "--config", str(file), env=env))

    def start_sink(self, where, port, delay):
        command = [*where, FAST_SINK, "--port", str(port), "--record", str(self.record), "--delay-ms", str(delay)]
        self.sinks.append(subprocess.Popen(command, stdout=subprocess.PIPE))
        self.sinks[-1].stdout.readline()

    def send(self):
        self.room.call("send", str(self.edition), "--list", "morning", "--override", "a theme without ornament", "--json")

    def received(self):
        return self.record.read_bytes().count(b"\n") if self.record.exists() else 0

    def until_received(self, count, patience=120):
        end = time.monotonic() + patience
        while self.received() < count and time.monotonic() < end:
            time.sleep(0.002)

    def until_still(self, patience=30):
        """Waits until nothing has arrived for a second; tells whether that came to be."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            before = self.received()
            time.sleep(1)
            if self.received() == before:
                return True
        return False

    def until_told(self, stops, patience=30):
        """Waits until PostgreSQL was told so often that a reader has left."""
        end = time.monotonic() + patience
        while time.monotonic() < end and int(self.postgres.ask("SELECT last_stop FROM wire.newsroom") or 0) < stops:
            time.sleep(0.1)

    def until_home(self, patience=180):
        """Waits until the mailing is over in the newsroom's ledger; tells whether it is."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            with sqlite3.connect(self.room.directory / "daybreak.db", timeout=30) as database:
                lent = database.execute("SELECT count(*) FROM lent_mailing").fetchone()[0]
                open_ = database.execute("SELECT count(*) FROM mailing WHERE state <> 4").fetchone()[0]
                sent = database.execute("SELECT count(*) FROM mailing WHERE state = 4").fetchone()[0]
            if sent and not lent and not open_:
                return True
            time.sleep(0.2)
        return False

    def counts(self, mailing):
        with sqlite3.connect(self.room.directory / "daybreak.db", timeout=30) as database:
            return {STATES[state]: n for state, n in database.execute("SELECT state, count(*) FROM delivery WHERE mailing_id = ? GROUP BY state", [mailing])}

    def unsubscribe(self, address):
        self.room.call("subscriber", "unsubscribe", address, "--list", "morning")

    def end(self):
        for process in [*self.senders, self.desk]:
            with contextlib.suppress(ProcessLookupError):
                process.stop()
        for sink in self.sinks:
            sink.terminate()
            sink.wait()
        for server in (self.standby, self.postgres):
            if server:
                server.stop()
        if self.network:
            self.network.end()


def smooth(fleet, _):
    """Nothing happens."""
    fleet.send()
    return 0


def looked_after(fleet, _):
    """A worker is drained and takes nothing more, the mailing is paused and goes on, and all of it is told."""
    fleet.send()
    fleet.until_received(fleet.people // 10)
    workers = [json.loads(line) for line in fleet.room.call("fleet", "list", "--json").splitlines()]
    keys = {"worker", "host", "process", "silent", "drained", "held", "inFlight", "settled"}
    drained = workers[0]["worker"]
    fleet.room.call("fleet", "drain", str(drained))
    fleet.room.call("mailing", "pause", "1")
    faults = [] if fleet.until_still() else ["it goes on though it is paused"]
    paused = fleet.received()
    fleet.room.call("mailing", "resume", "1")
    fleet.until_received(paused + 1, 20)
    (idle,) = [json.loads(line) for line in fleet.room.call("fleet", "list", "--json").splitlines() if json.loads(line)["worker"] == drained]
    if idle["held"] or not idle["drained"]:
        faults.append(f"a drained worker holds something: {idle}")
    if any(set(worker) != keys for worker in workers):
        faults.append(f"fleet list says {workers}")
    fleet.faults = faults
    return 0


def amended(fleet, _):
    """The text is amended while the mailing is on its way: who had not got it gets the new one."""
    fleet.send()
    fleet.until_received(fleet.people // 10)
    before = fleet.received()
    (fleet.room.directory / "article.md").write_text((fleet.room.directory / "article.md").read_text() + "\n\nOne sentence more.\n")
    fleet.room.call("article", "add", str(fleet.room.directory / "article.md"))
    fleet.room.call("mailing", "amend", "1", "--override", "a theme without ornament")
    after = fleet.received()
    fleet.until_home()
    with sqlite3.connect(fleet.room.directory / "daybreak.db", timeout=30) as database:
        versions = dict(database.execute("SELECT version, count(*) FROM delivery GROUP BY version"))
    if not before <= versions.get(1, 0) <= after or set(versions) != {1, 2}:
        fleet.faults = [f"{before} to {after} were sent before the amendment, and the versions are {versions}"]
    return 0


def killed_workers(fleet, chosen):
    """Senders are killed at random instants, and started again."""
    chance = random.Random(chosen.seed)
    fleet.send()
    for _ in range(chosen.kills):
        fleet.until_received(fleet.received() + chance.randint(1, fleet.people // (chosen.kills + 1)))
        time.sleep(chance.random() * 0.02)
        sender = chance.choice(fleet.senders)
        sender.kill()
        sender.start()
    # One doubt for each connection of each that was killed; the sink takes one message at a time of each.
    return chosen.kills * chosen.connections


def killed_newsroom(fleet, chosen):
    """The newsroom is killed at random instants, and started again."""
    chance = random.Random(chosen.seed)
    fleet.send()
    for _ in range(chosen.kills):
        time.sleep(chance.random() * 1.5)
        fleet.desk.kill()
        fleet.desk.start()
    return 0


def crashed_postgres(fleet, chosen):
    """PostgreSQL is killed with all its processes, and started again."""
    chance = random.Random(chosen.seed)
    fleet.send()
    crashes = max(1, min(chosen.kills // 4, 5))
    for _ in range(crashes):
        fleet.until_received(fleet.received() + fleet.people // (crashes + 2))
        fleet.postgres.crash()
        time.sleep(chance.random())
        fleet.postgres.start()
        time.sleep(1)
    return 0


def leavers(fleet, _):
    """Readers leave while the mailing is on its way, and others while it stands still: who left before their turn gets nothing."""
    def waiting():
        seen = {line.split("\t")[0] for line in fleet.record.read_text().splitlines()}
        return [address for address in (f"reader{i}@inbox.test" for i in range(fleet.people)) if address not in seen][-20:]

    fleet.send()
    fleet.until_received(fleet.people // 10)
    fleet.room.call("mailing", "pause", "1")
    fleet.until_still()
    still = waiting()[-10:]
    for address in still:
        fleet.unsubscribe(address)
    fleet.until_told(len(still))
    fleet.room.call("mailing", "resume", "1")
    moving = [address for address in waiting() if address not in still]
    for address in moving:
        fleet.unsubscribe(address)
    fleet.left, fleet.certain = set(moving + still), set(still)
    return 0


def left_after_a_restart(fleet, _):
    """One worker sees two mailings, and serve is started anew between them: who leaves during the second gets nothing."""
    fleet.send()
    fleet.until_received(fleet.people // 20)
    fleet.room.call("mailing", "pause", "1")
    for number in range(5):
        fleet.unsubscribe(f"reader{fleet.people - 1 - number}@inbox.test")
    fleet.room.call("mailing", "resume", "1")
    fleet.until_home()
    fleet.desk.stop()
    fleet.desk.start()
    time.sleep(2)
    fleet.record.write_bytes(b"")
    fleet.room.call("send", str(fleet.edition), "--list", "morning", "--override", "once more")
    fleet.until_received(fleet.people // 20)
    fleet.room.call("mailing", "pause", "2")
    fleet.until_still()
    seen = {line.split("\t")[0] for line in fleet.record.read_text().splitlines()}
    leaving = [f"reader{number}@inbox.test" for number in range(fleet.people - 5) if f"reader{number}@inbox.test" not in seen][-3:]
    for address in leaving:
        fleet.unsubscribe(address)
    fleet.until_told(5 + len(leaving))
    fleet.room.call("mailing", "resume", "2")
    fleet.until_home()
    fleet.gone, fleet.certain, fleet.mailing = 5, set(leaving), 2
    return 0


left_after_a_restart.workers = 1


def restored(fleet, _):
    """A backup of before the mailing is restored in its midst: nobody goes on with a mailing that the ledger does not know."""
    fleet.room.call("backup", str(fleet.place / "before.db"))
    fleet.send()
    fleet.until_received(fleet.people // 20)
    fleet.desk.stop()
    fleet.room.call("restore", str(fleet.place / "before.db"))
    fleet.desk.start()
    end = time.monotonic() + 30
    while fleet.postgres.ask("SELECT count(*) FROM wire.mailing") != "0" and time.monotonic() < end:
        time.sleep(0.1)
    fleet.until_still()
    before = fleet.received()
    time.sleep(2)
    left = fleet.postgres.ask("SELECT count(*) FROM wire.mailing")
    fleet.faults = [
        text for text, is_so in [
            (f"{fleet.received() - before} were sent of a mailing that the ledger does not know", fleet.received() > before),
            (f"PostgreSQL has {left} mailings", left != "0"),
        ] if is_so
    ]
    # It goes out once more, to all, under a number of its own.
    fleet.record.write_bytes(b"")
    fleet.send()
    with sqlite3.connect(fleet.room.directory / "daybreak.db", timeout=30) as database:
        fleet.mailing = database.execute("SELECT max(id) FROM mailing").fetchone()[0]
    return 0


restored.workers = 1


def erased(fleet, _):
    """A reader is erased while the mailing stands still: nothing of them is left in PostgreSQL, and nothing goes to them."""
    fleet.send()
    fleet.until_received(fleet.people // 10)
    fleet.room.call("mailing", "pause", "1")
    fleet.until_still()
    seen = {line.split("\t")[0] for line in fleet.record.read_text().splitlines()}
    address = next(f"reader{i}@inbox.test" for i in range(fleet.people - 1, 0, -1) if f"reader{i}@inbox.test" not in seen)
    local, first = address.split("@")[0], f"First{address.split('@')[0].removeprefix('reader')}"
    found = "SELECT count(*) FROM wire.body WHERE position('{}'::bytea IN deliveries) > 0"
    before = fleet.postgres.ask(found.format(local))
    fleet.room.call("subscriber", "erase", address)
    after = fleet.postgres.ask(found.format(local)), fleet.postgres.ask(found.format(first))
    fleet.postgres.ask("CHECKPOINT")
    traces = [str(file) for file in (fleet.postgres.data / "base").rglob("*") if file.is_file() and local.encode() in file.read_bytes()]
    if before != "1" or after != ("0", "0") or traces:
        fleet.faults = [f"{address} stands in {before} bodies before and {after} after it is erased, and in {traces}"]
    fleet.room.call("mailing", "resume", "1")
    fleet.gone = 1
    return 0


def cut(seconds, newsroom=False):
    """A sender's network is cut for some seconds; longer than a lease, and others take over what it held."""

    def course(fleet, chosen):
        fleet.send()
        fleet.until_received(fleet.people // 10)
        number = fleet.cables[0]
        fleet.network.cut(number)
        time.sleep(seconds)
        fleet.network.mend(number)
        # What was in flight is sent once more before it can say what became of it, because here that waits only for two seconds.
        return chosen.connections * DEPTH if seconds > LEASE else 0

    course.has_network = True
    return course


def lost_machine(fleet, chosen):
    """A machine dies and does not come back: others take over when its lease has ended."""
    fleet.send()
    fleet.until_received(fleet.people // 4)
    fleet.senders[0].kill()
    fleet.network.cut(fleet.cables[0])
    time.sleep(3)
    # So that nobody has to wait for a quarter of an hour, PostgreSQL's clock goes ahead.
    fleet.postgres.ask(
        "CREATE OR REPLACE FUNCTION wire.now_ms() RETURNS bigint LANGUAGE sql VOLATILE"
        f" AS 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint + {(LEASE + 10) * 1000}'")
    time.sleep(3)
    return chosen.connections * DEPTH


lost_machine.has_network = True


def silent_newsroom(fleet, _):
    """The newsroom is stopped for 75 seconds: nothing is opened without it for longer than 60."""
    fleet.send()
    fleet.until_received(fleet.people // 10)
    fleet.desk.process.send_signal(signal.SIGSTOP)
    time.sleep(62)
    before = fleet.received()
    time.sleep(13)
    fleet.faults = ["something was sent without the newsroom"] if fleet.received() > before else []
    fleet.desk.process.send_signal(signal.SIGCONT)
    return 0


def apart(fleet, _):
    """The senders' clocks are minutes apart, and days."""
    fleet.send()
    return 0


apart.clocks = (-300, 0, 420, 86_400)


def promoted(kind):
    """The server dies in the midst of a mailing, and its standby is promoted. What was committed and had not reached an asynchronous one
    may go out once more."""

    def course(fleet, chosen):
        fleet.send()
        fleet.until_received(fleet.people // 3)
        if kind == "asynchronous":
            # It hears nothing of the last second and a half.
            fleet.standby.ask("ALTER SYSTEM SET primary_conninfo = ''")
            fleet.standby.ask("SELECT pg_reload_conf()")
            before = fleet.received()
            time.sleep(1.5)
            fleet.lost = fleet.received() - before
        fleet.postgres.crash()
        fleet.standby.program("pg_ctl", "promote", "-D", fleet.standby.data)
        return fleet.lost + 2 * chosen.connections * chosen.workers * DEPTH if kind == "asynchronous" else 0

    course.standby = kind
    return course


COURSES = {
    course.__name__.replace("_", "-"): course
    for course in (smooth, looked_after, amended, killed_workers, killed_newsroom, crashed_postgres, leavers, left_after_a_restart, restored, erased)
}
LONG = {
    "cut-5": cut(5), "cut-70": cut(70), "cut-1000": cut(1000), "lost-machine": lost_machine, "silent-newsroom": silent_newsroom,
    "clocks": apart,
    "promoted-synchronous": promoted("synchronous"), "promoted-asynchronous": promoted("asynchronous"),
}


def clock(place):
    library = place / "clock.so"
    if not library.exists():
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, Path(__file__).with_name("clock.c"), "-ldl"], check=True)
    return library


def perform(name, chosen):
    with tempfile.TemporaryDirectory(prefix="daybreak-fleet-") as place:
        Path(place).chmod(0o755)
        course = (COURSES | LONG)[name]
        fleet = Fleet(place, chosen, course)
        try:
            started = time.monotonic()
            bound = course(fleet, chosen)
            is_home = fleet.until_home(chosen.patience)
            seconds = time.monotonic() - started
            clean = [process.stop() for process in [*fleet.senders, fleet.desk]]
            mailing = getattr(fleet, "mailing", 1)
            counts = fleet.counts(mailing)
            if chosen.keep and not is_home:
                for question in (
                        "SELECT batch, state, due_at, worker, unsettled, in_flight FROM wire.batch WHERE unsettled > 0 ORDER BY batch LIMIT 20",
                        "SELECT *, wire.now_ms() - seen_at FROM wire.worker", "SELECT * FROM wire.newsroom", "SELECT id, state FROM wire.mailing",
                        "SELECT count(*), max(seq) FROM wire.stop"):
                    print((fleet.standby or fleet.postgres).ask(question))
            if chosen.keep:
                for log in fleet.place.glob("*.log"):
                    print(f"--- {log.name}\n{log.read_text()[-2000:]}")
        finally:
            fleet.end()
        lines = fleet.record.read_text().splitlines()
        received = collections.Counter(line.split("\t")[0] for line in lines)
        left = getattr(fleet, "left", set())
        with sqlite3.connect(fleet.room.directory / "daybreak.db") as database:
            accepted = {row[0] for row in database.execute(
                "SELECT s.address FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id WHERE d.state = 3 AND d.mailing_id = ?", [mailing])}
            suppressed = {row[0] for row in database.execute(
                "SELECT s.address FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id WHERE d.state = 8 AND d.mailing_id = ?", [mailing])}
        checked = subprocess.run(fleet.room.command("check"), capture_output=True, text=True, check=False)
        doubled = sum(1 for count in received.values() if count > 1)
        gone = getattr(fleet, "gone", 0)
        lost = chosen.people - gone - len(received) - len(suppressed)
        faults = [
            *getattr(fleet, "faults", []),
            *(text for text, is_so in [
                ("not home", not is_home), ("a process did not end", not all(clean)), (f"{lost} lost", lost != 0),
                (f"{doubled} doubled, bound {bound}", doubled > bound),
                ("copies of one message differ", len(set(lines)) != len(received)),
                (f"states sum to {sum(counts.values())}", sum(counts.values()) != chosen.people - gone),
                ("accepted without a copy", not accepted <= set(received)),
                ("a copy to whom is suppressed", bool(suppressed & set(received))),
                ("a copy to who had left before", bool(getattr(fleet, "certain", set()) & set(received))),
                (f"check: {checked.stdout} {checked.stderr}", checked.returncode != 0),
            ] if is_so)
        ]
        states = " + ".join(f"{n} {state}" for state, n in counts.items())
        print(
            f"{name:18} {chosen.people} readers, {chosen.workers} workers, {seconds:6.1f} s: {lost} lost, {doubled} doubled (bound {bound}), "
            f"{states}{', ' + str(len(left)) + ' left meanwhile, ' + str(len(left & suppressed)) + ' before their turn' if left else ''}"
            f"{': ' + '; '.join(faults) if faults else ''}", flush=True)
        return not faults


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, default=5_000)
    options.add_argument("--workers", type=int, default=3)
    options.add_argument("--kills", type=int, default=8)
    options.add_argument("--connections", type=int, default=5)
    options.add_argument("--seed", type=int, default=int(time.time()))
    options.add_argument("--delay", type=int, default=0, help="milliseconds that a sink waits before each answer")
    options.add_argument("--patience", type=int, default=240, help="seconds until everything has to be home")
    options.add_argument("--course", action="append", choices=list(COURSES | LONG))
    options.add_argument("--all", action="store_true", help="the long courses too")
    options.add_argument("--keep", action="store_true", help="print the ends of the processes' logs")
    chosen = options.parse_args()
    good = [perform(name, chosen) for name in chosen.course or (COURSES | LONG if chosen.all else COURSES)]
    print(f"fleet: {sum(good)} of {len(good)} courses as they should be, seed {chosen.seed}")
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
