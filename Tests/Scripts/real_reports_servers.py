# SPDX-License-Identifier: Apache-2.0
"""The part of real_reports.py that runs as root in namespaces of its own: a small network with a name server and mail
servers that refuse, and Postfix, Exim, OpenSMTPD and dma, which send to them and report.

    real_reports_servers.py WORK SERVER…

WORK/archives has the packages. Messages that come back are written to WORK/reports/SERVER.CASE.NUMBER.eml, what
could not be handed in to WORK/refused.json, and the servers' logs to WORK/logs. Nothing of the machine's own file system is
written: /etc and /usr are overlays, /var and /run are empty, and all of it ends with the first process.
"""

import asyncio
import json
import os
import pathlib
import re
import shutil
import signal
import smtplib
import socket
import struct
import subprocess
import sys
import threading
import time

from real_reports import CASES, message

# Seconds that a message may wait, and after which its sender is warned.
LIFE = 30
WARNING = 6
# Seconds for everything in here, and those without a new report after which nothing more is waited for.
LONGEST = 130
QUIET = 25

# Where each domain's mail goes. What has no address in here does not exist.
EXCHANGERS = {
    "readers.test": "127.0.0.2", "banned.test": "127.0.0.3", "small.test": "127.0.0.4", "busy.test": "127.0.0.5",
    "news.test": "127.0.0.6", "utf8.test": "127.0.0.6", "lost.test": "127.0.0.7", "mute.test": "127.0.0.8",
    # Nobody listens here.
    "dead.test": "127.0.0.9",
    "postfix.test": "127.0.1.1", "exim.test": "127.0.1.2", "opensmtpd.test": "127.0.1.3", "dma.test": "127.0.1.4",
    "loop-postfix.test": "127.0.1.1", "loop-exim.test": "127.0.1.2", "loop-opensmtpd.test": "127.0.1.3",
}
LISTENING = sorted({address for address in EXCHANGERS.values() if address.startswith("127.0.0.")} - {"127.0.0.9"})

# What is said of a recipient, by its local part before a plus.
REFUSALS = {
    "gone": "550 5.1.1 <{0}>: Recipient address rejected: User unknown in virtual mailbox table",
    "full": "452 4.2.2 The mailbox is full, try again later",
    "over": "552 5.2.2 <{0}>: user is over quota",
    "spam": "554 5.7.1 Message refused by local policy",
    "blocked": "554 5.7.1 Service unavailable; Client host [127.0.0.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/127.0.0.1",
    "big": "552 5.3.4 Message size exceeds fixed limit",
    "slow": "450 4.7.1 <{0}>: Recipient address rejected: Greylisted, see http://postgrey.example/help/readers.test.html",
    "closed": "550 5.2.1 This account is disabled",
    "old": "550 no such user here",
    "older": "553 sorry, no mailbox here by that name. (#5.7.1)",
    "lines": "550-5.1.1 The email account that you tried to reach does not exist. Please try\n"
             "550-5.1.1 double-checking the recipient's email address for typos or\n"
             "550-5.1.1 unnecessary spaces. Learn more at\n"
             "550 5.1.1 https://support.google.com/mail/?p=NoSuchUser a1-20020a05600c0a0100b003f7f2a1d9e5si1234567wmp.12 - gsmtp",
    "plain": "550-Verification failed for <{0}>\n550-No Such User Here\n550 Sender verify is fine",
    "umlaut": "550 5.1.1 Empfänger unbekannt – kein Postfach für {0} (日本)",
    "long": "550 5.1.1 User unknown. " + "This answer is longer than most programs expect it to be. " * 8,
    "üser": "550 5.1.1 <{0}>: Empfänger unbekannt",
    "odd name": "550 5.1.1 no such user",
}
LATIN = "550 5.1.1 Empf\u00e4nger unbekannt".encode("latin-1") + b"\r\n"


def say(*words):
    print(*words, file=sys.stderr, flush=True)


# MARK: The network

