"""Random questions: a pipeline in Ogive's words, and what polars makes of the same tables."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from . import expressions as ex
from . import tables

COLUMNS = {"a": "number", "b": "number", "g": "text", "h": "number", "t": "truth", "d": "date"}
KEYS = ["g", "h", "t", "d"]


@dataclass
class Question:
    verb: str
    #: The tables by the names that the script gives them.
    frames: dict[str, pl.DataFrame]
    text: str
    #: The right answer; ``None`` where the question must be refused.
    expected: Callable[[dict[str, pl.DataFrame]], pl.DataFrame | None]
    #: Statements that stand before the question; `{folder}` in them and in the question is that of the tables.
    before: list[str] = field(default_factory=list)
    #: The levels of `x`'s column g, in their order, where it is made a category.
    levels: list[str] | None = None
    #: Whether `load` is told the types, or has to find them.
    typed: bool = True

    def answer(self) -> pl.DataFrame | None:
        """The right answer on the tables as they are."""
        frames = self.frames
        if self.levels is not None and "g" in frames["x"].columns:
            # Where a category meets a text, the two are compared as texts.
            levels = pl.String if self.verb in ("join", "append") else pl.Enum(self.levels)
            frames = frames | {"x": frames["x"].with_columns(pl.col("g").cast(levels))}
        return self.expected(frames)


@dataclass
class Draw:
    """Draws what questions are made of; with `rows`, tables of so many."""

    stream: random.Random
    rows: int | None = None

    def table(self, columns: dict[str, str]) -> pl.DataFrame:
        return tables.table(self.stream, columns, self.rows)


#: The verbs that are asked on categories too. A condition compares texts.
ON_CATEGORIES = ["keep_by", "sort", "distinct", "first", "summarise", "count", "window", "fill", "join", "longer", "wider", "append"]


def question(verb: str, seed: str, rows: int | None = None) -> Question:
    draw = Draw(random.Random(seed), rows)
    made = MAKERS[verb](draw, draw.stream)
    x = made.frames["x"]
    if verb in ON_CATEGORIES and "g" in x.columns and rows is None and draw.stream.random() < 0.3:
        levels = x.get_column("g").drop_nulls().unique().sort().to_list() + ["zz"]
        draw.stream.shuffle(levels)
        made.levels = levels
        shown = ", ".join(ex.literal(level) for level in levels)
        made.before.append(f"x = x | change g = category(g, levels: [{shown}])")
    return made


def _one(draw: Draw) -> dict[str, pl.DataFrame]:
    return {"x": draw.table(COLUMNS)}


def _by(stream: random.Random, chance: float = 0.6) -> list[str]:
    return stream.sample(KEYS, stream.choice([1, 1, 2])) if stream.random() < chance else []


def _tail(by: list[str]) -> str:
    return " by " + ", ".join(by) if by else ""


def keep(draw, stream):
    c, condition = ex.truth(stream, COLUMNS)
    return Question("keep", _one(draw), f"x | keep {c}", lambda f: f["x"].filter(condition))


def drop(draw, stream):
    c, condition = ex.truth(stream, COLUMNS)
    return Question(
        "drop", _one(draw), f"x | drop {c}", lambda f: f["x"].filter((~condition).fill_null(True))
    )


def keep_by(draw, stream):
    name, by = stream.choice(["a", "b"]), stream.sample(KEYS, 1)
    text, e = stream.choice(
        [
            (f"{name} == max({name})", pl.col(name) == pl.col(name).max().over(by)),
            (f"{name} >= mean({name})", pl.col(name) >= pl.col(name).mean().over(by)),
            ("count() > 1", pl.len().over(by) > 1),
        ]
    )
    return Question("keep by", _one(draw), f"x | keep {text}{_tail(by)}", lambda f: f["x"].filter(e))


def sort(draw, stream):
    keys = stream.sample(list(COLUMNS), stream.choice([1, 2, 3]))
    down = [stream.random() < 0.4 for _ in keys]
    text = ", ".join(key + (" desc" if d else "") for key, d in zip(keys, down))
    by = [key for key in _by(stream, 0.3) if key not in keys]
    return Question(
        "sort",
        _one(draw),
        f"x | sort {text}{_tail(by)}",
        lambda f: f["x"].sort(
            by + keys, descending=[False] * len(by) + down, nulls_last=True, maintain_order=True
        ),
    )


def distinct(draw, stream):
    some = stream.sample(list(COLUMNS), stream.choice([1, 2, 6]))
    text = "" if len(some) == 6 else " " + ", ".join(some)
    return Question(
        "distinct",
        _one(draw),
        f"x | distinct{text}",
        lambda f: f["x"].unique(subset=some, keep="first", maintain_order=True),
    )


def first(draw, stream):
    word, n, by = stream.choice(["first", "last"]), stream.choice([0, 1, 2, 5]), _by(stream)

    def expected(f):
        x = f["x"]
        if not by:
            return x.head(n) if word == "first" else x.tail(n)
        place = pl.int_range(pl.len()).over(by)
        return x.filter(place < n if word == "first" else place >= pl.len().cast(pl.Int64).over(by) - n)

    return Question("first", _one(draw), f"x | {word} {n}{_tail(by)}", expected)


def summarise(draw, stream):
    by = _by(stream)
    others = {name: kind for name, kind in COLUMNS.items() if name not in by}
    pairs = [ex.aggregate(stream, others) for _ in range(stream.choice([1, 2, 4]))]
    text = ", ".join(f"s{i} = {a}" for i, (a, _) in enumerate(pairs))
    asked = [e.alias(f"s{i}") for i, (_, e) in enumerate(pairs)]

    def expected(f):
        if not by:
            return f["x"].select(asked)
        return f["x"].group_by(by, maintain_order=True).agg(asked).sort(by, nulls_last=True)

    return Question("summarise", _one(draw), f"x | summarise {text}{_tail(by)}", expected)


def add(draw, stream):
    pairs = [ex.number(stream, ["a", "b", "h"], 3), ex.truth(stream, COLUMNS)]
    text = ", ".join(f"s{i} = {e}" for i, (e, _) in enumerate(pairs))
    asked = [e.alias(f"s{i}") for i, (_, e) in enumerate(pairs)]
    return Question("add", _one(draw), f"x | add {text}", lambda f: f["x"].with_columns(asked))


def change(draw, stream):
    """Functions of texts and dates, and an aggregate in a row's expression."""
    g, d = pl.col("g"), pl.col("d")
    text, e = stream.choice(
        [
            ("lower(g)", g.str.to_lowercase()),
            ("upper(g)", g.str.to_uppercase()),
            ("trim(g)", g.str.strip_chars(" ")),
            ("length(g)", g.str.len_chars()),
            ('contains(g, "b")', g.str.contains("b", literal=True)),
            ('starts_with(g, "a")', g.str.starts_with("a")),
            ('ends_with(g, "b")', g.str.ends_with("b")),
            ('replace(g, "b", "bb")', g.str.replace_all("b", "bb", literal=True)),
            ("part(g, 2, 3)", g.str.slice(1, 2)),
            ("part(g, 2)", g.str.slice(1)),
            ("year(d)", d.dt.year()),
            ("month(d)", d.dt.month()),
            ("day(d)", d.dt.day()),
            ("number(t)", pl.col("t").cast(pl.Float64)),
            ("round(a)", a_rounded()),
            ("(a - mean(a)) / sd(a)", ex.finite((pl.col("a") - pl.col("a").mean()) / pl.col("a").std())),
        ]
    )
    return Question("change", _one(draw), f"x | add s = {text}", lambda f: f["x"].with_columns(e.alias("s")))


