"""A claim sealed into a bundle: what it holds, how copies tie to it, and what is refused."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from arrears.book.access import COUNSEL, GUILD, KEEPER
from arrears.claims.bundle import bundle_content, content_digest, refuse_unreadable
from arrears.claims.bundle_content import FILED_CLASSES, BundleColumn, cell_text, make_table
from arrears.claims.bundle_seal import _refuse_size
from arrears.claims.casework import NewEvent, append, read_events
from arrears.claims.claim import read_claim
from arrears.claims.verifier import verify
from arrears.findings import Refused

from .frozen_worlds import FILED
from .sealed_world import KEY, SealedWorld, add_exhibit, rows_of, sealed_world, unpack

FIGURES = ("amounts of lines", "due dates", "late charges", "paid and open", "shares of people", "totals")
PYTHONS = [sys.executable, *(str(path) for path in Path.home().glob(".pyenv/versions/3.*/bin/python"))]


@pytest.fixture(scope="module")
def first_world(tmp_path_factory) -> SealedWorld:
    return sealed_world(tmp_path_factory.mktemp("sealed"))


@pytest.fixture
def sealed(first_world: SealedWorld, tmp_path: Path) -> SealedWorld:
    return first_world.copied_to(tmp_path)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def run_verifier(python: str, bundle: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The verifier out of the bundle itself, with nothing of the installation in reach."""
    program = bundle.with_suffix(".verify.py")
    program.write_bytes(unpack(bundle)["verify.py"])
    command = [python, "-I", "-S", str(program), str(bundle), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=bundle.parent)


def test_a_bundle_is_verified_by_its_own_program_and_the_standard_library(sealed, tmp_path):
    made = sealed.seal(tmp_path / "claim.zip", private_key=KEY)
    ran = run_verifier(sys.executable, tmp_path / "claim.zip")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stderr == ""
    told = "VERIFIED: intact, and every stated figure follows from the facts and clauses in the bundle."
    assert ran.stdout.splitlines()[-1] == told
    assert f"root {made.sealed.root}" in ran.stdout
    assert f"valid, by the key {made.sealed.fingerprint}" in ran.stdout
    for what in FIGURES:
        assert f" {what}\n" in ran.stdout
    assert "not recomputed" not in ran.stdout


