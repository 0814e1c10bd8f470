"""Writes the reference pages that are made from the code: command line, findings, schema, fidelity ledger.

`python tools/write_references.py` writes them; with `--check` it writes nothing and says which are stale.
A test runs the check, so that a command or a finding without its line cannot be committed.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "arrears"
DOCS = ROOT / "docs"
TEXTS = ROOT.parent / "shared" / "texts"  # the shared reference folder beside the repo, where it is
COUNTS = DOCS / "fidelity-checked.json"
CLI_HEADING = """# Command line

Made from the commands themselves by `tools/write_references.py`; a test holds it current.

Exit codes of every command: **0** done, **1** findings stopped the command or a check found faults, **2** the
command was written wrongly. Arrears are an answer, not a failure. Answers go to stdout, progress to stderr.
"""
FINDINGS_HEADING = """# Findings

What the world got wrong is told as a finding: a place, a problem, what was expected and found, what to try.
Every code has a line here, with the words of the source and `…` where a finding shows its own value; a code
that is used for several problems shows one of them. Made by `tools/write_references.py`; a test holds it
current.

| code | room | what it says |
| --- | --- | --- |
"""


# For codes whose problem is put together elsewhere than where the code is named.
IN_OUR_WORDS: Mapping[str, str] = {
    "gains-not-read": "a file of gains by person cannot be read, or has another head",
    "band-not-read": "a band of a rate is not written as `first 100,000 copies`, `next …` or `thereafter`",
    "case-amount": "a worked case expects another amount than the clause gives",
    "case-missing": "a worked case expects an amount where one is missing, or the other way round",
    "case-step": "a worked case expects another value of a step than the clause gives",
    "chain_broken": "an entry is missing, or is not what the entry after it was chained to",
    "figure-not-read": "a figure is not written in a form that the grammar of figures knows",
    "magnitude-too-large": "an amount could grow beyond what exact arithmetic holds",
}
NO_CODES = frozenset({"amount_cents"})


@dataclass(frozen=True)
class FindingLine:
    """One code as the source builds it."""

    code: str
    room: str
    problem: str


def cli_reference() -> str:
    """docs/cli.md: the help of every command."""
    from typer.main import get_command

    from arrears.cli.main import app

    parts = [CLI_HEADING]
    for name, text in _helps(get_command(app), "arrears"):
        level = "##" if name.count(" ") < 2 else "###"
        parts.append(f"{level} {name}\n\n```text\n{text.rstrip()}\n```\n")
    return "\n".join(parts)


def _helps(command: object, name: str) -> Iterator[tuple[str, str]]:
    context = command.make_context(
        name, [], resilient_parsing=True, terminal_width=100, max_content_width=100
    )  # type: ignore[attr-defined]
    context.info_name = name
    yield name, command.get_help(context)  # type: ignore[attr-defined]
    for word, below in getattr(command, "commands", {}).items():
        yield from _helps(below, f"{name} {word}")


def findings_reference() -> str:
    """docs/findings.md: every code with its problem and its remedy."""
    lines: dict[str, FindingLine] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for line in finding_lines(path):
            kept = lines.get(line.code)
            if kept is None or not kept.problem:
                lines[line.code] = line
    rows = (
        f"| `{line.code}` | {line.room} | {_cell(IN_OUR_WORDS.get(line.code) or line.problem)} |"
        for _, line in sorted(lines.items())
    )
    return FINDINGS_HEADING + "\n".join(rows) + "\n"


def finding_lines(path: Path) -> Iterator[FindingLine]:
    """The findings that a module builds, directly or through a function of its own that takes the code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    for function in _functions(tree):
        for call in _calls(function):
            codes = tuple(_codes(call))
            said = _assigned(function, call.lineno) if codes else {}
            place = 4 if _name(call) == "Fault" else 2
            for code in codes:
                yield FindingLine(code, room, _words(_argument(call, place, "problem"), said))


def _functions(tree: ast.Module) -> Iterator[ast.AST]:
    yield tree
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _calls(scope: ast.AST) -> Iterator[ast.Call]:
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.FunctionDef):
            continue
        if isinstance(node, ast.Call):
            yield node
        waiting.extend(ast.iter_child_nodes(node))