class NameServer(asyncio.DatagramProtocol):
    """Answers for the domains above; everything else does not exist."""

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, sender):
        end, labels = 12, []
        while data[end]:
            labels.append(data[end + 1:end + 1 + data[end]].decode("latin-1").lower())
            end += data[end] + 1
        name, (kind,) = ".".join(labels), struct.unpack("!H", data[end + 1:end + 3])
        code, records = self.answer(name, kind)
        flags = 0x8580 | code
        head = data[:2] + struct.pack("!HHHHH", flags, 1, len(records), 0, 0)
        body = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(record)) + record for record in records)
        self.transport.sendto(head + data[12:end + 5] + body, sender)

    @staticmethod
    def answer(name, kind):
        """The code of the reply, and the data of its records."""
        def written(name):
            return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"
        if name.endswith("servfail.test"):
            return 2, []
        if name == "nullmx.test":
            return 0, [b"\0\0\0"] if kind == 15 else []
        if name == "nohost.test":
            return 0, [b"\0\x0a" + written("mx.vanished.test")] if kind == 15 else []
        if name in EXCHANGERS:
            return 0, [b"\0\x0a" + written("mx." + name)] if kind == 15 else []
        if name.removeprefix("mx.") in EXCHANGERS:
            return 0, [socket.inet_aton(EXCHANGERS[name.removeprefix("mx.")])] if kind == 1 else []
        return 3, []


class Sink:
    """The servers that refuse, each by the address that it is reached at, and the one that takes the reports."""

    def __init__(self, reports):
        self.reports, self.count, self.last = reports, 0, time.monotonic()

    async def serve(self, reader, writer):
        try:
            await self.talk(reader, writer, writer.get_extra_info("sockname")[0])
        except (OSError, asyncio.IncompleteReadError, ValueError):
            pass
        finally:
            writer.close()

    async def talk(self, reader, writer, address):
        def answer(text):
            writer.write("".join(line + "\r\n" for line in text.split("\n")).encode())
        if address == EXCHANGERS["mute.test"]:
            await reader.read()
            return
        if address == EXCHANGERS["banned.test"]:
            answer("554 5.7.1 mx.banned.test: your address 127.0.0.1 is on our block list")
            await reader.read(1000)
            return
        if address == EXCHANGERS["busy.test"]:
            answer("421 4.7.0 mx.busy.test Too many connections from your host, try again later")
            return
        name = next("mx." + domain for domain, place in EXCHANGERS.items() if place == address)
        answer(f"220 {name} ESMTP")
        size = 20_000 if address == EXCHANGERS["small.test"] else 10_000_000
        sender, recipients = None, []
        while line := await reader.readline():
            command = line.decode("utf-8", "replace").strip()
            verb = command.upper().split(":")[0].split(" ")[0]
            path = command.partition("<")[2].rpartition(">")[0]
            if verb == "EHLO":
                extra = "250-SMTPUTF8\n" if address == EXCHANGERS["news.test"] else ""
                answer(f"250-{name}\n250-PIPELINING\n250-8BITMIME\n{extra}250-SIZE {size}\n250 ENHANCEDSTATUSCODES")
            elif verb in ("HELO", "NOOP"):
                answer(f"250 {name}")
            elif verb == "RSET":
                sender, recipients = None, []
                answer("250 2.0.0 Ok")
            elif verb == "MAIL":
                sender, recipients = path, []
                announced = re.search(r"SIZE=(\d+)", line.decode("latin-1"))
                if announced and int(announced[1]) > size:
                    answer("552 5.3.4 Message size exceeds fixed limit")
                elif ".sender@" in path:
                    answer("550 5.1.8 Sender address rejected: Domain not found")
                else:
                    answer("250 2.1.0 Ok")
            elif verb == "RCPT":
                local = path.rpartition("@")[0].strip('"').split("+")[0].lower()
                if address == EXCHANGERS["lost.test"]:
                    return
                if local == "latin":
                    writer.write(LATIN)
                elif local in REFUSALS:
                    answer(REFUSALS[local].format(path))
                else:
                    recipients.append(path)
                    answer("250 2.1.5 Ok")
            elif verb == "DATA" and not recipients:
                answer("554 5.5.1 Error: no valid recipients")
            elif verb == "DATA":
                answer("354 End data with <CR><LF>.<CR><LF>")
                lines = []
                while (line := await reader.readline()) not in (b".\r\n", b""):
                    lines.append(line[1:] if line.startswith(b".") else line)
                locals = {recipient.split("@")[0] for recipient in recipients}
                if sum(map(len, lines)) > size:
                    answer("552 5.3.4 Message size exceeds fixed limit")
                elif "judged" in locals:
                    answer("554 5.7.1 Message content rejected: it looks like spam")
                elif "filled" in locals:
                    answer("552 5.2.2 Mailbox is full")
                else:
                    self.keep(sender, recipients, b"".join(lines))
                    answer("250 2.0.0 Ok: queued")
            elif verb == "QUIT":
                answer("221 2.0.0 Bye")
                return
            else:
                answer("502 5.5.2 Error: command not recognized")
            await writer.drain()

    def keep(self, sender, recipients, content):
        for recipient in recipients:
            if recipient.startswith("bounces+"):
                self.count += 1
                self.last = time.monotonic()
                case = recipient.removeprefix("bounces+").partition("@")[0]
                head = f"Return-Path: <{sender}>\r\nDelivered-To: {recipient}\r\n".encode()
                (self.reports / f"{case}.{self.count:03d}.eml").write_bytes((head + content).replace(b"\r\n", b"\n"))