def test_the_program_runs_on_every_python_from_3_9_on(sealed, tmp_path):
    sealed.seal(tmp_path / "claim.zip")
    ran = {}
    for python in PYTHONS:
        version = subprocess.run(
            [python, "-c", "import sys; print(*sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=True,
        )
        major, minor = (int(part) for part in version.stdout.split())
        if (major, minor) >= (3, 9):
            ran[minor] = run_verifier(python, tmp_path / "claim.zip").returncode
    assert set(ran.values()) == {0}, ran


def test_an_unzipped_bundle_is_checked_by_the_program_beside_it(sealed, tmp_path):
    sealed.seal(tmp_path / "claim.zip")
    folder = tmp_path / "unzipped"
    for name, content in unpack(tmp_path / "claim.zip").items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    command = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_a_module_that_came_with_a_bundle_is_not_run_and_is_named(sealed, tmp_path):
    """Its folder stands first in the path of imports: what lies there would be run as a part of Python."""
    sealed.seal(tmp_path / "claim.zip")
    folder = tmp_path / "unzipped"
    for name, content in unpack(tmp_path / "claim.zip").items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "json.py").write_bytes(b"print('VERIFIED')\nraise SystemExit(0)\n")
    ran = subprocess.run(
        [sys.executable, str(folder / "verify.py")], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "json.py: this file was added; the manifest does not list it" in ran.stdout
    assert "VERIFIED" not in ran.stdout


def test_the_same_claim_is_sealed_to_the_same_bytes(sealed, tmp_path):
    first, again = (
        sealed.seal(tmp_path / "a.zip", private_key=KEY),
        sealed.seal(tmp_path / "b.zip", private_key=KEY),
    )
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert (first.is_copy, again.is_copy) == (False, True)
    assert first.subject == again.subject == "bundle/1"
    assert len(read_events(sealed.world.book, "bundle/")) == 1


def test_what_is_sealed_are_the_figures_of_the_audit(sealed, tmp_path):
    sealed.seal(tmp_path / "claim.zip")
    bundle = verify.read_bundle(verify.open_files(tmp_path / "claim.zip"))
    stated = {
        row[0]: row[1:]
        for row in bundle.table("obligation").named("ref", "cents", "paid_cents", "open_cents")
    }
    rows = sealed.world.run.rows(
        "SELECT * FROM obligation JOIN standing USING (obligation_no) WHERE open_cents > 0"
    )
    assert len(stated) == len(rows) == 8
    charges = sealed.world.run.rows("SELECT sum(simple_cents) FROM late_charge WHERE disputed")
    disputed = sum(row[1] for row in bundle.table("late_charge").named("disputed", "simple_cents") if row[0])
    assert disputed == charges[0][0] > 0


def test_another_day_is_another_bundle_and_is_verified_too(sealed, tmp_path):
    first = sealed.seal(tmp_path / "a.zip")
    later = sealed.seal(tmp_path / "b.zip", as_of=date(2011, 3, 31))
    assert first.sealed.root != later.sealed.root
    assert [event.subject for event in read_events(sealed.world.book, "bundle/")] == ["bundle/1", "bundle/2"]
    seeds = {event.body["seed"] for event in read_events(sealed.world.book, "bundle/")}
    assert len(seeds) == 2
    assert verify.check_bundle(tmp_path / "b.zip").code == 0


def test_a_copy_for_another_audience_ties_to_the_whole_bundle(sealed, tmp_path):
    whole = sealed.seal(tmp_path / "whole.zip")
    copy = sealed.seal(tmp_path / "copy.zip", "arbitrator", released=("guild_only",))
    assert copy.sealed.root == whole.sealed.root
    assert copy.is_copy
    assert copy.shows == ("guild_only", "parties")
    answer = verify.check_bundle(tmp_path / "copy.zip")
    assert answer.code == 3
    text = "\n".join(answer.lines)
    assert not any(line.startswith("VERIFIED") for line in answer.lines)
    assert "this copy withholds what needs: aggregates_only, member_identified" in text
    why = "obligation.payee_id is withheld (member_identified)"
    assert f"not recomputed: 8 shares of people: {why}" in text
    assert "figured again and equal: 8 late charges" in text
    assert answer.lines[-1].startswith("INTACT, NOT WHOLLY VERIFIED")
    claim = read_claim(sealed.world.book, sealed.claim.claim_id)
    digest = claim.lines[0].refs_sha256.encode()
    shown = [
        digest in b"".join(unpack(path).values()) for path in (tmp_path / "whole.zip", tmp_path / "copy.zip")
    ]
    assert shown == [True, False], "a digest of members' names without a salt could be tried"


def test_a_copy_for_the_public_shows_agreements_and_withholds_every_line(sealed, tmp_path):
    whole = sealed.seal(tmp_path / "whole.zip")
    copy = sealed.seal(tmp_path / "copy.zip", "public")
    assert copy.sealed.root == whole.sealed.root
    bundle = verify.read_bundle(verify.open_files(tmp_path / "copy.zip"))
    assert bundle.faults == ()
    shown = {table.name for table in bundle.tables.values() if table.rows}
    assert shown == {"agreement", "clause", "holiday", "late_rule", "position", "setting"}
    answer = verify.check_bundle(tmp_path / "copy.zip")
    assert answer.code == 3
    assert not any(line.startswith("figured again and equal") for line in answer.lines)


def test_exhibits_and_acts_are_shown_to_whom_their_class_allows(sealed, tmp_path):
    sealed.seal(tmp_path / "whole.zip")
    sealed.seal(tmp_path / "copy.zip", "arbitrator")
    whole, copy = unpack(tmp_path / "whole.zip"), unpack(tmp_path / "copy.zip")
    assert {name for name in whole if name.startswith("exhibits/")} == {
        "exhibits/G-1.txt", "exhibits/G-2.txt", "exhibits/P-1.txt",
    }  # fmt: skip
    assert [name for name in copy if name.startswith("exhibits/")] == ["exhibits/P-1.txt"]
    assert whole["exhibits/P-1.txt"] == copy["exhibits/P-1.txt"] == b"letter 1: received with thanks\n"
    bundle = verify.read_bundle(verify.open_files(tmp_path / "copy.zip"))
    told = [row[0] for row in bundle.table("chronology").named("what")]
    assert "filed" in told
    assert "demanded" not in told


def test_counsels_notes_and_settlement_talks_are_in_no_bundle_and_change_none(sealed, tmp_path):
    before = content_digest(bundle_content(sealed.world.book, sealed.claim, None, sealed.world.library))
    counsel = sealed.seen_by(COUNSEL)
    note = tmp_path / "strategy.txt"
    note.write_text("we would take a quarter\n", encoding="utf-8")
    add_exhibit(counsel, note, "counsel_only")
    talks = {"step": "talked", "forum": "", "facts": {}, "why": "they offer 31 cents"}
    body = {"on": FILED.isoformat(), "by": "counsel", **talks}
    event = NewEvent(sealed.claim.claim_id, "step", body, "settlement")
    append(counsel.world.book, [event], learned_on=FILED)
    claim = read_claim(counsel.world.book, sealed.claim.claim_id)
    content = bundle_content(counsel.world.book, claim, None, sealed.world.library)
    assert content_digest(content) == before
    assert set(content.classes) <= set(FILED_CLASSES)
    counsel.seal(tmp_path / "claim.zip")
    everything = b"".join(unpack(tmp_path / "claim.zip").values())
    assert b"a quarter" not in everything
    assert b"31 cents" not in everything
    assert b"talked" not in everything


def test_evidence_under_a_duty_to_destroy_it_is_no_exhibit_and_that_is_said(sealed, tmp_path):
    file = tmp_path / "books.txt"
    file.write_text("lent for the audit\n", encoding="utf-8")
    add_exhibit(sealed, file, "guild_only", duty="return after the audit")
    made = sealed.seal(tmp_path / "claim.zip")
    (sentence,) = made.left_out
    assert sentence.endswith("is under a duty to return or destroy it, so it is no exhibit")
    assert b"lent for the audit" not in b"".join(unpack(tmp_path / "claim.zip").values())


def test_a_privileged_row_is_refused():
    with pytest.raises(Refused) as refused:
        make_table(
            "note", [BundleColumn("text")], [(frozenset({"counsel_only"}), ["we would take a quarter"])]
        )
    (finding,) = refused.value.findings
    assert finding.code == "bundle-privileged"
    assert finding.problem == "material of this class enters no claim file, bundle or export"
    assert "quarter" not in str(finding)


def test_a_class_that_is_not_the_guilds_own_cannot_be_released(sealed, tmp_path):
    with pytest.raises(Refused) as refused:
        sealed.seal(tmp_path / "claim.zip", "arbitrator", released=("outside_auditor",))
    (finding,) = refused.value.findings
    assert finding.code == "bundle-release"
    assert finding.problem == "this class is not the guild's own to release with a bundle"
    assert not (tmp_path / "claim.zip").exists()


@pytest.mark.parametrize("audience", ["member:P1", "agency:A1", "company:CO2"])
def test_nobody_who_may_see_own_lines_only_gets_the_lines_of_others(sealed, tmp_path, audience):
    with pytest.raises(Refused) as refused:
        sealed.seal(tmp_path / "claim.zip", audience)
    (finding,) = refused.value.findings
    assert finding.code == "bundle-own-lines"
    assert finding.problem == "a bundle shows all lines of its claim, and this audience may see its own only"
    assert read_events(sealed.world.book, "bundle/") == ()


def test_the_only_respondent_may_have_a_bundle(sealed, tmp_path):
    made = sealed.seal(tmp_path / "claim.zip", "company:CO1", released=("guild_only", "member_identified"))
    assert made.shows == ("guild_only", "member_identified", "parties")


def test_nothing_is_written_over_another_file(sealed, tmp_path):
    out = tmp_path / "claim.zip"
    out.write_text("something else", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        sealed.seal(out)
    (finding,) = refused.value.findings
    assert (finding.code, finding.problem) == (
        "bundle-exists", "something has this name already; nothing was written",
    )  # fmt: skip
    assert out.read_text(encoding="utf-8") == "something else"


def test_the_seed_is_never_in_a_bundle(sealed, tmp_path):
    sealed.seal(tmp_path / "claim.zip")
    (event,) = read_events(sealed.world.book, "bundle/")
    seed = str(event.body["seed"])
    assert len(bytes.fromhex(seed)) == 32
    everything = b"".join(unpack(tmp_path / "claim.zip").values())
    assert seed.encode() not in everything
    assert bytes.fromhex(seed) not in everything
    assert event.access == "guild_only"


def test_a_bundle_made_by_the_keeper_has_parts_for_what_an_outside_auditor_sees(sealed, tmp_path):
    keeper = sealed.seen_by(KEEPER)
    made = keeper.seal(tmp_path / "claim.zip", "keeper")
    assert "outside_auditor" in made.shows
    assert verify.check_bundle(tmp_path / "claim.zip").code == 0
    (event,) = read_events(keeper.world.book, "bundle/")
    assert event.access == "outside_auditor"
    assert read_events(sealed.world.book.seen_by(GUILD), "bundle/") == ()


def test_a_value_is_written_as_text_and_missing_stays_missing():
    assert cell_text(None) is None
    assert cell_text(True) == "yes"
    assert cell_text(10**17) == "100000000000000000"
    assert cell_text(date(2008, 11, 5)) == "2008-11-05"
    assert cell_text(["gross", "copies"]) == '["gross","copies"]'
    with pytest.raises(TypeError, match="a cell cannot hold a float"):
        cell_text(0.1)


def test_the_program_in_a_bundle_is_the_one_of_this_release(sealed, tmp_path):
    sealed.seal(tmp_path / "claim.zip")
    contents = unpack(tmp_path / "claim.zip")
    assert contents["verify.py"] == Path(verify.__file__).read_bytes()
    listed = {one["name"]: one["sha256"] for one in json.loads(contents["manifest.json"])["files"]}
    assert listed["verify.py"] == hashlib.sha256(contents["verify.py"]).hexdigest()


def test_every_row_of_a_table_has_its_own_salts(sealed, tmp_path):
    sealed.seal(tmp_path / "claim.zip")
    contents = unpack(tmp_path / "claim.zip")
    salts = [
        cell
        for table in ("obligation", "holiday", "payment")
        for row in rows_of(contents, table)
        for cell in row[2::2]
    ]
    assert len(salts) == len(set(salts)) > 400
    assert {len(salt) for salt in salts} == {32}


def test_the_records_are_sealed_with_who_says_so_and_under_their_own_class(sealed, tmp_path):
    sealed.seal(tmp_path / "claim.zip")
    sealed.seal(tmp_path / "copy.zip", "arbitrator", released=("guild_only",))
    whole = verify.read_bundle(verify.open_files(tmp_path / "claim.zip")).table("record")
    told = list(whole.named("record", "title_id", "said_by", "learned_on", "content"))
    assert {row[0] for row in told} == {"title", "credit", "receipt", "payment_line"}
    receipts = [content for record, *_, content in told if record == "receipt"]
    assert {one["gross_cents"] for one in receipts} >= {"10000000", "30000000", "5000000"}
    assert all(said_by and learned_on for _, _, said_by, learned_on, _ in told)
    copy = verify.read_bundle(verify.open_files(tmp_path / "copy.zip")).table("record")
    shown = {row[0] for row in copy.named("record")}
    assert shown == {"title", "receipt"}
    assert "member_identified" in copy.closed


def test_material_that_its_maker_may_not_read_is_refused():
    table = make_table("fact", [BundleColumn("hours", "number")], [(frozenset({"outside_auditor"}), [7])])
    with pytest.raises(Refused) as refused:
        refuse_unreadable("claim/1", [table], ["guild_only", "parties"])
    (finding,) = refused.value.findings
    assert finding.code == "bundle-class"
    assert finding.problem == "the claim rests on material that this audience may not read"
    assert (finding.expected, finding.found) == ("material of guild_only, parties", "outside_auditor")


def test_a_bundle_that_its_verifier_would_not_read_is_refused(tmp_path):
    with (tmp_path / "large").open("wb") as stream:
        stream.truncate(verify.MOST_BYTES + 1)
    with pytest.raises(Refused) as refused:
        _refuse_size(tmp_path, ["large"], tmp_path / "claim.zip")
    (finding,) = refused.value.findings
    assert finding.code == "bundle-too-large"
    assert finding.problem == "the bundle would be larger than its verifier reads"
