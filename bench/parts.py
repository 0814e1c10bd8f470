"""The parts of the benchmark: each measures one thing and returns its section of the results.

A figure in a sentence is computed from this run; what could not be run is said and has no figure.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import log
from pathlib import Path
from statistics import median

from library_weight import weight_lines
from measure import Measured, middle, run_measured, table, tell
from yardstick import SCRIPTS, run_yardstick

BENCH = Path(__file__).resolve().parent
MADE = BENCH / "made"
ARREARS = Path(sys.executable).parent / "arrears"
MEMORY_LIMIT_GIB = 4.0
GROWTH = (0.1, 1.0, 5.0)
GROWTH_RUNS = 3
OPENFISCA = "OpenFisca-Core==46.0.1"
OPENFISCA_LIMITS = (500_000, 50_000_000)


@dataclass(frozen=True)
class Asked:
    """What was asked: rows of the main workload, runs of each, obligations to explain, rows of the loop."""

    rows: int
    runs: int
    obligations: int
    sample: int


@dataclass(frozen=True)
class Section:
    """One part of the results, in Markdown lines."""

    title: str
    lines: list[str]


def script(name: str, *arguments: object) -> list[str]:
    """The command that runs a script of this folder."""
    return [sys.executable, str(BENCH / name), *map(str, arguments)]


def workload(rows: int, uses_a_line: int = 25) -> Path:
    """The folder of a workload, made where it is missing or where its maker has changed since."""
    folder = MADE / f"rows-{rows}-uses-{uses_a_line}"
    maker = hashlib.sha256((BENCH / "workload.py").read_bytes()).hexdigest()
    mark = folder / "made-by"
    if not mark.is_file() or mark.read_text(encoding="utf-8") != maker:
        tell(f"making {rows:,} rows, {uses_a_line} a line")
        run_measured(script("workload.py", rows, folder, uses_a_line))
        mark.write_text(maker, encoding="utf-8")
    return folder


def audit_command(folder: Path) -> list[str]:
    """The audit as a user runs it."""
    return [str(ARREARS), "audit", str(folder / "book"), "--library", str(folder / "library")]


def run_audit(folder: Path) -> Measured:
    """One audit on a book without runs, so that nothing is found again."""
    shutil.rmtree(folder / "book" / "runs", ignore_errors=True)
    return run_measured(audit_command(folder))


def counts(folder: Path) -> Mapping[str, int]:
    """The counts of a book's one run."""
    (heading,) = (folder / "book" / "runs").glob("*/run.json")
    found: dict[str, int] = json.loads(heading.read_text(encoding="utf-8"))["counts"]
    return found


def shown_command(command: list[str]) -> str:
    """A command without this machine's folders."""
    words = [Path(word).name if word.startswith("/") else word for word in command]
    return "`" + " ".join(words) + "`"


def against_hand(asked: Asked) -> Section:
    """(a) The audit and the same audit written by hand, in turns; equal row by row."""
    folder = workload(asked.rows)
    audits, hands = [], []
    for turn in range(asked.runs):
        tell(f"audit and hand-written SQL, pair {turn + 1} of {asked.runs}")
        audits.append(run_audit(folder))
        hands.append(run_measured(script("hand_written.py", folder)))
    equal = run_measured(script("equal.py", folder)).output.rstrip()
    rows = [
        (name, *(f"{figure:.2f}" for figure in middle(runs)), f"{asked.rows / middle(runs)[0]:,.0f}")
        for name, runs in (("`arrears audit`", audits), ("SQL by hand", hands))
    ]
    made = counts(folder)
    return Section(
        "The audit against the same audit written by hand",
        [
            f"{asked.rows:,} usage rows, {made['amount']:,} amounts, {made['obligation']:,} obligations,",
            f"{made['match']:,} matches, {made['exception']:,} exceptions; 60 clauses, 2 readings.",
            f"The audit is {shown_command(audit_command(folder))}, the whole process, 2 threads; medians",
            f"of {asked.runs} run(s) each, in turns.",
            "",
            *table(("", "wall s", "CPU s", "peak GiB", "rows a second"), rows),
            "",
            *ratio_lines(audits, hands),
            "",
            "Equal row by row, each side's reading counted:",
            "",
            *("    " + line for line in equal.splitlines()),
        ],
    )


