"""Wrong verifiers: a place in the part on decisions, accounts and casts, and what notices the change.

notices: the name of a forgery that is then not named, of a bundle that is then not verified, or of a check.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """What stands in the verifier, what stands there instead, and what notices it."""

    old: str
    new: str
    notices: str


# Lines of the claim, priced again.
PRICING = (
    Mutant("is_due = cents >= 0 and due_on is not None and due_on <= day", "is_due = cents >= 0", "lines"),
    Mutant("if one[0] is None or one[0] <= day]", "]", "lines"),
    Mutant('"compound": (1, 0, 2)', '"compound": (0, 1, 2)', "lines"),
    Mutant('"daily": (2, 0, 1)', '"daily": (0, 1, 2)', "lines"),
    Mutant("yield PRINCIPAL[1 if is_plan else 0], principal", "yield PRINCIPAL[0], principal",
           "a plan's clause"),
    Mutant('NO_NUMBER = re.compile(r"@[^:]*|#[0-9]+$")', 'NO_NUMBER = re.compile(r"#[0-9]+$")', "lines"),
    Mutant("ref = min(item.refs)", "ref = max(item.refs)", "lines"),
    Mutant("(freezing, *keys, entitled, credit), ClaimItem())", "(freezing, *keys, clause_no), ClaimItem())",
           "lines"),
    Mutant("        if any(cents != 0 for cents in values.values()):", "        if True:", "lines"),
    Mutant("known = None if sums is None or None in sums else sum(one or 0 for one in sums)",
           "known = sum(one or 0 for one in sums or ())", "named"),
    Mutant("None if str(freezing) in gone else 0", "0", "named"),
    Mutant('name = ref if number == 1 else f"{ref}~{number}"', "name = ref", "named"),
    Mutant("return cents is not None and not (doubtful and cents >= 0 and paid < cents)",
           "return cents is not None", "a doubtful payment"),
    Mutant(" or is_exempt(notes):", ":", "a payor that the rule is not for"),
    Mutant('    if priced["is_changed"]:', "    if False:", "reasons"),
    Mutant("if day > date.fromisoformat(settings_of(bundle)",
           "if False and date.fromisoformat(settings_of(bundle)",
           "reasons"),
    Mutant("    if priced is None:\n", "    if False:\n", "reasons"),
)  # fmt: skip
# Settlements and awards, divided again.
DIVISION = (
    Mutant("        if line is None and others:", "        if line is None:", "a line of nothing"),
    Mutant('given = (payee or "", company, dict(values))',
           'given = (line.payee if line else "", company, dict(values))', "another payee"),
    Mutant("for key, line in left.items():", "for key, line in ():", "a line left out"),
    Mutant('line, is_out, company in terms["opted_out"])', "line, is_out, is_out)", "a company out"),
    Mutant('if terms["release"]["companies"] and company not in terms["release"]["companies"]:', "if False:",
           "a release of others"),
    Mutant("line, kept, _undisputed(values) if is_kept else 0)", "line, kept, kept)", "undisputed money"),
    Mutant("line, is_waived, character in waives)", "line, is_waived, is_waived)", "a line waived"),
    Mutant("return min(known) if len(known) == len(values) > 1 else 0",
           "return max(known) if len(known) == len(values) > 1 else 0", "settled"),
    Mutant("value = max((values.get(reading) or 0) - kept, 0)", "value = values.get(reading) or 0",
           "settled"),
    Mutant("yield _half_up(sum(one.value for one in members), share), members",
           "yield sum(one.value for one in members) * share // 1, members", "settled"),
    Mutant("due = 0 if one.is_out else figured.get(one.name, 0)", "due = figured.get(one.name, 0)",
           "paid to a company that stays out"),
    Mutant('tally.hold("amounts of settled lines", one.name, one.paid, due)', "pass",
           "a cent moved in a settlement"),
    Mutant('tally.hold("sums of awards and settlements", str(name), cents, told)', "pass", "another sum"),
    Mutant('tally.hold("instalments of awards", str(name), cents, whole)', "pass",
           "an instalment of another sum"),
    Mutant("    for name in sorted(given):\n", "    for name in ():\n", "lines of nothing stated"),
    Mutant('value = 0 if rule == "pro_rata_by_principal" and line.character not in PRINCIPAL else',
           "value = 0 if False else", "summed"),
    Mutant("for key, cents in given.items():\n        tally", "for key, cents in ():\n        tally",
           "an unweighed line left out"),
    Mutant("whose = None if line is None else (line.payee, line.company, due)",
           'whose = None if line is None else (payee or "", company, due)', "an awarded payee"),
    Mutant("worth = {key: line.values[reading] for", 'worth = {key: line.values["guild"] for',
           "an award on another reading"),
    Mutant('is_equal = allocation["rule"] == "equal"', "is_equal = False", "division"),
    Mutant("if group is not filled[-1] and pot >= full:", "if pot >= full:", "division"),
    Mutant('        pot = 0\n', "", "division"),
    Mutant("people.setdefault(one.head, []).append(one)", 'people.setdefault("", []).append(one)',
           "division"),
    Mutant('[1 if rule == "equal" else one.value for one in lines]', "[one.value for one in lines]",
           "division"),
)  # fmt: skip
# Accounts of awards.
ACCOUNTS = (
    Mutant("for one in payments if one[1] <= as_of)", "for one in payments)", "accounts"),
    Mutant('        if kind != "principal":\n            continue\n', "", "awarded"),
    Mutant("oldest = sorted(parts, key=lambda part: (part.due_on or clock.award_on, part.number))",
           "oldest = list(parts)", "accounts"),
    Mutant("late = part.cents - sum(cents for on, cents in paid if on <= payable_by)", "late = part.cents",
           "accounts"),
    Mutant("cents for on, cents in paid if on <= payable_by",
           "cents for on, cents in paid if on < payable_by",
           "accounts"),
    Mutant("or as_of <= payable_by or", "or as_of < payable_by or", "accounts"),
    Mutant("return own if part.due_on is not None or clock.from_due else clock.award_on, own",
           "return clock.award_on, own", "accounts"),
    Mutant("is not None or clock.from_due else", "is not None else", "accounts"),
    Mutant("clock.disputed_on is not None and clock.disputed_on <= as_of", "clock.disputed_on is not None",
           "accounts"),
    Mutant("clock.notified_on is not None and clock.notified_on <= last", "clock.notified_on is not None",
           "accounts"),
    Mutant("is_disputed or clock.is_prevented or is_told", "is_disputed or is_told", "accounts"),
    Mutant("if clock.needs_sum and clock.calculated_within is not None:",
           "if clock.calculated_within is not None:", "accounts"),
    Mutant('interest = sum(one[2] for one in made if one[3] == "interest")',
           "interest = sum(one[2] for one in made)", "accounts"),
    Mutant("None if unknown else sum(left.values())", "sum(left.values())", "accounts"),
    Mutant("        return (payable_by, 0, None, *none)", "        return (payable_by, 0, 0, *none)",
           "accounts"),
    Mutant("        beyond += cents\n", "", "accounts"),
    Mutant('Charge("month", clock.monthly, None, "due"', 'Charge("day", clock.monthly, None, "due"',
           "accounts"),
    Mutant("    for name in sorted({*made, *ends, *(one for one, _ in stated)}):", "    for name in ():",
           "an account of another award"),
    Mutant("_shown(stated[1].pop(name, None)), _shown((as_of, *ending))", '"", ""', "less is open"),
    Mutant("_shown(given), _shown(figures))", '"", "")', "interest of a cent"),
)  # fmt: skip
# Casts, personal lines, and numbers that rows are told apart by.
STRUCTURE = (
    Mutant("    if not cast.used or cast.used[0] != len(cast.people):", "    if not cast.people:",
           "one more performer"),
    Mutant("Fraction(_number(one)) / whole)", "Fraction(1, len(found)))", "cast"),
    Mutant('tally.hold("units of casts"', 'str("units of casts"', "hired otherwise"),
    Mutant("return any(one != each[0] for each in said for one in each)", "return False", "contested"),
    Mutant("own = outcome.cents if payee in (None, whose) else None", "own = outcome.cents",
           "a performer's run of another"),
    Mutant("            if count > 1:\n                place =",
           "            if count > 2:\n                place =",
           "a line twice"),
    Mutant('.named("obligation_no")} - known)', '.named("obligation_no")} - {no for no in range(10**4)})',
           "a payment of nothing"),
    Mutant("positions & ~told:", "False:", "a reading dropped"),
    Mutant("            if number < last:", "            if False:", "moved rows"),
    Mutant("if name not in {README, VERIFIER, COMMITMENTS, *places}", "if False", "a file without a place"),
    Mutant("    if _are_equal(_times_point(8, key), (0, 1, 1, 0)):", "    if False:", "a key of anybody"),
)  # fmt: skip
MUTANTS = (*PRICING, *DIVISION, *ACCOUNTS, *STRUCTURE)
