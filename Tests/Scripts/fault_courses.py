# SPDX-License-Identifier: Apache-2.0
"""Faults that need more than a server that goes wrong: kills, clocks, disks, locks, other people's servers."""

import contextlib
import glob
import os
import shutil
import signal
import sqlite3
import struct
import subprocess
import threading
import time
from pathlib import Path

from fault_play import SmtpSink, after_kill, check_first, end, expect, wait_for
from faulty import Fault, FaultyServer, all_of, drop, refusing, waiting
from newsroom import DAYBREAK, Newsroom


def held_up(play, faults, kind="small", connections=1, **server):
    """A sender that waits for a server of ours."""
    play.furnish(kind)
    play.server = FaultyServer(faults, **server)
    play.closing.callback(play.server.stop)
    play.relay(play.server.port, connections=connections)


def kill(play, process, note="at the kill"):
    process.kill()
    process.wait()
    play.look(note)


def killed_before_lease(play):
    held_up(play, [])
    with locked(play.database):
        process = play.start()
        wait_for(lambda: str(play.database) in opened(process), "the database is not opened")
        end(process)
    play.look("at the kill")
    after_kill(play)


def killed_leased(play):
    held_up(play, [Fault("greeting", waiting)])
    process = play.start()
    wait_for(lambda: play.server.held.is_set() and play.counts().get("leased"), "nothing is leased")
    kill(play, process)
    after_kill(play)


def killed_at(moment, *acts, ready=None, **server):
    """Killed while the server holds still at a moment of the third message."""

    def drive(play):
        kind = server.pop("kind", "small") if "kind" in server else play.scenario.kind
        count = play.scenario.connections
        held_up(play, [Fault(moment, all_of(*acts) if acts else waiting, times=count, after=0 if kind == "large" or count > 1 else 2)], kind, count, **server)
        process = play.start()
        wait_for(lambda: sum(session.waits for session in list(play.server.live)) == count and play.counts().get("inFlight", 0) >= count, "nothing is in flight")
        if ready:
            wait_for(lambda: ready(play), "the moment does not come")
        kill(play, process)
        after_kill(play)

    return drive


def killed_unsettled(play):
    """Killed when the answer to a dot has been read, and the ledger could not be told."""
    lock = contextlib.ExitStack()
    play.closing.callback(lock.close)
    held_up(play, [Fault(".", lambda session: setattr(play.server, "is_locked", lock.enter_context(locked(play.database))), after=2)])
    play.server.is_locked = False
    process = play.start()

    def is_all_noted():
        """Whether what is in flight was accepted, and the ledger does not know."""
        lengths = [length for _, length in notes(play)]
        return play.server.is_locked and all(lengths) and len(lengths) == play.counts().get("inFlight")

    wait_for(is_all_noted, "no acceptance is noted")
    process.kill()
    process.wait()
    lock.close()
    play.look("at the kill")
    after_kill(play)


@contextlib.contextmanager
def locked(path):
    """The database as another process would lock it."""
    database = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
    database.execute("BEGIN EXCLUSIVE")
    try:
        yield True
    finally:
        database.close()


def opened(process):
    """The files that a process has open."""
    found = set()
    for link in glob.glob(f"/proc/{process.pid}/fd/*"):
        with contextlib.suppress(OSError):
            found.add(os.readlink(link))
    return found


def journals(play):
    return glob.glob(f"{play.database}-worker-*")


def notes(play):
    """What a sender has noted of its rows: numbers, and how long the reply is to those accepted."""
    found = []
    for path in journals(play):
        with contextlib.suppress(OSError):
            data = Path(path).read_bytes()
            for place in range(128, len(data), 128):
                number, length = struct.unpack_from("<qB", data, place)
                if number:
                    found.append((number, length))
    return found


def refused_connection(play):
    play.furnish()
    play.server = FaultyServer()
    play.closing.callback(play.server.stop)
    play.relay(play.server.port)
    play.server.deafen()
    check_first(play, play.send(), play.look())
    play.server.heal()
    play.settle()


