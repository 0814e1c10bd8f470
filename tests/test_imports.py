"""Rooms import one way, and asking for help loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HEAVY = (
    "duckdb",
    "pyarrow",
    "sqlglot",
    "yaml",
    "altair",
    "xlsxwriter",
    "holidays",
    "vl_convert",
    "python_calamine",
    "rapidfuzz",
)
ASK_FOR_HELP = """
import sys
sys.argv = ["arrears", *sys.argv[1:]]
from arrears.cli.main import main
try:
    main()
except SystemExit as stopped:
    code = stopped.code
else:
    code = 0
print("MODULES", *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


def ask(*words: str) -> tuple[subprocess.CompletedProcess[str], set[str]]:
    """Run the command line in a process of its own; which modules it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", ASK_FOR_HELP, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    loaded = [line for line in done.stderr.splitlines() if line.startswith("MODULES")]
    return done, set(loaded[-1].split()[1:]) if loaded else set()


def test_rooms_import_one_way():
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("words", [("--help",), ("audit", "--help"), ("agreements", "--help")])
def test_asking_for_help_loads_nothing_heavy(words: tuple[str, ...]):
    done, loaded = ask(*words)
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout
    assert "arrears" in loaded
    # The command line's own library looks at pydantic when it describes one command, never for the list.
    heavy = HEAVY if len(words) > 1 else (*HEAVY, "pydantic")
    assert loaded.isdisjoint(heavy), sorted(loaded.intersection(heavy))


def test_the_list_of_loaded_modules_would_show_a_heavy_one():
    done = subprocess.run(
        [sys.executable, "-c", "import duckdb, sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not set(done.stdout.split()).isdisjoint(HEAVY)
