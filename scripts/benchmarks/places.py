"""Where things are, and how numbers of rows are written."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".build-bench"
DATA = CACHE / "data"
COMMAND = ROOT / ".build" / "release" / "ogive"


def row_counts(text: str) -> list[int]:
    """`1e6,1e7` as numbers. Raises ValueError for what is no number of rows."""
    counts = [int(float(part)) for part in text.split(",")]
    if min(counts) < 100:
        raise ValueError(text)
    return counts


def label(rows: int) -> str:
    """`1e6` for 1,000,000, `1500` for 1,500."""
    zeros = len(str(rows)) - len(str(rows).rstrip("0"))
    return f"{str(rows)[:-zeros]}e{zeros}" if zeros >= 3 else str(rows)