def gone_for_a_while(play):
    """Nobody listens from the fifth message on, for a second and a half."""

    def leave(session):
        play.server.deafen()
        threading.Timer(1.5, play.server.listen).start()
        session.message.answer = "250"
        session.send(b"250 2.0.0 queued\r\n")
        drop(session)

    held_up(play, [Fault(".", leave, after=4)])
    check_first(play, play.send(), play.look())


def sink(*options, answer="250", kind="small", more="    starttls: off\n"):
    """Into smtp-sink, then into a server that is right."""

    def drive(play):
        play.furnish(kind)
        bad = SmtpSink(play.place / "sink", *options, answer=answer)
        play.closing.callback(bad.stop)
        play.server = bad
        play.relay(bad.port, connections=play.scenario.connections, more=more)
        code = play.send()
        counts = play.look()
        check_first(play, code, counts)
        got = bad.messages
        good = FaultyServer()
        play.closing.callback(good.stop)
        good.messages = list(got)
        play.server = good
        play.relay(good.port)
        if play.scenario.mend:
            play.scenario.mend(play)
        if counts != {"accepted": len(play.audience)}:
            play.settle()

    return drive


def retry(play):
    play.room.call("mailing", "retry", "1")


def resume(play):
    """Goes on with a mailing, if it was halted."""
    if play.room.counts(1)["state"] == "halted":
        play.room.call("mailing", "resume", "1")


def with_postfix(course):
    def drive(play):
        with play.kit.postfix_lock:
            play.server = play.kit.postfix
            play.server.empty()
            play.furnish(play.scenario.kind)
            play.relay(play.server.port, connections=play.scenario.connections)
            course(play)
            play.server = Copy(play.server.messages)

    return drive


class Copy:
    """What a server had."""

    def __init__(self, messages):
        self.messages = messages


def postfix_refuses(play):
    check_first(play, play.send(), play.look())
    play.settle()


def half_way(play, act):
    """Does something once a quarter is accepted."""
    process = play.start()
    wait_for(lambda: play.counts().get("accepted", 0) >= 100 or process.poll() is not None, "nothing is accepted")
    act()
    return process


def postfix_servers_killed(play):
    def act():
        for number in play.server.servers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, 9)

    code, _ = play.finish(half_way(play, act))
    play.look()
    play.settle()


def postfix_restarted(play):
    def act():
        play.server.run("stop")
        time.sleep(1)
        play.server.run("start")

    code, _ = play.finish(half_way(play, act))
    play.look()
    play.settle()


def postfix_and_a_kill(play):
    process = half_way(play, lambda: None)
    process.kill()
    process.wait()
    play.look("at the kill")
    play.settle()


class Tmpfs:
    """A file system of a few megabytes, in a mount namespace of its own."""

    def __init__(self, place, template, size="6m"):
        place.mkdir()
        kind = ["-m"] if os.geteuid() == 0 else ["-r", "-m"]
        script = 'mount -t tmpfs -o size="$1" tmpfs "$2" && cp -a "$3/." "$2" && echo ready && exec sleep 600'
        self.keeper = subprocess.Popen(["unshare", *kind, "sh", "-c", script, "sh", size, str(place), str(template)], stdout=subprocess.PIPE, text=True)
        expect(self.keeper.stdout.readline() == "ready\n", "a tmpfs cannot be mounted: this needs root, or user namespaces")
        number = str(self.keeper.pid)
        self.enter = ["nsenter", "-t", number, *(["-m"] if os.geteuid() == 0 else ["-U", "--preserve-credentials", "-m"])]
        self.directory = Path(f"/proc/{number}/root{place}")

    def fill(self):
        with (self.directory / "ballast").open("wb", buffering=0) as ballast:
            with contextlib.suppress(OSError):
                while True:
                    ballast.write(bytes(65_536))
            with contextlib.suppress(OSError):
                while True:
                    ballast.write(bytes(512))

    def relieve(self):
        (self.directory / "ballast").unlink()


