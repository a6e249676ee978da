#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""faults.py: everything that can go wrong between a ledger and a mail server, and what becomes of it.

    faults.py [--only NAME]... [--table FILE] [--at-once N] [--list]

Each fault meets the real program: a newsroom in a directory of its own, its SQLite ledger, libcurl, and a server that goes
wrong: ours (faulty.py), smtp-sink with its own faults, a real Postfix. A mailing is sent into the fault, then again with
`send --resume` when everything is right, and once more an hour later (clock.c) for what has to wait. After each step
the ledger is held against what the server has:

- the states sum to the audience, and nothing stays leased or in flight when the program ended by itself;
- nobody is accepted whose content the server did not promise to keep;
- nobody is lost: in the end the server has a copy for everyone who did not fail;
- a second copy comes only to readers whose row was in doubt, and is the same to the byte;
- the states are those that this fault is expected to lead to.

Prints a table in Markdown, a line for each fault and, where the mode of the relay makes a difference, for each mode. Exits 1
when anything is not as it should be.
"""

import argparse
import concurrent.futures
import signal
import ssl
import sys
import tempfile
import time
from pathlib import Path

from fault_courses import (
    clock_jumps, database_locked, full_disk, full_from_the_start,
    gone_for_a_while, hung_sender, killed_at, killed_before_lease, killed_leased, killed_unsettled, postfix_and_a_kill,
    postfix_refuses, postfix_restarted, postfix_servers_killed, refused_connection, resume, retry, sink, with_postfix,
)
from fault_play import GROUPINGS, ONE, Kit, Scenario, perform
from faulty import (
    Fault, adding, drop, flooding, following, garbling, half_closing, reading, refusing, reset, saying, tls_context, waiting,
)

LINE = b"250-and so on\r\n"
LONG = b"250 " + b"x" * 10_000_000 + b"\r\n"
DOUBT = {"accepted": 11, "uncertain": 1}
QUEUED = {"queued": 12}
FAILED = {"accepted": 11, "failed": 1}
DEFERRED = {"accepted": 11, "deferred": 1}
#: A relay that breaks off after each dot gets a pause each time, of 1, 2, 4 … s, and half a minute in all.
DOUBTFUL = [{"queued": 12 - count, "uncertain": count} for count in (5, 6)]
#: Three refusals halt a mailing; another message may be under way.
HALTED = [{"queued": 9, "deferred": 3}, {"queued": 8, "deferred": 4}]


def at(moment, act, **how):
    """Once, in the middle of a mailing."""
    how.setdefault("of", "reader5" if moment in ("RCPT", "DATA", "content", ".", "RSET") else None)
    if how["of"] is None:
        how.setdefault("after", 5 if moment == "MAIL" else 0)
    return lambda: [Fault(moment, act, **how)]


def tls(name, newest=None, **how):
    return {"server": {"context": lambda kit: tls_context(kit.certificates, name, newest), "offers": ["STARTTLS", "PIPELINING"]}, "host": "localhost", "relay": secure, **how}


def secure(kit):
    return f"    starttls: required\n    ca_file: {kit.certificates}/ca.pem\n"


def dropping():
    yield Scenario("refused", "nobody listens", groupings=ONE, code=69, after=QUEUED, drive=refused_connection)
    yield Scenario("gone-for-a-while", "nobody listens for 1.5 s in the middle of a mailing", drive=gone_for_a_while)
    yield Scenario("drop-greeting", "closes instead of greeting, twice", at("greeting", drop, times=2), groupings=ONE)
    yield Scenario("drop-ehlo", "closes at EHLO", at("EHLO", drop), groupings=ONE)
    for moment in ("MAIL", "RCPT", "DATA"):
        yield Scenario(f"drop-{moment.lower()}", f"closes at {moment}", at(moment, drop))
    yield Scenario("reset-data", "resets the connection at DATA", at("DATA", reset))
    yield Scenario("drop-content", "closes when it has read 10 KB of 30, the rest being under way", at("content", reading(10_000, drop)), after=DOUBT)
    yield Scenario("drop-content-large", "closes when it has read 200 KB of 4 MB", at("content", reading(200_000, drop), of="reader1"), kind="large", server={"window": 8_192})
    for name, which, title, count, groupings in (("poison", 1, "the first", 2, GROUPINGS), ("poison-last", 3, "the last", 5, ONE)):
        yield Scenario(name, f"closes in {title} of three messages of 4 MB, whenever it comes", poisoned(which), kind="large", server={"window": 8_192}, groupings=groupings, after={"accepted": 2, "deferred": 1}, says=f"its content broke off {count} times")
    yield Scenario("poison-all", "closes in every message of 4 MB", at("content", reading(200_000, drop), of=None, times=-1), kind="large", server={"window": 8_192}, groupings=ONE, code=69, after={"queued": 3})
    yield Scenario("drop-dot", "closes after the dot without an answer", at(".", drop), after=DOUBT, doubled=1)
    yield Scenario("reset-dot", "resets the connection after the dot without an answer", at(".", reset), after=DOUBT, doubled=1)
    yield Scenario("half-close-greeting", "half-closes after its greeting, and reads on", at("greeting", saying("220 hello", half_closing)), groupings=ONE)
    yield Scenario("half-close-data", "half-closes at DATA, and reads on", at("DATA", half_closing))
    yield Scenario("half-close-dot", "half-closes after the dot without an answer, and reads on", at(".", half_closing), after=DOUBT, doubled=1)
    yield Scenario("drop-after-250", "closes after its 250 without waiting for QUIT, after every message", at(".", saying("250 2.0.0 queued", drop), of=None, times=-1))
    yield Scenario("stall-dot", "answers the dot too late (timeout: 2s)", at(".", waiting), relay="    starttls: off\n    timeout: 2s\n", after=DOUBT, doubled=1, says="in time")
    yield Scenario("drop-every-dot", "closes after every dot without an answer", at(".", drop, of=None, times=-1), code=69, after=DOUBTFUL, doubled=None)


def poisoned(which):
    """Closes in the content of the first, second … recipient it sees, again and again."""

    def faults():
        seen = []

        def act(session):
            if session.recipient not in seen:
                seen.append(session.recipient)
            if [session.recipient] == seen[which - 1:which]:
                reading(200_000, drop)(session)

        return [Fault("content", act, times=-1)]

    return faults


def unavailable():
    for moment in ("greeting", "EHLO"):
        yield Scenario(f"421-{moment.lower()}", f"421 at {'the ' if moment == 'greeting' else ''}{moment}", at(moment, saying("421 4.3.2 shutting down", drop)), groupings=ONE)
    for moment in ("MAIL", "RCPT", "DATA"):
        yield Scenario(f"421-{moment.lower()}", f"421 at {moment}", at(moment, saying("421 4.3.2 shutting down", drop)))
    yield Scenario("421-content", "421 in the middle of a content of 4 MB, then closes", at("content", reading(200_000, saying("421 4.3.2 shutting down", drop)), of="reader1"), kind="large", server={"window": 8_192})
    yield Scenario("421-dot", "421 after the dot", at(".", saying("421 4.3.2 shutting down", drop)))
    yield Scenario(
        "421-rset", "550 at RCPT, then 421 at RSET",
        lambda: [Fault("RCPT", refusing("550 5.1.1 no such user"), of="reader5"), Fault("RSET", saying("421 4.3.2 shutting down", drop))], after=FAILED, last=FAILED)
    yield Scenario("421-unasked", "250 after the dot, and 421 unasked behind it, then closes", at(".", following("421 4.4.2 idle for too long\r\n", drop)))
    yield Scenario("421-connections", "421 to every connection but the first, three times", at("greeting", saying("421 4.7.0 too many connections", drop), times=3, after=1), connections=3, groupings=ONE)


def forwarding(session):
    session.recipients = [session.recipient]
    session.say("251 2.1.5 will forward")
    return True


def refusals():
    yield Scenario("554-greeting", "554 at the greeting", at("greeting", saying("554 5.3.2 no service", drop), times=-1), groupings=ONE, code=69, after=QUEUED)
    yield Scenario("no-esmtp", "knows no EHLO", at("EHLO", saying("500 5.5.1 what?"), times=-1), groupings=ONE)
    yield Scenario("530-mail", "530 at MAIL", at("MAIL", saying("530 5.7.0 authenticate first"), after=0, times=-1), code=78, after=QUEUED)
    yield Scenario("550-rcpt", "550 at RCPT", at("RCPT", refusing("550 5.1.1 no such user")), after=FAILED, last=FAILED)
    yield Scenario("550-rcpt-354", "550 at RCPT, and 354 at DATA all the same", lambda: [Fault("RCPT", refusing("550 5.1.1 no such user"), of="reader5"), Fault("DATA", waving, of="reader5")], after=FAILED, last=FAILED)
    yield Scenario("452-rcpt", "452 at RCPT", at("RCPT", refusing("452 4.2.2 mailbox full")), after=DEFERRED)
    yield Scenario("550-data", "550 at DATA", at("DATA", saying("550 5.7.1 not today")), after=FAILED, last=FAILED)
    yield Scenario("451-dot", "451 after the dot", at(".", saying("451 4.7.1 try again later")), after=DEFERRED)
    yield Scenario("550-dot", "550 5.1.1 after the dot", at(".", saying("550 5.1.1 no such user")), after=FAILED, last=FAILED)
    yield Scenario(
        "554-every-dot", "554 5.7.1 after every dot; later `mailing resume`", at(".", saying("554 5.7.1 looks like spam"), of=None, times=-1),
        code=65, after=HALTED, mend=resume)
    refused = {"accepted": 2, "failed": 1}
    for name, then, title in (("552-content", drop, "then closes"), ("552-content-reads", None, "and reads on"), ("552-content-waits", waiting, "and reads no more")):
        yield Scenario(name, f"552 in the middle of a content of 4 MB, {title}", at("content", reading(200_000, saying("552 5.3.4 too big", then)), of="reader1"), kind="large", server={"window": 8_192}, after=refused, last=refused, says="552 5.3.4")


def waving(session):
    """Says 354 to nobody's content."""
    session.say("354 go ahead")
    session.content()
    return True


