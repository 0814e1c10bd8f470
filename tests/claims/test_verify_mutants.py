"""Every listed mutant of the verifier is noticed by the test named beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.mutated_source import SOURCE, Changed, Runner, runner

VERIFIER = "claims/verifier/verify.py"
# Of what the tests use, what does not use the verifier: it is read before the verifier is changed.
READ_FIRST = (
    "tests.claims.frozen_worlds",
    "tests.formula.test_ledgers_agree",
    "tests.formula.held_ledgers",
    "tests.obligations.cases_in_bulk",
    "tests.reconciliation.late_worlds",
    "arrears.claims.evidence",
    "arrears.engine.calendar",
)
RANDOM = "test_verify_formulas.py::test_the_verifier_figures_random_clauses_as_arrears_does"
HELD = "test_verify_formulas.py::test_the_verifier_holds_amounts_back_as_arrears_does"
PERIODS = "test_verify_formulas.py::test_the_verifier_cuts_periods_and_divides_among_payees_as_arrears_does"
KEYS = "test_verify_formulas.py::test_keys_of_tables_cover_the_values_that_arrears_covers"
LATE = "test_verify_lateness.py::test_the_verifier_charges_lateness_as_arrears_does"
POTS = "test_verify_lateness.py::test_the_verifier_divides_pots_as_arrears_does"
DUE = "test_verify_lateness.py::test_the_verifier_counts_due_days_by_every_rule_of_the_library"
CHOSEN = "test_verify_lateness.py::test_the_verifier_chooses_among_due_rules_as_arrears_does"
SIGNED = "test_verify_lateness.py::test_signatures_of_the_standard_are_accepted_and_others_not"
SECOND = "test_verify_lateness.py::test_a_signature_is_not_accepted_in_a_second_form"
TAMPERED = "test_verify_tampering.py::"
CELL = TAMPERED + "test_an_altered_cell_names_its_table_and_row"
ROW = TAMPERED + "test_a_row_altered_together_with_its_hash_names_its_table"
ROOT = TAMPERED + "test_a_changed_root_layout_or_class_is_noticed"
SETTING = TAMPERED + "test_a_changed_setting_of_the_manifest_is_named"
EXHIBIT = TAMPERED + "test_swapped_exhibits_are_named"
INDEX = TAMPERED + "test_an_index_that_was_altered_and_sealed_again_is_noticed"
BITS = TAMPERED + "test_bits_that_no_file_shows_are_sealed_too"
SALT = TAMPERED + "test_an_altered_salt_and_a_missing_value_made_empty_are_altered_rows"
GUESSED = "test_bundle_secrecy.py::test_no_withheld_value_is_found_by_trying_every_candidate"
EMPTY = "test_bundle_secrecy.py::test_an_empty_part_looks_like_any_other"
COPIES = "test_bundle.py::test_a_copy_for_another_audience_ties_to_the_whole_bundle"


@dataclass(frozen=True)
class Mutant:
    """One wrong verifier: a place, what stands there instead, and the test that fails."""

    old: str
    new: str
    test: str


MUTANTS = (
    Mutant('if sign == "/" and other[0] is not None and _number(other[0]) <= 0:',
           'if sign == "/" and other[0] is not None and _number(other[0]) == 0:', RANDOM),
    Mutant('choose = min if sign == "at_most" else max',
           'choose = max if sign == "at_most" else min', RANDOM),
    Mutant('"<=": lambda one, other: one <= other', '"<=": lambda one, other: one < other', RANDOM),
    Mutant('if any(found[0] is decides for found in founds):', 'if founds[0][0] is decides:', RANDOM),
    Mutant('            if test[0] is None:\n                return test\n', '', RANDOM),
    Mutant('value >= low if has_low else value > low', 'value >= low', KEYS),
    Mutant('value <= high if has_high else value < high', 'value < high', KEYS),
    Mutant('blended = _cumulative(bands, before + number) - _cumulative(bands, before)',
           'blended = _cumulative(bands, number)', RANDOM),
    Mutant('return bands[0][0] * reached', 'return 0', RANDOM),
    Mutant('whole = (2 * above + below) // (2 * below)', 'whole = above // below', RANDOM),
    Mutant('whole = -((-2 * above + below) // (2 * below))',
           'whole = (2 * above + below) // (2 * below)', RANDOM),
    Mutant('whole = -(-above // below)', 'whole = above // below + 1', RANDOM),
    Mutant('known = applies[0] is True and own is not None and reached is not None',
           'known = own is not None and reached is not None', RANDOM),
    Mutant('Outcome("amount", found.cents - earlier.cents)', 'Outcome("amount", found.cents)', RANDOM),
    Mutant('return min(due_day(one, day) for one, day in zip(rules, days))',
           'return max(due_day(one, day) for one, day in zip(rules, days))', CHOSEN),
    Mutant('        if holds is None:\n            return None\n', '', CHOSEN),
    Mutant('            chosen = arm["is"]\n            break\n', '            break\n', CHOSEN),
    Mutant('    if any(day is None for day in days):\n        return None\n',
           '    days = [day or date.max for day in days]\n', CHOSEN),
    Mutant('if any(isinstance(value, Withheld) for value in read):', 'if False:', CHOSEN),
    Mutant('if payable >= until else (payable, Outcome("amount", 0))',
           'if payable > until else (payable, Outcome("amount", 0))', HELD),
    Mutant('(payable, Outcome("amount", 0))', '(0, Outcome("amount", 0))', HELD),
    Mutant('round_to(_number(own.until[0]), 1, "up")', 'round_to(_number(own.until[0]), 1, "down")', HELD),
    Mutant('    if own.state == "cannot tell" or own.until is None:\n        return None, own',
           '    if own.state == "cannot tell" or own.until is None:\n        return before, own', HELD),
    Mutant('unpaid = max(before.unpaid, lines - fund_cents, 0)',
           'unpaid = max(lines - fund_cents, 0)', RANDOM),
    Mutant('taken = None if need is None else min(max(need, 0), max(left, 0))',
           'taken = None if need is None else min(max(need, 0), left)', RANDOM),
    Mutant('days // length if each["part"] == "does not count" else -(-days // length)',
           '-(-days // length)', PERIODS),
    Mutant('parts[[payee for payee, _ in named].index(division["odd_cents"])] += found.cents - sum(parts)',
           'parts[0] += found.cents - sum(parts)', PERIODS),
    Mutant('key=lambda one: (-left[one], one)', 'key=lambda one: (left[one], one)', POTS),
    Mutant('if step.from_on < day <= (step.to_on or date.max):',
           'if step.from_on <= day < (step.to_on or date.max):',
           LATE),
    Mutant('_half_up(cents + compound, charge.rate)', '_half_up(cents, charge.rate)', LATE),
    Mutant('if charge.most_units is not None and count >= charge.most_units:',
           'if charge.most_units is not None and count > charge.most_units:', LATE),
    Mutant('return cents if share is None else min(cents, part.basis * share.numerator // share.denominator)',
           'return cents', LATE),
    Mutant('charge.rate * 12 / 365', 'charge.rate * 12 / 360', LATE),
    Mutant('return dispute[3] is not None and dispute[3] <= owing.due_on',
           'return dispute[3] is not None', LATE),
    Mutant('business.after(settled_on, rule.resumes_after)', 'settled_on', LATE),
    Mutant('return this if this > anchor else after', 'return this', DUE),
    Mutant('signature[:32] + public_key + message', 'signature[:32] + message', SIGNED),
    Mutant('or answer >= ORDER', '', SECOND),
    Mutant('if digest.hex() != stated:', 'if False:', CELL),
    Mutant('if digest.hex() != stated and not told:', 'if False:', ROW),
    Mutant('if root != manifest["root"]:', 'if False:', ROOT),
    Mutant('if found != seal["manifest_sha256"]:', 'if False:', SETTING),
    Mutant('elif listed[file] != sha256:', 'elif False:', EXHIBIT),
    Mutant("if archive.start_dir != reached or rest[:-DIGEST_LENGTH] != index + end:", "if False:", INDEX),
    Mutant("if rest[-DIGEST_LENGTH:] != expected_digest:", "if False:", BITS),
    Mutant('if held.get(name) != value:', 'if False:', SETTING),
    Mutant('return hmac.digest(salt, prefix + row.to_bytes(8, "big") + said, "sha256")',
           'return hmac.digest(b"", prefix + row.to_bytes(8, "big") + said, "sha256")', GUESSED),
    Mutant('said = b"\\x00" if value is None', 'said = b"\\x01" if value is None', SALT),
    Mutant('return hmac.digest(salt, said + merkle(rows), "sha256")',
           'return hashlib.sha256(said + merkle(rows)).digest()', EMPTY),
    Mutant('if tally.skipped or any(one not in bundle.manifest["reads"]',
           'if False and any(one not in ""', COPIES),
)  # fmt: skip


def test_each_mutant_changes_one_place_and_names_a_test() -> None:
    text = (SOURCE / VERIFIER).read_text(encoding="utf-8")
    assert [mutant.old for mutant in MUTANTS if text.count(mutant.old) != 1] == []
    for mutant in MUTANTS:
        file, _, name = mutant.test.partition("::")
        assert f"def {name}(" in (Path(__file__).parent / file).read_text(encoding="utf-8") or not name


@pytest.fixture(scope="module")
def waiting() -> Iterator[Runner]:
    with runner(READ_FIRST) as started:
        yield started


@pytest.mark.slow
def test_the_verifier_as_it_is_passes_where_its_mutants_fail(waiting: Runner, tmp_path: Path) -> None:
    as_it_is = Changed(VERIFIER, MUTANTS[0].old, MUTANTS[0].old)
    run = waiting.run(as_it_is, f"tests/claims/{SIGNED}", tmp_path / "told.txt")
    assert run.returncode == 0, run.stdout


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.old.strip()[:40])
def test_a_mutant_of_the_verifier_is_noticed(mutant: Mutant, waiting: Runner, tmp_path: Path) -> None:
    changed = Changed(VERIFIER, mutant.old, mutant.new)
    run = waiting.run(changed, f"tests/claims/{mutant.test}", tmp_path / "told.txt")
    assert run.returncode == 1, f"not noticed: {mutant}\n{run.stdout[-2000:]}"
    assert "FAILED" in run.stdout or "ERROR" in run.stdout