def a_rounded() -> pl.Expr:
    """Halves away from zero."""
    a = pl.col("a")
    return a.sign() * (a.abs() + 0.5).floor()


def count(draw, stream):
    some, by_size = stream.sample(KEYS, stream.choice([1, 2])), stream.random() < 0.5

    def expected(f):
        n = f["x"].group_by(some).agg(pl.len().alias("n"), (pl.len() / f["x"].height).alias("share"))
        n = n.sort(some, nulls_last=True)
        return n.sort("n", descending=True, maintain_order=True) if by_size else n

    text = f"x | count {', '.join(some)}{'' if by_size else ', sort: false'}"
    return Question("count", _one(draw), text, expected)


def window(draw, stream):
    name, by, n = stream.choice(["a", "b", "h"]), stream.sample(KEYS, 1), stream.choice([0, 1, 2, 30])
    column = pl.col(name)
    running = column.cum_sum() / column.cum_count().cast(pl.Float64)
    text, e = stream.choice(
        [
            (f"lag({name}, {n})", column.shift(n)),
            (f"lead({name}, {n})", column.shift(-n)),
            ("row_number()", pl.int_range(1, pl.len() + 1)),
            (f"rank({name})", column.rank("average")),
            (f'rank({name}, ties: "lowest")', column.rank("min")),
            (f'rank({name}, ties: "highest")', column.rank("max")),
            (f'rank({name}, ties: "dense", desc: true)', column.rank("dense", descending=True)),
            (f"running_sum({name})", column.cum_sum()),
            (f"running_mean({name})", pl.when(column.is_not_null()).then(running)),
            (f"running_min({name})", column.cum_min()),
            (f"running_max({name})", column.cum_max()),
            (f"{name} - mean({name})", column - column.mean()),
            (f"{name} / sum({name})", ex.finite(column / column.sum())),
        ]
    )
    if name in by:
        by = ["g"]
    grouped = stream.random() < 0.8
    asked = (e.over(by) if grouped else e).alias("s")
    return Question(
        "window", _one(draw), f"x | add s = {text}{_tail(by) if grouped else ''}", lambda f: f["x"].with_columns(asked)
    )


