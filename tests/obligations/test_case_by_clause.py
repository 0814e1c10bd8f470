"""One CASE over clause numbers says of each clause what its own branch says, and of the others nothing."""

from __future__ import annotations

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from arrears.obligations.bulk import case_by_clause

BRANCHES = st.dictionaries(st.integers(0, 12), st.sampled_from(["'due'", "'sent'", "NULL"]), max_size=10)


@given(BRANCHES, st.sampled_from(["NULL", "'due'"]))
def test_each_clause_gets_its_own_branch(branches: dict[int, str], otherwise: str) -> None:
    case = case_by_clause(branches.items(), otherwise)
    rows = duckdb.execute(
        f"SELECT ({case})::VARCHAR FROM range(14) r(clause_no) ORDER BY clause_no"
    ).fetchall()
    said = [branches.get(no, otherwise).strip("'") for no in range(14)]
    assert [row[0] for row in rows] == [None if word == "NULL" else word for word in said]


def test_neighbours_that_say_the_same_share_a_branch() -> None:
    case = case_by_clause([(2, "'due'"), (0, "'due'"), (1, "'due'"), (4, "'due'"), (3, "'sent'")])
    assert case.count("WHEN") == 3
