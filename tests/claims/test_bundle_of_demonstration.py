"""The unpaid downloads of the invented autumn: claimed, sealed, and verified by the bundle's own program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.test_demonstration import AGREEMENTS, import_world  # noqa: E402
from tools.demonstration import REPORT_DATES, Sizes, generate, truth  # noqa: E402

from arrears.audit.audit_run import AuditRequest, run_audit  # noqa: E402
from arrears.audit.run_tables import open_run  # noqa: E402
from arrears.book.access import ARBITRATOR, GUILD  # noqa: E402
from arrears.claims.bundle import BundleAsked, make_bundle  # noqa: E402
from arrears.claims.frozen import freeze  # noqa: E402
from arrears.claims.verifier import verify  # noqa: E402

from .frozen_worlds import open_claim_over  # noqa: E402
from .sealed_world import unpack  # noqa: E402

DOWNLOADS = "o.market = 'download' AND s.state IN ('short', 'no_payment_found', 'paid_to_another_payee')"
DAY = REPORT_DATES[-1]


@pytest.fixture(scope="module")
def autumn(tmp_path_factory):
    """The book of a small autumn with a claim over its unpaid downloads, and what was planted."""
    folder = tmp_path_factory.mktemp("autumn")
    world = generate(2008, sizes=Sizes(companies=3, titles=80, writers=150))
    book = import_world(world, folder)
    run = open_run(run_audit(book, AGREEMENTS, AuditRequest(as_of=DAY, known_by=DAY)).folder)
    claim = open_claim_over(book, freeze(run, DOWNLOADS, AGREEMENTS), DAY)
    return book, claim, truth(world, DAY), folder


def verified(bundle: Path) -> subprocess.CompletedProcess[str]:
    program = bundle.with_suffix(".py")
    program.write_bytes(unpack(bundle)["verify.py"])
    command = [sys.executable, "-I", "-S", str(program), str(bundle)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_unpaid_downloads_are_sealed_and_every_figure_follows(autumn):
    book, claim, _, folder = autumn
    made = make_bundle(book, claim.claim_id, BundleAsked(GUILD, DAY, "attorney"), folder / "claim.zip")
    ran = verified(folder / "claim.zip")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert made.sealed.rows > 500
    bundle = verify.read_bundle(verify.open_files(folder / "claim.zip"))
    assert len(bundle.table("obligation").rows) >= 50
    assert {no for no, tree in bundle.table("clause").named("clause_no", "tree") if "Bands" in str(tree)}


def test_the_bundle_states_the_planted_arrears_of_downloads_on_each_reading(autumn):
    book, claim, planted, folder = autumn
    make_bundle(book, claim.claim_id, BundleAsked(GUILD, DAY, "attorney"), folder / "figures.zip")
    bundle = verify.read_bundle(verify.open_files(folder / "figures.zip"))
    states = {"short", "no_payment_found", "paid_to_another_payee"}
    names = dict(bundle.table("position").named("position", "name"))
    columns = ("positions", "company_id", "title_id", "occasion", "payee_id", "open_cents", "state", "market")
    for bit, name in names.items():
        rows = [row for row in bundle.table("obligation").named(*columns) if row[0] >> bit & 1]
        found = sorted(row[1:6] for row in rows if row[6] in states and row[7] == "download")
        wanted = planted_downloads(planted["positions"][name])
        assert found == wanted
        assert found


def planted_downloads(position):
    """The lines of a position that were planted as unpaid or short downloads."""
    return sorted(
        (line["company"], line["title"], line["occasion"], line["payee"], line["open_cents"])
        for line in position["arrears"]
        if line["market"] == "download"
    )


def test_a_copy_for_the_arbitrator_without_names_of_members_ties_to_the_whole(autumn):
    book, claim, _, folder = autumn
    whole = make_bundle(book, claim.claim_id, BundleAsked(GUILD, DAY, "attorney"), folder / "whole.zip")
    asked = BundleAsked(ARBITRATOR, DAY, "attorney", released=("guild_only",))
    copy = make_bundle(book, claim.claim_id, asked, folder / "copy.zip")
    assert copy.sealed.root == whole.sealed.root
    ran = verified(folder / "copy.zip")
    assert ran.returncode == 3, ran.stdout + ran.stderr
    assert "figured again and equal" in ran.stdout
    assert "shares of people: obligation.payee_id is withheld (member_identified)" in ran.stdout
    payees = {row[0] for row in read_payees(folder / "whole.zip")}
    shown = b"".join(content for name, content in unpack(folder / "copy.zip").items() if name != "verify.py")
    assert payees
    assert not any(f'"{payee}"'.encode() in shown for payee in payees)


def read_payees(path: Path):
    bundle = verify.read_bundle(verify.open_files(path))
    return list(bundle.table("obligation").named("payee_id"))


def test_every_line_of_the_autumn_is_sealed_and_every_figure_follows(autumn):
    book, _, _, folder = autumn
    run = open_run(run_audit(book, AGREEMENTS, AuditRequest(as_of=DAY, known_by=DAY)).folder)
    claim = open_claim_over(book, freeze(run, "true", AGREEMENTS), DAY)
    make_bundle(book, claim.claim_id, BundleAsked(GUILD, DAY, "attorney"), folder / "all.zip")
    answer = verify.check_bundle(folder / "all.zip")
    assert answer.code == 0, "\n".join(answer.lines)[:3000]
    bundle = verify.read_bundle(verify.open_files(folder / "all.zip"))
    assert len(bundle.table("obligation").rows) > 1_000
    kinds = {name for name, table in bundle.tables.items() if name.startswith("fact_") and table.rows}
    assert {"fact_statement_line", "fact_run", "fact_availability"} <= kinds
