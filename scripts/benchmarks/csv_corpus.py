#!/usr/bin/env python3
"""Readers of CSV against a corpus of faults: one clean table written in some 2,400 ways, each file loaded without being
told anything about it and held against the clean table.

    csv_corpus.py make FOLDER             writes the files and what they should give
    csv_corpus.py score FOLDER READER…    readers: pandas, duckdb, duckdb-lenient, polars, R, or the path of a command `ogive`

The first 2,290 files are those of the Pollock benchmark (Vitagliano et al., VLDB 2023), made of a table like its own: the
same faults at the same places with the same names, the same clean versions, the same ten measures and weights. The rest,
`more_…`, are faults that it hasn't. Everything is deterministic. The peers come from the packages pandas, duckdb and
polars, and from an installed R.

What differs from Pollock: the texts in the table; money, dates and times are made alike by their forms here, by the
packages price_parser, dateutil and timeparser there; no reader is told a file's dialect or the number of its title lines,
as most are there (`duckdb-lenient` is its `duckdbauto`).
"""
import csv, io, json, os, re, subprocess, sys, tempfile
from collections import Counter

HEADER = ["DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL", "Comments"]
ROWS = 83
COLUMNS = len(HEADER)
ALWAYS_QUOTED = (6, 7)
END = "\r\n"


def clean():
    """The names and 83 rows. Cells hold commas, apostrophes, inch signs and one backslash, but no line ends; each row
    ends in an empty cell; days are above 12, so that a date can be read in one way."""
    who = ["Men's", "Women's", "Kids'", "Girls'", "Boys'"]
    what = ["Hiking Boots", "Down Vest", "Rain Jacket, Hooded", "Trail Shoes", "Sweater", "Tee, Short-Sleeve", "Cap"]
    rows = []
    for i in range(ROWS):
        name = f"{who[i % 5]} {what[i % 7]}"
        if i % 13 == 9:
            name = f'Table, Round {i % 30 + 18}"'
        if i % 29 == 20:
            name = f'{who[i % 5]} Boots, {i % 9 + 5}" Lined'
        text = [f"Number {i} of our line is light, warm and dry, even when it's wet out there.",
                f"Made for more than {i} days outdoors, this one won't let you down.",
                f"A favourite of {i + 40} customers: rugged, quick-drying and comfortable."][i % 3]
        if i == 11:
            text = "Amazingly crisp action and a light feel in our 8\\'9\" length, designed for her."
        key = f"{'MG RI CC YY BH HK AN'.split()[i * 3 % 7]}-{1000 + i * 97 % 9000}"
        rows.append([f"{13 + i % 16}/{i // 16 + 1:02}/2018", f"{i // 4 % 24:02}:{i % 4 * 15:02}", str(i * 7 % 34), key,
                     f"${i * 37 % 90 + 1}.{i * 53 % 100:02}", name, text,
                     f"https://www.example.com/product/{key.replace('-', '_')}.html", ""])
    return [list(HEADER)] + rows


def cells(row, quote='"', escape='"', always=ALWAYS_QUOTED):
    """The cells as they are written: two columns always in quotes, others where a comma is in them."""
    result = []
    for place, text in enumerate(row):
        body = text.replace('"', escape + '"')
        result.append(quote + body + quote if place in always or "," in text else body)
    return result


def line(row, delimiter=",", end=END, **style):
    return delimiter.join(cells(row, **style)) + end


def written(rows, delimiter=",", end=END, **style):
    return "".join(line(r, delimiter, end, **style) for r in rows)