def ratio_lines(audits: list[Measured], hands: list[Measured]) -> list[str]:
    """How the audit compares with the SQL by hand, pair by pair."""
    ratios = [one.wall / other.wall for one, other in zip(audits, hands)]
    cpu_ratio = median(one.cpu / other.cpu for one, other in zip(audits, hands))
    listed = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    return [
        f"Ratio pair by pair: **{median(ratios):.2f}** ({listed}); CPU {cpu_ratio:.2f}. Limit: 1.0.",
    ]


def against_decimal(asked: Asked) -> Section:
    """(b) A plain Python loop with Decimal on the first titles; its totals are those of the SQL by hand."""
    folder = workload(asked.rows)
    audited, hand = run_audit(folder), run_measured(script("hand_written.py", folder))
    loop = run_measured(script("decimal_loop.py", folder, "--rows", asked.sample))
    run_measured(script("decimal_check.py", folder, loop.output))
    said = json.loads(loop.output)
    size, alone, whole = said["rows"], said["seconds"], loop.wall
    timed = (
        ("plain Python, `Decimal`, the loop alone", size, alone),
        ("plain Python, `Decimal`, the whole process", size, whole),
        ("`arrears audit`, the whole process", asked.rows, audited.wall),
        ("SQL by hand, the whole process", asked.rows, hand.wall),
    )
    rows = [
        (name, f"{many:,}", f"{seconds:.2f}", f"{many / seconds:,.0f}",
         *(f"{many / seconds / (size / base):.1f}" for base in (alone, whole)))
        for name, many, seconds in timed
    ]  # fmt: skip
    return Section(
        "A plain Python loop",
        [
            "The same work on whole titles. Totals per side equal those of the SQL by hand"
            f" ({said['totals']['guild']['obligations']:,}",
            "obligations on the guild's reading): owed, paid, open, simple, compound, daily.",
            "",
            *table(("", "rows", "s", "rows a second", "times the loop", "times its process"), rows),
            "",
            "Limit for the audit: at least 8 times. A process reads its rows, as the audit does; the loop",
            "alone has them in memory already.",
        ],
    )


def against_polars(asked: Asked) -> Section:
    """(c) Polars, streaming, as far as it goes, against the same part of the SQL by hand."""
    if importlib.util.find_spec("polars") is None:
        return Section("Polars", ["Not run: polars is not installed."])
    folder = workload(asked.rows)
    run_audit(folder)
    polars, hands = [], []
    for turn in range(asked.runs):
        tell(f"Polars, run {turn + 1} of {asked.runs}")
        hands.append(run_measured(script("hand_written.py", folder, "--stop-after", "obligation")))
        polars.append(run_measured(["env", "POLARS_MAX_THREADS=2", *script("polars_split.py", folder)]))
    run_measured(script("polars_split.py", folder, "--check"))
    rows = [
        (name, *(f"{figure:.2f}" for figure in middle(runs)))
        for name, runs in (("Polars, streaming, Int128", polars), ("SQL by hand, the same part", hands))
    ]
    ratio = median(one.wall / other.wall for one, other in zip(polars, hands))
    return Section(
        "Polars",
        [
            "Lines, counters, amounts of both readings, split by largest remainder, as Parquet; every",
            "obligation equals that of the SQL by hand. Left out: credit shares (least common multiples over",
            "teams; read from the audit's run), payments, standings, late charges, arrears by party.",
            "",
            *table(("", "wall s", "CPU s", "peak GiB"), rows),
            "",
            f"Polars takes {ratio:.2f} times the SQL.",
        ],
    )


