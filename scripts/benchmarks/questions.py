"""The questions: each once in every tool's own words, side by side.

A question's answer is held against the other tools' by sums of its columns, so it says what columns it has. Functions
of the peers get the loaded tables as attributes of `t`. In texts `{G1}` is the file of that table, `{out}` that to write.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A loaded table: its file, and for the right table of a join the key that keeps its name.

    All other columns of a right table are called `r…`, so that no tool has to tell two of one name apart.
    """

    name: str
    file: str
    key: str | None = None


@dataclass(frozen=True)
class Question:
    name: str
    group: str
    ours: str
    polars: Callable
    sql: str
    pandas: Callable
    #: The answer's columns: `name:n` for numbers, `name:t` for texts.
    columns: str
    #: A number column whose order is part of the answer.
    ordered: str | None = None
    #: What is written instead of an answer in memory: the columns are those of the file.
    writes: bool = False
    #: Whether Ogive copies the answer's columns when they are first looked at: counting the values of each is part of its
    #: time then, though not of the others'.
    looked_at: bool = False


SOURCES = {
    "load": [],
    "group": [Source("x", "G1")],
    "join": [
        Source("x", "J1_x"),
        Source("small", "J1_small", "id1"),
        Source("medium", "J1_medium", "id2"),
        Source("texts", "J1_medium", "id5"),
        Source("big", "J1_big", "id3"),
    ],
    "shape": [Source("x", "G1")],
}

G1 = "id1:t id2:t id3:t id4:n id5:n id6:n v1:n v2:n v3:n"
J1 = "id1:n id2:n id3:n id4:t id5:t id6:t v1:n"


def _load(name: str, columns: str, pandas_engine: str = "pyarrow") -> Question:
    return Question(
        f"load {name}",
        "load",
        f'load("{{{name}}}")',
        lambda t: t.pl.read_csv(t.file(name), try_parse_dates=True),
        f"FROM read_csv('{{{name}}}')",
        lambda t: t.pd.read_csv(t.file(name), engine=pandas_engine),
        columns,
    )


def _group(name: str, ours: str, polars: Callable, sql: str, pandas: Callable, columns: str) -> Question:
    return Question(name, "group", ours, polars, sql, pandas, columns)


def _joined(name, right, key, pandas_how, added) -> Question:
    rows = "left" if pandas_how == "left" else "matching"
    return Question(
        name,
        "join",
        f'x | join {right} on {key}, rows: "{rows}"',
        lambda t: t.x.lazy().join(getattr(t, right).lazy(), on=key, how=pandas_how).collect(),
        f"SELECT * FROM x {'LEFT ' if pandas_how == 'left' else ''}JOIN {right} USING ({key})",
        lambda t: t.x.merge(getattr(t, right), on=key, how=pandas_how),
        f"{J1} {added}",
    )


def _by(t, keys):
    """pandas' groups with the quickest settings that keep missing keys."""
    return t.x.groupby(keys, as_index=False, sort=False, observed=True, dropna=False)


def _pandas_r2(t):
    """The correlation by its sums, which is far quicker than a call for each group."""
    x = t.x[["id2", "id4", "v1", "v2"]].assign(
        a=lambda f: f.v1 * f.v1, b=lambda f: f.v2 * f.v2, ab=lambda f: f.v1 * f.v2, n=1
    )
    s = x.groupby(["id2", "id4"], as_index=False, sort=False, dropna=False).sum()
    cover = s.n * s.ab - s.v1 * s.v2
    s["r2"] = cover**2 / ((s.n * s.a - s.v1**2) * (s.n * s.b - s.v2**2))
    return s[["id2", "id4", "r2"]]


_wide = " ".join(f"c{i + 1}:{'nnt--'[i % 5]}" for i in range(300))
_cells = " ".join(f"id{i:03d}:n" for i in range(1, 101))