def pollock():
    """(name, text, clean rows, the first of which are the names), as its generator makes them."""
    table = clean()
    head, body = table[0], table[1:]
    text = written(table)
    yield "source", text, table
    yield "file_no_payload", "", []
    yield "file_no_trailing_newline", text[:-2], table
    yield "file_double_trailing_newline", text + END, table
    yield "file_no_header", written(body), body
    for count in (2, 3):
        copies = (",".join(head) + END) * (count - 1)
        yield f"file_header_multirow_{count}", copies + text, [[" ".join([x] * count) for x in head]] + body
    gap = "," * (COLUMNS - 1) + END
    yield "file_preamble", "PREAMBLE" + gap + gap + text, table
    # The second table holds the names and all rows but the last; its cells are quoted only where they must be.
    bare = lambda r: ",".join(cells(r, always=())) + END
    for name, second in (("less", [r[:8] for r in table[:-1]]), ("same", table[:-1]),
                         ("more", [r + ["" if k else "col1"] for k, r in enumerate(table[:-1])])):
        yield f"file_multitable_{name}", text + "".join(map(bare, second)), table
    yield "file_header_only", written([head]), [head]
    yield "file_one_data_row", written(table[:2]), table[:2]
    lines = [line(r) for r in table]
    for row in range(ROWS + 1):
        put = lambda new: "".join(lines[:row] + [new + END] + lines[row + 1:])
        now = cells(table[row])
        for col in range(COLUMNS):
            yield f"row_more_sep_row{row}_col{col}", put(",".join(now[:col] + [""] + now[col:])), table
            if col > 0:
                merged = now[:col - 1] + [now[col - 1] + now[col]] + now[col + 1:]
                yield f"row_less_sep_row{row}_col{col}", put(",".join(merged)), table
            # The mark stands before the text: within its quotes, if it has some.
            at = 1 if now[col].startswith('"') else 0
            marked = now[:col] + [now[col][:at] + '"' + now[col][at:]] + now[col + 1:]
            kept = table[:row] + [table[row][:col] + ['"' + table[row][col]] + table[row][col + 1:]] + table[row + 1:]
            yield f"row_extra_quote{row}_col{col}", put(",".join(marked)), kept
        yield f"row_field_delimiter_{row}_0x20", put(" ".join(now)), table
    for end in ("\n", "\r"):
        yield f"file_record_delimiter_0x{ord(end):X}", written(table, end=end), table
    # Delimiters and quotes are replaced where they stand; what was quoted stays so, and nothing else becomes it.
    for sign in (";", "\t", ", ", " "):
        yield "file_field_delimiter" + "".join(f"_0x{ord(c):X}" for c in sign), written(table, sign), table
    yield "file_quotation_char_0x27", written(table, quote="'"), table
    yield "file_escape_char_0x5C", written(table, escape="\\"), table
    yield "file_escape_char_0x00", written(table, escape=""), table


def more():
    """(name, text or bytes, clean rows): faults that Pollock hasn't."""
    table = clean()
    head, body = table[0], table[1:]
    text = written(table)
    accents = [head] + [r[:5] + ["Caméra"] + r[6:] for r in body]
    euro = [head] + [r[:5] + ["Caméra 5 €"] + r[6:] for r in body]
    yield "encoding_utf8", written(accents), accents
    yield "encoding_utf8_bom", b"\xef\xbb\xbf" + written(accents).encode(), accents
    yield "encoding_latin1", written(accents).encode("latin-1"), accents
    yield "encoding_cp1252", written(euro).encode("cp1252"), euro
    yield "encoding_utf16", written(accents).encode("utf-16"), accents
    yield "size_one_column", "".join(r[3] + END for r in table), [r[3:4] for r in table]
    wide = [r + [f"col{i}" if k == 0 else r[2] for i in range(COLUMNS, 1024)] for k, r in enumerate(table)]
    yield "size_1024_columns", written(wide), wide
    long = table + body[-1:] * (70_000 - ROWS)
    yield "size_70000_rows", written(long), long
    for sign in ("|", ":", "~", "^", "#"):
        quoted = [sign.join(x if x.startswith('"') or sign not in x else f'"{x}"' for x in cells(r)) for r in table]
        yield f"delimiter_0x{ord(sign):X}", END.join(quoted) + END, table
    everywhere = "".join(",".join('"' + x.replace('"', '""') + '"' for x in r) + END for r in table)
    yield "quotes_everywhere", everywhere, table
    plain = [[x.replace(",", "").replace('"', " in") for x in r] for r in table]
    yield "quotes_nowhere", "".join(",".join(r) + END for r in plain), plain
    broken = [r[:8] + (["two lines\nof comment"] if k % 5 == 1 else [""]) for k, r in enumerate(table)]
    broken[0] = head
    yield "line_ends_in_cells", "".join(
        ",".join(cells(r)[:8] + [f'"{r[8]}"' if "\n" in r[8] else r[8]]) + END for r in broken), broken
    lines = [line(r) for r in table]
    for row in (1, 2, 50, ROWS):
        put = lambda new: "".join(lines[:row] + [new] + lines[row + 1:])
        without = table[:row] + table[row + 1:]
        yield f"line_end_{row}", put(lines[row][:-2] + "\n"), table
        yield f"row_empty_{row}", put(END), without
        yield f"row_short_{row}", put(",".join(cells(table[row])[:5]) + END), (
            table[:row] + [table[row][:5] + [""] * 4] + table[row + 1:])
        yield f"row_semicolons_{row}", put(line(table[row], ";")), table
        yield f"row_apostrophes_{row}", put(line(table[row], quote="'")), table
    for delimited in (True, False):
        for empty in (True, False):
            extra = lambda word: word + ("," * (COLUMNS - 1) if delimited else "") + END
            between = ("," * (COLUMNS - 1) if delimited else "") + END if empty else ""
            name = f"{'' if delimited else 'not_'}delimited{'_gap' if empty else ''}"
            yield f"preamble_{name}", extra("PREAMBLE") * 3 + between + text, table
            yield f"footnote_{name}", text + between + extra("FOOTNOTE") * 3, table
    for col in (0, 2, 8):
        for name, word in (("empty", ""), ("nonalnum", "HEAD/%R"), ("large", "HEADER" * 20_000)):
            changed = [head[:col] + [word] + head[col + 1:]] + body
            yield f"header_{name}_{col}", written(changed), changed


