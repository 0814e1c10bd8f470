"""The WGA's credit shares as the guild prints them: ex-40-credit-split and ex-41-credit-split-no-story."""

from fractions import Fraction

import pytest

from arrears.agreements.load import load_library
from arrears.agreements.model import Agreement, CreditShares
from arrears.money import divide_pot

AGREEMENTS = load_library(addresses=["wga/mba-2008", "wga/mba-2023"])


def shares_of(agreement: Agreement, work: str) -> CreditShares:
    (shares,) = [shares for shares in agreement.credit_shares if shares.work == work]
    return shares


def case_for(agreement: Agreement, work: str, *roles: str) -> dict[str, Fraction]:
    """The one case whose roles are exactly these."""
    (case,) = [case for case in shares_of(agreement, work).cases if set(case) == set(roles)]
    return dict(case)


@pytest.mark.parametrize("agreement", AGREEMENTS, ids=lambda agreement: agreement.address)
class TestCreditShares:
    def test_story_screenplay_and_adaptation_share_25_65_10(self, agreement: Agreement) -> None:
        case = case_for(agreement, "theatrical", "story_by", "screenplay_by", "adaptation_by")
        # $1,000.00: story W1; screenplay by the team W2 and W3; adaptation W4. The team halves its 650.
        team = Fraction(1, 2)
        shares = [
            case["story_by"],
            case["screenplay_by"] * team,
            case["screenplay_by"] * team,
            case["adaptation_by"],
        ]
        assert divide_pot(100_000, shares, "largest_remainder") == [25_000, 32_500, 32_500, 10_000]

    def test_a_screenplay_without_a_story_credit_takes_all(self, agreement: Agreement) -> None:
        case = case_for(agreement, "theatrical", "screenplay_by")
        assert divide_pot(100_000, [case["screenplay_by"]], "largest_remainder") == [100_000]

    @pytest.mark.parametrize(
        ("work", "story", "script"),
        [
            ("theatrical", "story_by", "screenplay_by"),
            ("theatrical", "screen_story_by", "screenplay_by"),
            ("television", "story_by", "teleplay_by"),
            ("television", "television_story_by", "teleplay_by"),
            ("new_media", "story_by", "teleplay_by"),
        ],
    )
    def test_story_and_script_share_25_75(
        self, agreement: Agreement, work: str, story: str, script: str
    ) -> None:
        case = case_for(agreement, work, story, script)
        assert (case[story], case[script]) == (Fraction(1, 4), Fraction(3, 4))

    def test_a_teleplay_without_a_story_credit_is_not_guessed(self, agreement: Agreement) -> None:
        assert all(set(case) != {"teleplay_by"} for case in shares_of(agreement, "television").cases)

    def test_every_case_divides_the_whole(self, agreement: Agreement) -> None:
        assert all(sum(case.values()) == 1 for shares in agreement.credit_shares for case in shares.cases)

    def test_source_material_and_creators_take_no_share(self, agreement: Agreement) -> None:
        for shares in agreement.credit_shares:
            assert set(shares.unpaid_roles) == {"created_by", "developed_by", "based_on"}

    def test_fixed_amounts_take_the_column_of_the_credit(self, agreement: Agreement) -> None:
        (columns,) = [one for one in agreement.credit_columns if one.work == "television"]
        assert dict(columns.columns) == {
            "story_by": "story",
            "television_story_by": "story",
            "teleplay_by": "teleplay",
            "written_by": "both",
        }
