#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""returns.py: a mailing through a real Postfix, and all that comes back of it, by every way that it can come.

    returns.py [--ways maildir,pop3,imap,http] [--bounces N]
    returns.py --tokens

Readers called gone* are accepted by Postfix, which finds out later that they have no mailbox and reports it. Three readers'
provider reports a complaint without saying whose, two mail the address of List-Unsubscribe, one writes a letter. All of it
arrives in one mailbox and is read from its Maildir, then in another newsroom from Dovecot over POP3 and over IMAP, both with TLS,
and in another as a provider's JSON over HTTP. Each time the ledger, consent, suppressions and the report must say the same.

With --tokens it prints what reports change whose token is forged, replayed, retired, of a row that is gone or of another mailing, or
whose header is all that there is, or hides the reader.
"""

import argparse
import email
import email.message
import email.policy
import json
import os
import re
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from newsroom import DAYBREAK, Newsroom, free_port

HERE = Path(__file__).resolve().parent
AUTHORITY = [] if os.geteuid() == 0 else ["sudo", "-n"]
FINE = 12


def sh(*command, codes=(0,)):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in codes:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}: {done.stderr.strip()}")
    return done.stdout


class Place:
    """A Postfix, and a newsroom whose mail goes through it."""

    def __init__(self, root, bounces):
        self.root = Path(root)
        os.chmod(root, 0o755)
        self.post = self.root / "post"
        sh(HERE / "postfix.sh", "start", self.post)
        self.port = int((self.post / "port").read_text()) + 1
        self.bounces = bounces
        self.room = Newsroom(self.root / "room", self.port)
        template = self.room.directory / "templates/daily-caffeine/publication.yaml"
        template.write_text(template.read_text().replace("morning@daily-caffeine.example", "morning@inbox.test"))
        self.room.call("dkim", "generate", "s1", "--algorithm", "ed25519", "--json")

    def stop(self):
        sh(HERE / "postfix.sh", "stop", self.post)

    def configure(self, returns):
        self.room.configure(
            self.port,
            extra="dkim: { keys: [{ selector: s1, file: keys/s1.pem }] }\n" + returns,
        )
        file = self.room.directory / "daybreak.yaml"
        file.write_text(file.read_text().replace("bounces@daily-caffeine.example", "bounces@inbox.test"))

    def mail(self, folder):
        sh(*AUTHORITY, "chmod", "-R", "a+rwX", str(self.post / "mail"))
        return sorted((self.post / "mail" / folder / "new").glob("*"))

    def send(self):
        """Sends an edition, and waits until its bounces are back."""
        article = self.room.directory / "article.md"
        article.write_text("---\nheadline: Ferries run again\nslug: ferries\n---\nThe first one left at six.\n")
        self.room.call("article", "add", str(article))
        edition = json.loads(self.room.call("edition", "new", "--article", "ferries", "--subject", "Ferries", "--json"))["edition"]
        self.room.subscribe([f"gone{n}@inbox.test" for n in range(self.bounces)] + [f"reader{n}@inbox.test" for n in range(FINE)])
        sent = json.loads(self.room.call("send", str(edition), "--list", "morning", "--override", "a test", "--json"))
        assert sent["counts"]["accepted"] == self.bounces + FINE, sent
        for _ in range(300):
            if len(self.mail("returns")) == self.bounces and len(self.mail("all")) == FINE:
                return sent["mailing"]
            time.sleep(0.2)
        sys.exit(f"of {self.bounces} reports {len(self.mail('returns'))} came")

    def copies(self):
        """The copies that readers got, by number."""
        found = {}
        for file in self.mail("all"):
            text = file.read_bytes()
            reader = re.search(rb"^X-Original-To: reader(\d+)@", text, re.M)
            # Postfix adds its lines in front.
            found[int(reader[1])] = text[text.index(b"DKIM-Signature:"):]
        return found

    def write_back(self, copies):
        """Three complaints, two wishes to leave and a letter, over SMTP."""
        messages = [complaint(copies[n], f"reader{n}@inbox.test") for n in (0, 1, 2)]
        messages += [wish(copies[n], f"reader{n}@inbox.test") for n in (3, 4)]
        letter = email.message.EmailMessage(policy=email.policy.SMTP)
        letter["From"], letter["To"], letter["Subject"] = "Ann <reader5@inbox.test>", "bounces@inbox.test", "Re: Ferries"
        letter.set_content("I was on the first one. Thank you!\n")
        messages.append(("reader5@inbox.test", "bounces@inbox.test", bytes(letter)))
        with smtplib.SMTP("127.0.0.1", self.port) as server:
            for sender, recipient, message in messages:
                server.sendmail(sender, recipient, message)
        for _ in range(100):
            if len(self.mail("returns")) == self.bounces + len(messages):
                return
            time.sleep(0.1)
        sys.exit("what was written back did not arrive")

    def check(self, mailing, way, letters=1):
        """Whether ledger, consent, suppression and report say what happened."""
        counts = self.room.counts(mailing)["counts"]
        assert counts["bounced"] == self.bounces and counts["accepted"] == FINE, counts
        report = json.loads(self.room.call("mailing", "report", str(mailing), "--json"))
        assert (report["bounced"], report["complained"], report["unsubscribed"]) == (self.bounces, 3, 2), report
        held = [json.loads(line) for line in self.room.call("bounce", "list", "--only", "held", "--json").splitlines()]
        suppressed = sum(
            json.loads(self.room.call("suppression", "check", f"gone{n}@inbox.test", "--json"))["suppressed"] is not None
            for n in range(self.bounces))
        # Of one provider ten are suppressed before somebody looks; the three who complained count, if they came first.
        assert suppressed + len(held) == self.bounces and 7 <= suppressed <= 10, (suppressed, len(held))
        self.room.call("bounce", "approve", *[str(record["number"]) for record in held])
        for name, reason in [("gone0", "unknownUser"), (f"gone{self.bounces - 1}", "unknownUser"), ("reader0", "complaint"), ("reader2", "complaint")]:
            said = json.loads(self.room.call("suppression", "check", f"{name}@inbox.test", "--json"))
            assert said["suppressed"] == reason, (name, said)
        for n, status in [(3, "unsubscribed"), (4, "unsubscribed"), (5, "active"), (6, "active")]:
            person = json.loads(self.room.call("subscriber", "show", f"reader{n}@inbox.test", "--json"))
            assert person["subscriptions"]["morning"] == status, (n, person)
        kept = [json.loads(line) for line in self.room.call("bounce", "list", "--only", "letter", "--json").splitlines()]
        assert len(kept) == letters, kept
        if letters:
            assert "I was on the first one" in self.room.call("bounce", "show", str(kept[0]["number"]))
        assert self.room.call("check").strip(), "the database is whole"
        print(f"{way}: {self.bounces} bounced ({suppressed} suppressed at once, {len(held)} held until approved), 3 complained, "
              f"2 unsubscribed, {len(kept)} letter{'s' if len(kept) != 1 else ''}; check is clean")


def complaint(copy, reader):
    """What a provider reports that hides its readers (RFC 5965): the copy's header, with the address masked."""
    header = copy.split(b"\r\n\r\n")[0].split(b"\n\n")[0].decode().replace(reader, "[redacted]")
    header = header.replace("\r\n", "\n")
    body = (
        "From: <feedback@provider.test>\nTo: <bounces@inbox.test>\nSubject: abuse report\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: text/plain\n\nAbuse.\n\n"
        "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: Provider/1\nVersion: 1\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\n{header}\n\n--b--\n")
    return "feedback@inbox.test", "bounces@inbox.test", body.replace("\n", "\r\n").encode()


