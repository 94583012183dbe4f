"""Ogive answering the questions: writes a script, runs it by `ogive --json`, times the statements."""

import json
import queue
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from . import data, usage
from .questions import SOURCES, Question, checks


def loading(group: str, rows: int) -> list[str]:
    statements = []
    for source in SOURCES[group]:
        path = data.file(source.file, rows)
        statements.append(f'{source.name} = load("{path}")')
        if source.key:
            with open(path) as lines:
                names = lines.readline().strip().split(",")
            renamed = ", ".join(f"r{name} = {name}" for name in names if name != source.key)
            statements.append(f"{source.name} = {source.name} | rename {renamed}")
    return statements


def asking(question: Question, rows: int, out: Path) -> str:
    text = data.filled(question.ours, rows, out)
    return text if question.writes else f"r = {text}"


def checking(question: Question) -> str:
    make = {
        "rows": lambda: "count()",
        "present": lambda c: f"count({c})",
        "known": lambda c: f"count({c})",
        "sum": lambda c: f"sum({c})",
        "length": lambda c: f"sum(length({c}))",
        "least": lambda c: f"min({c})",
        "greatest": lambda c: f"max({c})",
        "product": lambda a, b: f"sum({a} * {b})",
        "order": lambda c: f"sum(row_of_answer * {c})",
    }
    values = ", ".join(f"{name} = {make[what[0]](*what[1:])}" for name, what in checks(question))
    number = "add row_of_answer = row_number() | " if question.ordered else ""
    return f"r | {number}summarise {values}"


def looking(question: Question) -> str:
    """A statement that has all columns of the answer copied."""
    names = [column.split(":")[0] for column in question.columns.split()]
    return "counts = r | summarise " + ", ".join(f"n{place} = count({name})" for place, name in enumerate(names))


class Stopped(Exception):
    """The command was ended because a statement took longer than it may."""


class Command:
    """A running script, statement by statement."""

    def __init__(self, command: Path, statements: list[str], scratch: Path):
        script = scratch / "benchmark.ogive"
        script.write_text("\n".join(statements) + "\n")
        self.process = subprocess.Popen([command, "--json", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        (self.last, self.ran) = (time.perf_counter(), 0.0)
        self.lines: queue.SimpleQueue[tuple[bytes, float, float]] = queue.SimpleQueue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self) -> None:
        """Puts each line in the queue with the time at which it came, by the clock and by the processor; at the end an empty one."""
        for line in self.process.stdout:
            self.lines.put((line, time.perf_counter(), usage.processor_seconds(self.process.pid)))
        self.lines.put((b"", 0.0, 0.0))

    def next(self, patience: float) -> tuple[dict, float, float]:
        """The next statement's object, the seconds that it took, and those of the processor.

        The seconds are those that the command gives; if it gives none, those between its line and the one before.
        """
        try:
            line, came, ran = self.lines.get(timeout=patience)
        except queue.Empty:
            raise Stopped(f"longer than {patience:g} s") from None
        if not line:
            message = self.process.stderr.read().decode(errors="replace").strip().splitlines()
            raise Stopped(f"the command ended with {self.process.wait()}: {' '.join(message[:2])}"[:200])
        took, cpu = came - self.last, max(0.0, ran - self.ran)
        (self.last, self.ran) = (came, ran)
        given = json.loads(line)
        if "error" in given:
            raise Stopped(f"{given['error'].get('code')}: {given['error'].get('message')}"[:200])
        return given, given.get("seconds", took), cpu

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def run(
    command: Path, group: str, questions: list[Question], rows: int, repeat: int, patience: float, scratch: Path
) -> Iterator[dict]:
    """The answers, as the peers' processes give them.

    A script can't decide by the clock, so where a question fails or takes too long the command is ended and started
    anew with the questions behind it.
    """
    waiting = list(questions)
    clear = "r = 0"
    out = scratch / "written.csv"
    while waiting:
        statements = loading(group, rows)
        prepared = len(statements)
        for question in waiting:
            ask = asking(question, rows, out)
            asked = [ask, looking(question)] if question.looked_at else [ask]
            statements += asked + ([] if question.writes else [checking(question)]) + [clear]
            statements += (asked + [clear]) * (repeat - 1)
        running = Command(command, statements, scratch)
        process = running.process.pid
        try:
            for _ in range(prepared):
                running.next(10 * patience)
            while waiting:
                question = waiting[0]
                answer = {"question": question.name, "seconds": [], "cpu": [], "peak": 0, "checksum": {}}
                try:
                    usage.reset(process)
                    for turn in range(repeat):
                        given, took, cpu = running.next(patience)
                        if question.looked_at:
                            (_, more, its_cpu) = running.next(patience)
                            took, cpu = took + more, cpu + its_cpu
                        answer["seconds"].append(took)
                        answer["cpu"].append(cpu)
                        answer["by arrival"] = "seconds" not in given
                        answer["peak"] = max(answer["peak"], usage.peak(process))
                        if turn == 0 and not question.writes:
                            answer["checksum"] = sums(running.next(10 * patience)[0])
                        running.next(patience)
                        if turn == 0:
                            usage.reset(process)  # what the check took doesn't count
                            if took * repeat > patience:
                                break
                except Stopped as problem:
                    waiting.pop(0)
                    yield {"question": question.name, "error": str(problem)}
                    break
                waiting.pop(0)
                yield answer
                if len(answer["seconds"]) < repeat:
                    break
        except Stopped as problem:
            for question in waiting:
                yield {"question": question.name, "error": f"loading: {problem}"}
            return
        finally:
            running.end()


def sums(given: dict) -> dict:
    """The one row of a summarised table."""
    table = given["outputs"][0]["value"]
    return {column["name"]: value for column, value in zip(table["columns"], table["data"][0])}