def outside():
    """An interface that is not the loopback, and leads nowhere: OpenSMTPD resolves no names where there is none."""
    for kind in (("link", "add", "out", "type", "dummy"), ("link", "add", "out", "type", "veth", "peer", "name", "end"),
                 ("link", "add", "out", "type", "bridge"), ("tuntap", "add", "dev", "out", "mode", "tun")):
        if subprocess.run(["ip", *kind], capture_output=True).returncode == 0:
            command("ip", "address", "add", "192.0.2.1/32", "dev", "out")
            command("ip", "link", "set", "out", "up")
            return
    say("no interface can be made: OpenSMTPD will resolve no names")


def network(reports):
    """Starts all that the mail servers talk to, in a thread of its own."""
    sink, ready = Sink(reports), threading.Event()

    async def main():
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(NameServer, local_addr=("127.0.0.1", 53))
        servers = [await asyncio.start_server(sink.serve, address, 25, limit=1 << 20) for address in LISTENING]
        ready.set()
        await asyncio.gather(*(server.serve_forever() for server in servers))
    threading.Thread(target=asyncio.run, args=(main(),), daemon=True).start()
    if not ready.wait(10):
        sys.exit("the network does not start")
    return sink


# MARK: The file system

def command(*words, **options):
    return subprocess.run(words, check=True, stdin=subprocess.DEVNULL, **options)


def file_system(work):
    """Overlays that have what the packages bring, and an empty /var and /run."""
    box = work / "box"
    box.mkdir()
    command("mount", "-t", "tmpfs", "none", box)
    # Unpacked by root, they belong to whom they should.
    packages = []
    for archive in sorted((work / "archives").glob("*.deb")):
        place = box / archive.name.split("_")[0]
        command("dpkg", "-x", archive, place)
        # The program of this name is to be Postfix's.
        if place.name != "postfix":
            (place / "usr/sbin/sendmail").unlink(missing_ok=True)
        packages.append(place)
    for name in ("usr", "etc"):
        lower = [str(package / name) for package in packages if (package / name).is_dir()] + ["/" + name]
        for kind in ("upper", "inner"):
            (box / f"{name}-{kind}").mkdir(mode=0o755)
        layers = f"lowerdir={':'.join(lower)},upperdir={box / f'{name}-upper'},workdir={box / f'{name}-inner'}"
        command("mount", "-t", "overlay", "none", "-o", layers, "/" + name)
    # What packages have in /lib is in /usr/lib.
    for package in packages:
        if (package / "lib").is_dir():
            shutil.copytree(package / "lib", "/usr/lib", symlinks=True, dirs_exist_ok=True)
    for path in ("/var", "/run"):
        command("mount", "-t", "tmpfs", "-o", "mode=755", "none", path)
    os.symlink("/run", "/var/run")
    for path in ("lib", "spool", "mail", "log", "tmp"):
        os.makedirs("/var/" + path)
    # Nothing is told to the machine's own log.
    if os.path.exists("/dev/log") and not os.path.islink("/dev/log"):
        command("mount", "--bind", "/dev/null", "/dev/log")

    def etc(name, text):
        path = pathlib.Path("/etc") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text(text)
        path.chmod(0o644)
    etc("resolv.conf", "nameserver 127.0.0.1\noptions timeout:2 attempts:1\n")
    etc("hosts", "127.0.0.1 localhost\n")
    etc("nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\n")
    users = ["root:x:0:0:root:/root:/bin/sh", "mail:x:8:8::/var/mail:/usr/sbin/nologin"]
    groups = ["root:x:0:", "mail:x:8:"]
    for number, name in enumerate(("postfix", "postdrop", "Debian-exim", "opensmtpd", "opensmtpq", "reader"), 900):
        users.append(f"{name}:x:{number}:{number}::{'/var/lib/opensmtpd/empty' if 'open' in name else '/var/mail'}:/bin/sh")
        groups.append(f"{name}:x:{number}:")
    users.append("nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin")
    groups.append("nogroup:x:65534:")
    etc("passwd", "\n".join(users) + "\n")
    etc("group", "\n".join(groups) + "\n")
    etc("mailname", "dma.test\n")
    return etc