QUESTIONS = [
    _load("G1", G1),
    _load("J1_x", J1),
    _load("wide", _wide),
    _load("quoted", "row:n name:t place:t amount:n remark:t", "c"),
    _group(
        "q1 sum v1 by id1",
        "x | summarise v1 = sum(v1) by id1",
        lambda t: t.x.lazy().group_by("id1").agg(t.col("v1").sum()).collect(),
        "SELECT id1, sum(v1) AS v1 FROM x GROUP BY id1",
        lambda t: _by(t, "id1").agg({"v1": "sum"}),
        "id1:t v1:n",
    ),
    _group(
        "q2 sum v1 by id1,id2",
        "x | summarise v1 = sum(v1) by id1, id2",
        lambda t: t.x.lazy().group_by("id1", "id2").agg(t.col("v1").sum()).collect(),
        "SELECT id1, id2, sum(v1) AS v1 FROM x GROUP BY id1, id2",
        lambda t: _by(t, ["id1", "id2"]).agg({"v1": "sum"}),
        "id1:t id2:t v1:n",
    ),
    _group(
        "q3 sum v1, mean v3 by id3",
        "x | summarise v1 = sum(v1), v3 = mean(v3) by id3",
        lambda t: t.x.lazy().group_by("id3").agg(t.col("v1").sum(), t.col("v3").mean()).collect(),
        "SELECT id3, sum(v1) AS v1, mean(v3) AS v3 FROM x GROUP BY id3",
        lambda t: _by(t, "id3").agg({"v1": "sum", "v3": "mean"}),
        "id3:t v1:n v3:n",
    ),
    _group(
        "q4 mean v1..v3 by id4",
        "x | summarise v1 = mean(v1), v2 = mean(v2), v3 = mean(v3) by id4",
        lambda t: t.x.lazy().group_by("id4").agg(t.col("v1", "v2", "v3").mean()).collect(),
        "SELECT id4, mean(v1) AS v1, mean(v2) AS v2, mean(v3) AS v3 FROM x GROUP BY id4",
        lambda t: _by(t, "id4").agg({"v1": "mean", "v2": "mean", "v3": "mean"}),
        "id4:n v1:n v2:n v3:n",
    ),
    _group(
        "q5 sum v1..v3 by id6",
        "x | summarise v1 = sum(v1), v2 = sum(v2), v3 = sum(v3) by id6",
        lambda t: t.x.lazy().group_by("id6").agg(t.col("v1", "v2", "v3").sum()).collect(),
        "SELECT id6, sum(v1) AS v1, sum(v2) AS v2, sum(v3) AS v3 FROM x GROUP BY id6",
        lambda t: _by(t, "id6").agg({"v1": "sum", "v2": "sum", "v3": "sum"}),
        "id6:n v1:n v2:n v3:n",
    ),
    _group(
        "q6 median, sd v3 by id4,id5",
        "x | summarise middle = median(v3), spread = sd(v3) by id4, id5",
        lambda t: t.x.lazy()
        .group_by("id4", "id5")
        .agg(t.col("v3").median().alias("middle"), t.col("v3").std().alias("spread"))
        .collect(),
        "SELECT id4, id5, median(v3) AS middle, stddev(v3) AS spread FROM x GROUP BY id4, id5",
        lambda t: _by(t, ["id4", "id5"]).agg(middle=("v3", "median"), spread=("v3", "std")),
        "id4:n id5:n middle:n spread:n",
    ),
    _group(
        "q7 max v1 - min v2 by id3",
        "x | summarise range = max(v1) - min(v2) by id3",
        lambda t: t.x.lazy().group_by("id3").agg((t.col("v1").max() - t.col("v2").min()).alias("range")).collect(),
        "SELECT id3, max(v1) - min(v2) AS range FROM x GROUP BY id3",
        lambda t: _by(t, "id3")
        .agg({"v1": "max", "v2": "min"})
        .assign(range=lambda f: f.v1 - f.v2)[["id3", "range"]],
        "id3:t range:n",
    ),
    _group(
        "q8 largest two v3 by id6",
        "x | select id6, v3 | sort v3 desc | first 2 by id6",
        lambda t: t.x.lazy().group_by("id6").agg(t.col("v3").top_k(2)).explode("v3").collect(),
        "SELECT id6, unnest(max(v3, 2)) AS v3 FROM x GROUP BY id6",
        lambda t: t.x[["id6", "v3"]].sort_values("v3", ascending=False).groupby("id6", sort=False).head(2),
        "id6:n v3:n",
    ),
    _group(
        "q9 r2 of v1,v2 by id2,id4",
        "x | summarise r2 = correlation(v1, v2) ^ 2 by id2, id4",
        lambda t: t.x.lazy().group_by("id2", "id4").agg((t.pl.corr("v1", "v2") ** 2).alias("r2")).collect(),
        "SELECT id2, id4, corr(v1, v2) ^ 2 AS r2 FROM x GROUP BY id2, id4",
        _pandas_r2,
        "id2:t id4:n r2:n",
    ),
    _group(
        "q10 sum v3, count by id1..id6",
        "x | summarise v3 = sum(v3), n = count() by id1, id2, id3, id4, id5, id6",
        lambda t: t.x.lazy()
        .group_by("id1", "id2", "id3", "id4", "id5", "id6")
        .agg(t.col("v3").sum(), t.pl.len().alias("n"))
        .collect(),
        "SELECT id1, id2, id3, id4, id5, id6, sum(v3) AS v3, count(*) AS n FROM x GROUP BY ALL",
        lambda t: _by(t, ["id1", "id2", "id3", "id4", "id5", "id6"]).agg(v3=("v3", "sum"), n=("v3", "size")),
        "id1:t id2:t id3:t id4:n id5:n id6:n v3:n n:n",
    ),
    _joined("j1 inner small on id1", "small", "id1", "inner", "rid4:t rv2:n"),
    _joined("j2 inner medium on id2", "medium", "id2", "inner", "rid1:n rid4:t rid5:t rv2:n"),
    _joined("j3 left medium on id2", "medium", "id2", "left", "rid1:n rid4:t rid5:t rv2:n"),
    _joined("j4 inner medium on text id5", "texts", "id5", "inner", "rid1:n rid2:n rid4:t rv2:n"),
    _joined("j5 inner big on id3", "big", "id3", "inner", "rid1:n rid2:n rid4:t rid5:t rid6:t rv2:n"),
    Question(
        "filter",
        "shape",
        "x | keep v3 > 50 and id4 <= 50",
        lambda t: t.x.lazy().filter((t.col("v3") > 50) & (t.col("id4") <= 50)).collect(),
        "FROM x WHERE v3 > 50 AND id4 <= 50",
        lambda t: t.x[(t.x.v3 > 50) & (t.x.id4 <= 50)],
        G1,
        looked_at=True,
    ),
    Question(
        "mutate",
        "shape",
        "x | add a = v1 + v2, b = v3 * 2 - v1, c = (v1 + v2) / (v3 + 1)",
        lambda t: t.x.lazy()
        .with_columns(
            (t.col("v1") + t.col("v2")).alias("a"),
            (t.col("v3") * 2 - t.col("v1")).alias("b"),
            ((t.col("v1") + t.col("v2")) / (t.col("v3") + 1)).alias("c"),
        )
        .collect(),
        "SELECT *, v1 + v2 AS a, v3 * 2 - v1 AS b, (v1 + v2) / (v3 + 1) AS c FROM x",
        lambda t: t.x.assign(a=t.x.v1 + t.x.v2, b=t.x.v3 * 2 - t.x.v1, c=(t.x.v1 + t.x.v2) / (t.x.v3 + 1)),
        f"{G1} a:n b:n c:n",
    ),
    Question(
        "sort id3, v3 desc",
        "shape",
        "x | sort id3, v3 desc",
        lambda t: t.x.lazy().sort("id3", "v3", descending=[False, True]).collect(),
        "FROM x ORDER BY id3, v3 DESC",
        lambda t: t.x.sort_values(["id3", "v3"], ascending=[True, False]),
        G1,
        ordered="v3",
    ),
    Question(
        "distinct id2,id4",
        "shape",
        "x | select id2, id4 | distinct",
        lambda t: t.x.lazy().select("id2", "id4").unique().collect(),
        "SELECT DISTINCT id2, id4 FROM x",
        lambda t: t.x[["id2", "id4"]].drop_duplicates(),
        "id2:t id4:n",
    ),
    Question(
        "distinct id6",
        "shape",
        "x | select id6 | distinct",
        lambda t: t.x.lazy().select("id6").unique().collect(),
        "SELECT DISTINCT id6 FROM x",
        lambda t: t.x[["id6"]].drop_duplicates(),
        "id6:n",
    ),
    Question(
        "longer v1..v3",
        "shape",
        'x | select id1, id6, v1..v3 | longer v1..v3, name: "name", value: "value"',
        lambda t: t.x.lazy()
        .unpivot(on=["v1", "v2", "v3"], index=["id1", "id6"], variable_name="name", value_name="value")
        .collect(),
        "SELECT * FROM (SELECT id1, id6, v1::DOUBLE AS v1, v2::DOUBLE AS v2, v3 FROM x) "
        "UNPIVOT (value FOR name IN (v1, v2, v3))",
        lambda t: t.x.melt(id_vars=["id1", "id6"], value_vars=["v1", "v2", "v3"], var_name="name", value_name="value"),
        "id1:t id6:n name:t value:n",
    ),
    Question(
        "wider sum v3, id4 by id1",
        "shape",
        "x | select id4, id1, v3 | wider id1, value: sum(v3)",
        lambda t: t.x.pivot(on="id1", index="id4", values="v3", aggregate_function="sum"),
        "PIVOT (SELECT id4, id1, v3 FROM x) ON id1 USING sum(v3) GROUP BY id4",
        lambda t: t.x.pivot_table(index="id4", columns="id1", values="v3", aggfunc="sum").reset_index(),
        f"id4:n {_cells}",
    ),
    Question(
        "write csv",
        "shape",
        'x | save "{out}"',
        lambda t: t.x.write_csv(t.out),
        "COPY x TO '{out}' (HEADER)",
        lambda t: t.x.to_csv(t.out, index=False),
        G1,
        writes=True,
    ),
]