def wish(copy, reader):
    """A mail to the address of List-Unsubscribe, as mail programs write it."""
    header = email.message_from_bytes(copy)["List-Unsubscribe"]
    address = re.search(r"<mailto:([^?>]+)\?subject=unsubscribe>", header)[1]
    text = f"From: <{reader}>\r\nTo: <{address}>\r\nSubject: unsubscribe\r\n\r\n\r\n"
    return reader, address, text.encode()


class Dovecot:
    """Serves a Maildir over IMAP and POP3 with TLS."""

    def __init__(self, place):
        self.place = place
        self.ports = {"imaps": free_port(), "pop3s": free_port()}
        home = place.root / "dovecot"
        home.mkdir()
        post = place.post
        listeners = "".join(
            f"service {kind}-login {{\n  inet_listener {kind} {{\n    port = 0\n  }}\n"
            f"  inet_listener {kind}s {{\n    port = {self.ports[kind + 's']}\n  }}\n}}\n"
            for kind in ("imap", "pop3"))
        (home / "dovecot.conf").write_text(f"""
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/log
protocols = imap pop3
listen = 127.0.0.1
ssl = required
ssl_cert = <{post}/etc/localhost.pem
ssl_key = <{post}/etc/localhost.key
mail_location = maildir:{post}/mail/returns:INDEX={home}/index
first_valid_uid = 1
{listeners}
passdb {{
  driver = static
  args = user=%u password=secret
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={home}/user
}}
""")
        for folder in ("run", "index", "user"):
            (home / folder).mkdir()
            os.chmod(home / folder, 0o777)
        os.chmod(home, 0o755)
        self.conf = home / "dovecot.conf"
        # It goes on in the background, and would keep a pipe open that we read.
        subprocess.run([*AUTHORITY, "dovecot", "-c", str(self.conf)], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self):
        sh(*AUTHORITY, "doveadm", "-c", str(self.conf), "stop", codes=(0, 75))