def against_openfisca(asked: Asked) -> Section:
    """(d) OpenFisca-core for the three steps it can say, in its own environment, with its wrong cents."""
    title = "OpenFisca-core"
    environment = openfisca_environment()
    if isinstance(environment, str):
        return Section(title, [f"Not run: {environment}"])
    folder = MADE / "openfisca"
    rows = []
    for dollars in OPENFISCA_LIMITS:
        tell(f"OpenFisca-core, receipts up to ${dollars:,}")
        run_measured(script("openfisca_check.py", "prepare", folder, asked.rows, dollars))
        ran = run_measured([environment / "bin" / "python", BENCH / "openfisca_steps.py", folder])
        seconds, kind = ran.output.split()
        found = run_measured(
            script("openfisca_check.py", "check", folder, asked.rows, dollars)
        ).output.split()
        count, wrong, worst, exact = int(found[0]), int(found[1]), int(found[2]), float(found[3])
        rows.append(
            (f"up to ${dollars:,} a row", f"{float(seconds):.2f}", f"{ran.peak:.2f}", f"{exact:.2f}",
             f"{wrong:,} of {count:,} ({100 * wrong / count:.1f} %)", str(worst), kind)
        )  # fmt: skip
    return Section(
        title,
        [
            f"Three steps on {asked.rows:,} rows: stepped, flat, effective-dated rate; the counter is handed",
            "over. It has no running sum over rows, no split, no payments. Median of five; DuckDB figures",
            "the exact cents of the same rows on 2 threads.",
            "",
            *table(("receipts", "s", "peak GiB", "DuckDB, exact s", "wrong cents", "worst", "type"), rows),
        ],
    )


