"""A figure is found as pages print it, and not inside a longer one."""

import pytest

from arrears.agreements.printed_forms import as_printed, label_pattern, printed_forms


def found(written: str, page: str) -> str:
    forms = printed_forms(written)
    if any(pattern.search(page) for pattern in forms.digits):
        return "digits"
    return "words" if any(pattern.search(page) for pattern in forms.words) else "no"


@pytest.mark.parametrize(
    ("written", "page", "how"),
    [
        ("$1,302", "not less than $1,302 for a day", "digits"),
        ("$1,302", "not less than $11,302 for a day", "no"),
        ("$1,302", "not less than $1,302.50 for a day", "no"),
        ("$1,302", "a column of 1302.00", "digits"),
        ("$302", "not less than $1,302 for a day", "no"),
        ("$13,000,000", "over $13 million", "digits"),
        ("$1,500,000", "over $1.5 million", "digits"),
        ("$13,000,000", "over $130 million", "no"),
        ("20,000,000", "20 million subscribers", "digits"),
        ("$30,000,000", "a budget of $30 million", "digits"),
        ("$0.86", "an additional eighty-six cents per hour", "words"),
        ("$0.86", "an additional $.86 per hour", "digits"),
        ("1.2%", "1.20 % of the gross", "digits"),
        ("1.2%", "1.2 percent", "digits"),
        ("1.2%", "11.2%", "no"),
        ("1.2%", "1.25%", "no"),
        ("0.5%", "a further .5% of it", "digits"),
        ("0.5%", "10.5% of it", "no"),
        ("2%", "1.2%", "no"),
        ("5%", "15%", "no"),
        ("1.5%", "one and one-half percent per month", "words"),
        ("50%", "one-half of his salary", "words"),
        ("50%", "fifty percent (50 %)", "digits"),
        ("35%", "thirty-five percent", "words"),
        ("2/3", "two-thirds of the rate", "words"),
        ("5/6", "5/6 of it", "digits"),
        ("1/2", "50% of it", "digits"),
        ("17 days", "a window of seventeen consecutive days", "words"),
        ("17 days", "17 consecutive days", "digits"),
        ("17 days", "section 117, days", "no"),
        ("26 weeks", "each 26-week period", "digits"),
        ("120 minutes", "one hundred twenty minutes", "words"),
        ("60 minutes", "a 1 hour program", "words"),
        ("90 minutes", "one and one-half hours or more", "words"),
        ("90 minutes", "1-1/2 hour programs", "words"),
        ("182 days", "a period of twenty-six weeks", "words"),
        ("60 minutes", "an 11 hour program", "no"),
        ("2024-07-01", "effective July 1, 2024", "digits"),
        ("2024-07-01", "effective July 1, 20172024", "digits"),
        ("2024-07-01", "effective 7/1/24", "digits"),
        ("2024-07-01", "effective July 11, 2024", "no"),
        ("2024-07-01", "effective 17/1/24", "no"),
        ("no figure at all", "no figure at all", "no"),
    ],
)
def test_a_figure_is_found_as_it_is_printed(written: str, page: str, how: str) -> None:
    assert found(written, page) == how


def test_a_form_that_the_file_gives_is_found_whole() -> None:
    assert as_printed("reduced by 50%").search("it is reduced\nby 50%, then")
    assert not as_printed("reduced by 50%").search("it is reduced by 505%")


def test_a_label_is_found_across_lines_and_in_any_case() -> None:
    assert label_pattern("Foreign Telecasting").search("FOREIGN\n  TELECASTING")
    assert not label_pattern("Foreign Telecasting").search("FOREIGN TELEVISION")
    assert label_pattern("of “Producer’s gross").search('of "Producer\'s gross"')
