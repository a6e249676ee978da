#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""hostile.py: strangers who connect to the web by the thousand while `serve` sends a mailing.

They say nothing, stop in a header or in a body, speak no HTTP, or ask without reading the answers, and keep their connections open.
The server must live, answer readers again, deliver the whole mailing, and hold nothing of the strangers' in the end; nor of readers'
requests before.
"""

import argparse
import http.client
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
# What is sent, the status it is answered with, and whether the server ends the connection.
MANNERS = [
    (GET, 200, False), (GET.replace(b"1.1", b"1.0"), 200, True), (b"GET /health HTTP/1.0\r\n\r\n", 200, True),
    (GET.replace(b"Host", b"Connection: Close\r\nHost"), 200, True), (GET.replace(b"GET", b"HEAD"), 200, False),
    (b"GET /health HTTP/1.1\r\n\r\n", 400, True), (GET.replace(b"Host", b"Host: y.test\r\nHost"), 400, True),
    (b"nonsense\r\n\r\n", 400, True), (GET.replace(b"/health", b"/nothing"), 404, False),
    (GET.replace(b"GET", b"PUT"), 405, False), (GET.replace(b"Host", b"X: " + b"a" * 20_000 + b"\r\nHost"), 400, True),
    (b"POST /unsubscribe/x HTTP/1.1\r\nHost: x.test\r\nContent-Length: 200000\r\n\r\n" + b"a" * 200_000, 404, True),
]
# Files that a sender opens while it sends.
SENDERS_OWN = 40
HEADERS = [
    "content-security-policy:", "cache-control: no-store", "x-content-type-options:", "referrer-policy:", "x-robots-tag:",
    "date:", "content-length:",
]
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


def megabytes(process, name):
    """What the kernel says of a process's memory: VmHWM is its peak, VmRSS what it is now."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return 0


def manners(port):
    """Asks in good and bad ways, and reads whole answers."""
    for request, status, is_last in MANNERS:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
            client.sendall(request)
            head = b""
            while b"\r\n\r\n" not in head:
                if not (part := client.recv(65_536)):
                    break
                head += part
            head, _, body = head.partition(b"\r\n\r\n")
            lines = head.decode().lower().split("\r\n")
            what = f"{request[:60]}: {lines}"
            if lines[0].split()[1:2] != [str(status)]:
                sys.exit(f"not {status} for {what}")
            if missing := [name for name in HEADERS if not any(line.startswith(name) for line in lines)]:
                sys.exit(f"no {missing} for {what}")
            if ("connection: close" in lines) != is_last:
                sys.exit(f"connection for {what}")
            length = 0 if request.startswith(b"HEAD") else next(
                int(line.split(":")[1]) for line in lines if line.startswith("content-length:"))
            while len(body) < length:
                body += client.recv(65_536)
            if is_last and client.recv(1) != b"":
                sys.exit(f"more than an answer for {what}")


def flat(process, port, count):
    """Asks as readers do, over one connection and over a new one each time, and sees that nothing of it is kept."""

    def ask(connection):
        connection.request("GET", "/unsubscribe/x")
        connection.getresponse().read()

    def round(count):
        kept = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for _ in range(count // 2):
            ask(kept)
            fresh = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            ask(fresh)
            fresh.close()
        kept.close()

    round(count // 4)
    open_before, memory = descriptors(process), megabytes(process, "VmRSS")
    round(count - count // 4)
    until("the end of every request", lambda: descriptors(process) <= open_before + 2, process, 60)
    if (grown := megabytes(process, "VmRSS") - memory) > 10:
        sys.exit(f"{count} requests: {grown:.0f} MB more")


def passed_socket(room):
    """`serve` answers on a socket that was handed to it, as systemd hands them over."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        script = f"exec env LISTEN_PID=$$ LISTEN_FDS=1 \"$@\" 3<&{server.fileno()}"
        process = subprocess.Popen(
            ["bash", "-c", script, "bash", *room.command("serve", "--only", "web")], stderr=subprocess.DEVNULL,
            pass_fds=[server.fileno()])
        try:
            until("an answer on a socket that was passed", lambda: answers(port), process, 60)
            process.send_signal(signal.SIGTERM)
            if (code := process.wait(20)) != 0:
                sys.exit(f"serve --only web ended with {code}")
        finally:
            if process.poll() is None:
                process.kill()


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
    options.add_argument("--requests", type=int, default=20_000)
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
            manners(web)
            flat(process, web, chosen.requests)
            before = descriptors(process)
            room.call("mailing", "schedule", str(edition), "--list", "morning", "--now", "--override", "test")
            strangers = attack(process, web, chosen.connections)
            until("an answer to a reader", lambda: answers(web), process, 60)
            until("the whole mailing", lambda: accepted(room) == chosen.people, process, 600)
            until("the end of every connection", lambda: descriptors(process) <= before + SENDERS_OWN, process, 60)
            memory = megabytes(process, "VmHWM")
            process.send_signal(signal.SIGTERM)
            if (code := process.wait(20)) != 0:
                sys.exit(f"serve ended with {code}")
            passed_socket(room)
            print(
                f"hostile: {chosen.connections} connections beside {chosen.people} messages: all sent, web answers, "
                f"{len(strangers)} strangers still there, peak {memory:.0f} MB")
        finally:
            if process.poll() is None:
                process.kill()
            sink.stop()


if __name__ == "__main__":
    main()
