#!/usr/bin/env python3
"""Readers of CSV against a corpus of faults: one clean table written in some 2,300 ways, after the Pollock benchmark
(Vitagliano et al., VLDB 2023), each file loaded without any option and held against the clean table.

    csv_corpus.py make FOLDER             writes the files and what they should give
    csv_corpus.py score FOLDER READER…    readers: pandas, duckdb, polars, or the path of a command `ogive`

A file counts ten points: loaded at all, and precision, recall and F1 of its header, records and cells (as multisets of
texts; numbers by value). Everything is deterministic. The peers come from the packages pandas, duckdb and polars.
"""
import csv, io, json, os, re, subprocess, sys, tempfile
from collections import Counter

HEADER = ["DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL", "Comments"]
ROWS = 83


def clean():
    """83 rows × 9 columns; some cells hold delimiters, quotes and line ends."""
    kinds = ["Camera", "Lens", "Tripod", "Bag"]
    rows = []
    for i in range(ROWS):
        text = [f"Model {i}, black", f'{i % 30 + 3}" screen', f"Set of {i % 4 + 2}", f"Plain {i}"][i % 4]
        note = ["", "sold out", "two lines\nof comment", "see; also | there"][i * 7 % 4]
        rows.append([f"2015-{i % 12 + 1:02}-{i % 28 + 1:02}", f"{i % 24:02}:{i * 7 % 60:02}", str(i * 13 % 40 + 1),
                     f"P{1000 + i}", f"{i * 3 % 200 + 0.25 * (i % 4):.2f}", kinds[i % 4], text,
                     f"http://shop.example/item?id={i}&t=a", note])
    return [HEADER] + rows


def cell(text, delimiter=",", quote='"', escape=None, always=False):
    if not quote:
        return text
    if always or any(s in text for s in (delimiter.strip() or delimiter, quote, "\n", "\r", " " if delimiter == " " else quote)):
        return quote + text.replace(quote, (escape or quote) + quote) + quote
    return text


def line(row, delimiter=",", end="\r\n", **style):
    return delimiter.join(cell(x, delimiter, **style) for x in row) + end


def written(rows, delimiter=",", end="\r\n", **style):
    return "".join(line(r, delimiter, end, **style) for r in rows)


