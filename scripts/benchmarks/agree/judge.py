"""Asks Ogive, compares, and makes a disagreement as small as it can be."""

import dataclasses
import datetime
import json
import math
import subprocess
from pathlib import Path

import polars as pl

from . import tables
from .questions import Question


class Judge:
    def __init__(self, command: Path, folder: Path):
        (self.command, self.folder) = (command, folder)

    def script(self, question: Question, last: str = "") -> str:
        loads = []
        for name, frame in question.frames.items():
            types = f", types: {tables.types(frame)}" if question.typed else ""
            loads.append(f'{name} = load("{self.folder / name}.csv", header: true{types})')
        asked = [text.replace("{folder}", str(self.folder)) for text in question.before + [question.text + last]]
        return "\n".join(loads + asked) + "\n"

    def ask(self, question: Question) -> tuple[list[str], list[list]] | str:
        """The columns and rows that Ogive gives, or why it gives none."""
        for name, frame in question.frames.items():
            (self.folder / f"{name}.csv").write_text(tables.text(frame))
        answer = question.answer()
        # A large answer comes by a file: `--json` gives the first rows only.
        large = answer is not None and answer.height > 1000
        file = self.folder / "answer.csv"
        script = self.folder / "question.ogive"
        script.write_text(self.script(question, f' | save "{file}"' if large else ""))
        done = subprocess.run([self.command, "--json", script], capture_output=True, text=True, timeout=300)
        lines = done.stdout.splitlines()
        if not lines or done.returncode < 0:
            return f"crashed: it ended with {done.returncode} {done.stderr.strip()[-200:]}"
        last = json.loads(lines[-1])
        if "error" in last:
            return f"{last['error'].get('code')}: {last['error'].get('message')}"
        if large:
            read = pl.read_csv(file, infer_schema=False)
            if read.columns != answer.columns:
                return read.columns, []
            plain = {pl.Date: pl.Date, pl.Boolean: pl.Boolean, pl.String: pl.String}
            read = read.with_columns(
                parsed(pl.col(name), plain.get(dtype, pl.Float64)) for name, dtype in answer.schema.items()
            )
            return read.columns, [[plain_value(value) for value in row] for row in read.iter_rows()]
        value = last["outputs"][0]["value"] if last.get("outputs") else None
        if not isinstance(value, dict) or value.get("kind") != "table":
            return f"no table but {value}"
        return [column["name"] for column in value["columns"]], value["data"]

    def disagreement(self, question: Question) -> str | None:
        """What is wrong with Ogive's answer; nothing if nothing is."""
        expected = question.answer()
        got = self.ask(question)
        if expected is None:
            return None if isinstance(got, str) and got.startswith("E") else f"expected a refusal, got {brief(got)}"
        names, rows = expected.columns, [list(row) for row in expected.iter_rows()]
        if isinstance(got, str):
            return f"expected {brief((names, rows))}\n     got {got}"
        if names == got[0] and len(rows) == len(got[1]):
            if all(same(a, b) for x, y in zip(rows, got[1]) for a, b in zip(x, y)):
                return None
        return f"expected {brief((names, rows))}\n     got {brief(got)}"

    def smallest(self, question: Question) -> Question:
        """The same question on as few rows and columns as still show the disagreement."""

        def kind(of: Question) -> str:
            """What Ogive gave: a table, or the code of an error. A smaller question must not go wrong in another way."""
            got = self.ask(of)
            return got.split(":")[0] if isinstance(got, str) else "table"

        first = kind(question)

        def wrong(candidate: Question) -> bool:
            try:
                return self.disagreement(candidate) is not None and kind(candidate) == first
            except (pl.exceptions.PolarsError, subprocess.TimeoutExpired):
                return False

        if question.levels is not None:
            plain = dataclasses.replace(question, levels=None, before=[])
            question = plain if wrong(plain) else question
        for name in question.frames:
            step = max(1, question.frames[name].height // 2)
            while True:
                at = 0
                while at < question.frames[name].height:
                    frame = question.frames[name]
                    smaller = with_frame(question, name, pl.concat([frame[:at], frame[at + step :]]))
                    if wrong(smaller):
                        question = smaller
                    else:
                        at += step
                if step == 1:
                    break
                step //= 2
            for column in question.frames[name].columns:
                if question.frames[name].width == 1:
                    break
                smaller = with_frame(question, name, question.frames[name].drop(column))
                if wrong(smaller):
                    question = smaller
        return question


def with_frame(question: Question, name: str, frame: pl.DataFrame) -> Question:
    return dataclasses.replace(question, frames=question.frames | {name: frame})


def parsed(column: pl.Expr, dtype) -> pl.Expr:
    """A column of texts as what it says."""
    return column == "true" if dtype == pl.Boolean else column.cast(dtype) if dtype != pl.Date else column.str.to_date()


def plain_value(value):
    return value.isoformat() if isinstance(value, datetime.date) else value


def same(a, b) -> bool:
    """Whether polars' value and that of Ogive's JSON are equal; numbers to 1e-9 of their size."""
    if isinstance(a, float) and not math.isfinite(a):
        a = None
    if isinstance(a, datetime.date):
        a = a.isoformat()
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-11)
    return a == b


def brief(table) -> str:
    if isinstance(table, str):
        return table
    names, rows = table
    shown = "; ".join(", ".join("missing" if v is None else repr(v) if v == "" else str(v) for v in r) for r in rows[:8])
    return f"({', '.join(names)}) {len(rows)} rows: {shown}{' …' if len(rows) > 8 else ''}"
