#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads public pages with the program and with trafilatura, and compares both with what the pages' collectors say is right.

    make extraction

The pages come with the source distributions of four packages, none of which is used otherwise:

- article-extractor 0.5.9: 28 pages of 2026, the article's part of each chosen by hand (text, pictures, titles).
- newspaper4k 0.9.6: pages in fifteen languages with their texts, titles, names and days.
- trafilatura 0.1.1: pages with sentences that must be there and others that must not (some are readers' comments, which neither
  program is asked for).
- htmldate 1.2.1: pages with the day that its authors' program gives; many are no articles, some are days of a change.

Words are counted with their number: precision is how many of a program's words are the article's, recall how many of the
article's words it has, F1 their harmonic mean; each is the mean over the pages. Two of the 28 pages count style sheets or the
options of a form as text. `--verbose` prints what each page lacks.
"""

import ast
import html
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from pathlib import Path

import trafilatura
from lxml import html as markup

from newsroom import DAYBREAK, ROOT

CORPORA = {"article-extractor": "0.5.9", "newspaper4k": "0.9.6", "trafilatura": "0.1.1", "htmldate": "1.2.1"}


def corpora(home):
    """The unpacked source distributions by name, fetched once."""
    found = {}
    for name, version in CORPORA.items():
        folder = home / f"{name.replace('-', '_')}-{version}"
        if not folder.is_dir():
            home.mkdir(parents=True, exist_ok=True)
            subprocess.run(
                [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", "--ignore-requires-python",
                 "--no-binary", ":all:", "--dest", str(home), f"{name}=={version}"],
                check=True,
            )
            with tarfile.open(next(home.glob(f"{name.replace('-', '?')}-{version}.tar.gz"))) as archive:
                archive.extractall(home, filter="data")
        found[name] = folder
    return found


def page(kind, path, **truth):
    return {"name": f"{kind}/{path.parent.name}/{path.stem}", "path": path, **truth}


def chosen(folder):
    """Pages whose article was chosen by hand."""
    for meta in sorted(folder.glob("tests/fixtures/fullpage_to_article_html/*/*/meta.json")):
        said = json.loads(meta.read_text())
        part = markup.fromstring(f"<div>{(meta.parent / 'expected.html').read_text()}</div>")
        for element in part.xpath(".//script|.//style|.//noscript|.//template"):
            element.drop_tree()
        for element in part.xpath(".//br|.//p|.//li|.//h1|.//h2|.//h3|.//div|.//td|.//figcaption|.//blockquote"):
            element.tail = " " + (element.tail or "")
        pictures = [image.get("src") or "" for image in part.xpath(".//img")]
        yield page(
            "chosen", meta.parent / "raw.html", text=" ".join(part.itertext()), title=said["extracted_title"],
            pictures={key(url) for url in pictures if url and not url.startswith("data:")},
        )


def languages(folder):
    """Pages in many languages."""
    for path in sorted(folder.glob("tests/data/html/*.html")):
        text, meta = (folder / f"tests/data/{kind}/{path.stem}.{end}" for kind, end in (("txt", "txt"), ("metadata", "json")))
        if not text.exists():
            continue
        said = json.loads(meta.read_text()) if meta.exists() else {}
        yield page(
            "languages", path, text=text.read_text(), title=said.get("title"), names=said.get("authors"),
            day=(said.get("publish_date") or "")[:10] or None,
        )


def mock_pages(tests):
    """The syntax tree of a test file and its table of pages by address."""
    tree = ast.parse(tests.read_text())
    table = next(
        ast.literal_eval(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "MOCK_PAGES"
    )
    return tree, {url: path for url, name in table.items() if (path := tests.parent / "cache" / name).exists()}


def sentences(folder):
    """Pages with sentences that must and must not be there."""
    tree, pages = mock_pages(folder / "tests/unit_tests.py")
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        current = None
        for statement in function.body:
            call = getattr(statement, "value", None)
            if isinstance(statement, ast.Assign) and getattr(getattr(call, "func", None), "id", "") == "load_mock_page":
                url = getattr(call.args[0], "value", None)
                if current:
                    yield current
                current = page("sentences", pages[url], wanted=[], unwanted=[]) if url in pages else None
            elif isinstance(statement, ast.Assert) and current:
                for test in (node for node in ast.walk(statement.test) if isinstance(node, ast.Compare)):
                    if isinstance(getattr(test.left, "value", None), str) and isinstance(test.ops[0], (ast.In, ast.NotIn)):
                        current["wanted" if isinstance(test.ops[0], ast.In) else "unwanted"].append(test.left.value)
        if current:
            yield current


def days(folder):
    """Pages with a day."""
    tests = folder / "tests/unit_tests.py"
    _, pages = mock_pages(tests)
    said = re.findall(r"(?m)^\s*assert find_date\(load_mock_page\('([^']+)'\)\) == '(\d{4}-\d\d-\d\d)'", tests.read_text())
    for url, day in {url: day for url, day in reversed(said)}.items():
        if url in pages:
            yield page("days", pages[url], day=day)


def key(url):
    """A picture's file name, whatever its size."""
    names = re.findall(r"([^/?&=]+\.(?:jpe?g|png|webp|gif|svg|avif))", html.unescape(url or "").lower())
    return re.sub(r"-\d+x\d+(?=\.)", "", names[-1] if names else (url or "").rstrip("/").split("/")[-1])


def words(text):
    """How often each word stands there; a character is a word where no spaces part words."""
    dense = "\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af"
    return Counter(re.findall(rf"[{dense}]|[^\W_{dense}]+", html.unescape(text or "").lower()))


def bare(text):
    return re.sub(r"\W+", " ", html.unescape(text or "").lower()).strip()


