"""`scripts/bench tables`: Ogive beside polars, DuckDB and pandas on loading, grouping, joining and reshaping."""

import argparse
import importlib.metadata
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from . import data, ours, peer, report
from .places import CACHE, COMMAND, label, row_counts
from .questions import SOURCES, Question, checks, chosen

SIZES_FIXED = {"load wide", "load quoted"}  # asked once, whatever the sizes


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench tables", description=__doc__)
    parser.add_argument("--rows", default="1e6,1e7", type=row_counts, help="sizes of the tables (1e6,1e7)")
    parser.add_argument("--only", default="", help="groups (load, group, join, shape) or questions (q1, sort, …)")
    parser.add_argument("--repeat", default=3, type=int, help="times that each question is asked; the best counts (3)")
    parser.add_argument("--patience", default=60, type=float, help="seconds that an answer may take (60)")
    parser.add_argument("--no-peers", action="store_true", help="take the peers' figures from the last run that had them")
    parser.add_argument("--no-ours", action="store_true", help="only the peers")
    parser.add_argument("--peers", default=",".join(peer.TOOLS), help="the peers (polars,duckdb,pandas)")
    parser.add_argument("--command", default=COMMAND, type=Path, help="the command to measure (.build/release/ogive)")
    options = parser.parse_args()
    try:
        options.questions = chosen([word.strip() for word in options.only.split(",") if word.strip()])
    except ValueError as problem:
        parser.error(str(problem))
    options.peers = [name for name in options.peers.split(",") if name]
    for name in options.peers:
        if name not in peer.TOOLS:
            parser.error(f"no peer is called {name}; there are: {', '.join(peer.TOOLS)}")
    if options.repeat < 1:
        parser.error("--repeat must be 1 or more")
    if not options.no_ours and not os.access(options.command, os.X_OK):
        parser.error(f"there is no command at {options.command}")
    return options


def ask_peer(tool: str, group: str, questions: list[Question], rows: int, options, scratch: Path):
    order = {
        "tool": tool,
        "group": group,
        "rows": rows,
        "repeat": options.repeat,
        "patience": options.patience,
        "out": str(scratch / "written.csv"),
    }
    waiting = [q.name for q in questions]
    while waiting:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.peer", json.dumps(order | {"questions": waiting})],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        while line := within(10 * options.patience, process):
            answer = json.loads(line)
            if "question" in answer:
                waiting.remove(answer["question"])
                yield answer
        process.wait()
        if waiting:  # it was ended, for its time or its memory: on with the next question
            yield {"question": waiting.pop(0), "error": f"its process ended with {process.returncode}"}


def within(seconds: float, process: subprocess.Popen) -> str:
    """The next line of a process, which is ended if it takes longer; empty at its end."""
    watch = threading.Timer(seconds, process.kill)
    watch.start()
    try:
        return process.stdout.readline()
    finally:
        watch.cancel()


