#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""manual.py: the manual pages in docs/man, one for the program and one for each noun, made of what the program says of itself.

    manual.py [--check]

With --check it writes nothing, and exits with 1 where a page is not what it would write: run it after changing a command.
"""

import json
import subprocess
import sys
from pathlib import Path

from newsroom import DAYBREAK, ROOT

PAGES = ROOT / "docs/man"
#: Options of most commands, which each page tells once.
COMMON = {"newsroom", "json", "help", "version"}
FILES = [
    ("daybreak.yaml", "The newsroom's settings: docs/configuration.md."),
    ("daybreak.db", "The database: articles, editions, people, mailings, pictures, keys of links."),
    ("templates/PUBLICATION/publication.yaml", "Who a publication is; words.yaml, theme.yaml and templates beside it: templates/README.md."),
    ("subscribers/", "Lists to import."),
    ("sandbox/new/", "What the sandbox keeps, a file for each message."),
]
ENVIRONMENT = [
    ("DAYBREAK_NEWSROOM", "The newsroom's directory where --newsroom says none; else it is the current one."),
    ("DAYBREAK_SHARE", "Where the templates are that come with the program."),
    ("VISUAL, EDITOR", "The editor of “edition edit” and “article edit”."),
    ("${NAME} in daybreak.yaml", "Stands for the variable of that name, else for systemd's credential of that name in $CREDENTIALS_DIRECTORY."),
    ("NOTIFY_SOCKET, WATCHDOG_USEC, LISTEN_FDS", "What systemd tells “serve”: docs/service.md."),
]
STATUS = [
    ("0", "All is well."), ("64", "The command line is not as it should be."),
    ("65", "What was given is wrong, or the proof blocks."), ("69", "A relay, or something else that is needed, cannot be used."),
    ("74", "A file cannot be read or written."), ("75", "Not now: try again later."), ("78", "The configuration is wrong."),
]
EXAMPLES = {
    "": [
        ("A newsroom of one's own, and a mail server to try it with:", [
            'daybreak init paper --publication low-tide --name "Low Tide" --sender desk@low-tide.example --address "1 Quay, Port"', "cd paper", "daybreak sandbox --web"]),
        ("A morning edition, from what is new to the list:", [
            "daybreak article add story.md https://news.example.com/feed.xml", "daybreak edition new", "daybreak edition test 1 --to me@example.com",
            "daybreak send 1 --list low-tide"]),
        ("At six, by itself:", ['daybreak mailing schedule 1 --list low-tide --at "2026-12-01 06:00" --in Europe/Kyiv', "daybreak serve"]),
    ],
    "article": [
        ("A story with a picture beside it, and what would be taken of a page:", ["daybreak article add fog.md", "daybreak article add --dry-run https://example.com/story"]),
        ("Another picture:", ['daybreak article set fog image=fog.jpg image_alt="A bridge in fog"'])],
    "edition": [
        ("Change, try and look:", ['daybreak edition set 1 subject="Fog on the river"', "daybreak edition story 1 fog picture=side as=excerpt",
            "daybreak edition test 1 --to me@example.com --findings", "daybreak edition preview 1 --serve"]),
        ("Correct what went out:", ["daybreak edition correct 1"])],
    "mailing": [
        ("Plan, move and watch:", ['daybreak mailing schedule 1 --list morning --at "2026-12-01 06:00"', 'daybreak mailing reschedule 1 --at "2026-12-01 07:00"',
            "daybreak mailing report 1 --picture report.svg"]),
        ("One reader's story:", ["daybreak mailing deliveries 1 --to ann@example.com"])],
    "subscriber": [
        ("Bring a list and find somebody:", ["daybreak subscriber import readers.csv --list morning", "daybreak subscriber find ann",
            "daybreak subscriber set ann@example.com first_name=Ann"])],
    "publication": [("Another publication in this newsroom:", ['daybreak publication add tea --name Tea --sender tea@example.com --address "2 Row, Port" --theme letter'])],
    "media": [("A logo and a portrait:", ["daybreak media add logo.png", "daybreak media add --width 80 ida.jpg"])],
    "bounce": [
        ("What messages report, and to settle it:", ["daybreak bounce parse report.eml", "daybreak bounce ingest report.eml"]),
        ("What came back, and what waits for somebody:", ["daybreak bounce list --by class --picture returns.svg", "daybreak bounce list --only held", "daybreak bounce approve 17"])],
    "segment": [("Count before sending:", ["daybreak segment count 'list:morning and city = \"Kyiv\"'"])],
    "sandbox": [("Look at what came:", ["daybreak sandbox --web"])],
    "backup": [("Before a move:", ["daybreak backup before-the-move.db"])],
}


def plain(text):
    """Text as mdoc takes it: backslashes doubled, no line that begins with a control."""
    text = text.replace("\\", "\\e").replace("“", "\\(lq").replace("”", "\\(rq").replace("’", "\\(cq")
    return "\n".join(("\\&" if line[:1] in (".", "'") else "") + line.strip() for line in text.splitlines() if line.strip())


def paragraphs(text):
    return "\n.Pp\n".join(plain(part) for part in (text or "").split("\n\n") if part.strip())


def flag(argument):
    """An option or argument as SYNOPSIS shows it."""
    value = f" Ar {argument['valueName']}" if argument["kind"] != "flag" else ""
    if argument["kind"] == "positional":
        word = f"Ar {argument['valueName']}" + (" Ar ..." if argument["isRepeating"] else "")
    else:
        word = f"Fl \\-{argument['preferredName']['name']}{value}"
    return f".Op {word}" if argument["isOptional"] else f".{word}"


def shown(command):
    return [one for one in command.get("arguments", []) if one["shouldDisplay"]]


def own(command):
    return [one for one in shown(command) if one["kind"] == "positional" or one["preferredName"]["name"] not in COMMON]


def synopsis(path, command):
    return [".Nm daybreak", *(f".Cm {word}" for word in path), *map(flag, own(command))]


def details(command):
    lines = []
    for one in own(command):
        name = f".It Ar {one['valueName']}" if one["kind"] == "positional" else f".It Fl \\-{one['preferredName']['name']}" + (
            f" Ar {one['valueName']}" if one["kind"] == "option" else "")
        lines += [name, plain(one.get("abstract", ""))]
    return [".Bl -tag -width 6n", *lines, ".El"] if lines else []


def tagged(title, pairs, macro="Pa"):
    return [f".Sh {title}", ".Bl -tag -width 6n", *(line for name, text in pairs for line in (f".It {macro} {plain(name)}", plain(text))), ".El"]


def examples(name):
    lines = [".Sh EXAMPLES"]
    for title, commands in EXAMPLES.get(name, []):
        lines += [plain(title), ".Bd -literal -offset indent", *map(plain, commands), ".Ed", ".Pp"]
    return lines[:-1] if len(lines) > 1 else []


def head(name, about):
    # The date is the release's, so that pages change only when commands do.
    return ['.\\" Made by Tests/Scripts/manual.py of what the program says of itself.', ".Dd November 28, 2026", f".Dt {name.upper()} 1", ".Os", ".Sh NAME", f".Nm {name}", f".Nd {plain(about).rstrip('.')}"]


def page_of(noun):
    """The page of a command, with those below it."""
    name = noun["commandName"]
    verbs = [one for one in noun.get("subcommands", []) if one["shouldDisplay"] and one["commandName"] != "help"]
    lines = head(f"daybreak-{name}", noun["abstract"]) + [".Sh SYNOPSIS"]
    for verb in verbs or [noun]:
        lines += synopsis([name] + ([verb["commandName"]] if verbs else []), verb)
    lines += [".Sh DESCRIPTION", plain(noun["abstract"]), *([".Pp", paragraphs(noun["discussion"])] if noun.get("discussion") else [])]
    if not verbs:
        lines += details(noun)
    for verb in verbs:
        lines += [f".Ss {name} {verb['commandName']}", plain(verb["abstract"])]
        lines += [".Pp", paragraphs(verb["discussion"])] if verb.get("discussion") else []
        lines += details(verb)
    lines += [".Pp", "Commands that read take", ".Fl \\-json", "to print JSON;", ".Fl \\-newsroom Ar dir", "names the newsroom, and",
              ".Fl \\-help", "says all of this on a terminal."]
    return lines + examples(name) + [".Sh SEE ALSO", ".Xr daybreak 1"]


def pages():
    """Every page by its file's name."""
    dump = subprocess.run([DAYBREAK, "--experimental-dump-help"], check=True, capture_output=True, text=True).stdout
    root = json.loads(dump)["command"]
    nouns = [one for one in root["subcommands"] if one["shouldDisplay"] and one["commandName"] != "help"]
    main = head("daybreak", root["abstract"]) + [".Sh SYNOPSIS", ".Nm", ".Op Fl \\-newsroom Ar dir", ".Ar command", ".Op Ar arguments ..."]
    main += [".Sh DESCRIPTION", paragraphs(root["discussion"].split("\n\nExit codes")[0]), ".Bl -tag -width 12n"]
    for noun in nouns:
        main += [f".It Xr daybreak-{noun['commandName']} 1", plain(noun["abstract"])]
    main += [".El", *examples(""), *tagged("FILES", FILES), *tagged("ENVIRONMENT", ENVIRONMENT, "Ev"), *tagged("EXIT STATUS", STATUS, "Er")]
    main += [".Sh SEE ALSO", *(f".Xr daybreak-{noun['commandName']} 1{' ,' if noun is not nouns[-1] else ''}" for noun in nouns)]
    made = {f"daybreak-{noun['commandName']}.1": page_of(noun) for noun in nouns} | {"daybreak.1": main}
    return {name: "\n".join(line for line in lines if line) + "\n" for name, lines in made.items()}


def main():
    made = pages()
    kept = {path.name: path.read_text() for path in PAGES.glob("*.1")}
    if "--check" in sys.argv[1:]:
        old = sorted(name for name in made.keys() | kept.keys() if made.get(name) != kept.get(name))
        print(f"manual: {len(made)} pages" if not old else f"manual: {', '.join(old)} are not what the program says: Tests/Scripts/manual.py")
        sys.exit(1 if old else 0)
    PAGES.mkdir(parents=True, exist_ok=True)
    for name in kept.keys() - made.keys():
        (PAGES / name).unlink()
    for name, text in made.items():
        (PAGES / name).write_text(text)
    print(f"{len(made)} pages in {PAGES.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
