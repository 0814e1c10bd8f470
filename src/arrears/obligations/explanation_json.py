"""Writes an explanation as a JSON document and reads one back, checked against the versioned schema.

Reading reports every fault of the document at once. A document of a schema that this release does not know is
refused, not guessed at.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter, ValidationError

from arrears.findings import Finding, Refused
from arrears.obligations.explanation_model import EXPLANATION_SCHEMA, Explanation

LARGEST_DOCUMENT = 32 * 1024 * 1024


def explanation_as_json(explanation: Explanation) -> str:
    """The explanation as a JSON document; the same explanation gives the same bytes."""
    return json.dumps(asdict(explanation), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read_explanation(text: str, place: str) -> Explanation:
    """Read an explanation document.

    Findings: `explanation-unreadable`, `explanation-schema`, `explanation-part`.
    """
    content = _read_json(text, place)
    schema = content.get("schema")
    if schema != EXPLANATION_SCHEMA:
        problem = "the document is not of a schema that this release reads"
        remedy = "read it with the release that wrote it"
        found = str(schema)[:80] if schema is not None else "none"
        raise Refused([Finding("explanation-schema", place, problem, EXPLANATION_SCHEMA, found, remedy)])
    try:
        return TypeAdapter(Explanation).validate_json(text, strict=True)
    except ValidationError as faults:
        raise Refused(_part_finding(fault, place) for fault in faults.errors()) from faults


def explanation_json_schema() -> str:
    """The JSON Schema of explanation documents, for other programs."""
    schema = TypeAdapter(Explanation).json_schema()
    schema["$id"] = EXPLANATION_SCHEMA
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _read_json(text: str, place: str) -> dict[str, Any]:
    problem, remedy = "the file is not an explanation", "write one with `arrears explain … --format json`"
    try:
        if len(text) > LARGEST_DOCUMENT:
            raise ValueError(f"{len(text):,} characters, more than {LARGEST_DOCUMENT:,}")
        content = json.loads(text)
        if not isinstance(content, dict):
            raise ValueError(f"a {type(content).__name__} at the top")
    except (ValueError, RecursionError) as fault:
        finding = Finding("explanation-unreadable", place, problem, "a JSON object", str(fault)[:200], remedy)
        raise Refused([finding]) from fault
    return content


def _part_finding(fault: Any, place: str) -> Finding:
    where = ".".join(str(part) for part in fault["loc"])
    found = str(fault.get("input"))[:80]
    remedy = "write the explanation again with `arrears explain … --format json`"
    return Finding(
        "explanation-part", f"{place}:{where}", "a part is not as expected", str(fault["msg"]), found, remedy
    )