PER_FILE = {"row_less_sep": 0.36775106082036774, "row_more_sep": 0.36775106082036774,
            "row_field_delimiter": 1 / 7, "row_extra_quote": 1 / 108}
WEIGHTS = {"source": 1, "file_no_payload": 15, "file_no_trailing_newline": 184, "file_double_trailing_newline": 5,
           "file_no_header": 470, "file_header_multirow_2": 47, "file_header_multirow_3": 47, "file_preamble": 282,
           "file_multitable_same": 188 / 3, "file_multitable_more": 188 / 3, "file_multitable_less": 188 / 3,
           "file_header_only": 3, "file_one_data_row": 4, "file_record_delimiter_0xD": 7,
           "file_record_delimiter_0xA": 1691, "file_field_delimiter_0x9": 4, "file_field_delimiter_0x3B": 834,
           "file_field_delimiter_0x20": 4, "file_field_delimiter_0x2C_0x20": 101, "file_quotation_char_0x27": 11,
           "file_escape_char_0x5C": 1, "file_escape_char_0x00": 7}


def weight(name):
    """How often a fault is met in files of open data, by Pollock's survey."""
    kind = family(name)
    return PER_FILE[kind] if kind in PER_FILE else WEIGHTS[name]


def family(name):
    for kind in PER_FILE:
        if name.startswith(kind):
            return kind
    return "more" if name.startswith("more_") else "file"


# MARK: Scores


def normal(text):
    """A cell's value as one text: numbers, money, truths, dates and times in one form, letters small."""
    if text in ("True", "true", "False", "false"):
        return "1" if text[0] in "Tt" else "0"
    if re.fullmatch(r"[-+]?\d+", text):
        return str(int(text))
    if re.fullmatch(r"[-+]?(\d+\.\d*|\.\d+)([eE][-+]?\d+)?", text):
        return str(float(text))
    if match := re.fullmatch(r"(\d\d?):(\d\d)(?::(\d\d)(?:\.0*)?)?", text):
        return f"{int(match[1])}:{match[2]}:{match[3] or '00'}"
    if match := re.fullmatch(r"(\d\d?)/(\d\d?)/(\d{4})", text):
        return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    if match := re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ]00:00(:00(\.0*)?)?", text):
        return match[1]
    if match := re.fullmatch(r"([$€£]) ?(\d+(\.\d*)?)", text):
        return match[1] + str(float(match[2]))
    return text.lower()


def measures(expected, found):
    """The share of what is expected that was found, of what was found that is expected, and their harmonic mean."""
    if not expected:
        return [1.0, 1.0, 1.0]
    same = sum((Counter(expected) & Counter(found)).values())
    if not same:
        return [0.0, 0.0, 0.0]
    a, b = same / len(expected), same / len(found)
    return [a, b, 2 * a * b / (a + b)]


