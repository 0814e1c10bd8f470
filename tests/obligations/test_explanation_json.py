"""Explanation documents: written the same, read back whole, refused with every fault when they are not."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest

from arrears.findings import Refused
from arrears.obligations.explanation_json import (
    explanation_as_json,
    explanation_json_schema,
    read_explanation,
)
from arrears.obligations.replay import replay_explanation

from .explanation_fixture import DOCUMENT, download_explanation


def changed(**parts: object) -> str:
    return json.dumps({**json.loads(explanation_as_json(download_explanation())), **parts})


def test_an_explanation_reads_back_as_it_was_written() -> None:
    explanation = download_explanation()
    assert read_explanation(explanation_as_json(explanation), "x.json") == explanation


def test_a_kept_document_still_reads_and_replays_when_clauses_have_grown_new_parts() -> None:
    kept = read_explanation(DOCUMENT.read_text(encoding="utf-8"), DOCUMENT.name)
    assert replay_explanation(kept, DOCUMENT.name).is_same
    assert replace(kept, replay=None, steps=()) == replace(download_explanation(), replay=None, steps=())


def test_a_document_keeps_to_the_published_schema() -> None:
    schema = json.loads(explanation_json_schema())
    jsonschema.validate(json.loads(explanation_as_json(download_explanation())), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(changed(amount_cents="many")), schema)


@pytest.mark.parametrize("text", ["", "[1]", "{", "nonsense", '{"schema": ' + "[" * 50_000])
def test_a_file_that_is_no_explanation_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="the file is not an explanation") as refused:
        read_explanation(text, "x.json")
    assert refused.value.findings[0].code == "explanation-unreadable"


def test_a_document_of_another_schema_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="arrears-explanation/9") as refused:
        read_explanation(changed(schema="arrears-explanation/9"), "x.json")
    assert refused.value.findings[0].code == "explanation-schema"


def test_every_faulty_part_of_a_document_is_reported_at_once() -> None:
    with pytest.raises(Refused) as refused:
        read_explanation(changed(amount_cents="59.62", outcome="perhaps", facts=[{"name": 3}]), "x.json")
    places = {finding.place for finding in refused.value.findings}
    assert {"x.json:amount_cents", "x.json:outcome", "x.json:facts.0.name"} <= places
    assert {finding.code for finding in refused.value.findings} == {"explanation-part"}


def test_a_whole_number_of_cents_is_not_read_from_a_decimal() -> None:
    with pytest.raises(Refused):
        read_explanation(changed(amount_cents=5962.0), "x.json")