def odd_answers():
    for code in ("251 2.1.5 will forward", "252 cannot verify", "200 fine", "299 whatever", "250"):
        yield Scenario(f"dot-{code[:3]}{'' if ' ' in code else '-bare'}", f"“{code}” after the dot", at(".", promising(code)), groupings=GROUPINGS if code.startswith("251") else ONE)
    yield Scenario("dot-lines", "a reply of three lines after the dot", at(".", promising("250-2.0.0 queued\r\n250-as 1234\r\n250 and that is all")))
    yield Scenario("dot-bare-lf", "ends its reply to the dot with LF alone", at(".", saying("250 2.0.0 queued", end="\n")))
    yield Scenario("dot-354", "354 after the dot", at(".", saying("354 more")), after=DOUBT, doubled=1)
    yield Scenario("dot-650", "“650 ok” after the dot", at(".", garbling(b"650 ok\r\n")), after=DOUBT, doubled=1)
    yield Scenario("dot-disagree", "a reply whose lines disagree after the dot", at(".", garbling(b"250-queued\r\n550 no\r\n")), after=DOUBT, doubled=1)
    yield Scenario("dot-cut", "“250 2.0.0 que” after the dot, then closes", at(".", garbling(b"250 2.0.0 que", drop)), after=DOUBT, doubled=1)
    yield Scenario("dot-cut-lines", "“250-queued” after the dot, then closes", at(".", garbling(b"250-queued\r\n", drop)), after=DOUBT, doubled=1)
    yield Scenario("rcpt-251", "251 at RCPT", at("RCPT", forwarding, of=None, times=-1))
    yield Scenario("mail-354", "354 at MAIL", at("MAIL", saying("354 go ahead")))
    yield Scenario("data-250", "250 at DATA", at("DATA", saying("250 2.0.0 ok")))
    yield Scenario("split", "every reply byte by byte", server={"split": True})


