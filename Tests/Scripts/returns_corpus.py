#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the reader of returned mail is measured against: flufl.bounce, on its own test messages and on ordinary mail.

    returns_corpus.py --daybreak PROGRAM [--venv DIR]

Installs flufl.bounce in a virtual environment, downloads its source for the messages of its tests, and prints

1. how many of them each recognises, and for how many it says exactly what flufl.bounce says (addresses that failed for good,
   and for now), with a line for each difference;
2. messages a second of each on 10,000 mixed messages, half of them its own and half ordinary mail, with a line of their own
   number added to each: five runs in turns, their medians, the ratio, and the peak of memory;
3. how many of 1,000 ordinary messages each takes for a report of a failure.

Neither side is given more than one processor. The program reads the 10,000 as one directory, and its start is counted; the start
of Python, and of its modules, is not.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tarfile
import time

SCRIPTS = pathlib.Path(__file__).resolve().parent
PEER = "flufl.bounce==6.0.0"
MIXED = 10_000
ORDINARY = 1000
RUNS = 5

# Run by the virtual environment's Python: reads the names of files from standard input.
READER = """
import json, logging, resource, sys, time
from email import message_from_bytes
from flufl.bounce import all_failures
logging.disable(logging.CRITICAL)
files = sys.stdin.read().split("\\n")
errors = 0
start = time.perf_counter()
for file in files:
    with open(file, "rb") as opened:
        content = opened.read()
    try:
        temporary, permanent = all_failures(message_from_bytes(content))
    except Exception:
        errors += 1
        temporary, permanent = set(), set()
    sides = [sorted(address.decode("utf-8", "replace") for address in side) for side in (temporary, permanent)]
    print(json.dumps({"file": file, "temporary": sides[0], "permanent": sides[1]}))
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"seconds": time.perf_counter() - start, "memory": memory, "errors": errors}), file=sys.stderr)
"""


def install(venv):
    """The environment's Python, and the files of the peer's tests."""
    python = venv / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", PEER], check=True)
    archives = list(venv.glob("flufl*.tar.gz"))
    if not archives:
        subprocess.run([python, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", PEER, "-d", venv], check=True)
        archives = list(venv.glob("flufl*.tar.gz"))
    source = venv / "source"
    if not source.exists():
        with tarfile.open(archives[0]) as archive:
            archive.extractall(source, filter="data")
    return python, sorted(source.glob("*/tests/data/*.txt"))


def peer(python, files):
    """What flufl.bounce says, the seconds that it took, its peak of memory in KiB, and the messages that it could not read."""
    done = subprocess.run([python, "-c", READER], input="\n".join(map(str, files)), capture_output=True, text=True, check=True)
    figures = json.loads(done.stderr.splitlines()[-1])
    said = {}
    for line in done.stdout.splitlines():
        one = json.loads(line)
        said[one["file"]] = (set(map(str.lower, one["temporary"])), set(map(str.lower, one["permanent"])))
    return said, figures["seconds"], figures["memory"], figures["errors"]


def peak(process):
    """The most memory of a process so far in KiB: what the system tells of one that ended counts the one that started it."""
    status = pathlib.Path(f"/proc/{process}/status").read_text()
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)


def daybreak(program, files):
    """What `daybreak bounce parse` says, the seconds that it took, and its peak of memory in KiB."""
    output, memory = [], 0
    start = time.perf_counter()
    with subprocess.Popen([program, "bounce", "parse", "--json", *map(str, files)], stdout=subprocess.PIPE) as process:
        while part := process.stdout.read1(1 << 20):
            output.append(part)
            memory = max(memory, peak(process.pid))
    if process.returncode != 0:
        sys.exit(f"{program} ended with {process.returncode}")
    seconds = time.perf_counter() - start
    said = {}
    for line in b"".join(output).decode().splitlines():
        one = json.loads(line)
        sides = {"delayed": set(), "failed": set()}
        for recipient in one["recipients"]:
            if recipient["action"] in sides:
                sides[recipient["action"]].add((recipient["address"] or "").lower())
        said[one["file"]] = (sides["delayed"], sides["failed"])
    return said, seconds, memory


def ordinary(directory, count):
    subprocess.run([sys.executable, SCRIPTS / "ordinary_mail.py", directory, str(count)], check=True)
    return sorted(directory.glob("*.eml"))


def mixed(directory, reports, letters):
    """Copies of both in turns, each of which differs by a field."""
    directory.mkdir(parents=True, exist_ok=True)
    files = []
    for number in range(MIXED):
        source = reports if number % 2 == 0 else letters
        content = source[number // 2 % len(source)].read_bytes()
        head, end, rest = content.partition(b"\n")
        file = directory / f"{number:05d}.eml"
        file.write_bytes(head + end + b"X-Number: %d\n" % number + rest if b":" in head else content)
        files.append(file)
    return files


def recognised(said):
    return sum(1 for temporary, permanent in said.values() if temporary or permanent)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--daybreak", required=True)
    parser.add_argument("--venv", type=pathlib.Path, default=SCRIPTS.parent.parent / ".build/returns-python")
    options = parser.parse_args()
    # Both sides inherit this one processor.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    python, reports = install(options.venv)

    theirs, *_ = peer(python, reports)
    ours, *_ = daybreak(options.daybreak, reports)
    exact = sum(1 for file in theirs if ours[file] == theirs[file])
    print(f"messages of its tests: {len(reports)}")
    print(f"recognised: flufl.bounce {recognised(theirs)}, daybreak {recognised(ours)}; the same answer {exact}")
    for file in theirs:
        if ours[file] != theirs[file]:
            sides = [[sorted(side) for side in said[file]] for said in (theirs, ours)]
            print(f"  {pathlib.Path(file).name}: flufl.bounce {sides[0]}, daybreak {sides[1]}")

    letters = ordinary(options.venv / "ordinary", ORDINARY)
    theirs, *_, errors = peer(python, letters)
    ours, *_ = daybreak(options.daybreak, letters)
    print(f"ordinary messages: {len(letters)}, of which flufl.bounce ends with an error on {errors}")
    print(f"taken for reports of failures: flufl.bounce {recognised(theirs)}, daybreak {recognised(ours)}")

    directory = options.venv / "mixed"
    files = mixed(directory, reports, letters)
    runs = [(peer(python, files)[1:3], daybreak(options.daybreak, [directory])[1:]) for _ in range(RUNS)]
    rates = [MIXED / statistics.median(run[side][0] for run in runs) for side in (0, 1)]
    peaks = [max(run[side][1] for run in runs) / 1024 for side in (0, 1)]
    print(f"messages a second, median of {RUNS} runs: flufl.bounce {rates[0]:,.0f}, daybreak {rates[1]:,.0f}; ratio {rates[1] / rates[0]:.1f}")
    print(f"peak of memory in MiB: flufl.bounce {peaks[0]:.0f}, daybreak {peaks[1]:.0f}")


if __name__ == "__main__":
    main()