def fill(draw, stream):
    name, by = stream.choice(["a", "b"]), _by(stream)
    text, e = stream.choice(
        [
            ("0", pl.lit(0.0)),
            (f"mean({name})", pl.col(name).mean()),
            (f"median({name})", pl.col(name).median()),
            ("h", pl.col("h")),
        ]
    )
    value = e.over(by) if by and text not in ("0", "h") else e
    return Question(
        "fill",
        _one(draw),
        f"x | fill {name} = {text}{_tail(by)}",
        lambda f: f["x"].with_columns(pl.coalesce(pl.col(name), value).alias(name)),
    )


def join(draw, stream):
    rows = stream.choice(["left", "matching", "all", "unmatched"])
    repeats = stream.random() < 0.7
    keys = stream.sample(["g", "h", "t", "d"], stream.choice([1, 1, 2]))
    renamed = stream.random() < 0.4
    left = draw.table({"a": "number"} | {k: COLUMNS[k] for k in keys})
    right = draw.table({(f"r{k}" if renamed else k): COLUMNS[k] for k in keys} | {"z": "number", "w": "text"})
    if draw.rows or not repeats and stream.random() < 0.7:  # a key that is unique, or there would be refusals only
        right = right.unique(subset=right.columns[: len(keys)], keep="first", maintain_order=True)
    on = ", ".join(f"{k} = r{k}" if renamed else k for k in keys)
    option = f', rows: "{rows}"' + (", repeats: true" if repeats else "")

    def expected(f):
        x, y = f["x"], f["y"].rename({f"r{k}": k for k in keys} if renamed else {})
        present = y.drop_nulls(subset=keys)
        if rows == "unmatched":
            return x.join(y, on=keys, how="anti", maintain_order="left")
        if not repeats and present.height > present.unique(subset=keys).height:
            return None
        x, y = x.with_row_index("i"), y.with_row_index("j")
        how = {"left": "left", "matching": "inner", "all": "full"}[rows]
        both = x.join(y, on=keys, how=how, coalesce=True).sort("i", "j", nulls_last=True)
        return both.select(f["x"].columns + ["z", "w"])

    return Question("join", {"x": left, "y": right}, f"x | join y on {on}{option}", expected)


