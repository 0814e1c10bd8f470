"""A version that is its predecessor and a patch: what is edited, what is inherited, where faults are told."""

import shutil
from pathlib import Path

import pytest

from arrears.agreements.addresses import Addressed, addressed_parts
from arrears.agreements.load import load_agreement, load_library
from arrears.agreements.model import Agreement
from arrears.findings import Refused

LIBRARY = Path(__file__).parent / "library"
HEAD = """\
agreement: guild/pact-2011
title: The next invented pact
patch: {of: guild/pact-2008}
covers: {from: 2011-05-02, until: 2014-05-01}
cite: memo
status: derived
"""


def write_patch(library: Path, below: str, *, head: str = HEAD, version: str = "pact-2011") -> Path:
    """The invented pact beside a version that patches it; `below` is the rest of the patch's header."""
    shutil.copytree(LIBRARY, library, dirs_exist_ok=True)
    folder = library / "guild" / version
    folder.mkdir(exist_ok=True)
    (folder / "agreement.yaml").write_text(head + below, encoding="utf-8")
    return folder


def patched(library: Path, *edits: str) -> Agreement:
    return load_agreement(write_patch(library, "edits:\n" + "".join(f"  - {edit}\n" for edit in edits)))


def parts(agreement: Agreement) -> dict[str, Addressed]:
    start = f"{agreement.address}/"
    return {address.removeprefix(start): part for address, part in addressed_parts(agreement).items()}


def test_an_empty_patch_changes_nothing_but_the_version(tmp_path: Path) -> None:
    base = parts(load_agreement(LIBRARY / "guild" / "pact-2008"))
    same = parts(load_agreement(write_patch(tmp_path, "")))
    changed = {"guild/pact-2008", "guild/pact-2011", "covers/from", "covers/until"}
    assert [one for one in base if one not in changed] == [one for one in same if one not in changed]
    for address in set(base) - changed:
        assert (base[address].written, base[address].citation) == (
            same[address].written,
            same[address].citation,
        )


@pytest.mark.parametrize(
    ("edit", "address", "written", "source"),
    [
        ("at: reruns/rerun/share/3..5, was: 25%, is: 30%", "reruns/rerun/share/3..5", "30%", "memo p. 1"),
        (
            'at: reruns/rerun/base/up to 15/from 2009-05-02, was: "$9190", is: "$9,500"',
            "reruns/rerun/base/up to 15/from 2009-05-02",
            "$9,500",
            "memo p. 1",
        ),
        (
            "at: downloads/download-television/rate/thereafter, was: 0.7%, is: 0.9%",
            "downloads/download-television/rate/thereafter",
            "0.9%",
            "memo p. 1",
        ),
        (
            "at: reruns/rerun/seven, was: 7 episodes, is: 8 episodes",
            "reruns/rerun/seven",
            "8 episodes",
            "memo p. 1",
        ),
        ("add: reruns/rerun/share/6..7, is: 10%", "reruns/rerun/share/6..7", "10%", "memo p. 1"),
        (
            "at: reruns/rerun/paid, replaces: whole, "
            "is: {first_of: [{when: new_series, is: base}, {is: share * base}]}",
            "reruns/rerun/paid",
            "first_of when new_series; is base, share * base",
            "memo p. 1",
        ),
        ("at: reruns/rerun-bonus/bonus, was: 10%, is: 12%", "reruns/rerun-bonus/bonus", "12%", "memo p. 1"),
        ("at: downloads/download-television/to, was: credited_writers, is: all_writers",
         "downloads/download-television/to", "all_writers", "invented, page 1"),
    ],
)  # fmt: skip
def test_an_edit_puts_a_value_and_its_source(
    edit: str, address: str, written: str, source: str, tmp_path: Path
) -> None:
    part = parts(patched(tmp_path, f'{{{edit}, item: "1", cite: memo p. 1}}'))[address]
    assert part.citation is not None
    assert (part.written, part.citation.source) == (written, source)


def test_the_other_figures_of_a_printed_row_keep_their_source(tmp_path: Path) -> None:
    edit = (
        '{at: reruns/rerun/base/up to 15/from 2009-05-02, was: "$9,190", is: "$9,500", item: "1", cite: memo}'
    )
    found = parts(patched(tmp_path, edit))
    row = "reruns/rerun/base/up to 15"
    sources = [(found[f"{row}/from {day}"].citation or None) for day in ("2008-02-13", "2009-05-02")]
    assert [one.source for one in sources if one is not None] == ["invented, page 3", "memo"]


def test_what_is_inherited_keeps_its_place_in_the_older_file(tmp_path: Path) -> None:
    agreement = load_agreement(write_patch(tmp_path, ""))
    assert agreement.clauses()[0].place.startswith("guild/pact-2008/downloads.yaml:")