def _codes(call: ast.Call) -> Iterator[str]:
    """The codes of a call that builds a finding or names one in passing to a function that does."""
    name = _name(call)
    given = [*call.args[:2], *(word.value for word in call.keywords if word.arg == "code")]
    is_finding = name in ("Finding", "Fault")
    if not is_finding and "fault" not in name and "finding" not in name and "refuse" not in name:
        return
    for argument in given[:1] if is_finding and call.args else given:
        for constant in _constants(argument):
            if _is_code(constant) and constant not in NO_CODES:
                yield constant


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else str(getattr(call.func, "id", ""))


def _constants(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)


def _is_code(text: str) -> bool:
    return (
        text.replace("-", "").replace("_", "").isalpha() and text.islower() and ("-" in text or "_" in text)
    )


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    for word in call.keywords:
        if word.arg == name:
            return word.value
    return call.args[place] if len(call.args) > place else None


def _assigned(scope: ast.AST, before: int) -> Mapping[str, ast.expr]:
    """The names that a function gives a text to, each with the last text given before a line."""
    found: dict[str, ast.expr] = {}
    given = [node for node in ast.walk(scope) if isinstance(node, ast.Assign) and node.lineno <= before]
    for node in sorted(given, key=lambda assign: assign.lineno):
        target, value = node.targets[0], node.value
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts))
        found.update((one.id, part) for one, part in pairs if isinstance(one, ast.Name))
    return found


def _words(node: ast.expr | None, said: Mapping[str, ast.expr]) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_words(value, {}) or "…" for value in values)
        case ast.Name(id=name) if name in said and not isinstance(said[name], ast.Name):
            return _words(said[name], {})
        case ast.IfExp(body=body, orelse=orelse):
            return _words(body, said) or _words(orelse, said)
        case ast.BinOp(left=left, right=right):
            return (_words(left, said) or "…") + (_words(right, said) or "…")
    return ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def schema_reference() -> str:
    """docs/explain.schema.json: the JSON Schema of explanations."""
    from arrears.obligations.explanation_json import explanation_json_schema

    return explanation_json_schema()


def fidelity_pages() -> Mapping[Path, str]:
    """docs/fidelity.md, and the checker's counts that it shows.

    Where the texts are not at hand the counts stay as they were taken last.
    """
    from arrears.agreements.ledger import build_ledger, verdict_counts
    from arrears.agreements.load import load_library
    from arrears.agreements.procedure_load import procedures
    from arrears.agreements.text_check import check_agreements, check_procedures
    from arrears.agreements.text_pages import open_texts
    from arrears.reports.fidelity_page import fidelity_markdown

    agreements, ways = load_library(), procedures()
    if TEXTS.is_dir():
        texts = open_texts(TEXTS)
        counts = verdict_counts((*check_agreements(agreements, texts), *check_procedures(ways, texts)))
    else:
        counts = json.loads(COUNTS.read_text(encoding="utf-8"))
    told = json.dumps(counts, indent=1, sort_keys=True) + "\n"
    ledger = build_ledger(agreements, ways)
    return {COUNTS: told, DOCS / "fidelity.md": fidelity_markdown(ledger, json.loads(told))}


def main() -> int:
    """Write the pages, or with --check say which are not current."""
    pages = {
        DOCS / "cli.md": cli_reference(),
        DOCS / "findings.md": findings_reference(),
        DOCS / "explain.schema.json": schema_reference(),
    }
    refused = _add_fidelity(pages)
    old = [path for path, text in pages.items() if not path.is_file() or path.read_text("utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in old:
            print(f"{path.relative_to(ROOT)} is not current; run python tools/write_references.py")
        return 1 if old or refused else 0
    for path in old:
        path.write_text(pages[path], encoding="utf-8", newline="\n")
        print(f"wrote {path.relative_to(ROOT)}")
    return 1 if refused else 0


def _add_fidelity(pages: dict[Path, str]) -> bool:
    """Add the ledger's pages; True, with the findings printed, where the library does not load."""
    from arrears.findings import Refused

    try:
        pages.update(fidelity_pages())
    except Refused as refused:
        print(refused)
        print("docs/fidelity.md was left as it is")
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())