def openfisca_environment() -> Path | str:
    """An environment that has OpenFisca-core, made where it is missing; or why there is none."""
    environment = MADE / "openfisca-venv"
    python = environment / "bin" / "python"
    if (
        python.is_file()
        and not subprocess.run([python, "-c", "import openfisca_core"], check=False).returncode
    ):
        return environment
    tell("installing OpenFisca-core in an environment of its own")
    shutil.rmtree(environment, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    done = subprocess.run(
        [environment / "bin" / "pip", "install", "--quiet", OPENFISCA],
        capture_output=True,
        text=True,
        check=False,
    )
    return environment if done.returncode == 0 else f"{OPENFISCA} could not be installed here."


def engines(asked: Asked) -> Section:
    """(e) The yardstick of the shared reference folder, as it is."""
    found = run_yardstick(asked.rows, MADE / "yardstick", asked.runs)
    title = "Engine to engine: the yardstick of the shared reference folder"
    if not found:
        return Section(
            title, [f"Not run: {SCRIPTS.parent.name}/{SCRIPTS.name} is not beside the repository."]
        )
    first = next((median(ran.seconds for ran in runs) / runs[0].rows for runs in found if runs[0].rows), 0.0)
    rows = []
    for runs in found:
        seconds = median(ran.seconds for ran in runs)
        if runs[0].absent:
            rows.append((runs[0].name, "", runs[0].absent, "", "", ""))
            continue
        rows.append(
            (runs[0].name, f"{runs[0].rows:,}", f"{seconds:.2f}", f"{median(ran.peak for ran in runs):.2f}",
             f"{seconds / runs[0].rows / first:.1f}", str(len(runs)))
        )  # fmt: skip
    most = max(ran.rows for runs in found for ran in runs)
    sums = {ran.sums for runs in found for ran in runs if ran.rows == most}
    if len(sums) > 1:
        raise SystemExit(f"the engines of the yardstick disagree: {sorted(sums)}")
    return Section(
        title,
        [
            "Its own workload (counter handed over, about 1.4 uses a line) and its own scripts. Engines on",
            "the same rows agree on all check sums.",
            "",
            *table(("", "rows", "s", "peak GiB", "time a row, first = 1", "runs"), rows),
        ],
    )


def growth(asked: Asked) -> Section:
    """(f) A tenth, the whole and five times the rows: exponent of the time, peak memory."""
    found = []
    for factor in GROWTH:
        rows = int(asked.rows * factor)
        folder = workload(rows)
        runs = []
        for turn in range(GROWTH_RUNS):
            tell(f"audit of {rows:,} rows, run {turn + 1} of {GROWTH_RUNS}")
            runs.append(run_audit(folder))
        found.append((rows, counts(folder)["obligation"], *middle(runs)))
    rows = []
    for place, (size, obligations, wall, cpu, peak) in enumerate(found):
        before = found[place - 1] if place else None
        exponent = f"{log(wall / before[2]) / log(size / before[0]):.2f}" if before else ""
        rows.append((f"{size:,}", f"{obligations:,}", f"{wall:.2f}", f"{cpu:.2f}", f"{peak:.2f}", exponent))
    whole = log(found[-1][2] / found[0][2]) / log(found[-1][0] / found[0][0])
    most = max(one[4] for one in found)
    kept = "kept" if most <= MEMORY_LIMIT_GIB else "NOT kept"
    return Section(
        "Growth",
        [
            f"The audit, whole process, medians of {GROWTH_RUNS}.",
            "",
            *table(("rows", "obligations", "wall s", "CPU s", "peak GiB", "exponent"), rows),
            "",
            f"From the first to the last: exponent {whole:.2f} (limit 1.05).",
            f"Peak memory {most:.2f} GiB, limit {MEMORY_LIMIT_GIB:.0f} GiB: {kept}.",
        ],
    )


def explaining(asked: Asked) -> Section:
    """(g) One amount explained in a run of many obligations, once the book is open."""
    rows = round(asked.obligations * 0.8)
    folder = workload(rows, 2)
    audited = run_audit(folder)
    said = run_measured(script("explain_once.py", folder))
    obligations, refs, opened, middle_ms, worst_ms = said.output.split()
    return Section(
        "Explaining one amount",
        [
            f"A run of {int(obligations):,} obligations ({rows:,} rows, 2 uses a line; audited in",
            f"{audited.wall:.1f} s, {audited.cpu:.1f} s of CPU, at {audited.peak:.2f} GiB).",
            f"{refs} amounts spread evenly over the run.",
            "",
            *table(
                ("", "figure"),
                [("opening the book and the run, s", opened), ("one amount, median ms", middle_ms),
                 ("one amount, slowest ms", worst_ms), ("peak GiB", f"{said.peak:.2f}")],
            ),
            "",
            "Limit: 50 ms once the book is open.",
        ],
    )  # fmt: skip


def library_weight(asked: Asked) -> Section:
    """(i) Loading the whole library, and audits with it and with the two agreements of the core alone."""
    folder = workload(asked.rows)
    books = [(f"workload of {asked.rows:,} rows, its own library", folder / "book", folder / "library")]
    demonstration = BENCH.parent / "out" / "autumn-2008"
    if demonstration.is_dir():
        books.append(("demonstration book, shipped library", demonstration, None))
    lines = weight_lines(books, asked.runs)
    if not demonstration.is_dir():
        lines = [*lines, "", "The demonstration book is not there and was left out: `make demo` makes it."]
    return Section("The weight of the library", lines)


def asking_for_help(asked: Asked) -> Section:
    """(h) `arrears --help`, the whole process."""
    run_measured([ARREARS, "--help"])
    walls = [run_measured([ARREARS, "--help"]).wall for _ in range(2 * asked.runs)]
    return Section(
        "Asking for help",
        [
            f"`arrears --help`: median {median(walls):.2f} s, slowest {max(walls):.2f} s of {len(walls)}.",
            "Limit: 0.3 s.",
        ],
    )


PARTS: Mapping[str, Callable[[Asked], Section]] = {
    "hand": against_hand,
    "decimal": against_decimal,
    "polars": against_polars,
    "openfisca": against_openfisca,
    "engines": engines,
    "growth": growth,
    "explain": explaining,
    "library": library_weight,
    "help": asking_for_help,
}
