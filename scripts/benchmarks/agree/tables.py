"""Random tables: few values and many ties, missing ones, one row, none."""

import datetime
import random

import polars as pl

TYPES = {"number": pl.Float64, "text": pl.String, "truth": pl.Boolean, "date": pl.Date}


def values(stream: random.Random, kind: str, count: int) -> list:
    """So many values of a type, about a share of them missing that is none, some or all."""
    share = stream.choice([0, 0, 0.15, 0.4, 1 if stream.random() < 0.1 else 0.2])
    levels = stream.choice([1, 2, 3, 6]) if count <= SMALL else stream.choice([2, 50, count // 3])
    pool = POOLS[kind](stream, levels)
    return [None if stream.random() < share else stream.choice(pool) for _ in range(count)]


#: Tables up to so many rows are small: their columns have few levels.
SMALL = 25

POOLS = {
    "number": lambda stream, levels: stream.choice(
        [
            list(range(levels)),
            [-1.5, 0, 0.5, 2, 2.25, 1e3],
            [-0.0, 0.0, 1, -1],
            [stream.uniform(-9, 9) for _ in range(20)],
        ]
        if levels <= 6
        else [list(range(levels)), [stream.uniform(-9, 9) for _ in range(levels)]]
    ),
    "text": lambda stream, levels: (
        ["a", "b", "B", "ab", "c d", 'e"f', "g,h", "é", "", " a", "x\ny", "日本"][: 2 * levels]
        if levels <= 6
        else [f"t{i}" for i in range(levels)]
    ),
    "truth": lambda stream, levels: [True, False],
    "date": lambda stream, levels: [datetime.date(2024, 2, 27) + datetime.timedelta(days=i) for i in range(levels)],
}


def table(stream: random.Random, columns: dict[str, str], rows: int | None = None) -> pl.DataFrame:
    """A table with columns of these types; with few rows if it isn't said how many, and then with none at times."""
    count = stream.choice([0, 1, 2, 3, 5, 8, 13, SMALL]) if rows is None else rows
    return pl.DataFrame(
        {name: values(stream, kind, count) for name, kind in columns.items()},
        schema={name: TYPES[kind] for name, kind in columns.items()},
        strict=False,
    )


def text(frame: pl.DataFrame) -> str:
    """The table as a CSV file: texts in quotes, missing values empty."""
    lines = [",".join(frame.columns)] + [",".join(map(written, row)) for row in frame.iter_rows()]
    return "\n".join(lines) + "\n"


def written(value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime.date) else repr(value)


def types(frame: pl.DataFrame) -> str:
    """The option of `load` that says the types."""
    names = {dtype: name for name, dtype in TYPES.items()} | {pl.Boolean: "true/false"}
    return "[" + ", ".join(f'"{name}: {names[dtype]}"' for name, dtype in frame.schema.items()) + "]"
