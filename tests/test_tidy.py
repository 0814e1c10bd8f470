"""Style is a test: what the style guide says and a machine can judge, over every file that is kept."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import tidy_checks
from tidy_checks import CHECKS, Source, parse_source

ROOT = Path(__file__).resolve().parents[1]
BINARY = (".parquet", ".xlsx", ".png", ".gz", ".zip", ".woff2")
# Written in pieces, so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile(
    "|".join((r"(?<![\w.])/wo" + r"rk/", r"/tmp/ba" + r"sh_jobs", r"(?<![\w.])/ro" + r"ot/"))
)
TOOL_NAMES = re.compile(
    "|".join(("cla" + "ude", "anth" + "ropic", "sub" + "agent", "chat" + "gpt")), re.IGNORECASE
)
HOSTS = re.compile(
    r"https?://[^\s\"'<>)]*(?:pypi|index|registry|proxy|localhost|127\.0\.0\.1|mirror)[^\s\"'<>)]*"
)
FAULTY: dict[str, tuple[str, str]] = {
    "check_line_length": ("src/arrears/x.py", "x = '" + "a" * 120 + "'\n"),
    "check_module_size": ("src/arrears/x.py", "x = 1\n" * 401),
    "check_function_size": ("src/arrears/x.py", "def f():\n" + "    x = 1\n" * 40),
    "check_parameters": ("src/arrears/x.py", "def f(a, b, c, d, *, e, f): ...\n"),
    "check_nesting": (
        "src/arrears/x.py",
        "def f():\n if a:\n  for b in c:\n   while d:\n    with e:\n     pass\n",
    ),
    "check_star_imports": ("src/arrears/x.py", "from arrears.money import *\n"),
    "check_names": ("src/arrears/x.py", "def load_payment_data(): ...\n"),
    "check_constant_asserts": ("tests/test_x.py", "assert 'no {}'.format(1)\n"),
    "check_public_functions": ("src/arrears/x.py", "def owed(day): return day\n"),
    "check_module_docstring": ("src/arrears/x.py", "x = 1\n"),
    "check_shapes": ("src/arrears/x.py", "class Late(Charge): ...\n"),
    "check_excepts": ("src/arrears/x.py", "try:\n    f()\nexcept:\n    pass\n"),
    "check_bulk_sql": ("src/arrears/engine/x.py", "q = f'SELECT any_value(x) FROM {t}'\n"),
    "check_clock": ("src/arrears/x.py", "x = date.today()\n"),
    "check_floats": ("src/arrears/money.py", "x = 0.36\n"),
    "check_unfinished": ("src/arrears/x.py", "# TO" + "DO round\n"),
    "check_test_names": ("tests/test_x.py", "def test_rounding(): ...\n"),
}
MORE_FAULTS = (
    ("check_names", "src/arrears/payment_utils.py", ""),
    ("check_names", "src/arrears/x.py", "class PaymentManager: ...\n"),
    ("check_names", "src/arrears/x.py", "def f(payment_info): ...\n"),
    ("check_constant_asserts", "tests/test_x.py", "assert (a == b, 'differs')\n"),
    ("check_constant_asserts", "tests/test_x.py", "assert f'{a}'\n"),
    ("check_shapes", "src/arrears/x.py", "@dataclass\nclass Late: ...\n"),
    ("check_shapes", "src/arrears/x.py", "seen = []\n"),
    ("check_shapes", "src/arrears/x.py", "def f():\n    global seen\n"),
    ("check_bulk_sql", "src/arrears/obligations/x.py", "q = 'SELECT first(x) FROM t'\n"),
    ("check_bulk_sql", "src/arrears/reconciliation/x.py", "q = 'SELECT x FROM t LIMIT 1'\n"),
    ("check_clock", "src/arrears/x.py", "q = 'SELECT current_date'\n"),
    ("check_floats", "src/arrears/formula/x.py", "x = float(y)\n"),
)
CLEAN = parse_source(
    "src/arrears/reconciliation/late.py",
    '''"""Why this is here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Late:
    """A late amount."""

    cents: int


def add_up(cents: list[int], *, limit: int) -> int:
    """All of it, at most `limit` cents. SELECT any_value(x) LIMIT 1 in prose is no query."""
    try:
        return min(sum(cents), limit)
    except TypeError:
        raise
''',
)


def kept_files() -> list[str]:
    """What version control keeps, as paths from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    return [path for path in listed if (ROOT / path).is_file()]


def python_sources() -> Iterator[Source]:
    for path in kept_files():
        if path.endswith(".py"):
            yield parse_source(path, (ROOT / path).read_text(encoding="utf-8"))


def text_lines(skip: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Each line of each text file, with its place."""
    for path in kept_files():
        if path.endswith((*BINARY, *skip)):
            continue
        text = (ROOT / path).read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            yield f"{path}:{number}", line


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    found = list(python_sources())
    if not found:
        pytest.skip("not a checkout: version control lists no files")
    return found


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_file_keeps_the_style_guide(check: Callable[[Source], Iterator[str]], sources: list[Source]):
    faults = [fault for source in sources for fault in check(source)]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_each_check_finds_a_planted_fault_and_passes_clean_code(check: Callable[[Source], Iterator[str]]):
    path, text = FAULTY[check.__name__]
    assert list(check(parse_source(path, text)))
    assert list(check(CLEAN)) == []


@pytest.mark.parametrize(("name", "path", "text"), MORE_FAULTS)
def test_the_other_faces_of_a_fault_are_found_as_well(name: str, path: str, text: str):
    assert list(getattr(tidy_checks, name)(parse_source(path, text)))


def test_the_project_names_no_path_of_a_machine():
    assert [place for place, line in text_lines() if MACHINE_PATHS.search(line)] == []


def test_the_project_names_no_tool_that_wrote_it():
    assert [place for place, line in text_lines() if TOOL_NAMES.search(line)] == []


def test_the_project_names_no_package_index():
    assert [place for place, line in text_lines() if HOSTS.search(line)] == []


def test_locks_hold_names_versions_and_hashes_and_no_address():
    locks = [path for path in kept_files() if path.endswith(".lock")]
    assert len(locks) == 3
    for path in locks:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert "://" not in text, path
        pinned = re.findall(r"^[a-z0-9][\w.\[\]-]*==", text, re.MULTILINE)
        assert pinned, path
        assert text.count("--hash=sha256:") >= len(pinned), path


def test_the_licence_is_there_and_is_the_one_that_the_package_names():
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in licence
    assert "Version 2.0, January 2004" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
    assert "Apache-2.0" in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_patterns_for_paths_and_tools_find_what_they_are_for():
    assert MACHINE_PATHS.search("see /wo" + "rk/main/x")
    assert not MACHINE_PATHS.search("docs/work/x and ../shared/texts")
    assert TOOL_NAMES.search("written by Cla" + "ude")
    assert HOSTS.search("https://py" + "pi.org/simple")
    assert not HOSTS.search("https://www.wga.org/contracts/contracts/schedule-of-minimums")