# MARK: The mail servers

def hand_in(case, server, address):
    """By SMTP. Returns what was refused at once."""
    refused = []
    with smtplib.SMTP(address, 25, local_hostname="client.test", timeout=20) as client:
        client.ehlo()
        sender = f"bounces+{server}.{case.name}@news.test"
        code, text = client.mail(sender, list(case.mail_options))
        for recipient in case.recipients(server) if code == 250 else []:
            code, said = client.rcpt(recipient, list(case.options))
            if code not in (250, 251):
                refused.append(f"{recipient}: {code} {said.decode('utf-8', 'replace')}")
        if code == 250 and not refused:
            code, text = client.data(message(case, server))
        if code != 250 and not refused:
            refused.append(f"{code} {text.decode('utf-8', 'replace')}")
    return refused


class Postfix:
    def start(self, etc, logs):
        for name in pathlib.Path("/etc/postfix").glob("*.cf"):
            name.unlink()
        for name in ("dynamicmaps.cf", "postfix-files"):
            if not os.path.exists("/etc/postfix/" + name) and os.path.exists("/usr/share/postfix/" + name):
                shutil.copy("/usr/share/postfix/" + name, "/etc/postfix/" + name)
        os.makedirs("/var/spool/postfix")
        os.makedirs("/var/lib/postfix")
        shutil.chown("/var/lib/postfix", "postfix", "postfix")
        etc("postfix/aliases", "command \"|exit 67\"\nbroken \"|exit 1\"\n")
        etc("postfix/main.cf", f"""
compatibility_level = 3.6
queue_directory = /var/spool/postfix
data_directory = /var/lib/postfix
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = postfix.test
mydestination = postfix.test
inet_interfaces = 127.0.1.1
inet_protocols = ipv4
smtp_bind_address = 127.0.1.1
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
alias_maps = texthash:/etc/postfix/aliases
local_recipient_maps =
virtual_alias_maps = inline:{{ forward@postfix.test=gone@readers.test }}
recipient_delimiter = +
smtputf8_enable = yes
smtp_dns_support_level = enabled
smtp_host_lookup = dns
smtp_tls_security_level = none
smtp_connection_cache_on_demand = no
smtp_helo_timeout = 4s
smtp_connect_timeout = 4s
minimal_backoff_time = 4s
maximal_backoff_time = 6s
queue_run_delay = 4s
maximal_queue_lifetime = {LIFE}s
bounce_queue_lifetime = {LIFE}s
delay_warning_time = {WARNING}s
smtpd_client_connection_count_limit = 0
maillog_file = /var/log/postfix.log
""")
        etc("postfix/master.cf", """
127.0.1.1:25 inet n - n - - smtpd
pickup unix n - n 5 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 5 1 qmgr
rewrite unix - - n - - trivial-rewrite
tlsmgr unix - - n 1000? 1 tlsmgr
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - 30 smtp
error unix - - n - - error
retry unix - - n - - error
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
""")
        with open(logs / "postfix.start", "wb") as log:
            command("/usr/sbin/postfix", "start", stdout=log, stderr=log)

    def hand_in(self, case):
        if not case.by_program:
            return hand_in(case, "postfix", "127.0.1.1")
        sender = f"bounces+postfix.{case.name}@news.test"
        done = subprocess.run(["/usr/sbin/sendmail", "-i", "-f", sender, *case.recipients("postfix")],
                              input=message(case, "postfix"), capture_output=True)
        return [done.stderr.decode()] if done.returncode else []