def corpus():
    """(name, bytes, header, rows)"""
    table = clean()
    head, body = table[0], table[1:]
    text = written(table)
    yield "clean", text, head, body
    yield "file_empty", "", [], []
    yield "file_header_only", written([head]), head, []
    yield "file_one_row", written(table[:2]), head, body[:1]
    yield "file_no_header", written(body), [], body
    yield "file_one_column", written([r[3:4] for r in table]), head[3:4], [r[3:4] for r in body]
    wide = [r + [f"col{i}" if k == 0 else r[2] for i in range(9, 1024)] for k, r in enumerate(table)]
    yield "file_1024_columns", written(wide), wide[0], wide[1:]
    yield "file_70000_rows", written(table + body[-1:] * (70000 - ROWS)), head, body + body[-1:] * (70000 - ROWS)
    accents = [head] + [r[:5] + ["Caméra"] + r[6:] for r in body]
    yield "encoding_utf8", written(accents), head, accents[1:]
    yield "encoding_utf8_bom", b"\xef\xbb\xbf" + written(accents).encode(), head, accents[1:]
    yield "encoding_latin1", written(accents).encode("latin-1"), head, accents[1:]
    euro = [head] + [r[:5] + ["Caméra 5 €"] + r[6:] for r in body]
    yield "encoding_cp1252", written(euro).encode("cp1252"), head, euro[1:]
    yield "encoding_utf16", written(accents).encode("utf-16"), head, accents[1:]
    for name, end in (("lf", "\n"), ("cr", "\r")):
        yield f"record_delimiter_{name}", written(table, end=end), head, body
    yield "no_trailing_newline", text[:-2], head, body
    yield "two_trailing_newlines", text + "\r\n", head, body
    for row in (1, 2, 50, ROWS):
        lines = [line(r) for r in table]
        lines[row] = lines[row][:-2] + "\n"
        yield f"row_record_delimiter_{row}", "".join(lines), head, body
    for d in (";", "|", " ", "\t", ", ", ":", "~", "^", "#"):
        yield "field_delimiter_" + "_".join(f"{ord(c):x}" for c in d), written(table, d), head, body
    for q in ("'", '"'):
        yield f"quote_{ord(q):x}", written(table, quote=q), head, body
        yield f"quote_all_{ord(q):x}", written(table, quote=q, always=True), head, body
    yield "escape_5c", written(table, escape="\\"), head, body
    simple = [[x.replace(",", "").replace("\n", " ").replace('"', "in") for x in r] for r in table]
    yield "quote_none", written(simple, quote=""), head, simple[1:]
    for delimited in (True, False):
        for empty in (True, False):
            extra = lambda word: ([word] + [""] * 8 if delimited else [word])
            gap = [[""] * 9 if delimited else [""]] if empty else []
            name = f"{'' if delimited else 'not_'}delimited{'_empty' if empty else ''}"
            yield f"preamble_{name}", written([extra("PREAMBLE")] * 3 + gap + table), head, body
            yield f"footnote_{name}", written(table + gap + [extra("FOOTNOTE")] * 3), head, body
    for row in (1, 2, 50, ROWS):
        for name, cells in (("empty", []), ("less", table[row][:5]), ("more", table[row] + [table[row][-1] or "x"] * 6)):
            rows = table[:row] + [cells] + table[row + 1:]
            yield f"row_fields_{row}_{name}", written(rows), head, rows[1:]
        lines = [line(r) for r in table]
        yield f"row_field_delimiter_{row}", "".join(lines[:row] + [line(table[row], ";")] + lines[row + 1:]), head, body
        yield f"row_quote_{row}", "".join(lines[:row] + [line(table[row], quote="'", always=True)] + lines[row + 1:]), head, body
        yield f"row_escape_{row}", "".join(
            lines[:row] + [line([x + '"' for x in table[row]], escape="\\")] + lines[row + 1:]), head, [
            [x + '"' for x in r] if k + 1 == row else r for k, r in enumerate(body)]
    for col in (0, 2, 8):
        for name, word in (("empty", ""), ("nonalnum", "HEAD/%R"), ("large", "HEADER" * 20000), ("repeated", head[(col + 1) % 9])):
            changed = head[:col] + [word] + head[col + 1:]
            yield f"header_{col}_{name}", written([changed] + body), changed, body
        second = [""] * col + ["HEADER"] + [""] * (8 - col)
        yield f"header_{col}_multirow", written([head, second] + body), head, body
    for columns in (6, 9, 12):
        for gap in (False, True):
            other = [[f"H{c}" for c in range(columns)]] + [[f"x{r}y{c}" for c in range(columns)] for r in range(10)]
            rows = [head] + body
            yield f"tables_{columns}{'_gap' if gap else ''}", written(rows + ([[]] if gap else []) + other), head, body + other[1:]
    for row in range(1, ROWS + 1):
        lines = [line(r) for r in table]
        quoted = [cell(x) for x in table[row]]
        for col in range(9):
            def put(new):
                return "".join(lines[:row] + [new + "\r\n"] + lines[row + 1:])
            yield f"row_more_separators_{row}_{col}", put(",".join(quoted[:col] + [""] + quoted[col:])), head, body
            if col:
                yield f"row_less_separators_{row}_{col}", put(
                    ",".join(quoted[:col - 1] + [quoted[col - 1] + quoted[col]] + quoted[col + 1:])), head, body
            mark = quoted[:col] + ['"' + quoted[col]] + quoted[col + 1:]
            rows = [r if k + 1 != row else r[:col] + ['"' + r[col]] + r[col + 1:] for k, r in enumerate(body)]
            yield f"row_stray_quote_{row}_{col}", put(",".join(mark)), head, rows


def normal(x):
    if x is None:
        return ""
    x = str(x).strip()
    if re.fullmatch(r"-?\d+(\.\d*)?", x):
        return repr(float(x))
    return "" if x in ("nan", "None") else re.sub(r"^(\d\d:\d\d):00$", r"\1", x.replace("\r\n", "\n"))


