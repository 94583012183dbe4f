"""`scripts/bench agree`: random tables and questions through Ogive and polars; shows the first disagreement made small."""

import argparse
import collections
import os
import sys
import tempfile
from pathlib import Path

from ..places import CACHE, COMMAND
from . import tables
from .judge import Judge
from .questions import MAKERS, question


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench agree", description=__doc__)
    parser.add_argument("--seed", default=1, type=int, help="of the random tables and questions (1)")
    parser.add_argument("--cases", default=100, type=int, help="questions of each verb (100)")
    parser.add_argument("--only", default="", help=f"verbs: {','.join(MAKERS)}")
    parser.add_argument("--rows", type=int, help="rows of each table; few and at times none if left out")
    parser.add_argument("--all", action="store_true", help="goes on: the first disagreement of each verb and kind")
    parser.add_argument("--command", default=COMMAND, type=Path, help="the command (.build/release/ogive)")
    options = parser.parse_args()
    verbs = [verb for verb in options.only.split(",") if verb] or list(MAKERS)
    for verb in verbs:
        if verb not in MAKERS:
            parser.error(f"no verb is called {verb}; there are: {', '.join(MAKERS)}")
    if not os.access(options.command, os.X_OK):
        parser.error(f"there is no command at {options.command}")
    CACHE.mkdir(exist_ok=True)
    asked, wrong = 0, collections.Counter()
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        judge = Judge(options.command, Path(folder))
        for verb in verbs:
            seen: set[str] = set()
            for case in range(options.cases):
                one = question(verb, f"{options.seed} {verb} {case}", options.rows)
                asked += 1
                if judge.disagreement(one) is None:
                    continue
                wrong[verb] += 1
                small = judge.smallest(one)
                if small.text in seen or (options.all and len(seen) >= 5):
                    continue
                seen.add(small.text)
                print(f"disagreement: {verb}, seed {options.seed}, case {case}")
                for name, frame in small.frames.items():
                    lines = tables.text(frame).rstrip("\n").split("\n")
                    shown = lines[:40] + [f"… {len(lines) - 40} more lines"] * (len(lines) > 40)
                    print(f"  {name}.csv\n    " + "\n    ".join(shown))
                print("  " + judge.script(small).replace(folder + "/", "").rstrip("\n").replace("\n", "\n  "))
                print("  " + str(judge.disagreement(small)), flush=True)
                if not options.all:
                    print(f"\n{asked - 1} agreed before it; --all goes on")
                    return 1
    print(f"\n{asked} questions, {sum(wrong.values())} disagreements" + "".join(f", {v} {n}" for v, n in wrong.items()))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