class Exim:
    def start(self, etc, logs):
        for path in ("/var/spool/exim4", "/var/log/exim4"):
            os.makedirs(path)
            shutil.chown(path, "Debian-exim", "Debian-exim")
        os.makedirs("/var/mail/boxes")
        shutil.chown("/var/mail/boxes", "reader", "reader")
        etc("exim4/exim4.conf", f"""
primary_hostname = exim.test
qualify_domain = exim.test
local_interfaces = 127.0.1.2
daemon_smtp_ports = 25
domainlist ours = exim.test
acl_smtp_rcpt = accept
acl_smtp_data = accept
dsn_advertise_hosts = *
smtputf8_advertise_hosts = *
tls_advertise_hosts =
chunking_advertise_hosts =
delay_warning = {WARNING}s
delay_warning_condition = yes
received_headers_max = 15
host_lookup =
rfc1413_query_timeout = 0s
ignore_bounce_errors_after = 0s
queue_run_max = 10
smtp_accept_max = 100
smtp_accept_queue_per_connection = 0
remote_max_parallel = 4
keep_environment =
allow_utf8_domains = true
log_file_path = /var/log/exim4/%slog

begin routers
loop:
  driver = manualroute
  domains = loop-exim.test
  route_list = * 127.0.1.2 byname
  self = send
  transport = smtp
away:
  driver = dnslookup
  domains = ! +ours
  transport = smtp
  no_more
forwards:
  driver = redirect
  local_parts = forward
  data = gone@readers.test
closed:
  driver = redirect
  local_parts = retired
  allow_fail
  data = :fail: This mailbox was closed in May.
command:
  driver = accept
  local_parts = command
  transport = command
full:
  driver = accept
  local_parts = quota
  transport = full
here:
  driver = accept
  local_parts = reader
  transport = here

begin transports
smtp:
  driver = smtp
  connect_timeout = 4s
  command_timeout = 4s
  interface = 127.0.1.2
  hosts_try_chunking =
  hosts_try_fastopen =
  dnssec_request_domains =
here:
  driver = appendfile
  file = /dev/null
  user = reader
command:
  driver = pipe
  command = /bin/sh -c "exit 67"
  user = reader
full:
  driver = appendfile
  file = /var/mail/boxes/quota
  quota = 100
  user = reader

begin retry
quota@exim.test  *
*  *  F,{LIFE}s,4s
""")
        command("/usr/sbin/exim4", "-bd", "-q4s", stdout=subprocess.DEVNULL)

    def hand_in(self, case):
        return hand_in(case, "exim", "127.0.1.2")


