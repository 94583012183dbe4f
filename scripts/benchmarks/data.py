"""The tables of the benchmark, made once by a fixed seed.

`G1` and the `J1` tables follow the generators of the group-by and join tasks of the db-benchmark (H2O.ai, then DuckDB
Labs): the same columns, levels and shares of matching keys; the numbers drawn are our own.
"""

import sys
from pathlib import Path

import numpy as np
import polars as pl

from .places import DATA, label

SEED = 20260108
WIDE_ROWS = 100_000
TEXT_ROWS = 1_000_000


def file(name: str, rows: int) -> Path:
    """A table's file; `rows` is the size asked for, which the wide and the text-heavy one don't follow."""
    if name == "wide":
        return DATA / f"wide_{label(WIDE_ROWS)}.csv"
    if name == "quoted":
        return DATA / f"quoted_{label(TEXT_ROWS)}.csv"
    return DATA / f"{name}_{label(rows)}.csv"


def filled(text: str, rows: int, out: Path | str) -> str:
    """A question's text with the files put in."""
    for name in ("G1", "J1_x", "wide", "quoted"):
        text = text.replace("{" + name + "}", str(file(name, rows)))
    return text.replace("{out}", str(out))


def make(names: set[str], rows: int) -> None:
    """Makes the files of these tables that aren't there yet."""
    for name in sorted(names):
        path = file(name, rows)
        if path.exists():
            continue
        print(f"bench: making {path.name}", file=sys.stderr, flush=True)
        DATA.mkdir(parents=True, exist_ok=True)
        stream = np.random.default_rng([SEED, rows, sum(map(ord, name))])
        table = {"G1": grouped, "wide": wide, "quoted": quoted}.get(name)
        frame = table(stream, rows) if table else joined(name, rows)
        unfinished = path.with_suffix(".part")
        frame.write_csv(unfinished)
        unfinished.rename(path)


def codes(values: np.ndarray, digits: int = 0) -> pl.Series:
    """`id1`, `id2`, … with so many digits."""
    return pl.select("id" + pl.Series(values).cast(pl.String).str.zfill(digits)).to_series()


def decimals(stream: np.random.Generator, rows: int) -> np.ndarray:
    return stream.random(rows).__mul__(100).round(6)


def grouped(stream: np.random.Generator, rows: int) -> pl.DataFrame:
    """G1: 100 levels of id1, id2, id4 and id5; a hundredth of the rows as levels of id3 and id6."""
    many = max(1, rows // 100)
    draw = lambda high: stream.integers(1, high + 1, rows)
    return pl.DataFrame(
        {
            "id1": codes(draw(100), 3),
            "id2": codes(draw(100), 3),
            "id3": codes(draw(many), 10),
            "id4": draw(100),
            "id5": draw(100),
            "id6": draw(many),
            "v1": draw(5),
            "v2": draw(15),
            "v3": decimals(stream, rows),
        }
    )


def joined(name: str, rows: int) -> pl.DataFrame:
    """J1's x, or its small, medium or big right table. Nine keys of ten are in both x and the right table."""
    sizes = (max(10, rows // 1_000_000), max(10, rows // 1000), rows)
    keys = []  # for each of id1, id2, id3: the keys of x, those of the right tables
    shared = np.random.default_rng([SEED, rows])
    for size in sizes:
        key = shared.permutation(size + size // 10) + 1
        both = key[: size - size // 10]
        keys.append((np.concatenate([both, key[size - size // 10 : size]]), np.concatenate([both, key[size:]])))

    def column(place: int, side: int, count: int, stream: np.random.Generator) -> np.ndarray:
        """Every key once, as far as there are rows; the other rows draw from them."""
        pool = keys[place][side]
        once = stream.permutation(pool)[:count]
        return stream.permutation(np.concatenate([once, stream.choice(pool, count - len(once))]))

    side, width, count = {
        "J1_x": (0, 3, rows),
        "J1_small": (1, 1, sizes[0]),
        "J1_medium": (1, 2, sizes[1]),
        "J1_big": (1, 3, sizes[2]),
    }[name]
    stream = np.random.default_rng([SEED, rows, sum(map(ord, name))])
    numbers = {f"id{i + 1}": column(i, side, count, stream) for i in range(width)}
    texts = {f"id{i + 4}": codes(numbers[f"id{i + 1}"]) for i in range(width)}
    return pl.DataFrame(numbers | texts | {"v1" if side == 0 else "v2": decimals(stream, count)})


def wide(stream: np.random.Generator, _: int) -> pl.DataFrame:
    """300 columns: whole numbers, decimals, texts of few levels, true/false and dates, one in fifty numbers missing."""
    columns = {}
    for place in range(300):
        name = f"c{place + 1}"
        kind = place % 5
        if kind == 0:
            values = pl.Series(stream.integers(-1000, 100_000, WIDE_ROWS))
        elif kind == 1:
            values = pl.Series(stream.normal(0, 50, WIDE_ROWS).round(4))
        elif kind == 2:
            values = codes(stream.integers(1, 40, WIDE_ROWS), 3)
        elif kind == 3:
            values = pl.Series(stream.random(WIDE_ROWS) < 0.5)
        else:
            values = pl.Series(stream.integers(10_000, 20_000, WIDE_ROWS)).cast(pl.Int32).cast(pl.Date)
        if kind < 2:
            values = pl.select(
                pl.when(pl.Series(stream.random(WIDE_ROWS) < 0.02)).then(None).otherwise(values)
            ).to_series()
        columns[name] = values
    return pl.DataFrame(columns)


def quoted(stream: np.random.Generator, _: int) -> pl.DataFrame:
    """A number, two short texts, a decimal and a long text with commas, doubled quotes and line ends in its quotes."""
    words = [codes(stream.integers(1, 10_000, 6), 4).to_list() for _ in range(400)]
    joints = [", ", " ", '" said "', ";\n", " and ", ".\n\n", ' "" ', " - "]
    pieces = pl.Series([joints[i % len(joints)].join(some) + joints[i % 7] for i, some in enumerate(words)])
    piece = lambda: pieces[stream.integers(0, len(pieces), TEXT_ROWS)]
    return pl.DataFrame(
        {
            "row": np.arange(1, TEXT_ROWS + 1),
            "name": pl.select(
                codes(stream.integers(1, 5000, TEXT_ROWS), 4) + pl.lit(", ") + codes(stream.integers(1, 90, TEXT_ROWS))
            ).to_series(),
            "place": codes(stream.integers(1, 2000, TEXT_ROWS), 4),
            "amount": decimals(stream, TEXT_ROWS),
            "remark": pl.select(piece() + piece() + piece() + pl.lit("end")).to_series(),
        }
    )
