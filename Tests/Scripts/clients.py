#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what we say about mail programs with what caniemail.com found, and prints every disagreement.

    clients.py [--write] PATH/caniemail.json

The table is Sources/Composer/Proof/ClientFacts.swift: one feature a line, with one letter for each mail program and,
where it is not called after the feature, the page of caniemail.com it comes from. The rules: of each program and
platform only the version listed last counts, which is the latest tested; `y` is `.` (works, bugs or not), `a` is `a`
(works in part), `n` is `n` (fails), and `u` or nothing at all is `-` (unknown, left out). The month is the page's
`last_test_date`. A page belongs in the table when one of our programs answers `n` or `a`.

With --write the letters and months are written anew, and the lines of pages that are gone or work everywhere go too.
Pages that are missing need a feature each, so a person adds them: any letters, any month, and run this again.
Exits 1 when anything differs, with --write when anything is left.
"""

import argparse
import json
import re
import sys

from newsroom import ROOT

TABLE = ROOT / "Sources/Composer/Proof/ClientFacts.swift"

# The columns, in the order of the bits of `Clients`; a space after each group.
WEB, IOS, ANDROID = "desktop-webmail", "ios", "android"
GROUPS = [
    [("gmail", WEB), ("gmail", IOS), ("gmail", ANDROID), ("gmail", "mobile-webmail")],
    [("outlook", "windows"), ("outlook", "outlook-com"), ("outlook", "macos"), ("outlook", IOS), ("outlook", ANDROID)],
    [("apple-mail", "macos"), ("apple-mail", IOS)],
    [("yahoo", WEB), ("yahoo", IOS), ("yahoo", ANDROID)],
    [("aol", WEB), ("aol", IOS), ("aol", ANDROID)],
    [("protonmail", WEB), ("protonmail", IOS), ("protonmail", ANDROID)],
    [("gmx", WEB), ("gmx", IOS), ("gmx", ANDROID)],
    [("web-de", WEB), ("web-de", IOS), ("web-de", ANDROID)],
    [("orange", WEB), ("orange", IOS), ("orange", ANDROID)],
    [("samsung-email", ANDROID), ("thunderbird", "macos"), ("fastmail", WEB), ("hey", WEB), ("mail-ru", WEB)],
]

# Pages that fail somewhere and have no line all the same.
LEFT_OUT = {
    "amp": "no part of an HTML message",
    "bimi": "no part of a message",
    "html-body": "every message has it, and programs that replace it keep its contents",
    "html-doctype": "every message has it",
    "css-border-inline-block-longhand": "twelve properties that no mail uses; the shorter ones have lines",
    "css-font-size": "what most drop is `rem`, which css-unit-rem says",
    "css-selector-class": "every style sheet has it; `<style>` stands for it",
    "css-selector-descendant": "every style sheet has it; `<style>` stands for it",
    "css-selector-grouping": "every style sheet has it; `<style>` stands for it",
    "css-selector-id": "every style sheet has it; `<style>` stands for it",
    "css-selector-type": "every style sheet has it; `<style>` stands for it",
}

LINE = re.compile(r"    (?P<letters>[-.na ]+) (?P<month>\d{4}-\d\d) (?P<feature>\S+)(?: (?P<page>(?:css|html|image)-[a-z0-9-]+))?")

# The page a feature has when its line names none.
OWN = [
    (r"[<[](.+)[>\]]", r"html-\1"),
    (r"@media\((.+)\)", r"css-at-media-\1"),
    (r"@(.+)", r"css-at-\1"),
    (r"::(.+)", r"css-pseudo-element-\1"),
    (r":(.+)", r"css-pseudo-class-\1"),
    (r"\.(\w+)", r"image-\1"),
    (r"1(\w+)", r"css-unit-\1"),
    (r"(.+)\(\)", r"css-function-\1"),
    (r"(.+):(.+)", r"css-\1-\2"),
    (r"(.+)", r"css-\1"),
]


def own_page(feature):
    return next(re.sub(pattern, page, feature) for pattern, page in OWN if re.fullmatch(pattern, feature))


def letter(stats, client, platform):
    versions = list(stats.get(client, {}).get(platform, {}).values())
    return {"y": ".", "a": "a", "n": "n"}.get(versions[-1].split()[0], "-") if versions else "-"


def letters(page):
    return " ".join("".join(letter(page["stats"], *column) for column in group) for group in GROUPS)


def fails(page):
    return bool(set("na") & set(letters(page)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("json", type=argparse.FileType(encoding="utf-8"))
    arguments = parser.parse_args()

    pages = {page["slug"]: page for page in json.load(arguments.json)}
    before, rows, after = re.fullmatch(r'(.*"""\n)(.*?)(    """\n.*)', TABLE.read_text(), re.DOTALL).groups()
    kept, seen, cured, left = [], {}, [], []
    for row in rows.splitlines():
        line = LINE.fullmatch(row)
        if not line:
            kept.append(row)
            if not row.startswith("    #"):
                left.append(f"no line of the table: {row}")
            continue
        feature = line["feature"]
        name = line["page"] or own_page(feature)
        if feature in seen:
            left.append(f"{feature}: both {seen[feature]} and {name}")
        seen[feature] = name
        if name not in pages:
            cured.append(f"{feature}: there is no page {name}")
            continue
        now = letters(pages[name])
        if not fails(pages[name]):
            cured.append(f"{feature}: {name} works everywhere")
            continue
        page = "" if name == own_page(feature) else f" {name}"
        kept.append(f"    {now} {pages[name]['last_test_date'][:7]} {feature}{page}")
        if kept[-1] != row:
            cured.append(f"{feature}:\n  - {row.strip()}\n  + {kept[-1].strip()}")
    for name, page in pages.items():
        if fails(page) and name not in LEFT_OUT and name not in seen.values():
            left.append(f"missing: {name} ({page['title']})")
    left += [f"left out for nothing: {name}" for name in LEFT_OUT if name not in pages or name in seen.values()]

    if arguments.write:
        TABLE.write_text(before + "".join(f"{row}\n" for row in kept) + after)
    else:
        left += cured
    print("\n".join(left or [f"{len(seen)} features, {len(set(seen.values()))} pages: agreed"]))
    sys.exit(1 if left else 0)


if __name__ == "__main__":
    main()