def gathered(value, texts, pictures):
    """Collects the words and pictures of a block as the program's JSON has it."""
    if isinstance(value, list):
        for part in value:
            gathered(part, texts, pictures)
        return
    if value.get("kind") == "image":
        pictures.append(value.get("url"))
    if value.get("kind") == "embed":
        pictures.append(value["embed"].get("image"))
    pictures += [picture.get("url") for picture in value.get("images") or []]
    texts += [value[name] for name in ("title", "attribution") if isinstance(value.get(name), str)]
    for name in ("caption", "images", "cells", "content", "inlines", "blocks", "itemBlocks"):
        if isinstance(value.get(name), str):
            texts.append(value[name])
        elif value.get(name):
            gathered(value[name], texts, pictures)
    texts.append(line(value.get("children") or [], pictures))
    if not any(name in value for name in ("inlines", "blocks", "itemBlocks", "cells", "content", "children")):
        texts.append(value.get("text") or "")
        texts += value.get("items") or []
        texts += [cell for row in [value.get("header") or []] + (value.get("rows") or []) for cell in row]


def line(inlines, pictures):
    texts = []
    for inline in inlines:
        gathered(inline, texts, pictures)
    return "".join(texts)


def ours(path):
    """What the program reads from a page, as a user would run it."""
    done = subprocess.run(
        [DAYBREAK, "article", "add", str(path), "--format", "html", "--dry-run", "--json", "--newsroom", NEWSROOM],
        capture_output=True, text=True,
    )
    if done.returncode:
        return {"error": done.stderr.strip()}
    article = json.loads(done.stdout)
    texts, pictures = [], [(article.get("image") or {}).get("url")]
    for block in article["blocks"]:
        inner = []
        gathered({**block, "inlines": None} if "inlines" in block else block, inner, pictures)
        texts.append(line(block["inlines"], pictures) if "inlines" in block else " ".join(inner))
    return {"text": " ".join(texts), "title": article["headline"], "names": article.get("byline"),
            "day": article.get("published"), "pictures": pictures}


def theirs(path):
    """What trafilatura reads, asked for everything but comments."""
    read = trafilatura.bare_extraction(path.read_bytes(), include_images=True, include_comments=False, with_metadata=True)
    if read is None:
        return {"error": "nothing"}
    body = read.body
    return {"text": " ".join(body.itertext()), "title": read.title, "names": read.author, "day": read.date,
            "pictures": [read.image] + [image.get("src") for image in body.iter("graphic")]}


def compared(truth, read, scores):
    """Adds a page's scores; returns what it lacks."""
    kind, lacks = truth["name"].split("/")[0], []

    def score(name, value, lack=None):
        scores.setdefault(name, []).append(value)
        if not value and lack:
            lacks.append(lack)

    if truth.get("text"):
        got, want = words(read.get("text")), words(truth["text"])
        both = sum((got & want).values())
        precision, recall = both / max(1, sum(got.values())), both / max(1, sum(want.values()))
        score(f"precision, {kind}", precision)
        score(f"recall, {kind}", recall)
        score(f"F1, {kind}", 2 * precision * recall / max(1e-9, precision + recall))
        score(f"recall of 0.85 or more, {kind}", recall >= 0.85, f"recall {recall:.2f}")
    found = {key(url) for url in read.get("pictures") or []}
    for picture in truth.get("pictures") or []:
        score("pictures", picture in found, f"picture {picture}")
    if truth.get("title"):
        score(f"titles, {kind}", bare(truth["title"]) == bare(read.get("title")), f"title {read.get('title')}")
    if truth.get("names"):
        score("names", all(bare(name) in bare(read.get("names")) for name in truth["names"]), f"names {read.get('names')}")
    if truth.get("day"):
        score(f"days, {kind}", truth["day"] == read.get("day"), f"day {read.get('day')}, not {truth['day']}")
    text = bare(read.get("text"))
    for sentence in truth.get("wanted", []):
        score("sentences that belong", bare(sentence) in text, f"without “{sentence}”")
    for sentence in truth.get("unwanted", []):
        score("sentences that do not", bare(sentence) not in text, f"with “{sentence}”")
    return lacks


def main():
    global NEWSROOM
    found = corpora(ROOT / ".build/extraction")
    pages = [
        *chosen(found["article-extractor"]), *languages(found["newspaper4k"]), *sentences(found["trafilatura"]), *days(found["htmldate"]),
    ]
    with tempfile.TemporaryDirectory() as directory:
        NEWSROOM = f"{directory}/newsroom"
        subprocess.run([DAYBREAK, "init", NEWSROOM], check=True, capture_output=True)
        results = {}
        for name, reader in (("daybreak", ours), (f"trafilatura {trafilatura.__version__}", theirs)):
            scores = results[name] = {}
            slowest = 0.0
            for truth in pages:
                start = time.monotonic()
                read = reader(truth["path"])
                slowest = max(slowest, time.monotonic() - start)
                for lack in compared(truth, read, scores) + ([read["error"]] if "error" in read else []):
                    if "--verbose" in sys.argv:
                        print(f"{name}: {truth['name']}: {lack[:160]}")
            scores["slowest page, seconds"] = slowest
    print(f"{len(pages)} pages")
    print(f"{'':34}" + "".join(f"{name:>20}" for name in results))
    for name in next(iter(results.values())):
        cells = []
        for scores in results.values():
            values = scores[name]
            if isinstance(values, float):
                cells.append(f"{values:.2f}")
            elif all(isinstance(value, bool) for value in values):
                cells.append(f"{sum(values)} of {len(values)}")
            else:
                cells.append(f"{sum(values) / len(values):.3f}")
        print(f"{name:34}" + "".join(f"{cell:>20}" for cell in cells))


if __name__ == "__main__":
    main()
