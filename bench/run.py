"""Runs the benchmark and writes its results: every ratio comes from one run, no figure is written by hand.

A run of all parts at full size writes bench/RESULTS.md, any other one bench/made/RESULTS.md.

    python bench/run.py
    python bench/run.py --only hand,help --rows 1000000
"""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from measure import tell
from parts import BENCH, MADE, PARTS, Asked, Section

FULL_ROWS = 10_000_000
PACKAGES = ("duckdb", "pyarrow", "polars", "pyspark")


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """What was asked on the command line; unknown parts are refused with the known ones."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=FULL_ROWS, help="usage rows of the main workload")
    parser.add_argument("--runs", type=int, default=5, help="runs of each in turns; figures are medians")
    parser.add_argument("--obligations", type=int, help="obligations to explain in; default: as many as rows")
    parser.add_argument("--sample", type=int, default=200_000, help="rows of the plain Python loop")
    parser.add_argument("--only", default=",".join(PARTS), help=f"parts to run: {', '.join(PARTS)}")
    parser.add_argument("--out", type=Path, help="where the results go")
    given = parser.parse_args(arguments)
    unknown = [part for part in given.only.split(",") if part not in PARTS]
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; the parts are {', '.join(PARTS)}")
    if given.rows < 1000 or given.runs < 1:
        parser.error("at least 1000 rows and one run")
    return given


def machine() -> str:
    """What it ran on."""
    names = [
        line.partition(":")[2].strip() for line in lines_of("/proc/cpuinfo") if line.startswith("model name")
    ]
    kib = [int(line.split()[1]) for line in lines_of("/proc/meminfo") if line.startswith("MemTotal")]
    memory = f", {kib[0] / 1024**2:.0f} GiB" if kib else ""
    versions = "; ".join(f"{name} {installed(name)}" for name in PACKAGES)
    cpu = names[0] if names else platform.processor() or platform.machine()
    return f"{os.cpu_count()} cores of {cpu}{memory}; Python {platform.python_version()}; {versions}."


def lines_of(path: str) -> list[str]:
    """A file's lines; none where there is no such file."""
    file = Path(path)
    return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []


def installed(package: str) -> str:
    """A package's version, or that it is not there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def as_page(command: str, sections: list[Section]) -> str:
    """The results as a Markdown page."""
    lines = [
        "# Speed and size",
        "",
        "Generated; do not edit. Made by",
        "",
        f"    {command}",
        "",
        machine(),
        "",
    ]
    for section in sections:
        lines += [f"## {section.title}", "", *section.lines, ""]
    return "\n".join(lines).rstrip() + "\n"


def main(arguments: list[str]) -> None:
    """Run the parts asked for, print the page and write it."""
    given = read_arguments(arguments)
    asked = Asked(given.rows, given.runs, given.obligations or given.rows, given.sample)
    chosen = [part for part in PARTS if part in given.only.split(",")]
    MADE.mkdir(exist_ok=True)
    # As the installation leaves it; sources that changed since would be compiled anew by every command.
    compileall.compile_dir(BENCH.parent / "src", quiet=1)
    sections = []
    for part in chosen:
        tell(f"part {part}")
        sections.append(PARTS[part](asked))
    command = " ".join(["python bench/run.py", *arguments])
    page = as_page(command, sections)
    print(page)
    whole = len(chosen) == len(PARTS) and given.rows >= FULL_ROWS
    out = given.out or (BENCH if whole else MADE) / "RESULTS.md"
    out.write_text(page, encoding="utf-8")
    tell(f"wrote {out}")


if __name__ == "__main__":
    main(sys.argv[1:])
