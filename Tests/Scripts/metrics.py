#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""metrics.py [--tell]: what `serve` tells a Prometheus of a mailing, and what it logs of it.

Debian's Prometheus reads the metrics of a newsroom whose mailing meets refusals. Each query of the dashboard and of the alert rules has to
be answered, those of the dashboard with data; promtool has to find nothing to blame. The log is JSON, and nobody's address stands in it.
Exits 1 when anything is not so.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

from daemon import PEOPLE, Course, Daemon, PaperKit, perform
from fault_play import end, expect
from faulty import Fault, saying
from newsroom import ROOT, free_port

BOARD = ROOT / "docs/service/grafana.json"
RULES = ROOT / "docs/service/prometheus-rules.yml"
#: What nothing of in a morning without trouble is there to tell.
QUIET = ("daybreak_alarms_raised_total", "daybreak_occurrences_total")
#: What Grafana puts in.
INTERVAL = "15s"


class Watched(Course):
    """A newsroom whose metrics this machine may read, though its address is https and no proxy is before it."""

    def relay(self, port):
        self.relay_port = port
        super(Course, self).relay(
            port, more=f"    starttls: off\nweb: {{ port: {self.web}, metrics: [127.0.0.1] }}\nretry: {{ first: 1s }}\n")

    def metrics(self, **headers):
        """What /metrics answers: a status and a text."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.web}/metrics", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, ""


class Prometheus:
    """Debian's, reading one newsroom every second."""

    def __init__(self, course):
        self.place, self.port = course.place / "prometheus", free_port()
        self.place.mkdir()
        config = self.place / "prometheus.yml"
        config.write_text(
            "global: { scrape_interval: 1s, evaluation_interval: 1s }\n"
            f"rule_files: [{json.dumps(str(RULES))}]\n"
            f"scrape_configs: [{{ job_name: daybreak, static_configs: [{{ targets: ['127.0.0.1:{course.web}'] }}] }}]\n")
        checked("promtool", "check", "config", str(config))
        with (self.place / "log").open("w") as log:
            self.process = subprocess.Popen(
                ("prometheus", f"--config.file={config}", f"--storage.tsdb.path={self.place / 'data'}",
                 f"--web.listen-address=127.0.0.1:{self.port}", "--log.level=warn"),
                stdout=log, stderr=log)
        course.closing.callback(end, self.process)

    def ask(self, query):
        """The result of a query."""
        data = urllib.parse.urlencode({"query": query}).encode()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/query", data, timeout=20) as answer:
                return json.load(answer)["data"]["result"]
        except urllib.error.HTTPError as refusal:
            expect(refusal.code == 503, f"{query}: {refusal.read().decode()}")
        except urllib.error.URLError:
            pass  # It does not listen yet.
        return []

    def value(self, query):
        found = self.ask(query)
        return float(found[0]["value"][1]) if found else None


def checked(*command, text=None):
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    expect(done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}")


def board_queries():
    """Panels' titles and queries, as Grafana would send them."""
    board = json.loads(BOARD.read_text())
    found = [(panel["title"], target["expr"]) for panel in board["panels"] for target in panel.get("targets", [])]
    found += [(one["name"], one["expr"]) for one in board["annotations"]["list"]]
    return [(title, query.replace("$__rate_interval", INTERVAL)) for title, query in found]


def tells_prometheus(kit, tell=False):
    """Figures of a mailing are the same in Prometheus as in the ledger, and every query of the dashboard is answered."""
    faults = [
        Fault("RCPT", saying("550 5.1.1 <reader5@inbox.test> is unknown"), of="reader5"),
        Fault("RCPT", saying("452 4.2.2 <reader6@inbox.test> is over quota"), of="reader6"),
        # The log tells of this one.
        Fault("MAIL", saying("421 4.3.2 not for reader7@inbox.test now"), times=1, after=7),
    ]
    course = Watched("metrics", kit, faults)
    with course.closing:
        course.schedule("--now")
        course.room.call("schedule", "add", "dawn", "every day at 06:00 in UTC", "--list", "morning")
        subprocess.run(course.room.command("bounce", "ingest", "-"), input="From: somebody@else.test\n\nHello?\n", text=True, check=False)
        serve = Daemon(course, options=("--log-format", "json"))
        prometheus = Prometheus(course)
        accepted = len(PEOPLE) - 1
        serve.until(lambda: course.counts() == {"accepted": accepted, "failed": 1}, "everybody is settled")
        serve.until(lambda: prometheus.value('sum(daybreak_attempts_total{outcome="accepted"})') == accepted, "Prometheus knows of it")
        for query, value in (
            ('sum(daybreak_attempts_total{outcome="failed",cause="unknownUser",provider="inbox.test"})', 1),
            ('sum(daybreak_attempts_total{outcome="deferred",cause="mailboxFull"})', 1),
            ('daybreak_mailing_audience{mailing="1",list="morning"}', len(PEOPLE)), ("daybreak_mailing_bounced", 1),
            ("daybreak_subscriptions{status=\"active\"}", len(PEOPLE)), ("up", 1), ('count(daybreak_alarms{kind="relay"})', 1),
        ):
            serve.until(lambda: prometheus.value(query) == value, f"{query} is {value}, not {prometheus.value(query)}")
        shown = board_queries()
        for title, query in shown:
            serve.until(lambda: prometheus.ask(query) or any(name in query for name in QUIET) or query.startswith("changes("), f"“{title}” has data: {query}")
            if tell:
                print(f"{title}: {query}\n    {prometheus.ask(query)}")
        status, text = course.metrics()
        checked("promtool", "check", "metrics", text=text)
        checked("promtool", "check", "rules", str(RULES))
        expect(status == 200 and "@" not in text, "an address stands in the metrics")
        for header in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
            expect(course.metrics(**{header: "127.0.0.1"})[0] == 404, f"a stranger behind a proxy may read them, with {header}")
        log = serve.log.read_text()
        lines = [json.loads(line) for line in log.splitlines()]
        expect(all(line["at"] and line["level"] and line["message"] for line in lines), log)
        expect(any(line.get("relay") and line.get("cause") for line in lines), f"no line names a relay: {log}")
        expect("not for …@inbox.test now" in log, f"the relay's words are not there: {log}")
        serve.stop()
        print(f"metrics: {len(shown)} queries of the dashboard answered, {len(text.splitlines())} lines of metrics, {len(lines)} of the log")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--tell", action="store_true", help="tell what each query gives")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="daybreak-metrics-") as place:
        wrong = perform(lambda kit: tells_prometheus(kit, chosen.tell), PaperKit(place, 0))
    if wrong:
        print(f"WRONG: {wrong}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
