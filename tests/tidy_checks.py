"""The style guide as functions: each takes one parsed file and gives `path:line: what is wrong`.

Only what a machine can judge stands here. Whether a name is the trade's noun is for the reader.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

LINE_LENGTH = 110
MODULE_LINES = 400
FUNCTION_LINES = 40
TEST_FUNCTION_LINES = 80  # a small world written out is a list of rows
MODULE_DOCSTRING_LINES = 8
SELF_SPEAKING_LINES = 3
PARAMETERS = 5
NESTING = 3
BANNED_WORDS = frozenset(
    {"data", "info", "manager", "helper", "helpers", "util", "utils", "process", "processor", "royalty"}
)
# Named by what they hold: rows of a list, not steps of a program.
LISTS_OF_ROWS = frozenset({"src/arrears/vocabulary.py", "src/arrears/records/tables.py"})
# Goes into a bundle as one file that its reader runs with nothing else: a second program, not a module.
STANDALONE = frozenset({"src/arrears/claims/verifier/verify.py"})
BULK_ROOMS = (
    "src/arrears/engine/",
    "src/arrears/obligations/",
    "src/arrears/reconciliation/",
    "src/arrears/claims/",
)
EXACT_ROOMS = (
    "src/arrears/money.py",
    "src/arrears/dates.py",
    "src/arrears/formula/",
    "src/arrears/agreements/",
    *BULK_ROOMS,
)
FOREIGN_BASES = frozenset(
    {"Exception", "Protocol", "NamedTuple", "TypedDict", "BaseModel", "StrEnum", "Enum"}
)
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match)
BANNED_SQL = re.compile(r"\bany_value\s*\(|\bfirst\s*\(|\blimit\s+(\d|\{|\$|\?)", re.IGNORECASE)
CLOCK_CALLS = frozenset({"today", "now", "utcnow", "localtime", "gmtime"})
CLOCK_SQL = re.compile(r"\b(current_date|current_timestamp|today\(\)|now\(\))", re.IGNORECASE)
PRAGMA = re.compile(r"#\s*(?:noqa|type:|pragma)[^#]*$")  # a word to a tool is not read by people
UNFINISHED = re.compile(r"#\s*(TODO|FIXME|XXX|HACK)\b")


@dataclass(frozen=True)
class Source:
    """One Python file: its path in the project, its text, its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def is_ours(self) -> bool:
        """Part of the package, not of its tests or tools."""
        return self.path.startswith("src/")


def parse_source(path: str, text: str) -> Source:
    """A file ready to be checked."""
    return Source(path, text, ast.parse(text, path))


def _functions(source: Source) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef))


def _public_functions(source: Source) -> Iterator[ast.FunctionDef]:
    """Functions of the module itself that others may call."""
    return (
        node
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    )


def _parameters(function: ast.FunctionDef) -> list[ast.arg]:
    of_call = function.args
    named = [*of_call.posonlyargs, *of_call.args, *of_call.kwonlyargs]
    return [argument for argument in named if argument.arg not in ("self", "cls")]


def _docstring_lines(node: ast.FunctionDef | ast.Module) -> int:
    first = node.body[0] if node.body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return (first.end_lineno or first.lineno) - first.lineno + 1
    return 0


