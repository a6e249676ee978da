# SPDX-License-Identifier: Apache-2.0
"""What the scripts in this directory share: a throw-away newsroom, and the programs it is measured against."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DAYBREAK = os.environ.get("DAYBREAK", str(ROOT / ".build/release/daybreak"))
FAST_SINK = os.environ.get("FAST_SINK", str(ROOT / ".build/release/fast-sink"))

STATES = ["queued", "leased", "inFlight", "accepted", "deferred", "failed", "uncertain", "bounced", "suppressed", "cancelled"]

HTML = """<!doctype html>
<html lang="{{language}}"><head><title>{{name}}</title></head><body>
<p>Good morning, <b>{{#introduction}}{{{html}}}{{/introduction}}</b></p>
{{#stories}}{{#blocks}}{{#is_paragraph}}<p>{{{html}}}</p>
{{/is_paragraph}}{{/blocks}}{{/stories}}<p>{{reason}} {{postal_address}}
<a href="{{preferences_url}}">Preferences</a> <a href="{{browser_url}}">Browser</a> <a href="{{unsubscribe_url}}">Unsubscribe</a></p>
</body></html>
"""
TEXT = """{{{introduction}}}

{{#stories}}{{{body}}}
{{/stories}}
-- 
{{{reason}}}
{{{unsubscribe_url}}}
"""


class Finished:
    """A finished process: what it printed and what it cost."""

    def __init__(self, code, out, seconds, usage):
        self.code, self.out, self.seconds = code, out, seconds
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak_mb = usage.ru_maxrss / 1024


def run(*command, env=None):
    """Runs a command to its end, accounting for it alone."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Finished(process.returncode, out.decode(), time.monotonic() - start, usage)


def free_port():
    """One that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Newsroom:
    """A newsroom in a directory of its own whose mail goes to one port."""

    def __init__(self, directory, port, connections=10, extra=""):
        self.directory = Path(directory)
        self.port = port
        self.call("init", str(self.directory), bare=True)
        self.configure(port, connections, extra)

    def configure(self, port, connections=10, extra="", relay=None):
        relay = relay or f"  - url: smtp://127.0.0.1:{port}\n    starttls: off\n    connections: {connections}\n"
        (self.directory / "daybreak.yaml").write_text(
            "publication: daily-caffeine\nbase_url: https://news.daily-caffeine.example\n"
            # What the scripts make fail is not to halt their mailings.
            "return_path: bounces@daily-caffeine.example\nguard: { sample: 1000000 }\n"
            f"relays:\n{relay}{extra}"
        )

    def relay(self, connections, grouping="two-round-trips", extra=""):
        """Mail goes to the same port in another way."""
        self.configure(
            0, extra=extra,
            relay=f"  - url: smtp://127.0.0.1:{self.port}\n    starttls: off\n    connections: {connections}\n    pipelining: {grouping}\n",
        )

    def command(self, *arguments):
        return (DAYBREAK, *arguments, "--newsroom", str(self.directory))

    def call(self, *arguments, bare=False, codes=(0,)):
        command = (DAYBREAK, *arguments) if bare else self.command(*arguments)
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode not in codes:
            sys.exit(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def subscribe(self, addresses, list_name="morning"):
        """Imports people with five attributes each."""
        path = self.directory / "people.csv"
        with path.open("w") as file:
            write_people(file, addresses)
        return json.loads(self.call("subscriber", "import", str(path), "--list", list_name, "--json"))

    def plain_theme(self):
        """A theme without ornament, so that a message can be small."""
        home = self.directory / "templates/daily-caffeine"
        for file in home.glob("*.mustache"):
            file.unlink()
        (home / "edition.html.mustache").write_text(HTML)
        (home / "edition.txt.mustache").write_text(TEXT)

    def edition(self, size):
        """An edition whose message is within 3 % of `size` bytes; returns its number and the size."""
        sentence = "The quick brown fox reads the morning paper over the lazy dog and a cup of strong coffee. "
        paragraphs = max(1, (size - 1_900) // (2 * len(sentence) * 4 + 60))
        spare, number, actual = 0, 0, 0
        for _ in range(8):
            text = "\n\n".join([sentence * 4] * paragraphs) + "\n\n" + ("Coffee. " * max(1, spare)).strip()
            article = self.directory / "article.md"
            article.write_text(f"---\nheadline: Bench {size}\nslug: bench-{size}\n---\n{text}\n")
            self.call("article", "add", str(article))
            plan = self.directory / "edition.yaml"
            plan.write_text(
                f"subject: Bench {size}\npreheader: x\nintroduction: Good morning, {{{{reader.first_name | friend}}}}.\n"
                f"stories:\n  - article: bench-{size}\n    as: full\n"
            )
            number = json.loads(self.call("edition", "new", str(plan), "--json"))["edition"]
            self.call("edition", "preview", str(number), "--message", str(self.directory / "m.eml"))
            actual = (self.directory / "m.eml").stat().st_size
            missing = size - actual
            if abs(missing) <= size * 0.03:
                break
            if abs(missing) > 800:
                paragraphs = max(1, paragraphs + missing // 750)
            else:
                spare += max(1, missing // 17)
        return number, actual

    def counts(self, mailing):
        return json.loads(self.call("mailing", "show", str(mailing), "--json"))


def write_people(file, addresses):
    file.write("email,first_name,last_name,city,plan,joined,score,team\n")
    for index, address in enumerate(addresses):
        file.write(f"{address},First{index},Last{index},City{index % 500},plan{index % 3},2026-01-{index % 28 + 1:02},{index % 97},team{index % 11}\n")


class Sink:
    """A mail server that throws everything away."""

    def __init__(self, kind, port, record=None, options=()):
        if kind == "fast-sink":
            command = [FAST_SINK, "--port", str(port)] + (["--record", str(record)] if record else []) + list(options)
        else:
            command = ["/usr/sbin/smtp-sink", "-u", "nobody", f"127.0.0.1:{port}", "1000"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        for _ in range(100):
            if subprocess.run(["bash", "-c", f"exec 3<>/dev/tcp/127.0.0.1/{port}"], stderr=subprocess.DEVNULL).returncode == 0:
                return
            time.sleep(0.05)
        sys.exit(f"{kind} does not listen on port {port}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)