def score(expected, found):
    """The ten measures; `found` is None if the file couldn't be read.

    Names and records are compared by value, a record as one text, so that empty cells don't count; cells are compared as
    they are written, the names among them."""
    if found is None:
        return [0.0] * 10
    if not expected:
        return [1.0] * 10
    value = [[[normal(x) for x in r] for r in rows] for rows in (expected, found or [[]])]
    return ([1.0] + measures(value[0][0], value[1][0])
            + measures(["".join(r) for r in value[0][1:]], ["".join(r) for r in value[1][1:]])
            + measures([x for r in expected for x in r], [x for r in found for x in r]))


# MARK: Readers: each loads a file without being told anything about it and gives the text of what it saves as CSV.


def by_pandas(path):
    import pandas
    return pandas.read_csv(path).to_csv(index=False)


def by_duckdb(path, **manner):
    import duckdb
    connection = duckdb.connect()
    return connection.read_csv(path, **manner).df().to_csv(index=False)


def by_lenient_duckdb(path):
    return by_duckdb(path, strict_mode=False, ignore_errors=True, null_padding=True)


def by_polars(path):
    import polars
    return polars.read_csv(path).write_csv()


def by_command(arguments):
    def read(path):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "out.csv")
            done = subprocess.run(arguments(path, out), capture_output=True, timeout=120)
            if done.returncode != 0:
                raise ValueError(done.stderr.decode()[-300:])
            with open(out, newline="", encoding="utf-8") as file:
                return file.read()
    return read


def reader(name):
    known = {"pandas": by_pandas, "duckdb": by_duckdb, "duckdb-lenient": by_lenient_duckdb, "polars": by_polars}
    if name in known:
        return known[name]
    if name == "R":
        code = "a <- commandArgs(TRUE); write.csv(read.csv(a[1]), a[2], row.names = FALSE, na = '')"
        return by_command(lambda path, out: ["Rscript", "--vanilla", "-e", code, path, out])
    return by_command(lambda path, out: [name, "-e", f'load("{path}") | save "{out}"'])


# MARK: The command


def make(folder):
    os.makedirs(folder, exist_ok=True)
    truth = {}
    for prefix, files in (("", pollock()), ("more_", more())):
        for name, content, rows in files:
            with open(os.path.join(folder, f"{prefix}{name}.csv"), "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
            truth[prefix + name] = rows
    with open(os.path.join(folder, "truth.json"), "w") as file:
        json.dump(truth, file)
    print(len(truth), "files")


def compare(folder, names):
    with open(os.path.join(folder, "truth.json")) as file:
        truth = json.load(file)
    points = {}
    for name in names:
        read, of = reader(name), points.setdefault(os.path.basename(name), {})
        for case, expected in truth.items():
            try:
                found = [r for r in csv.reader(io.StringIO(read(os.path.join(folder, case + ".csv")), newline=""))]
            except Exception:
                found = None
            of[case] = sum(score(expected, found))
        worst = sorted(of, key=of.get)[:60]
        print(f"worst of {name}:", ", ".join(f"{x} {of[x]:.2f}" for x in worst), file=sys.stderr)
    print("| files | n | " + " | ".join(points) + " |")
    print("|---|---:|" + "---:|" * len(points))

    def show(title, cases, weights=None):
        total = sum(weights) if weights else len(cases)
        means = [sum(of[c] * w for c, w in zip(cases, weights or [1] * len(cases))) / total for of in points.values()]
        print(f"| {title} | {len(cases)} | " + " | ".join(f"{m:.3f}" for m in means) + " |")

    own = [x for x in truth if family(x) != "more"]
    show("Pollock, simple", own)
    show("Pollock, weighted", own, [weight(x) for x in own])
    for kind in ["file", *PER_FILE, "more"]:
        show(kind, [x for x in truth if family(x) == kind])


def main():
    csv.field_size_limit(1 << 30)
    if len(sys.argv) < 3 or sys.argv[1] not in ("make", "score"):
        sys.exit(__doc__)
    if sys.argv[1] == "make":
        make(sys.argv[2])
    else:
        compare(sys.argv[2], sys.argv[3:])


if __name__ == "__main__":
    main()
