#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make pictures: docs/images/letter.png, the start of the demo's first edition as a mail program shows it, 600 pixels wide, and
docs/images/themes, the same in every theme: in the light, in the dark, and on a telephone.

The pictures stand in documents, so they must be small; they are written only when they are.
"""

import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from newsroom import DAYBREAK, ROOT

DEMO = ROOT / "docs/demo"
PICTURE = ROOT / "docs/images/letter.png"
READER = "amelia.stone@inbox.test"
SIZE = {"width": 600, "height": 820}
MOST_BYTES = 150_000
BROWSER = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu"]}


THEMES = ("daily-caffeine", "briefing", "magazine", "letter")
LOOKS = {"light": (640, "light"), "dark": (640, "dark"), "phone": (390, "light")}
MOST_THEME_BYTES = 50_000


def letter(directory, theme):
    """Makes the demo's newsroom and its first edition in a theme; the letter's HTML part, and the newsroom's pictures by name."""
    def daybreak(*words):
        subprocess.run([DAYBREAK, *words], cwd=directory, check=True, stdout=subprocess.DEVNULL)

    daybreak("init", ".")
    settings = directory / "templates/daily-caffeine/publication.yaml"
    settings.write_text(settings.read_text() + f"theme: {theme}\n" + ("section_colours: { City: '#0a5c66' }\n" if theme == "magazine" else ""))
    daybreak("article", "add", *sorted(str(file) for file in (DEMO / "articles").iterdir() if file.suffix != ".jpg"))
    # Two of the demo's readers are there to be rejected.
    (directory / "readers.csv").write_text(f"address,first_name\n{READER},Amelia\n")
    daybreak("subscriber", "import", "readers.csv", "--list", "morning")
    daybreak("edition", "new", str(DEMO / "edition.yaml"))
    daybreak("edition", "preview", "1", "--for", READER, "--html", "letter.html")
    media = dict(sqlite3.connect(directory / "daybreak.db").execute("SELECT name, bytes FROM medium"))
    return directory / "letter.html", media


def shot(browser, letter, media, width, height, scheme, scale=1, **options):
    """The start of a letter."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=scale)
    page.route("**/media/*", lambda route: route.fulfill(body=media[route.request.url.rsplit("/", 1)[1]]))
    page.goto(letter.as_uri())
    picture = page.screenshot(**options)
    page.close()
    return picture


def keep(path, picture, most):
    if len(picture) > most:
        sys.exit(f"{path} has {len(picture)} bytes, at most {most} are wanted")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture)
    print(f"{path.relative_to(ROOT)}: {len(picture)} bytes")


def main():
    with sync_playwright() as tools:
        browser = tools.chromium.launch(**BROWSER)
        for theme in THEMES:
            with tempfile.TemporaryDirectory() as directory:
                page, media = letter(Path(directory), theme)
                if theme == THEMES[0]:
                    keep(PICTURE, shot(browser, page, media, SIZE["width"], SIZE["height"], "light"), MOST_BYTES)
                for look, (width, scheme) in LOOKS.items():
                    path = PICTURE.parent / f"themes/{theme}-{look}.jpg"
                    keep(path, shot(browser, page, media, width, 1000, scheme, 0.7, type="jpeg", quality=55), MOST_THEME_BYTES)
        browser.close()


if __name__ == "__main__":
    main()