def _texts(source: Source) -> Iterator[tuple[int, str]]:
    """String constants, docstrings left out."""
    prose = {
        id(node.value)
        for owner in ast.walk(source.tree)
        if isinstance(owner, ast.Module | ast.FunctionDef | ast.ClassDef)
        for node in owner.body[:1]
        if isinstance(node, ast.Expr)
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


def check_line_length(source: Source) -> Iterator[str]:
    """Lines fit a page."""
    for number, line in enumerate(source.text.splitlines(), start=1):
        length = len(PRAGMA.sub("", line).rstrip())
        if length > LINE_LENGTH:
            yield f"{source.path}:{number}: {length} characters, at most {LINE_LENGTH}"


def check_module_size(source: Source) -> Iterator[str]:
    """A module is one idea; lists of rows may be longer."""
    length = len(source.text.splitlines())
    if length > MODULE_LINES and source.path not in LISTS_OF_ROWS | STANDALONE:
        yield f"{source.path}:1: {length} lines, at most {MODULE_LINES}"


def check_function_size(source: Source) -> Iterator[str]:
    """A function fits a screen, its docstring left out."""
    most = TEST_FUNCTION_LINES if source.path.startswith("tests/") else FUNCTION_LINES
    for function in _functions(source):
        length = (function.end_lineno or 0) - function.lineno + 1 - _docstring_lines(function)
        if length > most:
            place = f"{source.path}:{function.lineno}: {function.name}"
            yield f"{place} has {length} lines, at most {most}"


def check_parameters(source: Source) -> Iterator[str]:
    """Few parameters; a command's options are its parameters, so the command line is exempt."""
    if not source.is_ours or source.path.startswith("src/arrears/cli/"):
        return
    for function in _functions(source):
        count = len(_parameters(function))
        if count > PARAMETERS:
            place = f"{source.path}:{function.lineno}: {function.name}"
            yield f"{place} takes {count} parameters, at most {PARAMETERS}"


def _depth(node: ast.AST) -> int:
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            continue
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]
        deepest = max(deepest, _depth(child) + (isinstance(child, BLOCKS) and not is_elif))
    return deepest


def check_nesting(source: Source) -> Iterator[str]:
    """Blocks in blocks in blocks, and no further."""
    for function in _functions(source):
        depth = _depth(function)
        if depth > NESTING:
            yield f"{source.path}:{function.lineno}: {function.name} nests {depth} deep, at most {NESTING}"


def check_star_imports(source: Source) -> Iterator[str]:
    """Every name can be looked up."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            yield f"{source.path}:{node.lineno}: import * from {node.module}"


def _defined_names(source: Source) -> Iterator[tuple[int, str]]:
    yield 1, PurePosixPath(source.path).stem
    for node in ast.walk(source.tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name):
                yield node.lineno, name
            case ast.Name(id=name, ctx=ast.Store()):
                yield node.lineno, name


def check_names(source: Source) -> Iterator[str]:
    """Names are the trade's nouns."""
    for line, name in _defined_names(source):
        # "In process" is the statement's own word for money on its way.
        words = re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower().replace("in_process", "").split("_")
        for word in sorted(BANNED_WORDS.intersection(words)):
            yield f"{source.path}:{line}: '{word}' in the name {name}"