def by_maildir(place, mailing):
    place.configure(f"returns: {{ maildir: {place.post}/mail/returns }}\n")
    place.room.call("bounce", "poll")
    assert not place.mail("returns"), "what is settled or kept is removed"


def by_mailbox(scheme):
    def poll(place, mailing):
        dovecot = Dovecot(place)
        try:
            sh(*AUTHORITY, "chown", "-R", "nobody", str(place.post / "mail"))
            place.configure(
                f"returns:\n  mailbox: {{ url: {scheme}://localhost:{dovecot.ports[scheme]}, user: back, password: secret, ca_file: {place.post}/ca.pem }}\n")
            place.room.call("bounce", "poll")
            left = list((place.post / "mail/returns/new").glob("*")) + list((place.post / "mail/returns/cur").glob("*"))
            assert not left, f"{len(left)} are left in the mailbox"
        finally:
            dovecot.stop()
    return poll


def by_http(place, mailing):
    """The same as a provider tells it: bounces and complaints with our return path, wishes to leave with its own word."""
    port = free_port()
    place.configure(
        f"web: {{ port: {port} }}\nreturns:\n  providers: {{ sparkpost: {{ secret: a-secret-of-the-webhook }} }}\n")
    paths = {}
    for file in place.mail("returns"):
        text = file.read_text(errors="replace")
        if (to := re.search(r"^X-Original-To: (bounces\+\S+@inbox\.test)", text, re.M)) and (
                who := re.search(r"^Final-Recipient: rfc822; *(gone\S+)", text, re.M)):
            paths[who[1]] = to[1]
    assert len(paths) == place.bounces
    copies = place.copies()
    events = [
        {"msys": {"message_event": {
            "type": "bounce", "bounce_class": "10", "event_id": f"b{n}", "rcpt_to": reader, "msg_from": path,
            "raw_reason": "550 5.1.1 no such user", "error_code": "550", "timestamp": str(int(time.time()))}}}
        for n, (reader, path) in enumerate(paths.items())]
    for n in (0, 1, 2):
        token = email.message_from_bytes(copies[n])["X-Daybreak-Ref"].strip()
        events.append({"msys": {"message_event": {
            "type": "spam_complaint", "event_id": f"c{n}", "rcpt_to": f"reader{n}@inbox.test", "msg_from": f"bounces+{token}@inbox.test",
            "timestamp": str(int(time.time()))}}})
    for n in (3, 4):
        token = email.message_from_bytes(copies[n])["X-Daybreak-Ref"].strip()
        events.append({"msys": {"unsubscribe_event": {
            "type": "list_unsubscribe", "event_id": f"u{n}", "rcpt_to": f"reader{n}@inbox.test", "msg_from": f"bounces+{token}@inbox.test",
            "timestamp": str(int(time.time()))}}})
    server = subprocess.Popen(place.room.command("serve"), stderr=subprocess.PIPE, text=True)
    try:
        wait_for(port)

        def post(body, secret="a-secret-of-the-webhook"):
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/returns/sparkpost", json.dumps(body).encode(),
                {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"})
            try:
                return urllib.request.urlopen(request, timeout=20).status
            except urllib.error.HTTPError as error:
                return error.code

        assert post(events, "another-secret-that-is-long") == 403
        assert place.room.counts(mailing)["counts"]["bounced"] == 0, "nobody believes a stranger"
        assert post(events) == 204 and post(events) == 204, "once and again"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)


def wait_for(port):
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("serve does not listen")


def bounce(path, reader, note=""):
    return (
        f"Return-Path: <>\nFrom: MAILER-DAEMON@mx.inbox.test\nTo: <{path}>\nSubject: Undelivered Mail {note}\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.inbox.test\n\nFinal-Recipient: rfc822; {reader}\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 No such user\n--b--\n")


