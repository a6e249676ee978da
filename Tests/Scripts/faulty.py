# SPDX-License-Identifier: Apache-2.0
"""An SMTP server that does what a script says, wrong things included, and keeps account of whom it has mail for.

A `Fault` names the moment (`greeting`, a command, `content`: after the 354, `.`: the content and its dot have come), what to
do there, and how often. What it does is a function of the session: it may say something else, break off (raise `Gone`), or
return True when the moment needs no answer any more.
"""

import hashlib
import os
import re
import socket
import ssl
import struct
import threading
import time


class Gone(Exception):
    """The session is over."""


class Fault:
    """What goes wrong, at which moment, for whom and how often."""

    def __init__(self, moment, act, times=1, of=None, after=0):
        self.moment, self.act, self.of = moment, act, of
        self.left, self.after = times, after

    def strikes(self, moment, session):
        if moment != self.moment or self.left == 0 or (self.of and not session.recipient.startswith(self.of + "@")):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.left -= 1
        return True


class Message:
    """A content that came whole, with its dot."""

    def __init__(self, recipient, content):
        self.recipient = recipient
        self.digest = hashlib.sha256(content).hexdigest()
        self.header = content.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
        found = re.search(rb"(?mi)^message-id: *(\S+)", content)
        self.id = found[1].decode() if found else ""
        #: The code it was answered with; None for no answer.
        self.answer = None
        #: Whether these are the bytes as they came.
        self.is_verbatim = True

    @property
    def is_kept(self):
        """Whether the server has it: it came whole, and was not refused."""
        return self.answer is None or self.answer[0] not in "45"

    @property
    def is_promised(self):
        return self.answer is not None and self.answer[0] == "2"