def check_constant_asserts(source: Source) -> Iterator[str]:
    """An assertion can fail."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Assert):
            continue
        subject = node.test.func if isinstance(node.test, ast.Call) else node.test
        is_text_call = isinstance(subject, ast.Attribute) and isinstance(subject.value, ast.Constant)
        if isinstance(node.test, ast.Constant | ast.JoinedStr | ast.Tuple) or is_text_call:
            yield f"{source.path}:{node.lineno}: assert on a constant cannot fail"


def check_public_functions(source: Source) -> Iterator[str]:
    """Every public function says what it does (unless three lines say it), what goes in and comes out."""
    if not source.is_ours:
        return
    for function in _public_functions(source):
        place = f"{source.path}:{function.lineno}: {function.name}"
        said = ast.get_docstring(function)
        length = (function.end_lineno or 0) - function.body[0].lineno + 1
        if not said and length > SELF_SPEAKING_LINES:
            yield f"{place} has no docstring"
        elif said and not re.search(r"[.:?](?=\s|$)", said.split("\n\n")[0]):
            yield f"{place} does not begin with a sentence"
        untyped = [argument.arg for argument in _parameters(function) if argument.annotation is None]
        if untyped or function.returns is None:
            yield f"{place} lacks the type of {', '.join([*untyped] or ['its result'])}"


def check_module_docstring(source: Source) -> Iterator[str]:
    """A module of the package says why it exists, shortly."""
    if not source.is_ours or not source.text.strip():
        return
    length = _docstring_lines(source.tree)
    said = (ast.get_docstring(source.tree) or "").splitlines()
    examples = sum(line.startswith((">>>", "...")) for line in said)
    prose = [line for line in said if line.strip()]
    if not length:
        yield f"{source.path}:1: no module docstring"
    elif len(prose) - 2 * examples > MODULE_DOCSTRING_LINES:
        yield f"{source.path}:1: a module docstring of {len(prose)} lines, at most {MODULE_DOCSTRING_LINES}"


def check_shapes(source: Source) -> Iterator[str]:
    """Frozen dataclasses and plain functions: no inheritance among our own types, no state in a module."""
    if not source.is_ours:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef):
            bases = [ast.unparse(base).split(".")[-1].split("[")[0] for base in node.bases]
            own = [base for base in bases if base not in FOREIGN_BASES]
            if own:
                yield f"{source.path}:{node.lineno}: {node.name} inherits from {', '.join(own)}"
            if any(ast.unparse(mark).split(".")[-1] == "dataclass" for mark in node.decorator_list):
                yield f"{source.path}:{node.lineno}: the dataclass {node.name} is not frozen"
        if isinstance(node, ast.Global):
            yield f"{source.path}:{node.lineno}: global {', '.join(node.names)}"
    for node in source.tree.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if value is not None and ast.unparse(value) in ("{}", "[]", "set()", "dict()", "list()"):
            yield f"{source.path}:{node.lineno}: an empty collection in a module is state"


def check_excepts(source: Source) -> Iterator[str]:
    """What goes wrong is named and dealt with; a test may look at whatever was raised."""
    if source.path.startswith("tests/"):
        return
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = "everything" if node.type is None else ast.unparse(node.type)
        is_silent = all(isinstance(step, ast.Pass) for step in node.body)
        if caught in ("everything", "BaseException") and not any(
            isinstance(x, ast.Raise) for x in ast.walk(node)
        ):
            yield f"{source.path}:{node.lineno}: except {caught} without raising again"
        elif is_silent and caught == "Exception":
            yield f"{source.path}:{node.lineno}: except Exception: pass"


def check_bulk_sql(source: Source) -> Iterator[str]:
    """Nothing in the bulk path may change from one run to the next."""
    if not source.path.startswith(BULK_ROOMS):
        return
    for line, text in _texts(source):
        found = BANNED_SQL.search(text)
        if found:
            yield f"{source.path}:{line}: '{found.group().strip()}' in the bulk path"


def check_clock(source: Source) -> Iterator[str]:
    """The day an answer is for is always an argument."""
    if not source.is_ours:
        return
    for node in ast.walk(source.tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in CLOCK_CALLS:
            yield f"{source.path}:{node.lineno}: reads the clock with {called.attr}()"
    for line, text in _texts(source):
        if CLOCK_SQL.search(text):
            yield f"{source.path}:{line}: reads the clock in SQL"


def check_floats(source: Source) -> Iterator[str]:
    """Money, dates and everything that figures them hold no float."""
    if not source.path.startswith(EXACT_ROOMS):
        return
    for node in ast.walk(source.tree):
        is_call = isinstance(node, ast.Call) and ast.unparse(node.func) == "float"
        if is_call or (isinstance(node, ast.Constant) and isinstance(node.value, float)):
            yield f"{source.path}:{node.lineno}: a float in an exact room"


def check_unfinished(source: Source) -> Iterator[str]:
    """Text we could not settle is a reading, not a note to ourselves."""
    for number, line in enumerate(source.text.splitlines(), start=1):
        if UNFINISHED.search(line):
            yield f"{source.path}:{number}: {line.strip()}"


def check_test_names(source: Source) -> Iterator[str]:
    """Test names are sentences."""
    if not source.path.startswith("tests/"):
        return
    for function in _functions(source):
        if function.name.startswith("test_") and len(function.name.split("_")) < 4:
            yield f"{source.path}:{function.lineno}: {function.name} is not a sentence"


CHECKS = (
    check_line_length,
    check_module_size,
    check_function_size,
    check_parameters,
    check_nesting,
    check_star_imports,
    check_names,
    check_constant_asserts,
    check_public_functions,
    check_module_docstring,
    check_shapes,
    check_excepts,
    check_bulk_sql,
    check_clock,
    check_floats,
    check_unfinished,
    check_test_names,
)