def test_a_chain_of_patches_is_followed_to_the_version_written_whole(tmp_path: Path) -> None:
    write_patch(tmp_path, 'edits: [{at: reruns/rerun/share/2, was: 50%, is: 60%, item: "1", cite: memo}]\n')
    head = HEAD.replace("2014", "2017").replace("2011", "2014").replace("pact-2008", "pact-2011")
    below = 'edits: [{at: reruns/rerun/share/2, was: 60%, is: 70%, item: "4", cite: later}]\n'
    last = load_agreement(write_patch(tmp_path, below, head=head, version="pact-2014"))
    assert parts(last)["reruns/rerun/share/2"].written == "70%"
    assert [(patch.of, patch.address) for patch in last.patches] == [
        ("guild/pact-2008", "guild/pact-2011"),
        ("guild/pact-2011", "guild/pact-2014"),
    ]
    assert [agreement.address for agreement in load_library(tmp_path)] == [
        "guild/pact-2008",
        "guild/pact-2011",
        "guild/pact-2014",
    ]


def test_a_patch_whose_base_changes_has_another_digest(tmp_path: Path) -> None:
    folder = write_patch(tmp_path, "")
    before = load_agreement(folder).digest
    reruns = tmp_path / "guild" / "pact-2008" / "reruns.yaml"
    reruns.write_text(reruns.read_text("utf-8").replace("2: 50%", "2: 51%"), encoding="utf-8")
    assert load_agreement(folder).digest != before


def test_clauses_come_go_and_change_their_names(tmp_path: Path) -> None:
    new = (
        '{add: downloads/films, after: download-television, item: "2", cite: memo p. 2, clause: {entitlement:'
        " films, for: statement_line, governed_by: received_on, when: market = 'download' and work ="
        " 'theatrical', terms: {rate: 1%}, pays: gross * rate}}"
    )
    agreement = patched(
        tmp_path,
        new,
        '{remove: downloads/download-fallback, item: "3", cite: memo}',
        "{rename: reruns/rerun, to: replay}",
        "{rename: reruns/rerun/paid, to: owing}",
    )
    assert [clause.name for clause in agreement.clauses()] == [
        "downloads/download-television",
        "downloads/films",
        "reruns/replay",
        "reruns/rerun-bonus",
    ]
    found = parts(agreement)
    assert found["reruns/replay/pays"].written == "owing"
    assert found["reruns/rerun-bonus/pays"].written == "owed('replay') * bonus"


def test_a_new_article_may_be_a_file_or_an_edit(tmp_path: Path) -> None:
    clause = (
        "{entitlement: ENT, for: statement_line, governed_by: received_on, when: market = 'rental',"
        " terms: {rate: 1%}, pays: gross * rate}"
    )
    edit = (
        '  - {add: rentals, item: "9", cite: memo, article: {title: Rentals, cite: memo p. 9,'
        " status: derived, clauses: ["
        f"{clause.replace('{entitlement: ENT', '{id: rental, entitlement: rental')}]}}}}\n"
    )
    folder = write_patch(tmp_path, f"edits:\n{edit}")
    text = "article: hire\ntitle: Hire\ncite: memo p. 8\nstatus: derived\nclauses:\n- "
    (folder / "hire.yaml").write_text(
        text + clause.replace("{entitlement: ENT", "{id: hire, entitlement: hire") + "\n", encoding="utf-8"
    )
    agreement = load_agreement(folder)
    assert [article.name for article in agreement.articles] == ["downloads", "reruns", "rentals", "hire"]


def test_rules_are_joined_by_name_and_other_keys_replaced(tmp_path: Path) -> None:
    below = (
        "due: {monthly: {count: 1 months, after: period_to, cite: memo, status: derived}}\n"
        "credit_columns:\n  - {work: television, columns: {written_by: both}, cite: memo, status: derived}\n"
        "governed_by: {television: shown_on}\n"
        "edits: [{at: downloads/download-television/due, was: quarterly, is: monthly, item: a, cite: memo}]\n"
    )
    agreement = load_agreement(write_patch(tmp_path, below))
    found = parts(agreement)
    assert found["due/quarterly"].written.startswith("60 days")
    assert found["due/monthly"].written == "1 months after period_to"
    assert found["credit_columns/television"].written == "written_by both"
    assert agreement.clauses()[2].governed_by == ("shown_on",)


def refusal(folder: Path) -> str:
    with pytest.raises(Refused) as refused:
        load_agreement(folder)
    return "\n".join(finding.text() for finding in refused.value.findings)


