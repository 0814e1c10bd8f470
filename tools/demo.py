"""`make demo`: an invented autumn of 2008 is made, imported, and its position printed on two days; the talks
of that autumn are recorded in it; then an invented stoppage of 2007-08, in a book of its own.

The same commands that a user types; a second run finds book and runs again. Everything is below `out/`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEED = 2008
DAYS = ("2008-11-21", "2009-08-31")
STOPPAGE_DAY = "2008-06-30"


def main() -> int:
    """Run the demonstration; the exit code is that of the first command that fails."""
    out = ROOT / "out"
    book = out / "autumn-2008"
    started = time.monotonic()
    if not (out / "autumn-2008.ready").exists():
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        tell("inventing companies, titles, writers, statements and payments")
        run(sys.executable, "-m", "tools.demonstration", str(out / "files"), "--seed", str(SEED))
        arrears("init", str(book))
        for day in DAYS:
            tell(f"importing what was known by {day}")
            files = str(out / "files" / day)
            arrears("import", str(book), files, "--said-by", "demonstration", "--learned-on", day)
        talks(out, book)
        (out / "autumn-2008.ready").touch()
    for day in DAYS:
        tell(f"auditing as of {day}")
        arrears(
            "audit", str(book), "--as-of", day, "--known-by", day, "--guild", "wga", "--out", str(out / day)
        )
    stoppage(out)
    shutil.copytree(ROOT / "tools" / "demonstration" / "bargaining", out / "bargaining", dirs_exist_ok=True)
    tell("the talks of that autumn are in out/bargaining; docs/bargaining-walk-through.md walks through them")
    page = out.relative_to(ROOT) / DAYS[-1] / "arrears.html"
    tell(f"done in {time.monotonic() - started:.0f} s; open {page}")
    return 0


def talks(out: Path, book: Path) -> None:
    """The invented autumn's talks in the writers' book: a docket, a blackout over it, and its lifting."""
    files = ROOT / "tools" / "demonstration" / "bargaining"
    tell("recording the talks of the autumn, through a news blackout")
    by = ("--by", "researcher")
    arrears("docket", "import", str(book), str(files / "docket.yaml"), "--on", "2008-11-20", *by)
    parties = ("--party", "Lantern Writers' Guild", "--party", "Lantern Producers")
    under = ("--talks", "lantern-2008", *parties, "--from", "2008-11-10", "--on", "2008-11-24")
    arrears("blackout", "declare", str(book), *under, "--by", "committee")
    hidden = str(files / "docket-under-blackout.yaml")
    seen_by = ("--audience", "committee")
    arrears("docket", "import", str(book), hidden, "--on", "2008-11-25", "--by", "committee", *seen_by)
    arrears("blackout", "lift", str(book), "1", "--on", "2008-12-01", "--by", "committee")
    after = str(files / "docket-after-blackout.yaml")
    arrears("docket", "import", str(book), after, "--on", "2009-02-21", *by)
    arrears("docket", "timeline", str(book), "--out", str(out / "talks.html"))


def stoppage(out: Path) -> None:
    """The performers' book, apart from the writers': what a stoppage left owed to 120 regulars."""
    book, files, ready = out / "stoppage-2008", out / "stoppage-files", out / "stoppage-2008.ready"
    if not ready.exists():
        shutil.rmtree(book, ignore_errors=True)
        tell("inventing a stoppage of 20 series and 120 regulars")
        seed = str(SEED)
        run(sys.executable, "-m", "tools.demonstration", str(files), "--seed", seed, "--stoppage")
        arrears("init", str(book))
        learned = ("--said-by", "demonstration", "--learned-on", STOPPAGE_DAY)
        arrears("import", str(book), str(files), *learned)
        ready.touch()
    tell(f"auditing the stoppage as of {STOPPAGE_DAY}")
    arrears("audit", str(book), "--guild", "sag", "--out", str(out / "stoppage"))


def arrears(*words: str) -> None:
    """Run one command of the command line, as a user would."""
    tell("$ arrears " + " ".join(word.removeprefix(str(ROOT) + "/") for word in words))
    run(str(Path(sys.executable).parent / "arrears"), *words)


def run(*words: str) -> None:
    """Run a program in the project's folder and stop with its exit code when it fails."""
    code = subprocess.run(words, cwd=ROOT, check=False).returncode
    if code:
        sys.exit(code)


def tell(text: str) -> None:
    """A line of progress, on stderr, so that the position can be piped."""
    print(f"demo: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
