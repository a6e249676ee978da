#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `make bench` measures the composer against: the same work as a Python newsletter script does it.

    composer_peer.py COPIES

Composes the twenty articles with Markdown and Jinja2, as HTML and plain text, and builds COPIES personal messages of
30 KB with the standard library's email package. Prints one JSON object: composeMilliseconds, copiesPerSecond.
"""

import email.policy
import json
import statistics
import sys
import time
from email.message import EmailMessage

import jinja2
import markdown

from newsroom import ROOT

HTML = jinja2.Environment(autoescape=True).from_string(
    """<!doctype html><html lang="en"><head><title>{{ subject }}</title></head><body><table width="600">
{% for story in stories %}<tr><td style="font-family:Georgia,serif;font-size:17px;line-height:28px"><h2>{{ story.headline }}</h2>
{{ story.html|safe }}<p><a href="{{ story.url }}">Read on the web: {{ story.headline }}</a></p></td></tr>{% endfor %}
</table></body></html>"""
)
TEXT = jinja2.Environment().from_string(
    "{% for story in stories %}{{ story.headline }}\n\n{{ story.text|wordwrap(72) }}\n\n{{ story.url }}\n\n{% endfor %}"
)


def articles():
    found = []
    for file in sorted((ROOT / "Tests/Editions/twenty/articles").iterdir()):
        text = file.read_text()
        head, body = text.split("---\n", 2)[1:] if text.startswith("---\n") else ("", text)
        fields = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        found.append({"headline": fields.get("headline", file.stem), "url": fields.get("url", "https://example.com/"), "text": body})
    return found


def compose(stories):
    for story in stories:
        story["html"] = markdown.markdown(story["text"], extensions=["tables", "footnotes"])
    return HTML.render(subject="Morning", stories=stories), TEXT.render(stories=stories)


def message(number, text, html):
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = "The Daily Caffeine <morning@daily-caffeine.example>"
    mail["To"] = f"reader{number}@inbox.test"
    mail["Subject"] = "The tide mill turns"
    mail.set_content(text.replace("NAME", f"Reader{number}"), cte="quoted-printable")
    mail.add_alternative(html.replace("NAME", f"Reader{number}"), subtype="html", cte="quoted-printable")
    return mail.as_bytes()


def main():
    stories = articles()
    times = []
    for _ in range(7):
        start = time.perf_counter()
        html, text = compose(stories)
        times.append(time.perf_counter() - start)
    share = 30_720 / len(message(0, text, html))
    html, text = "NAME" + html[: int(len(html) * share)], "NAME\n" + text[: int(len(text) * share)]
    copies = int(sys.argv[1])
    start = time.perf_counter()
    for number in range(copies):
        message(number, text, html)
    rate = copies / (time.perf_counter() - start)
    print(json.dumps({"composeMilliseconds": statistics.median(times) * 1000, "copiesPerSecond": rate}))


if __name__ == "__main__":
    main()
