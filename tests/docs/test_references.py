"""The reference pages say what the code says: every command, every finding, the schema of explanations."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def read(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_the_reference_pages_are_current() -> None:
    command = [sys.executable, str(ROOT / "tools" / "write_references.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_finding_that_the_source_builds_has_a_line_with_words() -> None:
    listed = dict(re.findall(r"^\| `([a-z_-]+)` \| [a-z]+ \| (.*) \|$", read("findings.md"), re.MULTILINE))
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    built = set(re.findall(r"""\bFinding\(\s*(?:code=)?"([a-z_-]+)\"""", sources))
    assert len(built) > 80
    assert built - set(listed) == set()
    assert [code for code, words in listed.items() if not words.strip()] == []


def test_every_command_has_an_example_that_begins_with_its_name() -> None:
    parts = re.split(r"^##+ (arrears[a-z ]*)$", read("cli.md"), flags=re.MULTILINE)[1:]
    helps = dict(zip(parts[::2], parts[1::2]))
    assert len(helps) >= 18
    for name, text in helps.items():
        is_group = any(other.startswith(f"{name} ") for other in helps)
        if not is_group:
            assert re.search(rf"Examples?:\n +{name}\b", text), name


def test_every_room_has_a_sentence_in_the_architecture_page() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = {
        path.name for path in (ROOT / "src" / "arrears").iterdir() if path.is_dir() and path.name[0] != "_"
    }
    rooms |= {path.stem for path in (ROOT / "src" / "arrears").glob("*.py") if path.stem != "__init__"}
    assert {room for room in rooms if f"**{room}**" not in page} == set()
