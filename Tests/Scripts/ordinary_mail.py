#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Mail that reports no failure of delivery, much of which speaks of one.

    ordinary_mail.py DIR [COUNT]

Writes COUNT messages (1,000 unless told) as DIR/0001-kind.eml and so on, the same ones each time: letters and newsletters
in ten languages and their usual encodings, mail of lists, digests, notices of forums and shops, answers that quote a report,
reports that somebody forwards, vacation notices, challenges, receipts, reports of success, letters of postmasters, and
Python's own test messages where this Python has them.
"""

import importlib.util
import pathlib
import random
import sys
from email import policy
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

NAMES = ["Ann Lee", "Bo Lund", "Cy Park", "Dana Weiß", "Émile Roux", "Iñaki Sanz", "Оля Бондар", "Иван Орлов", "佐藤 花子", "Li Wei"]
HOSTS = ["inbox.test", "mail.example", "post.example.org", "home.test", "office.example.net", "university.example.edu"]

# Sentences of everyday mail, and of mail about mail, by language and its older encodings.
WORDS = {
    "en": (["utf-8", "us-ascii"], [
        "The tide mill turns again from Monday.", "Could you send me the list of names by Friday?",
        "We met on the bridge and talked about the harbour.", "The train leaves at 7.45 from track 5.",
        "I have read your article twice and liked it more the second time.", "Coffee at 550 Long Street?",
    ], [
        "My last letter to {a} was not delivered, so I send it again.", "The address {a} does not exist any longer, I think.",
        "Their mailbox is full, says the server, with code 552.", "It said that the user {a} is unknown.",
        "550 5.1.1 User unknown is what I saw.", "Delivery failed permanently twice last week.",
    ]),
    "de": (["utf-8", "iso-8859-1"], [
        "Die Gezeitenmühle dreht sich ab Montag wieder.", "Schicken Sie mir bitte die Liste bis Freitag?",
        "Wir trafen uns auf der Brücke und sprachen über den Hafen.", "Größere Änderungen gibt es nicht.",
    ], [
        "Mein Brief an {a} konnte nicht zugestellt werden.", "Der Empfänger {a} ist unbekannt, sagt man mir.",
        "Die Adresse {a} existiert nicht mehr.",
    ]),
    "fr": (["utf-8", "iso-8859-15"], [
        "Le moulin à marée tourne de nouveau dès lundi.", "Pourriez-vous m'envoyer la liste avant vendredi ?",
        "Nous avons parlé du port sur le vieux pont.",
    ], [
        "Ma lettre à {a} n'a pas pu être remise.", "L'adresse {a} n'existe pas.", "La boîte pleine, encore une fois.",
    ]),
    "es": (["utf-8", "iso-8859-1"], [
        "El molino de mareas vuelve a girar el lunes.", "¿Puedes enviarme la lista antes del viernes?",
    ], ["No se pudo entregar mi carta a {a}.", "La dirección {a} no existe."]),
    "uk": (["utf-8", "koi8-u"], [
        "Припливний млин знову працює з понеділка.", "Чи можете ви надіслати список до п'ятниці?",
    ], ["Мій лист на {a} не доставлено.", "Адреса {a} не існує."]),
    "ru": (["utf-8", "windows-1251", "koi8-r"], [
        "Приливная мельница снова работает с понедельника.", "Пришлите, пожалуйста, список до пятницы.",
    ], ["Моё письмо на {a} не было доставлено.", "Адрес {a} не существует."]),
    "ja": (["utf-8", "iso-2022-jp", "shift_jis"], [
        "潮の水車は月曜日からまた動きます。", "金曜日までに名簿を送ってください。",
    ], ["{a}へのメールは配信できませんでした。", "{a}というアドレスは存在しません。"]),
    "it": (["utf-8", "iso-8859-1"], ["Il mulino riprende lunedì."], ["Non è stato possibile recapitare la lettera a {a}."]),
    "pt": (["utf-8", "iso-8859-1"], ["O moinho volta a girar na segunda-feira."], ["Não foi possível entregar a carta a {a}."]),
    "zh": (["utf-8", "gb2312"], ["潮汐磨坊从星期一起重新转动。"], ["给{a}的邮件无法送达。"]),
}

# Reports as servers write them, for those that quote or forward one.
REPORTS = [
    "Hi. This is the qmail-send program at mx.test.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
    "<{a}>:\n550 5.1.1 User unknown\n\n--- Below this line is a copy of the message.\n",
    "This is the mail system at host mx.test.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more "
    "recipients.\n\n<{a}>: host mx.test said: 550 5.1.1 User unknown\n",
    "A message that you sent could not be delivered to one or more of its\nrecipients. The following address(es) failed:\n\n  {a}\n    "
    "Unrouteable address\n",
    "Delivery has failed to these recipients or groups:\n\n{a}\nThe email address you entered couldn't be found.\n",
    "   ----- The following addresses had permanent fatal errors -----\n<{a}>\n    (reason: 550 5.1.1 User unknown)\n",
    "Die folgende Nachricht an <{a}> konnte nicht zugestellt werden.\n",
    "** Address not found **\n\nYour message wasn't delivered to {a} because the address couldn't be found.\n",
]
REPORT_SUBJECTS = [
    "Undelivered Mail Returned to Sender", "failure notice", "Mail delivery failed: returning message to sender",
    "Delivery Status Notification (Failure)", "Undeliverable: Morning", "Returned mail: see transcript for details", "Unzustellbar: Morgen",
]


class Mail:
    """Makes one message after another out of one random sequence."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.pick = self.random.choice

    def address(self):
        return f"{self.pick(['ann', 'bo.lund', 'cy', 'dana_w', 'e.roux'])}{self.random.randrange(900)}@{self.pick(HOSTS)}"

    def text(self, language, about_mail=0.3):
        _, plain, about = WORDS[language]
        lines = []
        for _ in range(self.random.randrange(3, 9)):
            line = self.pick(about if self.random.random() < about_mail else plain)
            lines.append(line.format(a=self.address()))
        return "\n\n".join(lines) + "\n"

    def report(self):
        return self.pick(REPORTS).format(a=self.address())

    def new(self, subject, text, language="en", html=False, sender=None, **fields):
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"] = sender or f"{self.pick(NAMES)} <{self.address()}>"
        mail["To"] = "news@news.test"
        mail["Subject"] = subject
        mail["Date"] = "Mon, 23 Nov 2026 06:00:00 +0000"
        mail["Message-ID"] = f"<{self.random.randrange(10**9)}@{self.pick(HOSTS)}>"
        for name, value in fields.items():
            mail[name.replace("_", "-")] = value
        charset = self.pick(WORDS[language][0])
        try:
            text.encode(charset)
        except UnicodeEncodeError:
            charset = "utf-8"
        mail.set_content(text, charset=charset, cte=self.pick(["base64", "quoted-printable"]))
        if html:
            body = "".join(f"<p>{line}</p>" for line in text.splitlines() if line)
            mail.add_alternative(f"<html><body>{body}</body></html>", subtype="html")
        return mail

    def attached(self, subject, inner, **fields):
        """A message with another one inside."""
        outer = MIMEMultipart(policy=policy.SMTP)
        outer["From"], outer["To"], outer["Subject"] = f"{self.pick(NAMES)} <{self.address()}>", "news@news.test", subject
        for name, value in fields.items():
            outer[name.replace("_", "-")] = value
        outer.attach(MIMEText("See below.\n"))
        outer.attach(MIMEMessage(inner))
        return outer

    def bounce(self):
        return self.new(self.pick(REPORT_SUBJECTS), self.report(), sender="MAILER-DAEMON@mx.test")

    # What is written.

    def letter(self):
        language = self.pick(list(WORDS))
        subject = self.pick(WORDS[language][1])[:40]
        return self.new(subject, self.text(language), language, html=self.random.random() < 0.3)

    def letter_about_mail(self):
        language = self.pick(list(WORDS))
        subject = self.pick(["Your mail bounced", "Is my address wrong?", "Problem with mail", "Question about delivery",
                             "Mail an Ann kam zurück", "Письмо вернулось", "配信について", "Courrier non remis ?"])
        return self.new(subject, self.text(language, 0.8), language)

    def list_mail(self):
        language = self.pick(["en", "de", "fr", "ru"])
        return self.new(
            f"[mail-admins] {self.pick(['Bounces again', 'User unknown at inbox.test', 'Undeliverable mail from lists'])}",
            self.text(language, 0.8), language, List_Id="<mail-admins.lists.example.org>", Precedence="list",
            List_Unsubscribe="<mailto:leave@lists.example.org>", List_Post="<mailto:mail-admins@lists.example.org>")

    def digest(self):
        outer = MIMEMultipart("digest", policy=policy.SMTP)
        outer["From"], outer["To"], outer["Subject"] = "mail-admins@lists.example.org", "news@news.test", "Mail-admins Digest, Vol 3, Issue 7"
        for _ in range(self.random.randrange(2, 6)):
            outer.attach(MIMEMessage(self.pick([self.letter, self.list_mail, self.bounce])()))
        return outer

    def newsletter(self):
        subject = self.pick(["Why your mail is not delivered", "Mail delivery in 2026: five lessons", "What a failure notice tells you",
                             "Undeliverable? Clean your list", "The Morning Edition", "Delivery status: all you need to know"])
        text = self.text("en", 0.6) + "\nA report looks like this:\n\n" + self.report()
        return self.new(subject, text, html=True, sender="Mail Weekly <news@weekly.example>",
                        List_Unsubscribe="<https://weekly.example/leave>", List_Unsubscribe_Post="List-Unsubscribe=One-Click")

    def forum(self):
        return self.new(f"[Forum] New answer to “{self.pick(REPORT_SUBJECTS)}”",
                        f"{self.pick(NAMES)} wrote:\n\n{self.text('en', 0.7)}\nAnswer at https://forum.example/t/17\n",
                        sender="Forum <noreply@forum.example>", Auto_Submitted="auto-generated")

    def shop(self):
        subject = self.pick(["Delivery failed: parcel 4711", "Delivery notification", "Delivery problem with your order",
                             "Your parcel could not be delivered", "Your order has shipped", "Payment failed"])
        text = (f"Dear customer,\n\nYour parcel 4711 could not be delivered to:\n\n{self.pick(NAMES)}\n5 Long Street\n\n"
                f"{self.pick(['Questions? Write to', 'Contact', 'Your account:'])} {self.pick(['help', 'service', 'support'])}@parcels.example\n")
        return self.new(subject, text, sender="Parcels <noreply@parcels.example>", Auto_Submitted="auto-generated")

    def answer(self):
        quoted = "".join(f"> {line}\n" for line in self.report().splitlines())
        top = self.pick(["What does this mean?\n\n", "See below.\n\n-----Original Message-----\n", "Bo wrote:\n"])
        text = top + (quoted if "Original" not in top else self.report())
        prefix = self.pick(["Re", "AW", "RE", "Fwd", "WG", "TR", "Отв"])
        fields = {"In_Reply_To": "<1@mx.test>", "References": "<1@mx.test>"} if self.random.random() < 0.7 else {}
        return self.new(f"{prefix}: {self.pick(REPORT_SUBJECTS)}", text, **fields)

    def forwarded(self):
        return self.attached(self.pick(["Look at this", "Fwd: failure notice", "A bounce"]), self.bounce())

    def vacation(self):
        text = self.pick([
            f"I am away until Monday. For urgent matters write to {self.address()}.",
            f"Ich bin bis Montag nicht im Büro. Ihre Nachricht wird nicht weitergeleitet. Bitte wenden Sie sich an {self.address()}.",
            f"I no longer work here. My address will not be read any more; please write to {self.address()} instead.",
            f"Je suis absent. En cas d'urgence : {self.address()}",
            f"Я в отпуске. Пишите на {self.address()}.", f"不在にしております。お急ぎの方は{self.address()}まで。",
        ])
        fields = self.pick([{"Auto_Submitted": "auto-replied (vacation)"}, {"X_Autoreply": "yes"}, {"Precedence": "auto_reply"}, {}])
        return self.new(self.pick(["Out of office", "Automatic reply: Morning", "Abwesend: Morgen", "Re: Morning"]), text, **fields)

    def challenge(self):
        text = (f"Your message to {self.address()} is held. It will not be delivered until you confirm that you are human:\n\n"
                "https://confirm.example/17\n\nIf you do not answer, your message will be rejected permanently.\n")
        return self.new(self.pick(["Please confirm your message", "Confirm you are human", "Sender verification: message not delivered yet"]),
                        text, sender="Gate <gate-confirm+17@gate.example>", Auto_Submitted="auto-replied")

    def report_of(self, kind, subject, text, sender, fields):
        """A multipart/report: the email package writes no such parts of its own."""
        return (f"From: {sender}\nTo: news@news.test\nSubject: {subject}\nMIME-Version: 1.0\n"
                f"Content-Type: multipart/report; report-type={kind}; boundary=part\n\n--part\n\n{text}\n"
                f"--part\nContent-Type: message/{kind}\n\n{fields}\n--part--\n").encode()

    def receipt(self):
        who = self.address()
        return self.report_of("disposition-notification", "Read: Morning", f"Your message to {who} was displayed.\n", who,
                              f"Final-Recipient: rfc822; {who}\nDisposition: manual-action/MDN-sent-manually; displayed\n")

    def success(self):
        who = self.address()
        status = f"Final-Recipient: rfc822; {who}\nAction: {self.pick(['delivered', 'relayed'])}\nStatus: 2.0.0\n"
        return self.report_of("delivery-status", "Successful Mail Delivery Report",
                              f"Your message was successfully delivered to the destinations listed below.\n\n<{who}>: delivered\n",
                              "MAILER-DAEMON@mx.test", "Reporting-MTA: dns; mx.test\n\n" + self.pick([status, ""]))

    def postmaster(self):
        subject, text = self.pick([
            ("Your mailbox is almost full", "Your mailbox {a} has reached 95 % of its quota. When it is full, mail will be rejected."),
            ("Quarantine summary", "The following messages were held:\n\n  {a}  Morning\n  {a}  Offer\n\nThey are deleted after 14 days."),
            ("Welcome", "Your new address is {a}. Your old one is not deleted."),
            ("Report domain: inbox.test Submitter: mx.test", "This is a DMARC aggregate report. Questions to {a}."),
            ("Maintenance on Sunday", "Mail will not be lost. Write to {a} with questions. The old server does not exist any longer."),
            ("Re: Your mail is rejected", "Your server is no longer on our list. Write to {a} if mail is rejected again."),
            ("Password expires", "The password of {a} expires in 5 days."),
            ("Virus found", "A message from {a} to you was deleted, as it contained a virus."),
        ])
        sender = self.pick(["Postmaster <postmaster@mx.test>", "System Administrator <admin@mx.test>", "Mail System <mail@mx.test>"])
        return self.new(subject, text.replace("{a}", self.address()), sender=sender)

    def monitor(self):
        return self.new(self.pick(["Job failed: nightly", "Build #550 failed", "[ALERT] queue length 552", "Backup: not found"]),
                        f"Job nightly failed.\n\nOwner: {self.address()}\nExit code 550\nUser unknown in table people.\n",
                        sender="Monitor <monitor@ci.example>", Auto_Submitted="auto-generated", Precedence="bulk")


KINDS = ["letter"] * 6 + ["letter_about_mail"] * 3 + [
    "list_mail", "list_mail", "digest", "newsletter", "newsletter", "forum", "shop", "answer", "answer", "forwarded", "vacation",
    "vacation", "challenge", "receipt", "success", "postmaster", "postmaster", "monitor",
]


def python_mails():
    """Python's own test messages."""
    spec = importlib.util.find_spec("test")
    roots = [pathlib.Path(place) / "test_email" / "data" for place in (spec.submodule_search_locations if spec else [])]
    mails = [file.read_bytes() for root in roots for file in sorted(root.glob("msg_*.txt"))]
    # Three of them are reports of failures.
    return [mail for mail in mails if b"delivery-status" not in mail.lower()]


def main():
    directory = pathlib.Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    directory.mkdir(parents=True, exist_ok=True)
    mail = Mail(20)
    known = python_mails()
    for number in range(1, count + 1):
        if number <= len(known):
            kind, content = "python", known[number - 1]
        else:
            kind = mail.pick(KINDS)
            content = getattr(mail, kind)()
            content = content if isinstance(content, bytes) else content.as_bytes()
        (directory / f"{number:04d}-{kind}.eml").write_bytes(content)


if __name__ == "__main__":
    main()