def test_faults_of_the_base_are_told_with_their_place_in_the_base(tmp_path: Path) -> None:
    folder = write_patch(tmp_path, "")
    reruns = tmp_path / "guild" / "pact-2008" / "reruns.yaml"
    reruns.write_text(reruns.read_text("utf-8").replace("title: Reruns", "titel: Reruns"), encoding="utf-8")
    assert refusal(folder).startswith("guild/pact-2008/reruns.yaml:")


REPLAYS = """\
article: replays
title: Replays
cite: memo p. 2
status: derived
clauses:
- id: replay
  entitlement: replay
  for: run
  governed_by: employed_on
  when: work = 'television'
  terms: {share: 50%}
  pays: owed('reruns/rerun') * share
"""


def test_an_article_gets_another_name_in_its_place_and_wherever_it_is_referred_to(tmp_path: Path) -> None:
    folder = write_patch(tmp_path, "articles: [reruns, replays, downloads]\n")
    (folder / "replays.yaml").write_text(REPLAYS, encoding="utf-8")
    head = HEAD.replace("2014", "2017").replace("2011", "2014").replace("pact-2008", "pact-2011")
    edits = (
        "edits:\n- {rename: reruns, to: repeats}\n"
        '- {at: reruns/rerun/share/2, was: 50%, is: 60%, item: "1", cite: memo p. 1}\n'
    )
    agreement = load_agreement(write_patch(tmp_path, edits, head=head, version="pact-2014"))
    assert [article.name for article in agreement.articles] == ["repeats", "replays", "downloads"]
    assert agreement.articles[0].clauses[0].name == "repeats/rerun"
    found = parts(agreement)
    assert "reruns/rerun" not in found
    assert found["repeats/rerun/share/2"].written == "60%"
    assert found["replays/replay/pays"].written == "owed('repeats/rerun') * share"
    assert found["repeats/rerun-bonus/pays"].written == "owed('rerun') * bonus"  # a bare name stays at home


def test_an_article_file_may_take_the_name_that_another_gave_up(tmp_path: Path) -> None:
    folder = write_patch(tmp_path, "edits: [{rename: reruns, to: repeats}]\n")
    text = REPLAYS.replace("article: replays", "article: reruns").replace("reruns/rerun", "repeats/rerun")
    (folder / "reruns.yaml").write_text(text, encoding="utf-8")
    assert {"repeats/rerun", "reruns/replay"} <= {clause.name for clause in load_agreement(folder).clauses()}


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("downloads", "there is an article 'downloads' already."),
        ("re/runs", "an article cannot be called so."),
    ],
)
def test_an_article_gets_no_name_that_is_taken_or_cannot_be_one(
    name: str, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        patched(tmp_path, f"{{rename: reruns, to: {name}}}")
    (finding,) = refused.value.findings
    assert (finding.problem, finding.place) == (problem, "guild/pact-2011/agreement.yaml:8:26")


def test_a_rule_is_not_edited_without_a_source(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="the edit names no cite"):
        patched(tmp_path, '{at: due/quarterly/count, was: 60 days, is: 45 days, item: "1"}')


RULE_EDITS = {
    "at": "at: due/quarterly/count, was: 60 days, is: 45 days",
    "inside": "at: late_rules/residuals/charges/1/charge, was: 1.5%, is: 2%",
    "add": "add: late_rules/residuals/note, is: since the memo",
    "remove": "remove: due/quarterly/printed",
}


@pytest.mark.parametrize("edit", RULE_EDITS)
def test_a_rule_of_the_header_of_which_one_key_was_edited_cites_the_edit(edit: str, tmp_path: Path) -> None:
    said = f'{{{RULE_EDITS[edit]}, item: "1", cite: memo p. 4, status: secondary}}'
    found = parts(patched(tmp_path, said))
    rules = {name: found[name].citation for name in ("due/quarterly", "late_rules/residuals")}
    edited = "late_rules/residuals" if "late_rules" in RULE_EDITS[edit] else "due/quarterly"
    told = {name: (one.source, one.status, one.note) for name, one in rules.items() if one is not None}
    note = "since the memo" if edit == "add" else ""
    assert told.pop(edited) == ("memo p. 4", "secondary", note)
    assert {source for source, *_ in told.values()} <= {"invented"}


def test_a_key_of_a_clause_keeps_the_citation_of_its_clause(tmp_path: Path) -> None:
    edit = (
        "{at: downloads/download-television/to, was: credited_writers, is: all_writers, item: a, cite: memo}"
    )
    found = parts(patched(tmp_path, edit))["downloads/download-television"]
    assert found.citation is not None
    assert found.citation.source == "invented, page 1"
