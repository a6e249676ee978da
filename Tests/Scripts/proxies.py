#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""proxies.py: the examples for nginx and Caddy in docs/service, run before `daybreak serve` as they are but for ports and certificates.

For each: http leads to https, a reader unsubscribes with one click and is noted with their own address whatever they wrote into
X-Forwarded-For, /health is for this machine alone, what is too large is refused, and nothing of a token stays in a log. Exits 1
when that is not so.
"""

import email
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from newsroom import Newsroom, ROOT, free_port

HOST = "news.example.com"
#: Addresses of this machine that are a reader's and a stranger's here.
READER, MONITOR = "127.0.0.2", "127.0.0.1"
INVENTED = "203.0.113.9"
READERS = {"nginx": "ann@inbox.test", "caddy": "bo@inbox.test"}


class Wrong(Exception):
    """Something is not as it should be."""


def expect(truth, what):
    if not truth:
        raise Wrong(what)


class Running:
    """A program that listens, for as long as it is needed."""

    def __init__(self, command, port, log, env=None):
        self.log = log
        self.process = subprocess.Popen(command, stdout=log.open("w"), stderr=subprocess.STDOUT, env=env)
        end = time.monotonic() + 30
        while subprocess.run(["bash", "-c", f"exec 3<>/dev/tcp/127.0.0.1/{port}"], stderr=subprocess.DEVNULL).returncode != 0:
            expect(self.process.poll() is None and time.monotonic() < end, f"{command[0]} does not listen: {log.read_text()[-600:]}")
            time.sleep(0.1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


class Stage:
    """A newsroom that is served, with copies in its sandbox."""

    def __init__(self, place):
        self.place = place
        self.web, self.mail = free_port(), free_port()
        self.room = Newsroom(place / "room", self.mail, extra=f"web: {{ port: {self.web}, behind_proxy: true }}\n")
        settings = self.room.directory / "daybreak.yaml"
        settings.write_text(re.sub("base_url: .*", f"base_url: https://{HOST}", settings.read_text()))
        self.room.plain_theme()
        self.room.subscribe(READERS.values())
        number, _ = self.room.edition(4_000)
        with Running(self.room.command("sandbox", "--port", str(self.mail), "--maildir", str(place / "mail")), self.mail, place / "mail.log"):
            self.room.call("send", str(number), "--list", "morning", "--override", "a theme without ornament")
        self.certificate, self.key = place / "cert.pem", place / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
             "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", str(self.key), "-out", str(self.certificate)], check=True, capture_output=True)

    def link(self, reader):
        """Where a reader's copy says that they unsubscribe."""
        for file in (self.place / "mail/new").iterdir():
            message = email.message_from_bytes(file.read_bytes())
            if reader in message["To"]:
                return re.search(rf"https://{HOST}(/unsubscribe/[a-z2-7]+)", message["List-Unsubscribe"].replace("\n", ""))[1]
        raise Wrong(f"{reader} has no copy")