def longer(draw, stream):
    some = stream.sample(["a", "b", "h"], stream.choice([1, 2, 3]))

    def expected(f):
        order = pl.col("name").replace_strict({name: i for i, name in enumerate(some)}, return_dtype=pl.Int64)
        kept = [name for name in f["x"].columns if name not in some]
        return (
            f["x"]
            .with_row_index("i")
            .unpivot(on=some, index=["i"] + kept, variable_name="name", value_name="value")
            .sort("i", order)
            .drop("i")
        )

    return Question(
        "longer", _one(draw), f'x | longer {", ".join(some)}, name: "name", value: "value"', expected
    )


def wider(draw, stream):
    key = "t" if draw.rows else stream.choice(["g", "t", "h"])
    ids = stream.sample([k for k in KEYS if k != key], stream.choice([1, 2]))
    text, e = stream.choice(
        [
            ("sum(a)", pl.col("a").sum()),
            ("mean(a)", pl.col("a").mean()),
            ("max(a)", pl.col("a").max()),
            ("count(a)", pl.col("a").count()),
        ]
    )
    fill = stream.choice(["", "", ", fill: 0"])

    def expected(f):
        x = f["x"].select(ids + [key, "a"])
        cells = x.group_by(ids + [key], maintain_order=True).agg(e.cast(pl.Float64).alias("cell"))
        answer = x.select(ids).unique(maintain_order=True)
        for value in x.get_column(key).unique().sort(nulls_last=True):
            mine = cells.filter(pl.col(key).eq_missing(pl.lit(value)))
            name = "missing" if value is None else shown(value)
            column = pl.col("cell").alias(name)
            if fill:  # cells without a row, not those whose rows have no value
                mine = mine.with_columns(there=True)
                found = answer.join(mine, on=ids, how="left", nulls_equal=True, maintain_order="left")
                column = pl.when(pl.col("there").is_null()).then(0.0).otherwise(pl.col("cell")).alias(name)
            else:
                found = answer.join(mine, on=ids, how="left", nulls_equal=True, maintain_order="left")
            answer = answer.hstack(found.select(column)) if name not in answer.columns else answer
        return answer

    frames = {"x": draw.table({k: COLUMNS[k] for k in ids} | {key: COLUMNS[key], "a": "number"})}
    return Question("wider", frames, f"x | wider {key}, value: {text}{fill}", expected)


def shown(value) -> str:
    """A value as a column's name."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    return str(value)


def append(draw, stream):
    some = stream.sample(list(COLUMNS), stream.choice([3, 6]))
    frames = {"x": draw.table(COLUMNS), "y": draw.table({name: COLUMNS[name] for name in some})}
    return Question("append", frames, "x | append y", lambda f: pl.concat([f["x"], f["y"]], how="diagonal"))


def load(draw, stream):
    return Question("load", _one(draw), "x", lambda f: f["x"], typed=False)


def save(draw, stream):
    """What is written is read back."""
    frames = _one(draw)
    before = ['x | save "{folder}/saved.csv"']
    text = f'load("{{folder}}/saved.csv", header: true, types: {tables.types(frames["x"])})'
    return Question("save", frames, text, lambda f: f["x"], before)


MAKERS = {
    "keep": keep,
    "drop": drop,
    "keep_by": keep_by,
    "sort": sort,
    "distinct": distinct,
    "first": first,
    "summarise": summarise,
    "count": count,
    "add": add,
    "change": change,
    "window": window,
    "fill": fill,
    "join": join,
    "longer": longer,
    "wider": wider,
    "append": append,
    "load": load,
    "save": save,
}
