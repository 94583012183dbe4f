"""One peer in a process of its own: loads tables, answers questions, says how long and how much memory it took.

Run with a JSON object as its argument; prints one JSON object a line.
"""

import importlib
import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace

from . import data, usage
from .questions import QUESTIONS, SOURCES, Question, checks


class Peer:
    """What a peer does; most keep an answer as a value of Python."""

    def name(self, loaded, name: str) -> None:
        """Gives a loaded table the name that the questions have for it."""

    def clear(self) -> None:
        """Lets an answer go."""


class Polars(Peer):
    def __init__(self):
        self.pl = importlib.import_module("polars")

    def load(self, path: Path, key: str | None):
        frame = self.pl.read_csv(path, try_parse_dates=True)
        return frame.rename({name: f"r{name}" for name in frame.columns if name != key}) if key else frame

    def answer(self, question: Question, t):
        return question.polars(t)

    def check(self, frame, question: Question) -> dict:
        pl, col = self.pl, self.pl.col
        known = lambda c: col(c).cast(pl.Float64).fill_nan(None)
        make = {
            "rows": lambda: pl.len(),
            "present": lambda c: col(c).count(),
            "known": lambda c: known(c).count(),
            "sum": lambda c: known(c).sum(),
            "length": lambda c: col(c).str.len_chars().cast(pl.Int64).sum(),
            "least": lambda c: col(c).min(),
            "greatest": lambda c: col(c).max(),
            "product": lambda a, b: (known(a) * known(b)).sum(),
            "order": lambda c: (pl.int_range(1, pl.len() + 1).cast(pl.Float64) * col(c)).sum(),
        }
        return frame.select(make[what[0]](*what[1:]).alias(name) for name, what in checks(question)).row(0, named=True)


class Pandas(Peer):
    def __init__(self):
        self.pd = importlib.import_module("pandas")

    def load(self, path: Path, key: str | None):
        frame = self.pd.read_csv(path, engine="pyarrow")
        return frame.rename(columns={name: f"r{name}" for name in frame.columns if name != key}) if key else frame

    def answer(self, question: Question, t):
        return question.pandas(t)

    def check(self, frame, question: Question) -> dict:
        make = {
            "rows": lambda: len(frame),
            "present": lambda c: int(frame[c].count()),
            "known": lambda c: int(frame[c].count()),
            "sum": lambda c: float(frame[c].sum()),
            "length": lambda c: int(frame[c].str.len().sum()),
            "least": lambda c: frame[c].dropna().min(),
            "greatest": lambda c: frame[c].dropna().max(),
            "product": lambda a, b: float((frame[a].astype(float) * frame[b]).sum()),
            "order": lambda c: float((frame[c].array * self.pd.RangeIndex(1, len(frame) + 1).array).sum()),
        }
        return {name: make[what[0]](*what[1:]) for name, what in checks(question)}


class DuckDB(Peer):
    def __init__(self):
        self.connection = importlib.import_module("duckdb").connect()
        self.loaded = 0

    def load(self, path: Path, key: str | None):
        name = f"loaded{self.loaded}"
        self.loaded += 1
        self.connection.execute(f"CREATE TABLE {name} AS FROM read_csv('{path}')")
        if key:
            names = [column[0] for column in self.connection.execute(f"DESCRIBE {name}").fetchall()]
            for column in names:
                if column != key:
                    self.connection.execute(f'ALTER TABLE {name} RENAME "{column}" TO "r{column}"')
        return name

    def name(self, loaded: str, name: str) -> None:
        self.connection.execute(f"ALTER TABLE {loaded} RENAME TO {name}")

    def answer(self, question: Question, t):
        sql = data.filled(question.sql, t.rows, t.out)
        self.connection.execute(sql if question.writes else f"CREATE TABLE answer AS {sql}")

    def clear(self) -> None:
        self.connection.execute("DROP TABLE IF EXISTS answer")

    def check(self, _, question: Question) -> dict:
        known = lambda c: f"nullif({c}::DOUBLE, 'nan'::DOUBLE)"
        make = {
            "rows": lambda: "count(*)",
            "present": lambda c: f"count({c})",
            "known": lambda c: f"count({known(c)})",
            "sum": lambda c: f"sum({known(c)})",
            "length": lambda c: f"sum(length({c}))::BIGINT",
            "least": lambda c: f"min({c})",
            "greatest": lambda c: f"max({c})",
            "product": lambda a, b: f"sum({known(a)} * {known(b)})",
            "order": lambda c: f"sum((rowid + 1)::DOUBLE * {c}::DOUBLE)",
        }
        wanted = checks(question)
        values = self.connection.execute(
            f"SELECT {', '.join(make[what[0]](*what[1:]) for _, what in wanted)} FROM answer"
        ).fetchone()
        return {name: value for (name, _), value in zip(wanted, values)}


TOOLS = {"polars": Polars, "duckdb": DuckDB, "pandas": Pandas}


def main(order: dict) -> None:
    def say(**what):
        print(json.dumps(what, default=lambda x: x.item() if hasattr(x, "item") else str(x)), flush=True)

    rows = order["rows"]
    tool = TOOLS[order["tool"]]()
    t = SimpleNamespace(rows=rows, file=lambda name: data.file(name, rows), out=order["out"])
    t.pl = t.pd = getattr(tool, "pl", None) or getattr(tool, "pd", None)
    t.col = getattr(t.pl, "col", None)
    for source in SOURCES[order["group"]]:
        loaded = tool.load(t.file(source.file), source.key)
        tool.name(loaded, source.name)
        setattr(t, source.name, loaded)
    say(ready=True)
    for name in order["questions"]:
        question = next(q for q in QUESTIONS if q.name == name)
        usage.reset()
        times, cpu, checksum, peak = [], [], {}, 0
        try:
            while len(times) < order["repeat"] and (not times or times[0] * order["repeat"] < order["patience"]):
                began, ran = time.perf_counter(), time.process_time()
                answer = tool.answer(question, t)
                times.append(time.perf_counter() - began)
                cpu.append(time.process_time() - ran)
                if len(times) == 1:
                    peak = usage.peak()
                    checksum = {} if question.writes else tool.check(answer, question)
                del answer
                tool.clear()
        except Exception as error:  # what a peer can't do is a dash in the table, with its reason
            tool.clear()
            say(question=name, error=f"{type(error).__name__}: {error}".splitlines()[0][:200])
        else:
            say(question=name, seconds=times, cpu=cpu, peak=peak, checksum=checksum)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
