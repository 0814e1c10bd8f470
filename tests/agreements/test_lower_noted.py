"""What an agreement notes and leaves out is read beside its clauses, with addresses and citations."""

from pathlib import Path

from tests.agreements.writing import write_agreement

from arrears.agreements.addresses import addressed_parts
from arrears.agreements.load import load_agreement
from arrears.agreements.model import LeftOut

HEADER_NOTED = """\
agreement: guild/pact-2008
title: An invented pact
covers: {from: 2008-02-13, until: 2011-05-01}
cite: S14
status: primary
governed_by: received_on
noted:
- {name: press-cap, says: the press names a cap of $1, cite: a newspaper, status: unverified}
left_out:
- {part: arbitration, because: not money}
"""
ARTICLE_NOTED = """\
article: article
title: An article
cite: S14 p. 49
status: primary
noted:
- name: floor
  says: a floor of $1
  note: the kind of picture is not known
  conflicts:
  - {says: a floor of $1}
  - {says: a floor of $2, cite: I15 p. 3}
left_out:
- {part: s. 18(g), because: the text leaves it to bargaining}
"""
CLAUSE = """\
- id: one
  for: statement_line
  near: Foreign
  terms: {first: 1%, second: {is: 2%, near: [Total, Sum]}, third: {is: 3%, cite: p. 50, as_printed: a third}}
  pays: gross * (first + second + third)
"""


def test_noted_terms_and_parts_left_out_are_read(tmp_path: Path) -> None:
    agreement = load_agreement(write_agreement(tmp_path, CLAUSE, header=HEADER_NOTED, article=ARTICLE_NOTED))
    (article,) = agreement.articles
    assert agreement.left_out == (LeftOut("arbitration", "not money"),)
    assert article.left_out == (LeftOut("s. 18(g)", "the text leaves it to bargaining"),)
    parts = addressed_parts(agreement)
    press = parts["guild/pact-2008/noted/press-cap"]
    assert (press.sort, press.written) == ("noted", "the press names a cap of $1")
    floor = parts["guild/pact-2008/article/noted/floor"].citation
    assert floor is not None
    assert (floor.source, floor.status, floor.note) == (
        "S14 p. 49",
        "primary",
        "the kind of picture is not known",
    )
    said = parts["guild/pact-2008/article/noted/floor/conflicts"].written
    assert said == "a floor of $1 (S14 p. 49) against a floor of $2 (I15 p. 3)"


def test_a_label_goes_with_the_place_that_it_stands_at(tmp_path: Path) -> None:
    agreement = load_agreement(write_agreement(tmp_path, CLAUSE, header=HEADER_NOTED, article=ARTICLE_NOTED))
    cited = {
        term.address.rpartition("/")[2]: term.citation for one in agreement.clauses() for term in one.terms
    }
    assert cited["first"].near == ("Foreign",)
    assert cited["second"].near == ("Total", "Sum")
    assert cited["third"].near == ()  # another page, so another label
    assert (cited["third"].text, cited["third"].as_printed) == ("S14", "a third")