class OpenSMTPD:
    def start(self, etc, logs):
        os.makedirs("/var/lib/opensmtpd/empty", mode=0o755, exist_ok=True)
        etc("opensmtpd-aliases", "forward: gone@readers.test\ncommand: reader\n")
        etc("smtpd.conf", f"""
queue ttl {LIFE}s
bounce warn-interval {WARNING}s
table aliases file:/etc/opensmtpd-aliases
listen on 127.0.1.3 port 25 hostname opensmtpd.test
action "here" mda "exit 0" alias <aliases>
action "command" mda "exit 67" alias <aliases>
action "away" relay helo opensmtpd.test
match from any for rcpt-to "command@opensmtpd.test" action "command"
match from any for domain "opensmtpd.test" action "here"
match from any for any action "away"
""")
        self.log = open(logs / "opensmtpd.log", "wb")
        self.process = subprocess.Popen(["/usr/sbin/smtpd", "-d", "-v"], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        threading.Thread(target=self.hurry, daemon=True).start()

    @staticmethod
    def hurry():
        """Its own first pause is longer than all of this."""
        while True:
            time.sleep(4)
            subprocess.run(["/usr/sbin/smtpctl", "schedule", "all"], capture_output=True)
            subprocess.run(["/usr/sbin/smtpctl", "resume", "route", "all"], capture_output=True)

    def hand_in(self, case):
        return hand_in(case, "opensmtpd", "127.0.1.3")


class DMA:
    def start(self, etc, logs):
        os.makedirs("/var/spool/dma")
        shutil.chown("/var/spool/dma", "root", "mail")
        os.chmod("/var/spool/dma", 0o2770)
        shutil.chown("/usr/sbin/dma", "root", "mail")
        os.chmod("/usr/sbin/dma", 0o2755)
        etc("dma/dma.conf", "MAILNAME /etc/mailname\nSPOOLDIR /var/spool/dma\n")
        etc("dma/auth.conf", "")
        etc("aliases", "forward: gone@readers.test\n")
        self.started = time.monotonic()
        threading.Thread(target=self.hurry, daemon=True).start()

    @staticmethod
    def hurry():
        """It waits five days: files that have waited for six, and a run of the queue, once the processes that it started have
        tried and sleep."""
        time.sleep(LIFE)
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if os.readlink(process / "exe").endswith("/dma"):
                    os.kill(int(process.name), signal.SIGKILL)
            except OSError:
                pass
        long_ago = time.time() - 6 * 86400
        for file in pathlib.Path("/var/spool/dma").glob("[MQ]*"):
            os.utime(file, (long_ago, long_ago))
        subprocess.run(["/usr/sbin/dma", "-q"], capture_output=True)

    def hand_in(self, case):
        sender = f"bounces+dma.{case.name}@news.test"
        done = subprocess.run(["/usr/sbin/dma", "-i", "-f", sender, *case.recipients("dma")],
                              input=message(case, "dma"), capture_output=True)
        return [done.stderr.decode()] if done.returncode else []


KINDS = {"postfix": Postfix, "exim": Exim, "opensmtpd": OpenSMTPD, "dma": DMA}


def wait_for(address):
    for _ in range(100):
        try:
            with socket.create_connection((address, 25), 2):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def play(work, names):
    started = time.monotonic()
    reports, logs = work / "reports", work / "logs"
    command("ip", "link", "set", "lo", "up")
    # Servers ask which addresses are their own.
    for address in sorted(set(EXCHANGERS.values())):
        command("ip", "address", "add", address + "/32", "dev", "lo")
    outside()
    etc = file_system(work)
    socket.sethostname("client.test")
    sink = network(reports)
    refused = {}
    for name in names:
        server = KINDS[name]()
        try:
            server.start(etc, logs)
            if name != "dma" and not wait_for(EXCHANGERS[f"{name}.test"]):
                raise OSError("it does not listen")
        except (OSError, subprocess.CalledProcessError) as error:
            refused[f"{name}."] = [f"it does not start: {error}"]
            continue
        for case in CASES:
            if name in case.servers:
                try:
                    said = server.hand_in(case)
                except (OSError, smtplib.SMTPException) as error:
                    said = [str(error)]
                if said:
                    refused[f"{name}.{case.name}"] = said
        say(f"{name}: handed in after {time.monotonic() - started:.0f} s")
    handed = time.monotonic()
    while time.monotonic() - started < LONGEST:
        time.sleep(0.5)
        if time.monotonic() - handed > LIFE + QUIET and time.monotonic() - sink.last > QUIET:
            break
    say(f"{sink.count} reports after {time.monotonic() - started:.0f} s")
    (work / "refused.json").write_text(json.dumps(refused))
    for log in ("/var/log/postfix.log", "/var/log/exim4/mainlog", "/var/log/exim4/paniclog"):
        if os.path.exists(log):
            shutil.copy(log, logs / (log.removeprefix("/var/log/").replace("/", "-")))
    # The caller, who need not be root, reads them.
    for file in (*reports.iterdir(), *logs.iterdir(), work / "refused.json"):
        file.chmod(0o644)


def end_with_caller():
    """The caller holds the other end of standard input; all ends with the first process of the namespace."""
    sys.stdin.buffer.read()
    os._exit(1)


def main():
    """The first process of its namespace takes the orphans, and ends all that is left with itself."""
    child = os.fork()
    if child > 0:
        threading.Thread(target=end_with_caller, daemon=True).start()
    else:
        status = 1
        try:
            play(pathlib.Path(sys.argv[1]), sys.argv[2:])
            status = 0
        except SystemExit as error:
            say(error)
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stderr.flush()
            os._exit(status)
    while True:
        process, status = os.wait()
        if process == child:
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


if __name__ == "__main__":
    main()
