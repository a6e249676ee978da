#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fuzzes every reader of what strangers write, two at a time, and says which input broke one.

    fuzz.py [--count N] [--seed N] [READER...]

Each input has a bound of time and the whole run one of memory (Tests/Fuzz/Fuzz.swift). Long runs, which are release builds, also
read bombs: short texts that stand for large ones. Exits 1 when a reader crashed,
was too slow, too large, or broke a promise; the input is kept as fuzz-READER-NUMBER.
"""

import argparse
import concurrent.futures
import json
import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

from newsroom import ROOT

FUZZ = os.environ.get("FUZZ", str(ROOT / ".build/release/fuzz"))
READERS = ["html", "feed", "markdown", "text", "yaml", "merge", "segment", "people", "mail", "webhook"]


def fuzz(reader, count, seed, place):
    note = Path(place) / reader
    command = [FUZZ, reader, "--count", str(count), "--seed", str(seed), "--note", str(note)]
    done = subprocess.run(command + (["--bombs", "yes"] if count >= 100_000 else []), capture_output=True, text=True)
    if done.returncode == 0:
        result = json.loads(done.stdout)
        rate = result["inputs"] / max(result["seconds"], 1e-9)
        return True, (
            f"{reader:9} {result['inputs']:8} inputs in {result['seconds']:7.1f} s ({rate:6.0f}/s),"
            f" slowest {1000 * result['slowest']:6.1f} ms, {result['peakMegabytes']} MB"
        )
    number = struct.unpack("<q", note.read_bytes())[0]
    if number < 0:
        return False, f"{reader:9} FAULT exit {done.returncode} at bomb {-number}: {done.stderr.strip()[-300:]}"
    kept = f"fuzz-{reader}-{number}"
    subprocess.run([FUZZ, reader, "--from", str(number), "--count", "1", "--seed", str(seed), "--write", kept], capture_output=True)
    return False, f"{reader:9} FAULT exit {done.returncode} at input {number}, kept as {kept}: {done.stderr.strip()[-300:]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("readers", nargs="*", default=READERS)
    options = parser.parse_args()
    is_sound = True
    with tempfile.TemporaryDirectory() as place, concurrent.futures.ThreadPoolExecutor(2) as pool:
        for is_fine, line in pool.map(lambda reader: fuzz(reader, options.count, options.seed, place), options.readers):
            print(line, flush=True)
            is_sound = is_sound and is_fine
    sys.exit(0 if is_sound else 1)


if __name__ == "__main__":
    main()
