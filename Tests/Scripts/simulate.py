#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plays newsrooms in virtual time, a process for each processor, and adds up what they found.

    SIMULATOR=.build/simulator/release/simulator Tests/Scripts/simulate.py --seeds 1..10000 [--days 14] [--jobs 2]

Exits 1 when a seed breaks an invariant, with the line that plays it again and the end of its story; the other seeds are
played all the same, up to --failures of them.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import subprocess
import sys
import time

PORTION = 20


def play(seeds, days):
    """Plays some seeds; a seed that fails ends its process, and the next one goes on behind it."""
    sums, failures = collections.Counter(), []
    first, last = seeds
    while first <= last:
        run = subprocess.run(
            [os.environ["SIMULATOR"], "--seeds", f"{first}..{last}", "--days", str(days)],
            capture_output=True, text=True)
        lines = run.stdout.splitlines()
        if run.returncode == 0:
            sums.update({key: value for key, value in json.loads(lines[-1]).items() if key != "days"})
            break
        again = next((line for line in lines if line.startswith("simulator --seed ")), None)
        failures.append(run.stdout if again else f"seeds {first}..{last}: {run.returncode} {run.stderr}")
        if again is None:
            break
        first = int(again.split()[2]) + 1
    return sums, failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", default="1..100")
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--failures", type=int, default=5)
    options = parser.parse_args()
    first, last = (int(number) for number in options.seeds.split(".."))
    portions = [(start, min(start + PORTION - 1, last)) for start in range(first, last + 1, PORTION)]
    begun, sums, failures = time.monotonic(), collections.Counter(), []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = [pool.submit(play, portion, options.days) for portion in portions]
        for run in concurrent.futures.as_completed(runs):
            if run.cancelled():
                continue
            found, broken = run.result()
            sums.update(found)
            for failure in broken:
                print(failure, file=sys.stderr)
            failures += broken
            if len(failures) >= options.failures:
                for other in runs:
                    other.cancel()
    seconds = time.monotonic() - begun
    sums["seconds"] = round(seconds, 1)
    sums["hoursPerSecond"] = round(sums["hours"] / seconds)
    print(json.dumps({"days": options.days, **sums, "failures": len(failures)}))
    sys.exit(1 if failures else 0)


main()