def noise():
    http = b"HTTP/1.1 400 Bad Request\r\n\r\n"
    yield Scenario("garbage-greeting", "greets in HTTP", at("greeting", garbling(http, drop)), groupings=ONE)
    yield Scenario("garbage-mail", "garbage at MAIL", at("MAIL", garbling(b"\x00\xff\xfe\r\n\x07\r\n")))
    yield Scenario("garbage-dot", "garbage after the dot", at(".", garbling(b"\x00\xff\xfe\r\n\x07\r\n")), after=DOUBT, doubled=1)
    yield Scenario("endless-greeting", "a greeting without an end", at("greeting", flooding(b"220-and so on\r\n")), groupings=ONE)
    yield Scenario("endless-ehlo", "a reply to EHLO without an end", at("EHLO", flooding(LINE)), groupings=ONE)
    yield Scenario("endless-mail", "a reply to MAIL without an end", at("MAIL", flooding(LINE)))
    yield Scenario("endless-dot", "a reply to the dot without an end", at(".", flooding(LINE)), after=DOUBT, doubled=1, says="longer than")
    yield Scenario("trickle-dot", "a reply to the dot without an end, a line every half second (timeout: 2s)", at(".", flooding(LINE, 0.5)), relay="    starttls: off\n    timeout: 2s\n", after=DOUBT, doubled=1, says="in time")
    yield Scenario("long-greeting", "a greeting of 10 MB in one line", at("greeting", garbling(b"220 " + b"x" * 10_000_000 + b"\r\n", drop)), groupings=ONE)
    yield Scenario("long-ehlo", "a reply to EHLO of 10 MB in one line", at("EHLO", garbling(LONG, drop)), groupings=ONE)
    yield Scenario("long-mail", "a reply to MAIL of 10 MB in one line", at("MAIL", garbling(LONG)))
    yield Scenario("long-dot", "a reply to the dot of 10 MB in one line", at(".", garbling(LONG)), after=DOUBT, doubled=1, says="longer than")