class Proxy:
    """What a reader finds behind one of the examples."""

    def __init__(self, stage, name):
        self.stage, self.name = stage, name
        self.http, self.https = free_port(), free_port()
        self.place = stage.place / name
        self.place.mkdir()

    def edited(self, file):
        return (ROOT / "docs/service" / file).read_text().replace("127.0.0.1:8080", f"127.0.0.1:{self.stage.web}")

    @property
    def log(self):
        return self.place / "log"

    def nginx(self):
        text = self.edited("nginx.conf").replace("443 ssl", f"{self.https} ssl").replace("listen 80", f"listen {self.http}")
        text = re.sub(r"listen \[::\].*\n", "", text)
        text = re.sub(r"(ssl_certificate) .*;", rf"\1 {self.stage.certificate};", text)
        text = re.sub(r"(ssl_certificate_key) .*;", rf"\1 {self.stage.key};", text)
        paths = "".join(f"{kind}_temp_path {self.place}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        whole = self.place / "nginx.conf"
        whole.write_text(
            f"daemon off;\npid {self.place}/pid;\nerror_log {self.log} warn;\nevents {{}}\nhttp {{\naccess_log {self.place}/access;\n{paths}\n{text}\n}}\n")
        return Running(["nginx", "-p", str(self.place), "-c", str(whole)], self.https, self.place / "out")

    def caddy(self):
        text = self.edited("Caddyfile").replace(f"{HOST} {{", f"{HOST} {{\n\ttls {self.stage.certificate} {self.stage.key}", 1)
        options = f"{{\n\thttp_port {self.http}\n\thttps_port {self.https}\n\tadmin off\n\tskip_install_trust\n}}\n"
        whole = self.place / "Caddyfile"
        whole.write_text(options + text)
        env = {**os.environ, "HOME": str(self.place), "XDG_DATA_HOME": str(self.place), "XDG_CONFIG_HOME": str(self.place)}
        return Running(["caddy", "run", "--adapter", "caddyfile", "--config", str(whole)], self.https, self.log, env)

    def get(self, path, *options, source=READER, scheme="https"):
        """A status, header fields and a body, asked for from one of this machine's addresses."""
        port = self.https if scheme == "https" else self.http
        done = subprocess.run(
            ["curl", "-s", "-m", "30", "-i", "--http1.1", "--interface", source, "--resolve", f"{HOST}:{port}:127.0.0.1",
             "--cacert", str(self.stage.certificate), "-H", "Expect:", *options, f"{scheme}://{HOST}:{port}{path}"], capture_output=True, text=True)
        head, _, body = done.stdout.partition("\n\n")
        found = re.match(r"HTTP/\S+ (\d+)", head)
        return int(found[1]) if found else 0, head.lower(), body

    def examine(self):
        reader = READERS[self.name]
        link = self.stage.link(reader)
        status, head, _ = self.get(link, scheme="http")
        expect(status == 308 and "location: https://" in head, f"http: {status} {head}")
        status, head, body = self.get(link)
        expect(status == 200 and "<form" in body and "strict-transport-security" in head, f"the page: {status} {head}")
        expect(self.get("/health", source=MONITOR)[0] == 200, f"/health: {self.get('/health', source=MONITOR)}")
        expect(self.get("/health")[0] == 403, "/health is everybody's")
        status, _, _ = self.get(link, "-d", "List-Unsubscribe=One-Click", "-H", f"X-Forwarded-For: {INVENTED}")
        expect(status == 200, f"one click: {status}")
        story = self.stage.room.call("subscriber", "show", reader, "--json")
        expect("one-click header" in story and READER in story and INVENTED not in story, f"kept of it: {story}")
        large = self.place / "large"
        large.write_bytes(b"a" * 2_000_000)
        status, _, _ = self.get("/returns/postmark", "--data-binary", f"@{large}")
        expect(status >= 400, f"what is too large: {status}")
        told = "".join(file.read_text() for file in self.place.iterdir() if file.name in ("log", "out", "access"))
        expect(link.split("/")[2] not in told, "a log has a reader's token")

    def without(self):
        """What a reader finds where nobody is behind it."""
        expect(self.get("/")[0] in (502, 503), f"without serve: {self.get('/')[0]}")


def main():
    with tempfile.TemporaryDirectory(prefix="daybreak-proxies-") as place:
        # The workers of nginx are not root.
        os.chmod(place, 0o755)
        stage = Stage(Path(place))
        try:
            for name in READERS:
                proxy = Proxy(stage, name)
                with getattr(proxy, name)():
                    with Running(stage.room.command("serve"), stage.web, stage.place / "serve.log"):
                        proxy.examine()
                    proxy.without()
                print(f"{name}: a reader is answered, unsubscribed with one click, and known by their own address")
        except Wrong as wrong:
            print(f"proxies: WRONG: {wrong}")
            sys.exit(1)


if __name__ == "__main__":
    main()