class Session:
    """One client."""

    def __init__(self, server, connection):
        self.server, self.connection = server, connection
        self.recipient = ""
        self.recipients = []
        self.message = None
        self.buffer = b""
        self.split = server.split
        #: Whether a fault makes the client wait.
        self.waits = False

    def run(self):
        try:
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if not self.server.strike("greeting", self):
                self.say("220 faulty.test ESMTP")
            while True:
                self.take(self.line())
        except (Gone, OSError):
            pass
        finally:
            self.connection.close()

    def take(self, line):
        verb = line.split(b" ")[0].upper().decode("ascii", "replace")
        if verb == "RCPT":
            self.recipient = line.partition(b"<")[2].partition(b">")[0].decode()
        if verb == "MAIL":
            self.recipients = []
        if self.server.strike(verb, self):
            return
        if verb == "EHLO":
            offers = [word for word in self.server.offers if word != "STARTTLS" or not isinstance(self.connection, ssl.SSLSocket)]
            self.say("\r\n".join(f"250-{word}" for word in ["faulty.test", *offers]) + "\r\n250 8BITMIME")
        elif verb == "STARTTLS":
            self.say("220 go ahead")
            self.secure()
        elif verb == "RCPT":
            self.recipients = [self.recipient]
            self.say("250 2.1.5 ok")
        elif verb == "DATA":
            if not self.recipients:
                self.say("503 5.5.1 no recipients")
                return
            self.say("354 go ahead")
            self.content()
        elif verb == "QUIT":
            self.say("221 bye")
            raise Gone
        else:
            self.say("250 2.0.0 ok")

    def content(self):
        """Takes the content and answers it."""
        self.server.strike("content", self)
        while b"\r\n.\r\n" not in b"\r\n" + self.buffer:
            self.read()
        content, _, self.buffer = (b"\r\n" + self.buffer).partition(b"\r\n.\r\n")
        if self.recipients:
            self.message = Message(self.recipients[0], content)
            self.server.note(self.message)
        try:
            if not self.server.strike(".", self):
                self.say("250 2.0.0 queued")
        finally:
            self.message = None

    def secure(self):
        """A client that wants TLS and gets it."""
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.buffer = b""

    def line(self):
        while b"\r\n" not in self.buffer:
            self.read()
        line, _, self.buffer = self.buffer.partition(b"\r\n")
        return line

    def read(self, most=65_536):
        data = self.connection.recv(most)
        if not data:
            raise Gone
        self.buffer += data

    # What a fault may do.

    def say(self, text, end="\r\n"):
        """Says something, which is the answer to the content when that has come."""
        if self.message and self.message.answer is None and len(text) > 3 and text[3] == " " and end:
            self.message.answer = text[:3]
        self.send((text + end).encode())

    def send(self, data):
        if not self.split:
            self.connection.sendall(data)
            return
        for byte in data:
            self.connection.sendall(bytes([byte]))
            time.sleep(0.0005)

    def flood(self, data, pause=0.0):
        """Sends the same again and again until the client has enough of it."""
        while not self.server.is_healed:
            self.connection.sendall(data)
            time.sleep(pause)
        raise Gone

    def reset(self):
        """Breaks off with a reset instead of an end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Gone

    def wait(self):
        """Does nothing until the server is healed or the client gone."""
        self.waits = True
        self.server.held.set()
        while not self.server.is_healed:
            self.connection.setblocking(True)
            self.server.healed.wait(0.05)
            if hung_up(self.connection):
                raise Gone
        self.waits = False

    def raw(self, data):
        """Sends bytes past TLS."""
        with socket.socket(fileno=os.dup(self.connection.fileno())) as plain:
            plain.sendall(data)


def hung_up(connection):
    """Whether the peer is gone, whatever it has sent before."""
    state = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    return state != 1


class FaultyServer:
    """Listens on a port of its own until it is stopped."""

    OFFERS = ("PIPELINING", "ENHANCEDSTATUSCODES", "SMTPUTF8")

    def __init__(self, faults=(), offers=OFFERS, split=False, context=None, window=None):
        self.faults, self.offers, self.split, self.context = list(faults), list(offers), split, context
        self.messages = []
        self.connections = 0
        #: Set while a fault makes a client wait.
        self.held = threading.Event()
        self.healed = threading.Event()
        self.lock = threading.Lock()
        self.live = set()
        self.window = window
        self.listener = None
        self.port = 0
        self.listen()

    def listen(self):
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if self.window:
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.window)
        self.listener.bind(("127.0.0.1", self.port))
        self.port = self.listener.getsockname()[1]
        self.listener.listen(64)
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def deafen(self):
        """Nobody listens any more; who is connected stays so."""
        listener, self.listener = self.listener, None
        if listener:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            session = Session(self, connection)
            with self.lock:
                self.connections += 1
                self.live.add(session)
            threading.Thread(target=self.serve, args=(session,), daemon=True).start()

    def serve(self, session):
        try:
            session.run()
        finally:
            with self.lock:
                self.live.discard(session)

    def strike(self, moment, session):
        """Whether a fault has dealt with this moment."""
        with self.lock:
            fault = None if self.is_healed else next((fault for fault in self.faults if fault.strikes(moment, session)), None)
        return bool(fault and fault.act(session))

    def note(self, message):
        with self.lock:
            self.messages.append(message)

    @property
    def is_healed(self):
        return self.healed.is_set()

    def heal(self):
        """From now on everything is right."""
        self.healed.set()
        if not self.listener:
            self.listen()

    def stop(self):
        self.healed.set()
        self.deafen()
        with self.lock:
            live = list(self.live)
        for session in live:
            try:
                session.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


# What may go wrong, as functions of a session.


def drop(session):
    """Closes without a word."""
    raise Gone


def reset(session):
    session.reset()


def saying(text, then=None, end="\r\n"):
    """Says this instead of what is right; `then` may break off."""

    def act(session):
        session.say(text, end)
        if then:
            then(session)
        return True

    return act


def adding(text):
    """Says this as well, before what is right."""

    def act(session):
        session.send((text + "\r\n").encode())

    return act


def following(text, then=None):
    """Says what is right to a content, and this at once."""

    def act(session):
        session.message.answer = "250"
        session.send(f"250 2.0.0 queued\r\n{text}".encode())
        if then:
            then(session)
        return True

    return act


def flooding(data, pause=0.0):
    return lambda session: session.flood(data, pause)


def half_closing(session):
    """Will say nothing any more, and reads on."""
    session.connection.shutdown(socket.SHUT_WR)
    while True:
        session.read()


def waiting(session):
    """Says what is right much later."""
    session.wait()


def reading(count, then):
    """Reads so much of the content, then goes wrong."""

    def act(session):
        taken = len(session.buffer)
        while taken < count:
            session.read(min(65_536, count - taken))
            taken = len(session.buffer)
        return then(session)

    return act


def all_of(*acts):
    def act(session):
        result = None
        for one in acts:
            result = one(session)
        return result

    return act


def garbling(data, then=None):
    """Sends bytes that are no answer, or not a whole one."""

    def act(session):
        session.connection.sendall(data)
        if then:
            then(session)
        return True

    return act


def tls_context(certificates, name, newest=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if newest:
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = newest
    context.load_cert_chain(certificates / f"{name}.pem", certificates / f"{name}.key")
    return context


def refusing(text):
    """Refuses the recipient."""

    def act(session):
        session.recipients = []
        session.say(text)
        return True

    return act
