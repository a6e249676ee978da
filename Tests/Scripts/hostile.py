#!/usr/bin/env python3
"""hostile.py: strangers who connect to the web by the thousand while `serve` sends a mailing.

They say nothing, stop in a header or in a body, speak no HTTP, or ask without reading the answers, and keep their connections open.
The server must live, answer readers again, deliver the whole mailing, and hold nothing of the strangers' in the end.
"""

import argparse
import json
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from newsroom import Newsroom, Sink, free_port

GET = b"GET /health HTTP/1.1\r\nHost: x.test\r\n\r\n"
KINDS = [
    b"", GET[:-10], b"POST /unsubscribe/x HTTP/1.1\r\nHost: x.test\r\nContent-Length: 4000\r\n\r\n",
    b"\x16\x03\x01 nonsense\r\n\r\n", GET * 200, b"GET /health HTTP/1.1\r\n\r\n",
]
# Files that a sender opens while it sends.
SENDERS_OWN = 40
# What `serve` is started with, as systemd starts it.
SOFT, HARD = 1024, 4096


def limits():
    resource.setrlimit(resource.RLIMIT_NOFILE, (SOFT, HARD))


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return answer.read().startswith(b"ok")
    except OSError:
        return False


def until(what, is_so, process, seconds):
    """Waits for something that must become so."""
    end = time.monotonic() + seconds
    while not is_so():
        if process.poll() is not None:
            sys.exit(f"{what}: serve ended with {process.returncode}")
        if time.monotonic() > end:
            sys.exit(f"{what}: not within {seconds} s")
        time.sleep(0.2)


def descriptors(process):
    return len(list(Path(f"/proc/{process.pid}/fd").iterdir()))


def peak(process):
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0


def connect(port, number):
    """A stranger's connection; None when it was not taken."""
    try:
        stranger = socket.create_connection(("127.0.0.1", port), timeout=5)
        stranger.setblocking(False)
        stranger.send(KINDS[number % len(KINDS)])
        return stranger
    except OSError:
        return None


def accepted(room):
    shown = room.call("mailing", "show", "1", "--json", codes=(0, 65, 75))
    return json.loads(shown)["counts"]["accepted"] if shown else 0


def attack(process, port, connections):
    """Waves of strangers, each as large as this process may be."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    wave = max(100, min(connections, hard - 200, 4000))
    strangers = []
    for number in range(connections):
        if len(strangers) >= wave:
            for stranger in strangers:
                stranger.close()
            strangers = []
        if stranger := connect(port, number):
            strangers.append(stranger)
        if process.poll() is not None:
            sys.exit(f"serve ended with {process.returncode} after {number} connections")
    return strangers


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--connections", type=int, default=20_000)
    options.add_argument("--people", type=int, default=100_000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="daybreak-hostile-") as place:
        relay, web = free_port(), free_port()
        sink = Sink("fast-sink", relay)
        room = Newsroom(Path(place) / "room", relay, extra=f"web: {{ port: {web} }}\n")
        room.plain_theme()
        room.subscribe([f"reader{index}@inbox.test" for index in range(chosen.people)])
        edition, _ = room.edition(5_000)
        process = subprocess.Popen(room.command("serve"), stderr=subprocess.DEVNULL, preexec_fn=limits)
        try:
            until("the first answer", lambda: answers(web), process, 60)
            before = descriptors(process)
            room.call("mailing", "schedule", str(edition), "--list", "morning", "--now", "--override", "test")
            strangers = attack(process, web, chosen.connections)
            until("an answer to a reader", lambda: answers(web), process, 60)
            until("the whole mailing", lambda: accepted(room) == chosen.people, process, 600)
            until("the end of every connection", lambda: descriptors(process) <= before + SENDERS_OWN, process, 60)
            memory = peak(process)
            process.send_signal(signal.SIGTERM)
            if (code := process.wait(20)) != 0:
                sys.exit(f"serve ended with {code}")
            print(
                f"hostile: {chosen.connections} connections beside {chosen.people} messages: all sent, web answers, "
                f"{len(strangers)} strangers still there, peak {memory:.0f} MB")
        finally:
            if process.poll() is None:
                process.kill()
            sink.stop()


if __name__ == "__main__":
    main()
