"""Results as a table for the terminal and for Markdown, with what they come to."""

import statistics

GAP = "–"


def best(answer: dict | None) -> float | None:
    """The best time of an answer that counts; the median where only the arrival of lines was timed, which may be early."""
    if not answer or "seconds" not in answer or "differs" in answer:
        return None
    return statistics.median(answer["seconds"]) if answer.get("by arrival") else min(answer["seconds"])


def seconds(x: float | None) -> str:
    if x is None:
        return GAP
    return f"{x:.4f}" if x < 0.1 else f"{x:.3f}" if x < 10 else f"{x:.1f}"


def megabytes(answer: dict | None) -> str:
    return f"{answer['peak'] / 1e6:.0f}" if answer and answer.get("peak") else GAP


def cell(answer: dict | None) -> str:
    if answer and "differs" in answer:
        return "differs"
    if answer and "error" in answer:
        return "failed" if not answer["error"].startswith("longer") else answer["error"].replace("longer than", ">")
    return seconds(best(answer))


def ratio(answers: dict) -> float | None:
    """Our best time to the best peer's best time."""
    mine = best(answers.get("ogive"))
    others = [t for tool, a in answers.items() if tool != "ogive" and (t := best(a)) is not None]
    return mine / min(others) if mine is not None and others else None


def cpu_ratio(answers: dict) -> float | None:
    """The same of processor time, which other work on the machine disturbs less."""
    ran = {tool: statistics.median(a["cpu"]) for tool, a in answers.items() if best(a) is not None and a.get("cpu")}
    others = [x for tool, x in ran.items() if tool != "ogive"]
    return ran["ogive"] / min(others) if "ogive" in ran and others and min(others) > 0 else None


def quickest(answers: dict) -> dict | None:
    """The answer of the peer that was quickest."""
    others = [a for tool, a in answers.items() if tool != "ogive" and best(a) is not None]
    return min(others, key=best) if others else None


def lines(results: dict, tools: list[str]) -> list[list[str]]:
    head = ["question", "rows"] + tools + ["ratio", "cpu", "MB ogive", "MB quickest"]
    table = [head]
    for key, answers in results.items():
        name, rows = key.split(" @ ")
        r, c = ratio(answers), cpu_ratio(answers)
        table.append(
            [name, rows]
            + [cell(answers.get(tool)) for tool in tools]
            + [f"{x:.2f}" if x is not None else GAP for x in (r, c)]
            + [megabytes(answers.get("ogive")), megabytes(quickest(answers))]
        )
    return table


def summary(results: dict, conditions: dict, tools: list[str]) -> list[str]:
    said = [
        f"seconds, best of {conditions['repeat']}; ratio: ogive to the quickest peer, below 1 ogive is quicker; "
        f"cpu: the same of processor time, medians, to the peer that took least; MB: peak of the process during the question",
        f"{conditions['at']}, {conditions['cores']} cores, load average {conditions['load average'][0]} before and "
        f"{conditions['load average'][1]} after (above {conditions['cores']} in others' work the times are noisy)",
        "versions: " + ", ".join(f"{name} {version}" for name, version in conditions["versions"].items()),
    ]
    if any(a.get("by arrival") for answers in results.values() for a in answers.values()):
        said.append("this command gives no seconds: ogive's are those between its lines, the median of them, not the best")
    stale = {a["at"] for answers in results.values() for a in answers.values() if a.get("earlier")}
    if stale:
        said.append(f"peers' figures are of an earlier run, {min(stale)} to {max(stale)}")
    cpus = [c for answers in results.values() if (c := cpu_ratio(answers)) is not None]
    if cpus:
        said.append(f"median ratio of processor time of {len(cpus)}: {statistics.median(cpus):.2f}")
    ratios = {key: r for key, answers in results.items() if (r := ratio(answers)) is not None}
    if ratios:
        sizes = sorted({key.split(" @ ")[1] for key in ratios}, key=float)
        for kind, holds in (("questions", lambda key: not key.startswith("load ")), ("loads", lambda key: key.startswith("load "))):
            for size in sizes:
                some = [r for key, r in ratios.items() if holds(key) and key.endswith(f" @ {size}")]
                if some:
                    said.append(f"median ratio of {len(some)} {kind} at {size}: {statistics.median(some):.2f}")
        loads = [f"{key.removeprefix('load ')} {r:.2f}" for key, r in ratios.items() if key.startswith("load ")]
        if loads:
            said.append("load ratios: " + ", ".join(loads))
        slower = sorted(((r, key) for key, r in ratios.items() if r > 1), reverse=True)
        said.append(f"slower than the quickest peer: {len(slower)} of {len(ratios)}")
        said += [f"  {r:8.2f}  {key}" for r, key in slower]
    said += growth(results, tools)
    for key, answers in results.items():
        for tool, answer in answers.items():
            if "differs" in answer:
                said.append(f"DIFFERS {key}: {tool} {answer['differs']}")
            if "error" in answer:
                said.append(f"failed {key}: {tool}: {answer['error']}")
    alone = [key for key, answers in results.items() if sum("checksum" in a for a in answers.values()) < 2]
    if alone:
        said.append(f"not compared, for want of a second answer: {len(alone)}")
    return said


def growth(results: dict, tools: list[str]) -> list[str]:
    """How the time grows from the smallest size to the largest, which is the same factor apart for all."""
    sizes = sorted({key.split(" @ ")[1] for key in results if not key.startswith(("load wide", "load quoted"))}, key=float)
    if len(sizes) < 2:
        return []
    small, large = sizes[0], sizes[-1]
    said = [f"growth from {small} to {large} rows:"]
    for name in dict.fromkeys(key.split(" @ ")[0] for key in results):
        grown = []
        for tool in tools:
            a = best(results.get(f"{name} @ {small}", {}).get(tool))
            b = best(results.get(f"{name} @ {large}", {}).get(tool))
            if a and b:
                grown.append(f"{tool} {b / a:.1f}")
        if grown:
            said.append(f"  {name}: " + ", ".join(grown))
    return said


def text(results: dict, conditions: dict, tools: list[str]) -> str:
    table = lines(results, tools)
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    shown = [
        "  ".join(entry.ljust(w) if i == 0 else entry.rjust(w) for i, (entry, w) in enumerate(zip(row, widths)))
        for row in table
    ]
    return "\n".join(shown + [""] + summary(results, conditions, tools))


def markdown(results: dict, conditions: dict, tools: list[str]) -> str:
    head, *rows = lines(results, tools)
    shown = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    shown += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(shown + [""] + [f"- {line.strip()}" for line in summary(results, conditions, tools)]) + "\n"