def pipelining():
    yield Scenario("early-250", "250 together with its 354, before the dot was sent", at("DATA", early(b"250 2.0.0 queued\r\n")))
    for name, then, title in (("early-250-content", None, "and reads on"), ("early-250-content-drop", drop, "then closes")):
        yield Scenario(name, f"250 in the middle of a content of 4 MB, {title}", at("content", reading(200_000, saying("250 2.0.0 queued", then)), of="reader1"), kind="large", server={"window": 8_192})
    yield Scenario("extra-rcpt", "one reply too many at RCPT", at("RCPT", adding("250 2.1.5 ok")))
    yield Scenario("extra-dot", "one reply too many after the dot", at(".", following("250 2.0.0 once more\r\n")))


def early(data):
    def act(session):
        session.send(b"354 go ahead\r\n" + data)
        session.content()
        return True

    return act


def encrypted():
    yield Scenario("tls-unknown", "STARTTLS, a certificate of an unknown authority", groupings=ONE, code=78, after=QUEUED, **tls("unknown"), mend=mend_tls)
    yield Scenario("tls-other", "STARTTLS, another host's certificate", groupings=ONE, code=78, after=QUEUED, **tls("other"), mend=mend_tls)
    yield Scenario("tls-expired", "STARTTLS, an expired certificate", groupings=ONE, code=78, after=QUEUED, **tls("expired"), mend=mend_tls)
    yield Scenario("tls-none", "no STARTTLS, where it is required", groupings=ONE, code=78, after=QUEUED, host="localhost", relay=secure, mend=mend_tls)
    yield Scenario("tls-454", "454 at STARTTLS", at("STARTTLS", saying("454 4.7.0 not now")), groupings=ONE, **tls("localhost"))
    yield Scenario("tls-drop", "closes in the TLS handshake", at("STARTTLS", saying("220 go ahead", drop)), groupings=ONE, **tls("localhost"))
    yield Scenario("tls-reset", "resets the connection in the TLS handshake", at("STARTTLS", saying("220 go ahead", reset)), groupings=ONE, **tls("localhost"))
    yield Scenario("tls-drop-every", "closes in every TLS handshake", at("STARTTLS", saying("220 go ahead", drop), times=-1), groupings=ONE, code=69, after=QUEUED, **tls("localhost"))
    yield Scenario("tls-old", "STARTTLS, and nothing newer than TLS 1.1", groupings=ONE, code=78, after=QUEUED, says="SSL routines", **tls("localhost", newest=ssl.TLSVersion.TLSv1_1), mend=mend_tls)
    yield Scenario("tls-garbage", "garbage instead of the TLS handshake", at("STARTTLS", saying("220 go ahead\r\nnot TLS at all", drop)), groupings=ONE, **tls("localhost"))
    yield Scenario("tls-injected", "a reply in plain text behind 220 at STARTTLS", at("STARTTLS", injecting), groupings=ONE, **tls("localhost"))
    for moment, title, after, doubled in (("MAIL", "at MAIL", None, 0), ("content", "at the start of the content", [{"accepted": 12}, DOUBT], 0), (".", "after the dot", DOUBT, 1)):
        yield Scenario(f"tls-broken-{moment.lower()}", f"TLS breaks {title}: bytes that are no record", at(moment, breaking), after=after, code=[0, 75] if moment == "content" else None, doubled=doubled, **tls("localhost"))
    yield Scenario("tls-truncated", "closes after the dot without ending TLS", at(".", drop), after=DOUBT, doubled=1, **tls("localhost"))


