"""The editors' schema: current, and of one mind with the loader about keys and sorts of values."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from tests.agreements.faulty_files import ERRORS

from arrears.agreements.load import SHIPPED
from arrears.agreements.schema import SCHEMA_FILE, print_schema, schema_of, write_schema

PACT = Path(__file__).parent / "library"


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


def as_an_editor_reads(path: Path) -> Any:
    """YAML with the types that editors give it, dates as text."""
    return json.loads(json.dumps(keys_as_text(yaml.safe_load(path.read_text("utf-8"))), default=str))


def keys_as_text(read: Any) -> Any:
    """Keys that YAML takes for a date, as the text that an editor holds them to."""
    if isinstance(read, dict):
        return {key if isinstance(key, str) else str(key): keys_as_text(value) for key, value in read.items()}
    return [keys_as_text(value) for value in read] if isinstance(read, list) else read


def agreement_files() -> list[Path]:
    return sorted([*SHIPPED.glob("*/*/*.yaml"), *PACT.glob("*/*/*.yaml")])


def test_the_schema_file_is_current(tmp_path: Path) -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == print_schema()
    write_schema(tmp_path / "schema.json")
    assert (tmp_path / "schema.json").read_text(encoding="utf-8") == print_schema()


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json.loads(print_schema()))


def test_there_are_files_to_check() -> None:
    assert len(agreement_files()) > 10


@pytest.mark.parametrize("path", agreement_files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_shipped_file_is_accepted(path: Path, validator: Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(as_an_editor_reads(path))] == []


@pytest.mark.parametrize(
    "name",
    [path.stem for path in sorted(ERRORS.glob("shape-*.yaml")) if path.stem != "shape-cell-keys"],
)
def test_a_fault_of_shape_is_a_fault_of_the_schema_too(name: str, validator: Draft202012Validator) -> None:
    assert not validator.is_valid(as_an_editor_reads(ERRORS / f"{name}.yaml"))


def test_every_key_has_a_description() -> None:
    def bare(schema: Any, at: str) -> list[str]:
        found = []
        for name, inner in schema.get("properties", {}).items():
            told = inner.get("description") or any(
                option.get("description") for option in inner.get("anyOf", ())
            )
            found += [] if told else [f"{at}/{name}"]
            found += bare(inner, f"{at}/{name}")
        return found

    definitions = json.loads(print_schema())["$defs"]
    assert [name for key in ("header", "article", "cases") for name in bare(definitions[key], key)] == []


def test_a_shape_that_is_not_known_is_a_programmers_mistake() -> None:
    with pytest.raises(TypeError, match="schema_of does not know str"):
        schema_of("text")  # type: ignore[arg-type]
