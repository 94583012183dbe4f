"""Random expressions, each as Ogive's text and as polars' expression.

Polars' expressions follow Ogive's rules for missing values: NaN and infinity are missing.
"""

import datetime
import random

import polars as pl

Pair = tuple[str, pl.Expr]


def finite(e: pl.Expr) -> pl.Expr:
    """The numbers of an expression, missing where they are none or have no end."""
    e = e.cast(pl.Float64)
    return pl.when(e.is_finite()).then(e)


def literal(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace('"', '\\"').replace("\n", "\\n") + '"'
    if hasattr(value, "isoformat"):
        return "@" + value.isoformat()
    return str(value)


def number(stream: random.Random, columns: list[str], depth: int = 2) -> Pair:
    """A number for each row."""
    if depth == 0 or stream.random() < 0.3:
        if stream.random() < 0.25:
            value = stream.choice([0, 1, 2, 0.5, 10])
            return str(value), pl.lit(float(value))
        name = stream.choice(columns)
        return name, pl.col(name)
    a, x = number(stream, columns, depth - 1)
    b, y = number(stream, columns, depth - 1)
    kind = stream.choice(["+", "-", "*", "/", "%", "abs", "sqrt", "log", "floor", "negative", "if", "coalesce"])
    match kind:
        case "+":
            return f"({a} + {b})", finite(x + y)
        case "-":
            return f"({a} - {b})", finite(x - y)
        case "*":
            return f"({a} * {b})", finite(x * y)
        case "/":
            return f"({a} / {b})", finite(x / y)
        case "%":
            return f"({a} % {b})", finite(x - y * (x / y).floor())
        case "abs":
            return f"abs({a})", x.abs()
        case "sqrt":
            return f"sqrt({a})", finite(x.sqrt())
        case "log":
            return f"log({a})", finite(x.log())
        case "floor":
            return f"floor({a})", x.floor()
        case "negative":
            return f"(-{a})", -x
        case "coalesce":
            return f"coalesce({a}, {b})", pl.coalesce(x, y)
        case _:
            c, condition = truth(stream, {name: "number" for name in columns}, depth - 1)
            # A missing condition gives missing.
            chosen = pl.when(condition.is_null()).then(None).when(condition).then(x).otherwise(y)
            return f"(if {c} then {a} else {b})", chosen.cast(pl.Float64)


def truth(stream: random.Random, columns: dict[str, str], depth: int = 2) -> Pair:
    """A condition for each row."""
    if depth > 0 and stream.random() < 0.6:
        a, x = truth(stream, columns, depth - 1)
        b, y = truth(stream, columns, depth - 1)
        return stream.choice([(f"({a} and {b})", x & y), (f"({a} or {b})", x | y), (f"(not {a})", ~x)])
    name = stream.choice(list(columns))
    kind = columns[name]
    if stream.random() < 0.2:
        return stream.choice(
            [(f"({name} is missing)", pl.col(name).is_null()), (f"({name} is not missing)", pl.col(name).is_not_null())]
        )
    if kind == "truth":
        return name, pl.col(name)
    pool = {
        "number": [0, 1, 2, 0.5, -1.5],
        "text": ["a", "b", "B", "c d", "zzz"],
        "date": [datetime.date(2024, 2, 27), datetime.date(2024, 2, 29)],
    }[kind]
    value = stream.choice(pool)
    given = pl.lit(float(value) if kind == "number" else value)
    column = pl.col(name)
    if stream.random() < 0.2:
        some = stream.sample(pool, 2)
        inside = column.is_in([float(v) for v in some] if kind == "number" else some)
        return f"({name} in [{literal(some[0])}, {literal(some[1])}])", pl.when(column.is_not_null()).then(inside)
    if kind == "number" and stream.random() < 0.2:
        return f"({literal(0)} <= {name} < {literal(2)})", (column >= 0.0) & (column < 2.0)
    return stream.choice(
        [
            (f"({name} == {literal(value)})", column == given),
            (f"({name} != {literal(value)})", column != given),
            (f"({name} < {literal(value)})", column < given),
            (f"({name} >= {literal(value)})", column >= given),
        ]
    )


def aggregate(stream: random.Random, columns: dict[str, str]) -> Pair:
    """One value for a group."""
    name = stream.choice(list(columns))
    kind, column = columns[name], pl.col(name)
    numbers = [n for n, k in columns.items() if k == "number"]
    choices: list[Pair] = [
        ("count()", pl.len()),
        (f"count({name})", column.count()),
        (f"n_missing({name})", column.null_count()),
        (f"count_distinct({name})", column.drop_nulls().n_unique()),
        (f"first({name})", column.drop_nulls().first()),
        (f"last({name})", column.drop_nulls().last()),
        (f"min({name})", column.min()),
        (f"max({name})", column.max()),
        (f"top({name})", most_frequent(column)),
    ]
    if kind == "truth":
        choices += [
            (f"any({name})", column.drop_nulls().any()),
            (f"all({name})", column.drop_nulls().all()),
            (f"mean({name})", column.cast(pl.Float64).mean()),
            (f"sum({name})", column.cast(pl.Float64).sum()),
        ]
    if kind == "number":
        n = column.count()
        share = stream.choice([0, 0.1, 0.25, 0.5, 0.9, 1])
        other = stream.choice(numbers)
        both = column.is_not_null() & pl.col(other).is_not_null()
        x, y = column.filter(both), pl.col(other).filter(both)
        weights = y.abs()
        choices += [
            (f"mean({name})", column.mean()),
            (f"sum({name})", column.sum()),
            (f"median({name})", column.median()),
            (f"sd({name})", column.std()),
            (f"variance({name})", column.var()),
            (f"quantile({name}, {share})", column.quantile(share, interpolation="linear")),
            (f"skewness({name})", pl.when(n >= 3).then(finite(unless_constant(column, column.skew())))),
            (f"kurtosis({name})", pl.when(n >= 4).then(finite(unless_constant(column, column.kurtosis())))),
            (f"correlation({name}, {other})", finite(correlation(x, y))),
            (
                f"weighted_mean({name}, abs({other}))",
                finite((x * weights).sum() / weights.sum()),
            ),
            (f"(sum({name}) / count({name}))", finite(column.sum() / n)),
            (f"mean({name} * 2 + 1)", (column * 2 + 1).mean()),
        ]
    return stream.choice(choices)


def unless_constant(column: pl.Expr, e: pl.Expr) -> pl.Expr:
    """Missing where all values are equal: such a moment has no meaning, whatever rounding makes of it."""
    return pl.when(column.max() > column.min()).then(e)


def correlation(x: pl.Expr, y: pl.Expr) -> pl.Expr:
    varies = (x.max() > x.min()) & (y.max() > y.min())
    return pl.when(varies).then(pl.corr(x, y))


def most_frequent(column: pl.Expr) -> pl.Expr:
    """The most frequent value, of several the one that comes first."""
    return column.drop_nulls().mode(maintain_order=True).first()
