#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what each target imports with the dependencies that Package.swift declares for it.

Swift builds a target that imports a module which only a dependency of its dependencies declares, without a word. A dependency
that nothing imports costs every build its time. Both are errors here.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What comes with Swift and with the system.
SYSTEM = {"Dispatch", "Foundation", "Glibc", "PackageDescription", "Synchronization", "Testing"}
IMPORT = re.compile(
    r"^(?:@\w+(?:\([^)]*\))? +)*(?:(?:public|package|internal|fileprivate|private) +)?import +"
    r"(?:(?:typealias|struct|class|enum|protocol|let|var|func) +)?(\w+)", re.MULTILINE)


def folder(target):
    """Where a target's files are, as SwiftPM finds it when Package.swift does not say."""
    return ROOT / (target.get("path") or f"{'Tests' if target['type'] == 'test' else 'Sources'}/{target['name']}")


def declared(target):
    """The modules that a target may import: each product used here has one module, of its own name."""
    return {name[0] for dependency in target["dependencies"] for name in dependency.values()}


def imported(target):
    """Modules, each with a file that imports it."""
    places = {}
    for file in sorted(folder(target).rglob("*.swift")):
        for module in IMPORT.findall(file.read_text(encoding="utf-8")):
            places.setdefault(module, file.relative_to(ROOT))
    return places


def faults(target, programs):
    names, places = declared(target), imported(target)
    for module in sorted(places.keys() - names - SYSTEM):
        yield f"{places[module]}: {target['name']} imports {module}, which Package.swift does not declare for it"
    # A program is there to be run.
    for module in sorted(names - places.keys() - programs):
        yield f"Package.swift: {target['name']} depends on {module}, which no file of it imports"


def main():
    dump = subprocess.run(["swift", "package", "dump-package"], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    targets = json.loads(dump.stdout)["targets"]
    programs = {target["name"] for target in targets if target["type"] == "executable"}
    found = [fault for target in targets for fault in faults(target, programs)]
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