def injecting(session):
    session.say("220 go ahead\r\n250-faulty.test\r\n250 AUTH PLAIN")
    session.secure()
    return True


def breaking(session):
    session.raw(b"this is no TLS record, and never was" * 4)
    drop(session)


def mend_tls(play):
    play.relay(play.server.port)


def sinks():
    for moment in ("MAIL", "RCPT", "DATA", "."):
        yield Scenario(f"sink-q-{moment.lower()}", f"smtp-sink -q {moment}: closes, for ever", groupings=ONE, code=69, after=DOUBTFUL if moment == "." else QUEUED, doubled=None, drive=sink("-q", moment, answer=None))
        yield Scenario(f"sink-big-q-{moment.lower()}", f"smtp-sink -Q {moment}: 421, for ever", groupings=ONE, code=69, after=QUEUED, drive=sink("-Q", moment, answer="421"))
        yield Scenario(f"sink-r-{moment.lower()}", f"smtp-sink -r {moment}: 450 4.3.0, for ever", groupings=ONE, code=69, after=QUEUED, drive=sink("-r", moment, answer="450"))
    yield Scenario("sink-f-mail", "smtp-sink -f MAIL: 500 5.3.0; later `mailing resume`", groupings=ONE, code=65, after=HALTED, drive=sink("-f", "MAIL", answer="500"), mend=resume)
    yield Scenario("sink-f-rcpt", "smtp-sink -f RCPT: 500 5.3.0; later `mailing resume`", groupings=ONE, code=65, after=HALTED, drive=sink("-f", "RCPT", answer="500"), mend=resume)
    yield Scenario("sink-f-dot", "smtp-sink -f .: 500 5.3.0; later `mailing resume`", groupings=ONE, code=65, after=HALTED, drive=sink("-f", ".", answer="500"), mend=resume)
    yield Scenario("sink-a", "smtp-sink -A 0: 550 as soon as it has said 354; later `mailing resume`", groupings=ONE, code=65, after=HALTED, drive=sink("-A", "0", answer="550"), mend=resume)
    yield Scenario("sink-w-dot", "smtp-sink -W .:1: answers the dot after 1 s", groupings=GROUPINGS[:2], connections=4, drive=sink("-W", ".:1"))
    yield Scenario("sink-w-dot-late", "smtp-sink -W .:4: answers the dot after 4 s (timeout: 2s)", kind="large", groupings=ONE, after={"uncertain": 3}, doubled=3, drive=sink("-W", ".:4", more="    starttls: off\n    timeout: 2s\n", kind="large"))
    yield Scenario("sink-slow-reader", "smtp-sink -T 1024 -H 1: reads 4 MB through a keyhole, after a second", kind="large", drive=sink("-T", "1024", "-H", "1", kind="large"))
    yield Scenario("sink-data", "smtp-sink -w 1: answers DATA after 1 s", connections=4, drive=sink("-w", "1"))
    yield Scenario("sink-plain", "smtp-sink -e: no ESMTP", drive=sink("-e"))
    yield Scenario("sink-pix", "smtp-sink -P: speaks like a PIX firewall", drive=sink("-P"))
    yield Scenario("sink-one", "smtp-sink -m 1: takes one connection at a time", connections=4, groupings=ONE, drive=sink("-m", "1"))
    yield Scenario("sink-q-quit", "smtp-sink -q QUIT: closes at QUIT", drive=sink("-q", "QUIT"))


