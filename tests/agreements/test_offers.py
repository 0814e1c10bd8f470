"""Offers: patches from files outside the library, set on one agreement together."""

from pathlib import Path

import pytest
from tests.agreements.test_patch_refusals import SOURCE
from tests.agreements.test_patched_versions import LIBRARY

from arrears.agreements.load import load_library, load_patched
from arrears.findings import Refused


def offer(folder: Path, name: str, *edits: str, of: str = "guild/pact-2008") -> Path:
    path = folder / f"{name}.yaml"
    head = f"agreement: guild/{name}\ntitle: An offer\npatch: {{of: {of}}}\ncite: the table\n"
    head += "status: derived\nedits:\n"
    path.write_text(head + "".join(f"- {{{edit}}}\n" for edit in edits), encoding="utf-8")
    return path


def test_an_offer_is_a_file_outside_the_library(tmp_path: Path) -> None:
    path = offer(tmp_path, "offer-a", f"at: reruns/rerun/share/2, was: 50%, is: 60%, {SOURCE}")
    agreement = load_patched("guild/pact-2008", [path], LIBRARY)
    base = load_library(LIBRARY)[0]
    assert agreement.address == "guild/offer-a"
    assert (agreement.covers_from, agreement.digest != base.digest) == (base.covers_from, True)
    assert [clause.name for clause in agreement.clauses()] == [clause.name for clause in base.clauses()]
    shares = [
        term.written for clause in agreement.clauses() for term in clause.terms if "share/2" in term.address
    ]
    assert shares == ["60%"]


def test_offers_are_set_on_one_agreement_together(tmp_path: Path) -> None:
    first = offer(tmp_path, "offer-a", f"at: reruns/rerun/share/2, was: 50%, is: 60%, {SOURCE}")
    second = offer(tmp_path, "offer-b", f"at: reruns/rerun/share/3..5, was: 25%, is: 30%, {SOURCE}")
    agreement = load_patched("guild/pact-2008", [first, second], LIBRARY)
    assert agreement.address == "guild/pact-2008+offer-a+offer-b"
    assert [(patch.address, len(patch.edits)) for patch in agreement.patches] == [
        ("guild/offer-a", 1),
        ("guild/offer-b", 1),
    ]


def test_two_offers_that_change_one_place_are_refused_with_both_places(tmp_path: Path) -> None:
    first = offer(tmp_path, "offer-a", f"at: reruns/rerun/share/2, was: 50%, is: 60%, {SOURCE}")
    second = offer(tmp_path, "offer-b", f"remove: reruns/rerun, {SOURCE}")
    with pytest.raises(Refused) as refused:
        load_patched("guild/pact-2008", [first, second], LIBRARY)
    assert [finding.text() for finding in refused.value.findings] == [
        "offer-a.yaml:7:8: two edits change one place.\n"
        "  expected one edit of it, found also 'reruns/rerun' at offer-b.yaml:7:12\n"
        "  Try: write them as one edit, or take one of them out"
    ]


def test_an_offer_on_another_version_is_refused(tmp_path: Path) -> None:
    path = offer(tmp_path, "offer-a", f"remove: reruns/rerun, {SOURCE}", of="guild/pact-2005")
    with pytest.raises(Refused) as refused:
        load_patched("guild/pact-2008", [path], LIBRARY)
    assert refused.value.findings[0].text() == (
        "offer-a.yaml:3:13: the patch is of another version.\n"
        "  expected guild/pact-2008, found guild/pact-2005\n"
        "  Try: apply it to the version that it names"
    )


def test_an_offer_on_an_agreement_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        load_patched("guild/pact-2009", [], LIBRARY)
    assert refused.value.findings[0].code == "agreement-unknown"
