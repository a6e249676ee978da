#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make pictures: docs/images/letter.png, the start of the demo's first edition as a mail program shows it, 600 pixels wide.

The picture stands on README's first screen, so it must be small; it is written only when it is.
"""

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


def letter(directory):
    """Makes the demo's newsroom and its first edition; the letter's HTML part."""
    def daybreak(*words):
        subprocess.run([DAYBREAK, *words], cwd=directory, check=True, stdout=subprocess.DEVNULL)

    daybreak("init", ".")
    daybreak("article", "add", *sorted(str(file) for file in (DEMO / "articles").iterdir()))
    # Two of the demo's readers are there to be rejected.
    (directory / "readers.csv").write_text(f"address,first_name\n{READER},Amelia\n")
    daybreak("subscriber", "import", "readers.csv", "--list", "morning")
    daybreak("edition", "new", str(DEMO / "edition.yaml"))
    daybreak("edition", "preview", "1", "--for", READER, "--html", "letter.html")
    return directory / "letter.html"


def main():
    with tempfile.TemporaryDirectory() as directory, sync_playwright() as tools:
        browser = tools.chromium.launch(**BROWSER)
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto(letter(Path(directory)).as_uri())
        picture = page.screenshot()
        browser.close()
    if len(picture) > MOST_BYTES:
        sys.exit(f"the picture has {len(picture)} bytes, at most {MOST_BYTES} are wanted")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_bytes(picture)
    print(f"{PICTURE.relative_to(ROOT)}: {len(picture)} bytes")


if __name__ == "__main__":
    main()