def written(path: Path, question: Question) -> dict:
    """The checksum of a file, worked out by a process of its own."""
    code = (
        "import json, sys; from benchmarks.peer import Polars; from benchmarks.questions import QUESTIONS;"
        "tool = Polars(); question = next(q for q in QUESTIONS if q.name == sys.argv[2]);"
        "print(json.dumps(tool.check(tool.load(sys.argv[1], None), question)))"
    )
    done = subprocess.run([sys.executable, "-c", code, path, question.name], capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else {"unreadable": done.stderr.strip()[-200:]}


def differences(ours: dict, theirs: dict, question: Question) -> list[str]:
    """What differs between two checksums; sums by more than 1e-9 of their size."""
    found = []
    for name, _ in checks(question):
        a, b = ours.get(name), theirs.get(name)
        if isinstance(a, (int, float)) and isinstance(b, (int, float)) and not isinstance(a, bool):
            same = math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
        else:
            same = a == b
        if not same:
            found.append(f"{name}: {a} and {b}")
    return found


def compare(answers: dict[str, dict], question: Question) -> None:
    """Holds the answers against each other; one that differs from most others loses its time.

    With only two that differ, or without a majority, the first peer's is held to be right.
    """
    tools = [tool for tool, answer in answers.items() if "checksum" in answer]
    if len(tools) < 2:
        return
    agreeing = {
        tool: [other for other in tools if not differences(answers[tool]["checksum"], answers[other]["checksum"], question)]
        for tool in tools
    }
    peers_first = sorted(tools, key=lambda tool: tool == "ogive")
    right = max(peers_first, key=lambda tool: len(agreeing[tool]))
    for tool in tools:
        if tool not in agreeing[right]:
            found = differences(answers[tool]["checksum"], answers[right]["checksum"], question)
            answers[tool]["differs"] = f"from {right}: {'; '.join(found[:3])}"


def warm(questions: list[Question], group: str, rows: int) -> None:
    """Reads the files once, so that every tool finds them in memory."""
    files = {source.file for source in SOURCES[group]}
    files |= {q.name.split()[1] for q in questions if q.group == "load"}
    for name in files:
        with open(data.file(name, rows), "rb") as bytes:
            while bytes.read(1 << 24):
                pass


def measure(options, results: dict) -> None:
    tools = [] if options.no_ours else ["ogive"]
    tools += [] if options.no_peers else options.peers
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        scratch = Path(folder)
        for rows in options.rows:
            for group in SOURCES:
                questions = [q for q in options.questions if q.group == group]
                if rows != options.rows[0]:
                    questions = [q for q in questions if q.name not in SIZES_FIXED]
                if not questions:
                    continue
                named = {q.name.split()[1] for q in questions if group == "load"}
                data.make({source.file for source in SOURCES[group]} | named, rows)
                warm(questions, group, rows)
                # A load is measured in a process that holds nothing else.
                batches = [[q] for q in questions] if group == "load" else [questions]
                for batch in batches:
                    for tool in tools:
                        if tool == "ogive":
                            answers = ours.run(
                                options.command, group, batch, rows, options.repeat, options.patience, scratch
                            )
                        else:
                            answers = ask_peer(tool, group, batch, rows, options, scratch)
                        for answer in answers:
                            keep(answer, tool, rows, batch, scratch, results)


def keep(answer: dict, tool: str, rows: int, questions: list[Question], scratch: Path, results: dict) -> None:
    question = next(q for q in questions if q.name == answer["question"])
    if question.writes and "seconds" in answer:
        answer["checksum"] = written(scratch / "written.csv", question)
    answer["at"] = time.strftime("%Y-%m-%d %H:%M")
    shown = label(
        {"load wide": data.WIDE_ROWS, "load quoted": data.TEXT_ROWS}.get(question.name, rows)
    )
    results.setdefault(f"{question.name} @ {shown}", {})[tool] = answer
    said = f"{min(answer['seconds']):.3f} s" if "seconds" in answer else answer["error"]
    print(f"bench: {question.name} @ {shown}: {tool} {said}", file=sys.stderr, flush=True)


def earlier() -> dict:
    try:
        return json.loads((CACHE / "tables.json").read_text())["results"]
    except (OSError, ValueError, KeyError):
        return {}


def main() -> int:
    options = arguments()
    CACHE.mkdir(exist_ok=True)
    versions = {name: importlib.metadata.version(name) for name in ("polars", "duckdb", "pandas", "pyarrow")}
    before = os.getloadavg()[0]
    old = earlier()
    results: dict[str, dict] = {}
    measure(options, results)
    asked = {question.name: question for question in options.questions}
    for key, answers in results.items():
        if options.no_peers:
            past = old.get(key, {})
            results[key] = answers = answers | {t: past[t] | {"earlier": True} for t in options.peers if t in past}
        for answer in answers.values():
            answer.pop("differs", None)
        compare(answers, asked[key.split(" @ ")[0]])
    conditions = {
        "at": time.strftime("%Y-%m-%d %H:%M"),
        "cores": len(os.sched_getaffinity(0)),
        "load average": [round(before, 1), round(os.getloadavg()[0], 1)],
        "repeat": options.repeat,
        "versions": versions,
        "free disk, GB": shutil.disk_usage(CACHE).free // 10**9,
    }
    text = report.text(results, conditions, ["ogive"] + options.peers)
    print(text)
    (CACHE / "tables.md").write_text(report.markdown(results, conditions, ["ogive"] + options.peers))
    (CACHE / "tables.json").write_text(
        json.dumps({"conditions": conditions, "results": merged(earlier(), results)}, indent=1, default=str)
    )
    bad = [key for key, answers in results.items() for a in answers.values() if "differs" in a]
    failed = [key for key, answers in results.items() if "error" in answers.get("ogive", {})]
    return 1 if bad or failed else 0


def merged(old: dict, new: dict) -> dict:
    """What is kept for later runs: the newest answer of each tool to each question."""
    return {key: old.get(key, {}) | new.get(key, {}) for key in old | new}


if __name__ == "__main__":
    sys.exit(main())