class RoomElsewhere(Newsroom):
    """A newsroom that the program sees at another path, in another namespace."""

    def __init__(self, tmpfs, place):
        self.directory, self.tmpfs, self.place = tmpfs.directory, tmpfs, place

    def snapshot(self):
        copy = self.place.with_name("snapshot")
        copy.mkdir(exist_ok=True)
        for file in self.directory.glob("daybreak.db*"):
            shutil.copy(file, copy)
        return copy

    def command(self, *arguments):
        return (*self.tmpfs.enter, DAYBREAK, *arguments, "--newsroom", str(self.place))


def on_small_disk(play, faults):
    play.furnish()
    tmpfs = Tmpfs(play.place / "disk", play.room.directory)
    play.closing.callback(end, tmpfs.keeper)
    play.room = RoomElsewhere(tmpfs, play.place / "disk")
    play.server = FaultyServer(faults(tmpfs))
    play.closing.callback(play.server.stop)
    play.relay(play.server.port)
    return tmpfs


def full_disk(play):
    tmpfs = on_small_disk(play, lambda tmpfs: [Fault(".", lambda session: tmpfs.fill(), after=4)])
    code = play.send()
    tmpfs.relieve()
    play.look("full")
    expect(code == play.scenario.code, f"exit {code}: {play.complaint}")
    expect("full" in play.complaint, f"not said why: {play.complaint}")
    after_kill(play)


def full_from_the_start(play):
    tmpfs = on_small_disk(play, lambda tmpfs: [])
    tmpfs.fill()
    code = play.send()
    tmpfs.relieve()
    check_first(play, code, play.look())
    play.settle()


def jump(play, hours):
    """Sets the clock of those who were started with it."""
    with (play.place / "clock").open("r+b") as file:
        file.write(struct.pack("<q", hours * 3600))


def clock_jumps(hours, *full, times=1):
    """The clock jumps at the sixth message; the mailboxes of some readers are full at first."""

    def drive(play):
        def jump_when_known(_):
            # What was said before the jump is written before it, too.
            wait_for(lambda: play.counts().get("deferred", 0) >= 1, "nobody's mailbox is full")
            jump(play, hours)

        held_up(play, [
            *(Fault("RCPT", refusing("452 4.2.2 mailbox full"), of=reader, times=times) for reader in full),
            Fault(".", jump_when_known, of="reader5"),
        ])
        code = play.send(before=play.at(0, "clock"))
        check_first(play, code, play.look())
        play.server.heal()
        if play.scenario.mend:
            play.scenario.mend(play)
        play.settle()

    return drive


def hung_sender(play):
    """A sender that waits for the answer to a dot is stopped until its lease is over; another one starts."""
    clock = play.at(0, "clock")
    held_up(play, [Fault(".", waiting, of="reader2")])
    first = play.start(before=clock)
    wait_for(lambda: play.server.held.is_set() and play.counts().get("accepted") == 2, "nothing is held")
    first.send_signal(signal.SIGSTOP)
    in_flight = play.counts()["inFlight"]
    jump(play, 1)
    code = play.send(before=clock)
    counts = play.look()
    expect(counts.get("uncertain") == in_flight, f"{in_flight} were in flight when it hung, the ledger says {counts}")
    play.server.heal()
    first.send_signal(signal.SIGCONT)
    loser, _ = play.finish(first)
    expect(loser != 0 and "took over" in play.complaint, f"the first sender ends with {loser}: {play.complaint}")
    check_first(play, code, counts)
    play.send(before=play.at(hours=3))
    play.look("later")


def database_locked(play):
    def lock(session):
        taken = contextlib.ExitStack()
        taken.enter_context(locked(play.database))
        threading.Timer(3, taken.close).start()

    held_up(play, [Fault(".", lock, after=4)])
    check_first(play, play.send(), play.look())