def chosen(only: list[str]) -> list[Question]:
    """The questions whose group, whole name or first word is in the list; all of them for an empty one.

    Raises ValueError for a word that is none of these.
    """
    for word in only:
        if not any(word in (q.group, q.name, q.name.split()[0]) for q in QUESTIONS):
            known = dict.fromkeys([q.group for q in QUESTIONS] + [q.name.split()[0] for q in QUESTIONS])
            raise ValueError(f"no question is called {word}; there are: {', '.join(known)}")
    wanted = set(only)
    return [q for q in QUESTIONS if not wanted or wanted & {q.group, q.name, q.name.split()[0]}]


def columns(question: Question) -> list[tuple[str, str]]:
    """The answer's columns and their kinds: `n` numbers, `t` texts, `-` others, of which only the presence is checked."""
    return [tuple(column.split(":")) for column in question.columns.split()]


def checks(question: Question) -> list[tuple[str, tuple]]:
    """What is compared of an answer, as (name, what): the numbers and texts that each tool works out in its own words."""
    all_columns = columns(question)
    wanted = [("rows", ("rows",))]
    for name, kind in all_columns:
        wanted.append((f"present_{name}", ("known" if kind == "n" else "present", name)))
        if kind == "n":
            wanted.append((f"sum_{name}", ("sum", name)))
        if kind == "t":
            wanted += [(f"{what}_{name}", (what, name)) for what in ("length", "least", "greatest")]
    # Products of neighbours: sums that are off when values stand in the wrong rows.
    numbers = [name for name, kind in all_columns if kind == "n"]
    wanted += [(f"product_{a}_{b}", ("product", a, b)) for a, b in zip(numbers, numbers[1:])]
    if question.ordered:
        wanted.append((f"order_{question.ordered}", ("order", question.ordered)))
    return wanted