def real_postfix():
    refused = {"accepted": 3, "deferred": 6, "failed": 3}
    yield Scenario("postfix-refuses", "Postfix: 3 of 12 unknown, 3 full, 3 greylisted", kind="mixed", code=75, after=refused, last={"accepted": 6, "deferred": 3, "failed": 3}, drive=with_postfix(postfix_refuses))
    yield Scenario("postfix-killed", "Postfix: its smtpd processes are killed", kind="crowd", connections=4, doubled=None, drive=with_postfix(postfix_servers_killed))
    yield Scenario("postfix-restarted", "Postfix is stopped, and started again a second later", groupings=ONE, kind="crowd", connections=4, doubled=None, drive=with_postfix(postfix_restarted))
    yield Scenario("postfix-kill-9", "`kill -9` of the sender in the middle of a mailing to Postfix", kind="crowd", connections=4, doubled=None, drive=with_postfix(postfix_and_a_kill))


def kills():
    accepted = {"accepted": 12}
    yield Scenario("kill-before-lease", "`kill -9` before the lease is committed", groupings=ONE, after=accepted, drive=killed_before_lease)
    yield Scenario("kill-leased", "`kill -9` with rows leased, none in flight", groupings=ONE, after=accepted, drive=killed_leased)
    yield Scenario("kill-in-flight", "`kill -9` with rows in flight, no content begun", after=accepted, drive=killed_at("RCPT"))
    yield Scenario("kill-content", "`kill -9` in the middle of a content of 4 MB", kind="large", after={"accepted": 2, "uncertain": 1}, drive=killed_at("content", reading(200_000, waiting), window=8_192))
    yield Scenario("kill-dot", "`kill -9` when the dot is out and not answered", after=DOUBT, doubled=1, drive=killed_at("."))
    yield Scenario("kill-dots", "the same with four connections", connections=4, after={"accepted": 8, "uncertain": 4}, doubled=4, drive=killed_at("."))
    yield Scenario("kill-unsettled", "`kill -9` when the answer to the dot has been read, and is not yet in the ledger", after=accepted, drive=killed_unsettled)
    yield Scenario("kill-settled", "`kill -9` when results are in the ledger and the next message is under way", after=accepted, drive=killed_at("DATA", ready=lambda play: play.counts().get("accepted") == 2))


