"""Letter templates are text with a closed list of fields and blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.claims.letter_template import (
    BLOCKS,
    FIELDS,
    LONGEST,
    LetterPart,
    merge,
    read_template,
    read_template_file,
    shipped_template,
)
from arrears.findings import Refused
from arrears.vocabulary import LETTER_KINDS

VALUES = {name: f"<{name}>" for name in FIELDS}


@pytest.mark.parametrize("kind", sorted(LETTER_KINDS))
def test_every_kind_has_a_template_that_merges(kind):
    letter = merge(shipped_template(kind), VALUES)
    assert letter.subject
    assert any(part.block == "amounts" for part in letter.parts)
    assert "$" not in " ".join(part.text for part in letter.parts)
    assert "unpaid" not in " ".join(part.text for part in letter.parts)


def test_paragraphs_and_blocks_come_in_order():
    letter = merge(read_template("About $payor\n\nDear\n$payor,\n\n[amounts]\n\nend", "t"), VALUES)
    assert letter.subject == "About <payor>"
    assert [(part.text, part.block) for part in letter.parts] == [
        ("Dear <payor>,", ""), ("", "amounts"), ("end", ""),
    ]  # fmt: skip


def test_a_field_without_a_value_is_refused_and_not_left_blank():
    template = read_template("S\n\n$payor and $reply_by", "t")
    with pytest.raises(Refused) as refused:
        merge(template, {"payor": "x", "reply_by": "  "})
    (finding,) = refused.value.findings
    assert finding.code == "letter-field-missing"
    assert finding.problem == "the letter needs what nobody has said"
    assert finding.remedy == "give it with --field reply_by=…"


def test_unknown_words_are_all_named_with_the_nearest():
    with pytest.raises(Refused) as refused:
        read_template("S\n\n$payer owes $sum\n\n[amount]", "mine.txt")
    problems = [finding.problem for finding in refused.value.findings]
    assert problems == [
        "the template names a field that letters do not have",
        "the template names a field that letters do not have",
        "the template names a block that letters do not have",
    ]
    assert "payor" in refused.value.findings[0].remedy
    assert "amounts" in refused.value.findings[2].remedy


@pytest.mark.parametrize("text", ["", "only a subject", "\n\n\n"])
def test_an_empty_template_is_refused(text):
    with pytest.raises(Refused) as refused:
        read_template(text, "t")
    assert refused.value.findings[0].problem == "the template has no subject line and paragraphs"


def test_a_value_is_never_read_as_a_field_or_a_block():
    letter = merge(read_template("S\n\n$payor", "t"), {"payor": "[amounts] $guild ${x}"})
    assert letter.parts[0].text == "[amounts] $guild ${x}"
    assert letter.parts[0].block == ""


def test_a_file_that_is_no_text_is_refused(tmp_path):
    for name, content in (("binary", b"\xff\xfe\x00"), ("long", b"x" * (LONGEST + 1))):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Refused) as refused:
            read_template_file(tmp_path / name)
        assert refused.value.findings[0].problem == "the template cannot be read"
    with pytest.raises(Refused):
        read_template_file(tmp_path / "absent")


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text):
    remedies: list[str] = []
    parts: tuple[LetterPart, ...] = ()
    try:
        parts = merge(read_template(text, "t"), VALUES).parts
    except Refused as refused:
        remedies = [finding.remedy for finding in refused.findings]
    assert bool(remedies) != bool(parts)
    assert all(remedies)
    assert all(part.block in ("", *BLOCKS) for part in parts)
