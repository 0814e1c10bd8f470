"""What the whole agreement library costs: to load all of it, and an audit that needs two versions of it.

The package is copied twice, once whole and once with the two agreements that the core was built for; audits
of one book run with each in turns, and their difference is shown beside the spread of the runs themselves.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from measure import Measured, run_measured, table, tell

SOURCE = Path(__file__).resolve().parents[1] / "src" / "arrears"
CORE = ("wga/mba-2008", "wga/mba-2023")
LOAD = (
    "import time; from arrears.agreements.load import load_library; begun = time.perf_counter();"
    " agreements = load_library(); print(len(agreements), time.perf_counter() - begun)"
)
AUDIT = "import sys; from arrears.cli.main import main; sys.exit(main())"
LOAD_LIMIT = 1.0


def with_package(folder: Path, *words: str) -> list[str]:
    """A command of Python that imports the package copied to a folder."""
    return ["env", f"PYTHONPATH={folder}", sys.executable, "-c", *words]


def copy_package(folder: Path, kept: Sequence[str] = ()) -> Path:
    """The package in a folder of its own, with all agreements or only those named and what they patch."""
    shutil.copytree(SOURCE, folder / "arrears", ignore=shutil.ignore_patterns("__pycache__"))
    library = folder / "arrears" / "agreements" / "library"
    if kept:
        needed = {base for address in kept for base in chain(library, address)}
        for header in library.glob("*/*/agreement.yaml"):
            if header.parent.relative_to(library).as_posix() not in needed:
                shutil.rmtree(header.parent)
    return folder


def chain(library: Path, address: str) -> list[str]:
    """A version, and the versions that it is a patch of."""
    found = [address]
    while of := patched(library / found[-1] / "agreement.yaml"):
        found.append(of)
    return found


def patched(header: Path) -> str:
    """The version that a header's own line `patch: {of: …}` names; empty for one that is written whole."""
    for line in header.read_text(encoding="utf-8").splitlines():
        if line.startswith("patch: {of: "):
            return line.removeprefix("patch: {of: ").rstrip("}").strip()
    return ""


def weigh(book: Path, own: Path | None, runs: int) -> tuple[list[Measured], list[Measured]]:
    """Audits of a book with the whole library and with the two agreements, in turns."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as scratch:
        whole = copy_package(Path(scratch) / "whole")
        two = copy_package(Path(scratch) / "two", CORE)
        found: tuple[list[Measured], list[Measured]] = ([], [])
        options = ["--library", str(own)] if own else ["--guild", "wga"]
        for package in (whole, two):  # compiled once, before anything is counted
            run_measured(with_package(package, AUDIT, "--help"))
        for turn in range(runs):
            for place, package in enumerate((whole, two)):
                tell(f"audit of {book.name}, turn {turn + 1} of {runs}, {package.name}")
                shutil.rmtree(book / "runs", ignore_errors=True)
                command = with_package(package, AUDIT, "audit", str(book), *options)
                found[place].append(run_measured(command))
        return found


def load_times(runs: int) -> tuple[int, list[float]]:
    """How many agreements the library holds, and seconds to load all of them in fresh processes."""
    run_measured([sys.executable, "-c", LOAD])
    said = [run_measured([sys.executable, "-c", LOAD]).output.split() for _ in range(runs)]
    return int(said[0][0]), [float(seconds) for _, seconds in said]


def weight_rows(name: str, whole: Sequence[Measured], two: Sequence[Measured]) -> tuple[str, ...]:
    """Medians, their difference, and the spread of the runs with two agreements."""
    walls = [one.wall for one in two]
    slower = median(one.wall for one in whole) - median(walls)
    spread = max(walls) - min(walls)
    return (
        name, f"{median(one.wall for one in whole):.2f}", f"{median(walls):.2f}", f"{slower:+.2f}",
        f"{spread:.2f}", "kept" if slower <= spread else "NOT kept",
    )  # fmt: skip


def weight_lines(books: Sequence[tuple[str, Path, Path | None]], runs: int) -> list[str]:
    """The section's lines: loading the library, then each book with and without the rest of it."""
    count, seconds = load_times(runs)
    kept = "kept" if median(seconds) < LOAD_LIMIT else "NOT kept"
    rows = [weight_rows(name, *weigh(book, own, runs)) for name, book, own in books]
    return [
        f"All {count} agreements: median {median(seconds):.2f} s, slowest {max(seconds):.2f} s of {runs};",
        f"limit {LOAD_LIMIT:.0f} s: {kept}.",
        "",
        f"Audits with the whole library and with {' and '.join(CORE)} alone, {runs} runs each in",
        "turns, wall s. Limit: no slower than the spread of the runs with the two.",
        "",
        *table(("", "whole library", "two agreements", "slower by", "spread", ""), rows),
    ]