def tokens(place):
    """Ingests a report of each kind, and prints what it changed."""
    room = place.room
    first = place.send()
    copies = place.copies()
    refs = {n: email.message_from_bytes(copy)["X-Daybreak-Ref"].strip() for n, copy in copies.items()}

    def reader(n):
        return f"reader{n}@inbox.test"

    def path(token):
        return f"bounces+{token}@inbox.test"

    def about(n):
        row = json.loads(room.call("mailing", "deliveries", str(first), "--to", reader(n), "--json"))["state"] if not pruned else "a count"
        suppressed = json.loads(room.call("suppression", "check", reader(n), "--json"))["suppressed"]
        person = json.loads(room.call("subscriber", "show", reader(n), "--json"))["subscriptions"]["morning"]
        return row, suppressed or "-", person

    def take(what, n, text):
        before = about(n)
        file = room.directory / "report.eml"
        file.write_text(text)
        said = json.loads(room.call("bounce", "ingest", str(file), "--json"))["outcomes"]
        outcome = next(name for name, count in said.items() if count)
        changed = [f"{old} → {new}" for old, new in zip(before, about(n)) if old != new]
        print(f"{what:64} {outcome:12} {', '.join(changed) or 'nothing'}")

    pruned = False
    print(f"{'a report':64} {'outcome':12} what it changed: delivery, suppression, subscription")
    flipped = refs[0][:12] + ("a" if refs[0][12] != "a" else "b") + refs[0][13:]
    take("bounce, token forged", 0, bounce(path(flipped), reader(0)))
    take("bounce, no token, right address", 0, bounce("bounces@inbox.test", reader(0)))
    take("bounce, good token", 0, bounce(path(refs[0]), reader(0)))
    take("the same message again", 0, bounce(path(refs[0]), reader(0)))
    take("its token replayed in another bounce", 0, bounce(path(refs[0]), reader(0), "again"))
    take("bounce of somebody else's address, good token of reader 1", 1, bounce(path(refs[1]), "elsewhere@other.test"))
    unsubscribe = re.search(r"/unsubscribe/([a-z2-7]+)", email.message_from_bytes(copies[2])["List-Unsubscribe"].replace("\n", ""))[1]
    take("bounce to the token of a link to unsubscribe", 2, bounce(path(unsubscribe), reader(2)))
    take("mail to unsubscribe with the token of a return path", 2, f"From: <{reader(2)}>\nTo: <{path(refs[2])}>\nSubject: unsubscribe\n\n")
    take("mail to unsubscribe, good token", 2, f"From: <{reader(2)}>\nTo: <{path(unsubscribe)}>\nSubject: unsubscribe\n\n")
    take("complaint, header alone, reader masked", 3, complaint(copies[3], reader(3))[2].decode())
    take("complaint, token of the return path, nothing of the copy", 4,
         complaint(b"From: <x@y.test>\r\nX-Daybreak-Ref: " + refs[4].encode(), reader(4))[2].decode())
    take("complaint, token of reader 5, header of reader 6's copy", 5,
         complaint(copies[6].replace(refs[6].encode(), refs[5].encode()), reader(6))[2].decode())
    take("complaint without a token, Message-ID alone", 6,
         complaint(b"From: <x@y.test>\r\nMessage-ID: " + email.message_from_bytes(copies[6])["Message-ID"].encode(), reader(6))[2].decode())
    second = json.loads(room.call("send", "1", "--list", "morning", "--override", "a test", "--json"))["mailing"]
    other = json.loads(room.call("mailing", "message", str(second), "--to", reader(7), "--json"))["message"]
    take("bounce of another mailing's copy (this row stays)", 7, bounce(path(email.message_from_string(other)["X-Daybreak-Ref"].strip()), reader(7)))
    number = json.loads(room.call("token", "list", "--json").splitlines()[0])["key"]
    room.call("token", "rotate")
    third = json.loads(room.call("send", "1", "--list", "morning", "--override", "a test", "--json"))["mailing"]
    copy = json.loads(room.call("mailing", "message", str(third), "--to", reader(9), "--json"))["message"]
    after_rotation = {9: email.message_from_string(copy)["X-Daybreak-Ref"].strip()}
    room.call("token", "retire", str(number))
    take("bounce, token of a key that was retired", 8, bounce(path(refs[8]), reader(8)))
    place.configure("returns: {}\nretention: { deliveries: 1s }\n")
    time.sleep(2)
    room.call("prune")
    pruned = True
    latest = room.call("mailing", "message", str(second), "--to", reader(9), "--json", codes=(0, 65))
    assert not latest, "no row is left"
    take("bounce, token of a row that was pruned", 9, bounce(path(after_rotation[9]), reader(9)))


WAYS = {"maildir": by_maildir, "pop3": by_mailbox("pop3s"), "imap": by_mailbox("imaps"), "http": by_http}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ways", default="maildir,pop3,imap,http")
    parser.add_argument("--bounces", type=int, default=50)
    parser.add_argument("--tokens", action="store_true")
    arguments = parser.parse_args()
    if arguments.tokens:
        with_place(0, tokens)
    for way in [] if arguments.tokens else arguments.ways.split(","):
        with_place(arguments.bounces, lambda place, way=way: through(place, way))


def through(place, way):
    """A mailing, what comes back of it by one way, and what is known then."""
    mailing = place.send()
    if way != "http":
        place.write_back(place.copies())
    WAYS[way](place, mailing)
    place.check(mailing, way, letters=0 if way == "http" else 1)


def with_place(bounces, body):
    root = tempfile.mkdtemp(prefix="daybreak-returns-")
    place = Place(root, bounces)
    try:
        place.configure("returns: {}\n")
        body(place)
    finally:
        place.stop()
    sh(*AUTHORITY, "rm", "-rf", root)


if __name__ == "__main__":
    main()
