"""Random tables: few values and many ties, missing ones, one row, none."""

import datetime
import random

import polars as pl

TYPES = {"number": pl.Float64, "text": pl.String, "truth": pl.Boolean, "date": pl.Date}


def values(stream: random.Random, kind: str, count: int) -> list:
    """So many values of a type, about a share of them missing that is none, some or all."""
    share = stream.choice([0, 0, 0.15, 0.4, 1 if stream.random() < 0.1 else 0.2])
    levels = stream.choice([1, 2, 3, 6])
    pools = {
        "number": stream.choice(
            [list(range(levels)), [-1.5, 0, 0.5, 2, 2.25, 1e3], [stream.uniform(-9, 9) for _ in range(20)]]
        ),
        "text": ["a", "b", "B", "ab", "c d", 'e"f', "g,h", "é"][: levels + 2],
        "truth": [True, False],
        "date": [datetime.date(2024, 2, 27) + datetime.timedelta(days=i) for i in range(levels + 1)],
    }
    return [None if stream.random() < share else stream.choice(pools[kind]) for _ in range(count)]


def table(stream: random.Random, columns: dict[str, str], rows: int | None = None) -> pl.DataFrame:
    """A table with columns of these types."""
    count = stream.choice([0, 1, 2, 3, 5, 8, 13, 25]) if rows is None else rows
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
