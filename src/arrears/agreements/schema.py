"""The JSON Schema of agreement files, for editors that complete and check YAML while it is written.

Printed from the same shapes that the loader checks, so the two cannot drift apart. It knows keys and sorts of
values; figures, expressions and names are checked at load.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from arrears.agreements.case_layout import CASES_FILE
from arrears.agreements.check_shape import CELL_KEYS
from arrears.agreements.layout import AGREEMENT_FILE, ARTICLE_FILE
from arrears.agreements.patch_layout import PATCH_HEADER
from arrears.agreements.procedure_layout import PROCEDURE_FILE
from arrears.agreements.shapes import (
    AnyShape,
    Either,
    KeyedShape,
    ListShape,
    NamedShape,
    RowsShape,
    Shape,
    TextShape,
)

SCHEMA_FILE = Path(__file__).parent / "library" / "clause.schema.json"
# YAML in an editor turns `1`, `1.5`, `no` and `2008-02-13` into other types before the schema sees them.
SCALARS = ["string", "number", "integer", "boolean"]
Schema = dict[str, Any]


def print_schema() -> str:
    """The schema as the text of `library/clause.schema.json`."""
    schema: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Agreement files of Arrears",
        "description": "A header, whole or a patch; an article; its worked cases; a procedure.",
        "anyOf": [
            {"$ref": f"#/$defs/{name}"} for name in ("header", "patch", "article", "cases", "procedure")
        ],
        "$defs": {
            "header": schema_of(AGREEMENT_FILE),
            "patch": schema_of(PATCH_HEADER),
            "article": schema_of(ARTICLE_FILE),
            "cases": schema_of(CASES_FILE),
            "procedure": schema_of(PROCEDURE_FILE),
            "rows": _rows(),
        },
    }
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def schema_of(shape: Shape) -> Schema:
    """One shape as JSON Schema, descriptions included."""
    match shape:
        case TextShape(meaning=meaning, longest=longest) if longest:
            return {"description": meaning, "type": SCALARS, "maxLength": longest}
        case TextShape(meaning=meaning, words=words):
            # `no` without quotes reaches a schema as false.
            listed = [*words, *([False] if "no" in words else []), *([True] if "yes" in words else [])]
            return {"description": meaning, **({"enum": listed} if words else {"type": SCALARS})}
        case ListShape(item=item, meaning=meaning):
            return {"description": meaning, "type": "array", "minItems": 1, "items": schema_of(item)}
        case NamedShape(value=value, meaning=meaning, words=words):
            named: Schema = {"description": meaning, "type": "object", "minProperties": 1}
            if words:
                return {
                    **named,
                    "properties": {word: schema_of(value) for word in words},
                    "additionalProperties": False,
                }
            return {**named, "additionalProperties": schema_of(value)}
        case KeyedShape(meaning=meaning, keys=keys):
            return {
                "description": meaning,
                "type": "object",
                "properties": {key.name: schema_of(key.shape) for key in keys},
                "required": [key.name for key in keys if key.is_required],
                "additionalProperties": False,
            }
        case RowsShape(meaning=meaning):
            return {"description": meaning, "$ref": "#/$defs/rows"}
        case AnyShape(meaning=meaning):
            return {"description": meaning}
        case Either(shapes=shapes):
            return {"anyOf": [schema_of(option) for option in shapes]}
    raise TypeError(f"schema_of does not know {type(shape).__name__}")


def _rows() -> Schema:
    """Rows of a table: figures, lists of figures, cells that cite a source, or further rows."""
    scalar: Schema = {"type": SCALARS}
    cell: Schema = {
        "type": "object",
        "properties": {
            **dict.fromkeys(CELL_KEYS, scalar),
            "near": {"anyOf": [scalar, {"type": "array", "minItems": 1, "items": scalar}]},
        },
        "required": ["is"],
        "additionalProperties": False,
    }
    figures: Schema = {"type": "array", "minItems": 1, "items": {"anyOf": [scalar, cell]}}
    values = [scalar, figures, cell, {"$ref": "#/$defs/rows"}]
    return {"type": "object", "minProperties": 1, "additionalProperties": {"anyOf": values}}


def write_schema(path: Path = SCHEMA_FILE) -> None:
    """Write the schema file afresh, after the layout has changed."""
    path.write_text(print_schema(), encoding="utf-8")