def measures(expected, got):
    a, b = Counter(expected), Counter(got)
    if not a:
        return [1.0, 1.0, 1.0]
    same = sum((a & b).values())
    if not same:
        return [0.0, 0.0, 0.0]
    p, r = same / len(expected), same / len(got)
    return [p, r, 2 * p * r / (p + r)]


def score(header, rows, got):
    if got is None:
        return [0.0] * 10
    names, cells = got
    made_up = lambda n, k: "" if re.fullmatch(rf"column_{k + 1}|Unnamed: {k}|column{k}", n) else n
    names = [made_up(re.sub(r"(_\d+|\.\d+)$", "", n) if re.sub(r"(_\d+|\.\d+)$", "", n) in header else n, k) for k, n in enumerate(names)]
    result = [1.0] + measures([normal(x) for x in header], [normal(x) for x in names])
    expected = [[normal(x) for x in r] for r in rows if r]
    found = [[normal(x) for x in r] for r in cells]
    result += measures(["\x1f".join(r) for r in expected], ["\x1f".join(r) for r in found])
    return result + measures([x for r in expected for x in r], [x for r in found for x in r])


def by_pandas(path):
    import pandas
    t = pandas.read_csv(path)
    return list(map(str, t.columns)), t.astype(object).where(t.notna(), None).values.tolist()


def by_duckdb(path):
    import duckdb
    t = duckdb.sql(f"select * from read_csv_auto('{path}')")
    return t.columns, t.fetchall()


def by_polars(path):
    import polars
    t = polars.read_csv(path)
    return t.columns, t.rows()


def by_ogive(command):
    def read(path):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "out.csv")
            done = subprocess.run([command, "-e", f'load("{path}") | save "{out}"'], capture_output=True, timeout=60)
            if done.returncode != 0:
                raise ValueError(done.stderr.decode()[-300:])
            with open(out, newline="", encoding="utf-8") as file:
                rows = list(csv.reader(file))
        return rows[0], rows[1:]
    return read


def family(name):
    return re.sub(r"(_\d+)+(_|$)", r"\2", name) if re.match(r"row_(more|less|stray)", name) else name.split("_")[0]


def main():
    csv.field_size_limit(1 << 30)
    if len(sys.argv) < 3 or sys.argv[1] not in ("make", "score"):
        sys.exit(__doc__)
    folder = sys.argv[2]
    if sys.argv[1] == "make":
        os.makedirs(folder, exist_ok=True)
        truth = {}
        for name, content, header, rows in corpus():
            with open(os.path.join(folder, name + ".csv"), "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
            truth[name] = (header, rows)
        with open(os.path.join(folder, "truth.json"), "w") as file:
            json.dump(truth, file)
        print(len(truth), "files")
        return
    with open(os.path.join(folder, "truth.json")) as file:
        truth = json.load(file)
    table = {}
    for reader in sys.argv[3:]:
        read = {"pandas": by_pandas, "duckdb": by_duckdb, "polars": by_polars}.get(reader) or by_ogive(reader)
        sums, worst = {}, []
        for name, (header, rows) in truth.items():
            try:
                got = read(os.path.join(folder, name + ".csv"))
            except Exception as error:
                got = None
            points = score(header, rows, got)
            for key in ("all", family(name)):
                sums.setdefault(key, []).append(points)
            worst.append((sum(points), name))
        table[os.path.basename(reader)] = sums
        print("worst of", os.path.basename(reader) + ":", ", ".join(f"{n} {s:.1f}" for s, n in sorted(worst)[:60]), file=sys.stderr)
    readers = list(table)
    print("| files | n | " + " | ".join(readers) + " |")
    print("|---|---:|" + "---:|" * len(readers))
    for key in next(iter(table.values())):
        n = len(table[readers[0]][key])
        means = [sum(map(sum, table[r][key])) / n for r in readers]
        print(f"| {key} | {n} | " + " | ".join(f"{m:.2f}" for m in means) + " |")


if __name__ == "__main__":
    main()
