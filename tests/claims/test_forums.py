"""Every forum of a claim, with the rule that opens, binds or closes it; the rules are those of TV 2014."""

from __future__ import annotations

from dataclasses import fields

import pytest
from tests.claims.claim_fixture import claim_of, opened, step

from arrears.agreements.procedure_load import load_procedure
from arrears.claims.amounts import Amounts
from arrears.claims.forums import PersonPrincipal, forum_standings, principal_by_person
from arrears.reports.forum_report import build_forums

GUILD = [{"kind": "guild", "id": "sag"}]
PERFORMER = [{"kind": "person", "id": "P1"}]
CEILING = 25_000_000
PROCEDURE = load_procedure("sag/tv-2014")


def claim(subject: str = "residuals", claimants=GUILD, *steps):
    told = {"family": "sag", "agreement": "sag/tv-2014", "subject": subject, "claimants": claimants}
    return claim_of(opened(**told), *steps)


def people(*cents: int | None, currency: str = "usd") -> tuple[PersonPrincipal, ...]:
    return tuple(PersonPrincipal(f"P{number}", currency, each) for number, each in enumerate(cents))


def standing(name: str, held, principal):
    (one,) = [one for one in forum_standings(PROCEDURE, held, principal) if one.forum.forum_id == name]
    return one


def test_the_guild_arbitrates_residuals_without_a_ceiling():
    one = standing("arbitration", claim(), people(CEILING + 1, CEILING))
    assert (one.standing, one.reasons) == ("open", ())


@pytest.mark.parametrize(("cents", "expected"), [(CEILING, "open"), (CEILING + 1, "conditional")])
def test_force_majeure_has_the_ceiling_of_the_whole_dispute_and_never_the_residuals_exception(
    cents, expected
):
    one = standing("arbitration", claim("force_majeure"), people(cents - 100, 100))
    assert one.standing == expected
    if expected == "conditional":
        (reason,) = one.reasons
        assert reason.says.startswith("$250,000.01 in all claimed is more than $250,000.00 a dispute")
        assert "may not be split" in reason.says
        assert reason.citation.status == "primary"


def test_a_performers_own_claim_is_held_against_each_persons_money():
    within = standing("arbitration", claim("residuals", PERFORMER), people(CEILING, CEILING))
    told = [reason.says for reason in within.reasons]
    assert not any("more than $250,000.00" in says for says in told)
    assert any("more than $100,000.00" in says and "where it is so that" in says for says in told)
    above = standing("arbitration", claim("residuals", PERFORMER), people(CEILING + 1, 5))
    told = [reason.says for reason in above.reasons if "$250,000.00" in reason.says]
    assert told[0].startswith("what 1 of 2 people have claimed is more than $250,000.00")
    assert "may give up what is above it" in told[0]


def test_an_unknown_amount_leaves_the_ceiling_open():
    one = standing("arbitration", claim("force_majeure"), people(100, None))
    assert one.standing == "conditional"
    assert one.reasons[0].says.startswith("whether more than $250,000.00 a dispute is claimed cannot be told")
    other = standing("arbitration", claim("force_majeure"), people(100, currency="cad"))
    assert other.standing == "conditional"


def test_a_forum_hears_its_own_subjects_only():
    one = standing("court", claim("force_majeure"), people(1))
    assert one.standing == "closed"
    assert any(reason.says.startswith("it hears only claims for money for reuse") for reason in one.reasons)


def test_a_forum_is_brought_by_those_it_names():
    one = standing("court", claim("residuals", PERFORMER), people(1))
    assert one.standing == "closed"
    assert any(reason.says == "only the guild or union may bring a claim there" for reason in one.reasons)


def test_a_step_closes_a_forum():
    held = claim("residuals", GUILD, step("filed", "2014-08-01"), step("awarded", "2015-02-01"))
    one = standing("court", held, people(1))
    assert one.standing == "closed"
    told = "it is closed once a claim was awarded, here on 2015-02-01"
    assert told in [reason.says for reason in one.reasons]


def test_conditions_that_only_a_person_can_find_stay_conditions():
    one = standing("joint", claim(), people(1))
    assert one.standing == "conditional"
    assert any("three guilds agree" in reason.says for reason in one.reasons)


def amounts(position: str, person: str, cents: int, not_computable: int = 0) -> Amounts:
    """Amounts of which only what is named is not nought."""
    nought = {each.name: "" if each.type == "str" else 0 for each in fields(Amounts)}
    named = {"party_id": person, "position": position, "principal_cents": cents, "currency": "usd"}
    return Amounts(**{**nought, **named, "not_computable": not_computable})


def test_principal_is_that_of_the_claimants_reading():
    both = (amounts("guild", "P1", 500), amounts("companies", "P1", 100), amounts("guild", "P2", 7, 1))
    assert principal_by_person(both, "guild") == (
        PersonPrincipal("P1", "usd", 500),
        PersonPrincipal("P2", "usd", None),
    )
    assert principal_by_person((amounts("as agreed", "P1", 500),), "guild")[0].cents == 500
    assert principal_by_person(both, "nobody") == ()


def test_the_report_has_every_forum_with_its_source():
    held = claim()
    report = build_forums(held, forum_standings(PROCEDURE, held, people(1)), ())
    table = next(report.tables())
    assert {row[1] for row in table.rows} == {forum.forum_id for forum in PROCEDURE.forums}
    assert all("S14" in row[4] or "TV" in row[4] for row in table.rows)
    assert build_forums(held, (), ()).sections[0].tables[0].note.startswith("No procedure of sag/tv-2014")
