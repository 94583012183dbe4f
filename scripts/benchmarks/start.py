"""`scripts/bench start`: how long a command takes from its start to its end, and to its first answer on a small file."""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .places import CACHE, COMMAND, ROOT

IRIS = ROOT / "Sources" / "CResources" / "data" / "iris.csv"


def measured(command: list, repeat: int) -> list[float] | None:
    """Seconds of so many runs, after one that isn't counted; nothing if it fails."""
    times = []
    for turn in range(repeat + 1):
        began = time.perf_counter()
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if done.returncode != 0:
            print(f"bench: {command[0]} failed: {done.stderr.decode(errors='replace').strip()[-200:]}", file=sys.stderr)
            return None
        if turn > 0:
            times.append(time.perf_counter() - began)
    return times


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench start", description=__doc__)
    parser.add_argument("--repeat", default=20, type=int, help="runs of each command (20)")
    parser.add_argument("--command", default=COMMAND, type=Path, help="the command to measure (.build/release/ogive)")
    options = parser.parse_args()
    if options.repeat < 1:
        parser.error("--repeat must be 1 or more")
    CACHE.mkdir(exist_ok=True)
    number, group = "sepal_length", "species"
    python = [sys.executable, "-c"]
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        gretl = Path(folder) / "small.inp"
        gretl.write_text(f'open "{IRIS}" --quiet\nsummary {number} --by={group}\n')
        empty = Path(folder) / "empty.inp"
        empty.write_text("quit\n")
        small = {
            "ogive": [options.command, "-e", f'load("{IRIS}") | summarise m = mean({number}), n = count() by {group}'],
            "gretlcli": ["gretlcli", "-b", "-q", gretl],
            "polars": python
            + [
                f"import polars as p; print(p.read_csv('{IRIS}').group_by('{group}')"
                f".agg(p.col('{number}').mean(), p.len()))"
            ],
            "duckdb": python
            + [
                f"import duckdb; print(duckdb.sql(\"SELECT {group}, mean({number}), count(*) FROM '{IRIS}' "
                f'GROUP BY {group}"))'
            ],
            "pandas": python
            + [f"import pandas as p; print(p.read_csv('{IRIS}').groupby('{group}')['{number}'].agg(['mean', 'size']))"],
        }
        bare = {
            "ogive": [options.command, "-e", "1"],
            "gretlcli": ["gretlcli", "-b", "-q", empty],
            "polars": python + ["import polars"],
            "duckdb": python + ["import duckdb"],
            "pandas": python + ["import pandas"],
        }
        for title, commands in (("bare start", bare), ("load 150 rows and summarise", small)):
            print(f"{title}, milliseconds (best, median of {options.repeat})")
            for name, command in commands.items():
                if not shutil.which(command[0]):
                    print(f"  {name:10}  not installed here")
                    continue
                times = measured(command, options.repeat)
                if times:
                    print(f"  {name:10}  {1000 * min(times):8.1f}  {1000 * statistics.median(times):8.1f}")
    print(f"load average {os.getloadavg()[0]:.1f}; above {len(os.sched_getaffinity(0))} the times are noisy")
    return 0


if __name__ == "__main__":
    sys.exit(main())