def the_machine():
    accepted = {"accepted": 12}
    yield Scenario("disk-full", "the disk is full from the fifth message on (ENOSPC)", code=74, after=accepted, drive=full_disk)
    yield Scenario("disk-full-start", "the disk is full from the start", groupings=ONE, code=74, after=QUEUED, drive=full_from_the_start)
    yield Scenario("clock-ahead", "the clock jumps an hour ahead; a mailbox was full before", groupings=ONE, drive=clock_jumps(1, "reader2"))
    yield Scenario("clock-back", "the clock jumps an hour back; one mailbox was full before, one is after", groupings=ONE, code=75, after={"accepted": 10, "deferred": 2}, drive=clock_jumps(-1, "reader2", "reader9"))
    yield Scenario("clock-days", "the clock jumps three days ahead; a mailbox is full before and after; later `mailing retry`", groupings=ONE, after=FAILED, last=accepted, drive=clock_jumps(72, "reader2", times=2), mend=retry)
    yield Scenario("hung", "a sender hangs until its lease is over while a dot waits for its answer, and a second one starts", code=75, after=[{"accepted": 12 - count, "uncertain": count} for count in range(1, 11)], doubled=None, drive=hung_sender)
    yield Scenario("locked", "another process locks the database for 3 s", drive=database_locked)


def scenarios():
    for group in (dropping, unavailable, refusals, odd_answers, noise, pipelining, encrypted, sinks, real_postfix, kills, the_machine):
        yield from group()


def promising(text):
    """Answers the content with this, which promises to keep it."""

    def act(session):
        session.message.answer = text[:3]
        session.send((text + "\r\n").encode())
        return True

    return act


def table(plays):
    rows = ["| fault | what the peer saw | what the ledger says | lost | doubled |", "| --- | --- | --- | --- | --- |"]
    merged = {}
    for scenario, grouping, line in plays:
        merged.setdefault((scenario.name, line.key), (scenario, line, []))[2].append(grouping)
    for scenario, line, groupings in merged.values():
        mode = "" if len(groupings) == len(scenario.groupings) else f" ({', '.join(groupings)})"
        cells = [line.title + mode, line.seen, line.ledger, str(line.lost), str(line.doubled)]
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows)


def report(scenario, grouping, line, complaint, seconds):
    """Says at once what is wrong."""
    if complaint:
        print(f"WRONG {complaint}", file=sys.stderr, flush=True)
    return scenario, grouping, line, complaint, seconds


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--only", action="append", help="a fault by name, or by how its name begins")
    options.add_argument("--table", type=Path, help="write the table there as well")
    options.add_argument("--at-once", type=int, default=16)
    options.add_argument("--list", action="store_true", help="say the names")
    options.add_argument("--times", action="store_true", help="say how long each took")
    chosen = options.parse_args()
    wanted = [scenario for scenario in scenarios() if not chosen.only or any(scenario.name.startswith(name) for name in chosen.only)]
    if chosen.list:
        print("\n".join(f"{scenario.name}\t{scenario.title}" for scenario in wanted))
        return
    if not wanted:
        sys.exit(f"no fault is called {' or '.join(chosen.only)}: see --list")
    start = time.monotonic()
    # An end by SIGTERM is one with all that belongs to it: servers of others are stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    with tempfile.TemporaryDirectory(prefix="daybreak-faults-") as place:
        Path(place).chmod(0o755)
        kit = Kit(place)
        with kit.closing, concurrent.futures.ThreadPoolExecutor(chosen.at_once) as pool:
            plays = [(scenario, grouping) for scenario in wanted for grouping in scenario.groupings]
            results = list(pool.map(lambda play: report(*play, *perform(*play, kit)), plays))
            # A moment is easily missed beside others: what is wrong has to be so alone as well.
            results = [
                report(*result[:2], *perform(*result[:2], kit)) if result[3] else result for result in results
            ]
    if chosen.times:
        for scenario, grouping, _, _, seconds in sorted(results, key=lambda result: result[4]):
            print(f"{seconds:6.1f} s  {scenario.name} ({grouping})", file=sys.stderr)
    text = table([(scenario, grouping, line) for scenario, grouping, line, _, _ in results if line])
    print(text)
    if chosen.table:
        chosen.table.write_text(text + "\n")
    wrong = [complaint for *_, complaint, _ in results if complaint]
    print(f"\n{len(wanted)} faults, {len(plays)} plays, {len(wrong)} not as expected, {time.monotonic() - start:.0f} s")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
