"""The closed lists of the trade: markets, kinds, roles, states, and the facts that a clause of each record
kind may read.

One row per word, with what it means. An unknown word anywhere is a finding that names the nearest word of
these lists.
"""

from __future__ import annotations

from collections.abc import Mapping

MARKETS: Mapping[str, str] = {
    "theatrical": "shown in cinemas",
    "network_prime_time": "prime time on a network",
    "network_other": "a network outside prime time",
    "free_television": "free television in the United States and Canada outside the networks",
    "foreign_free_television": "free television outside the United States and Canada",
    "basic_cable": "basic cable",
    "foreign_basic_cable": "basic cable outside the United States and Canada",
    "pay_television": "pay television",
    "home_video": "discs and cassettes",
    "download": "permanent download, electronic sell-through",
    "rental": "download or stream for a limited period against payment",
    "ad_supported_streaming": "streaming free to the consumer, paid by advertising",
    "subscription_streaming": "streaming by subscription",
    "in_flight": "aircraft, ships, trains and buses",
    "secondary_digital": "a secondary digital channel of a station",
}
# Money that is not for a use of a title, such as half pay in a stoppage, is under no market.
NO_MARKET = "none"
PAYMENT_MARKETS: Mapping[str, str] = {**MARKETS, NO_MARKET: "no market applies: pay for services"}
WORKS: Mapping[str, str] = {
    "theatrical": "made for cinemas",
    "television": "made for television",
    "new_media": "made for new media",
}
TITLE_KINDS: Mapping[str, str] = {
    "theatrical": "a motion picture made for cinemas",
    "episode": "one episode of a television series",
    "series": "a series as a whole",
    "television_film": "a one-time television motion picture",
    "new_media": "a programme made for new media",
}
PROGRAM_KINDS: Mapping[str, str] = {
    "dramatic": "drama or comedy with a story",
    "comedy_variety": "comedy-variety",
    "daytime_serial": "daytime serial",
    "childrens": "children's programme",
    "documentary": "documentary",
    "quiz": "quiz and audience participation",
    "reenactment": "reality with re-enactments",
    "sports": "sports",
    "other": "any other kind",
}
BASE_KINDS: Mapping[str, str] = {
    "distributors_gross": "all that the distributor receives",
    "producers_gross": "the producer's part of it, as reported",
    "accountable_receipts": "receipts as the agreement's article counts them",
    "licence_fee": "the fee for one licence",
}
CREDIT_ROLES: Mapping[str, str] = {
    "written_by": "Written by",
    "story_by": "Story by",
    "television_story_by": "Television Story by",
    "screen_story_by": "Screen Story by",
    "teleplay_by": "Teleplay by",
    "screenplay_by": "Screenplay by",
    "adaptation_by": "Adaptation by",
    "created_by": "Created by",
    "developed_by": "Developed by",
    "based_on": "Based on material by",
    "director": "Directed by",
    "performer": "Performer",
}
CREDIT_COLUMNS: Mapping[str, str] = {
    "story": "story",
    "teleplay": "teleplay",
    "both": "story and teleplay",
}
PAYMENT_KINDS: Mapping[str, str] = {
    "principal": "the residual itself",
    "late_charge": "a charge for paying late",
    "contribution": "pension, health or welfare contribution",
    "not_said": "the sender did not say",
}
DEDUCTION_KINDS: Mapping[str, str] = {
    "dues": "guild dues",
    "tax": "tax withheld",
    "levy": "a creditor's levy",
    "commission": "an agent's commission",
    "recoupment": "recoupment of an earlier overpayment",
    "other": "any other deduction",
}
PAYEE_KINDS: Mapping[str, str] = {
    "self": "the person",
    "loan_out": "the person's loan-out company",
    "estate": "an estate",
    "assignee": "an assignee",
    "levy": "a creditor under a levy",
    "agent": "an agent who receives for the person",
}
ENGAGEMENT_KINDS: Mapping[str, str] = {
    "writing": "writing services",
    "acquisition": "literary material bought",
    "directing": "directing services",
    "performing": "performing services",
    "other": "any other engagement",
}
GUARANTEE_UNITS: Mapping[str, str] = {"episodes": "episodes", "weeks": "weeks", "days": "days"}
NOTICE_KINDS: Mapping[str, str] = {
    "late_payment": "a payment is late",
    "information_request": "information is asked for",
    "suspension": "services are suspended",
    "dispute": "a payment is disputed",
    "other": "any other notice",
}
ASSUMPTION_KINDS: Mapping[str, str] = {
    "distributor": "a distributor took over what is owed in its markets, territories and term",
    "buyer": "a buyer of the picture or of rights in it took over what is owed",
}
PAYOR_STATUSES: Mapping[str, str] = {
    "qualified_residual_payor": "a qualified residual payor",
    "qualified_distributor": "a qualified distributor",
    "qualified_buyer": "a qualified buyer",
    "ordinary": "none of these",
}
SUSPENSION_CAUSES: Mapping[str, str] = {
    "strike": "a strike",
    "fire": "a fire",
    "accident": "an accident",
    "riot": "a riot",
    "act_of_god": "an act of God",
    "public_enemy": "the public enemy",
    "government_order": "an executive or judicial order",
    "illness": "illness of another member of the cast or of the director",
    "other": "any other cause",
}
AUDIENCE_MEASURES: Mapping[str, str] = {
    "subscribers": "subscribers",
    "hours": "hours viewed",
    "views": "views",
}
# Who may see a file or an event; `book/access.py` says which audience reads which.
ACCESS_CLASSES: Mapping[str, str] = {
    "public": "anybody may see it",
    "parties": "the parties to the case and the arbitrator may see it",
    "guild_only": "the guild's staff may see it; a member sees what of it bears on the own lines",
    "member_identified": "it names a member: the guild's staff and that member may see it",
    "aggregates_only": "the guild holds it; others get totals over several companies or members only",
    "counsel_only": "privileged, or an attorney's work product: the guild's counsel may see it",
    "settlement": "settlement and mediation talks: counsel and the mediator may see it",
    "outside_auditor": "an outside auditor may see it and answers yes or no",
    "embargoed": "the talks while a news blackout runs: the negotiating committee and counsel may see it",
}
DISTRIBUTORS: Mapping[str, str] = {
    "affiliated": "a distributor of the producer's own group",
    "unrelated": "a distributor outside the producer's group",
}
CARRIERS: Mapping[str, str] = {
    "network": "a network in prime time",
    "other": "any other free television",
}
CONTRIBUTORS: Mapping[str, str] = {
    "fifteen_million": "a company whose reuse payments to the plans make it a $15 Million Contributor",
    "other": "any other company",
    "shop_or_facility": "a shop or facility that the plans rate apart",
}
ON_CALL_WEEKS: Mapping[str, str] = {
    "by_the_hour": "not on call: the hours worked or guaranteed count",
    "partial_week": "on call for part of a week",
    "five_days": "on call for five days",
    "six_days": "on call for six days",
    "seven_days": "on call for seven days",
    "sixth_day_not_worked": "a sixth day not worked on distant location",
    "seventh_day_not_worked": "a seventh day not worked on distant location",
}
ARMS_LENGTH_RUNGS: Mapping[str, str] = {
    "paid_to_unrelated": "what the related exhibitor pays unrelated companies for comparable pictures",
    "received_from_unrelated": "what unrelated exhibitors pay the producer for comparable pictures",
    "paid_by_comparable": "what a comparable exhibitor pays unrelated companies for comparable pictures",
}
SALES: Mapping[str, str] = {
    "licence": "licensed for a time",
    "outright": "sold outright",
}
ENGAGED_BY: Mapping[str, str] = {
    "day": "engaged by the day",
    "week": "engaged by the week",
}
MADE_UNDER: Mapping[str, str] = {
    "television_agreement": "made under the television agreement of the performers",
    "network_code": "made under the network code of the performers",
}
FOREIGN_AREAS: Mapping[str, str] = {
    "british_isles": "the British Isles and Cyprus, area 1 of the network code",
    "europe": "the rest of Europe with Iceland, area 2",
    "africa": "Africa with adjacent islands, area 3",
    "asia_australia": "Asia, Australia and the islands of the Pacific and Indian Oceans, area 4",
    "americas": "Mexico, Central and South America, the Caribbean and Greenland, area 5",
    "all_areas": "all five areas together",
}
HIRES: Mapping[str, str] = {
    "day": "performer hired by the day",
    "three_day": "performer hired for three days",
    "weekly": "freelance performer hired by the week",
    "multiple_pictures": "performer hired by the week for several pictures",
    "series": "performer under a series contract",
    "term": "performer under a term contract",
    "announcer": "announcer heard and not seen",
    "stunt": "stunt performer",
    "principal": "principal performer under the network code, more than five lines",
    "five_lines": "performer under the network code who speaks five lines or less",
    "group": "group dancer or chorus singer under the network code",
    "director": "director of a whole picture or programme",
    "daily_director": "director hired by the day",
    "associate_director": "associate director hired by the week",
}
WRITING_SERVICES: Mapping[str, str] = {
    "original_with_treatment": "an original screenplay with its treatment",
    "adapted_with_treatment": "a screenplay that is not original, with its treatment",
    "original_without_treatment": "an original screenplay without treatment, or its sale",
    "adapted_without_treatment": "a screenplay that is not original, without treatment, or its sale",
    "story_in_screenplay": "a story included in a screenplay, in addition",
    "story_or_treatment": "a story or treatment",
    "original_story_or_treatment": "an original story or treatment",
    "first_draft": "the first draft of a screenplay",
    "rewrite": "a rewrite of a screenplay",
    "polish": "a polish of a screenplay",
    "staff_week": "a staff writer's week, hired from week to week",
}
ELECTIONS: Mapping[str, str] = {
    "suspended": "the producer chose to suspend the performer",
    "kept": "the producer chose to keep and pay the performer",
    "released": "the performer was let go",
    "no_election": "the producer chose nothing",
}
REUSES: Mapping[str, str] = {
    "excerpt": "photography or sound track used again in another programme, by agreement",
    "recap": "a recap of the story to date in the same series",
    "stunt": "an identifiable stunt used again",
    "stunt_for_ever": "an identifiable stunt in a theme park without end of time",
    "without_agreement": "photography or sound track used again without the performer's agreement",
}
OWED_LINES: Mapping[str, str] = {
    "salary": "the first pay for services",
    "overtime": "overtime",
    "penalty": "a penalty",
    "residual": "a residual",
    "episode_fees": "fees for episodes made later",
    "episode_guarantee": "what is left of the guaranteed episodes",
    "other": "any other amount",
}
TERRITORIES_DOMESTIC = ("us", "ca", "us_ca")
STATUSES: Mapping[str, str] = {
    "primary": "read in the agreement's own text",
    "secondary": "guild guide, press or law firm",
    "derived": "worked out from sourced figures, with the working",
    "unverified": "only memory or a low source supports it",
}
CURRENCIES: Mapping[str, str] = {
    "usd": "United States dollar",
    "cad": "Canadian dollar",
    "eur": "euro",
    "gbp": "pound sterling",
    "aud": "Australian dollar",
    "nzd": "New Zealand dollar",
    "chf": "Swiss franc",
    "sek": "Swedish krona",
    "nok": "Norwegian krone",
    "dkk": "Danish krone",
    "mxn": "Mexican peso",
    "brl": "Brazilian real",
    "inr": "Indian rupee",
}
TERRITORIES: Mapping[str, str] = {
    "us": "United States",
    "ca": "Canada",
    "us_ca": "United States and Canada",
    "foreign": "everywhere else",
    "world": "worldwide",
    "gb": "United Kingdom",
    "de": "Germany",
    "fr": "France",
    "it": "Italy",
    "es": "Spain",
    "au": "Australia",
    "nz": "New Zealand",
    "mx": "Mexico",
    "br": "Brazil",
    "in": "India",
    "se": "Sweden",
    "no": "Norway",
    "dk": "Denmark",
    "ie": "Ireland",
    "nl": "Netherlands",
    "none": "no territory applies",
}

# Facts a clause may read, per record kind. The unit is read by arrears.formula.kinds.read_kind: `money`,
# `number`,
# `date`, `yes/no`, `word:LIST`, or a counting unit. The figure after ` < ` is the bound of the magnitude.
TITLE_FACTS: Mapping[str, str] = {
    "work": "word:works",
    "title_kind": "word:title_kinds",
    "program_kind": "word:program_kinds",
    "minutes": "minutes < 100000",
    "budget": "money",
    "photographed_on": "date",
    "written_on": "date",
    "employed_on": "date",
    "first_market": "word:markets",
    "first_release_on": "date",
    "first_new_media_on": "date",
    "season_no": "seasons < 1000",
    "episode_ordinal": "episodes < 100000",
}
LINE_FACTS: Mapping[str, str] = {"market": "word:markets", "territory": "word:territories"}
# Facts of a title as performers were employed on it, from the records of its production and of its cast; a
# clause of another guild reads none of them.
PRODUCTION_FACTS: Mapping[str, str] = {
    "made_under": "word:made_under",
    "derivative": "yes/no",
    "performers": "performers < 10000",
    "announcers": "performers < 10000",
    "announcers_only": "yes/no",
    "prorates": "yes/no",
    "covered_labour": "money < 1000000000000",
    "all_labour": "money < 1000000000000",
    "cast_minimum": "money",
    "episodes_ordered": "episodes < 100000",
    "promotional_no": "episodes < 100000",
    "new_series": "yes/no",
}
PAY_TELEVISION_FACTS = (
    "performers",
    "announcers",
    "announcers_only",
    "prorates",
    "covered_labour",
    "all_labour",
)
PERFORMER_PRODUCTION_FACTS = (
    "made_under", "derivative", "cast_minimum", "episodes_ordered", "promotional_no",
)  # fmt: skip
RECORD_FACTS: Mapping[str, Mapping[str, str]] = {
    "statement_line": {
        **TITLE_FACTS,
        **LINE_FACTS,
        **{name: PRODUCTION_FACTS[name] for name in ("made_under", "derivative", *PAY_TELEVISION_FACTS)},
        "base_kind": "word:base_kinds",
        "gross": "money",
        "copies": "copies < 1000000000000",
        "period_from": "date",
        "period_to": "date",
        "received_on": "date",
    },
    "run": {
        **TITLE_FACTS,
        **LINE_FACTS,
        "run": "runs < 100000",
        "shown_on": "date",
        "credit": "word:credit_columns",
    },
    "availability": {
        **TITLE_FACTS,
        **LINE_FACTS,
        **{name: PRODUCTION_FACTS[name] for name in ("made_under", "derivative")},
        "first_day_online": "date",
        "last_day_online": "date",
        "period_from": "date",
        "period_to": "date",
        "credit": "word:credit_columns",
    },
    "performer_run": {
        **TITLE_FACTS,
        **LINE_FACTS,
        **{name: PRODUCTION_FACTS[name] for name in PERFORMER_PRODUCTION_FACTS},
        "run": "runs < 100000",
        "shown_on": "date",
        "hired_as": "word:hires",
        "first_shown_on": "date",
        "compensation": "money",
        "applicable_minimum": "money",
        "late_night": "yes/no",
        "supersized": "yes/no",
        "elected": "yes/no",
        "licensed_on": "date",
        "households_reached": "households < 10000000000",
        "households_in_all": "households < 10000000000",
        "revenue_contracted": "money",
    },
    "exhibition_year": {
        **TITLE_FACTS,
        **LINE_FACTS,
        "year": "years < 200",
        "first_shown_on": "date",
        "year_from": "date",
        "year_to": "date",
        "domestic_subscribers": "subscribers < 10000000000",
        "foreign_subscribers": "subscribers < 10000000000",
        "hours_streamed": "hours < 1000000000000",
        "runtime_minutes": "minutes < 10000000",
        "bonus_reached": "yes/no",
        "credit": "word:credit_columns",
    },
    "suspension": {
        **TITLE_FACTS,
        "cause": "word:suspension_causes",
        "election": "word:elections",
        "stopped_on": "date",
        "stoppage_ended_on": "date",
        "suspended_on": "date",
        "kept_from": "date",
        "kept_until": "date",
        "released": "yes/no",
        "released_on": "date",
        "recalled_on": "date",
        "performer_noticed_on": "date",
        "left_on": "date",
        "hired_as": "word:hires",
        "illness_days": "days < 100000",
        "performed": "yes/no",
        "role_replaced": "yes/no",
        "episode_fee": "money",
        "weekly_pay": "money",
        "daily_pay": "money",
        "guaranteed_pay": "money",
        "minimum_weekly_pay": "money",
        "guarantee_weeks_left": "weeks < 10000",
        "guarantee_episodes_left": "episodes < 10000",
        "guarantee_episodes_unmade": "episodes < 10000",
    },
    "engagement": {
        **TITLE_FACTS,
        "initial": "money",
        "scale": "money",
        "starts_on": "date",
        "ends_on": "date",
        "hired_as": "word:hires",
        "episodes_guaranteed": "episodes < 100000",
        "weeks_guaranteed": "weeks < 100000",
    },
    "amount_owed": {
        **TITLE_FACTS,
        **{name: PRODUCTION_FACTS[name] for name in ("made_under", "new_series")},
        "market": "word:markets",
        "amount": "money",
        "line": "word:owed_lines",
        "paid_on": "date",
    },
}
# Record kinds whose every line is one person's, who is owed the whole of what a clause gives on it, or on
# whose pay a plan is owed it.
PERSONAL_KINDS = ("suspension", "performer_run", "engagement", "amount_owed")
# Of these, the kinds on whose lines it is listed which rights arose.
RIGHT_KINDS = ("suspension", "performer_run")
# Of these, the kinds whose lines are pay that plans and funds get a contribution on.
PLAN_KINDS = ("engagement", "amount_owed")
# What comes before the person's id where an amount's name tells on whose pay a plan is owed it.
OF_PERSON = "of_"
# What comes before the period in the occasion of pay, and what stands for the period of the first pay.
OF_PAY = "pay:"
FIRST_PAY = "first"
# Payees of clauses that are plans and funds, not people, each with the id that stands for it as a payee.
PLANS: Mapping[str, str] = {
    "plans": "plans",
    "pension plan": "pension-plan",
    "health plan": "health-plan",
    "basic pension plan": "basic-pension-plan",
    "individual account plan": "individual-account-plan",
    "health and retirement funds": "health-and-retirement-funds",
    "motion picture industry pension and health plans": "motion-picture-industry-plans",
    "active employees fund": "active-employees-fund",
    "retired employees fund": "retired-employees-fund",
    "cooperative fund": "cooperative-fund",
}
# Facts and record kinds that clauses may speak of and worked cases may state, and that no record holds yet:
# an audit leaves such a clause out and says so.
FACTS_NOT_HELD: Mapping[str, Mapping[str, str]] = {
    "statement_line": {
        "applicable_minimum": "money",
        "distributor": "word:distributors",
        "sale": "word:sales",
        "elected": "yes/no",
        "in_english": "yes/no",
        "licensed_on": "date",
        "first_foreign_on": "date",
        "exhibition_days": "days < 100000",
        "days_beyond_limit": "days < 100000",
        "days_beyond_year": "days < 100000",
        "related_exhibitor": "yes/no",
        "months_out_of_production": "months < 10000",
        "months_since_fixed_run": "months < 10000",
        "episodes_made": "episodes < 100000",
        "comparable_fee": "money",
        "distribution_costs": "money",
        "returns_reserve": "money",
        "package_price": "money",
        "own_value": "money",
        "package_value": "money",
        "package_titles": "titles < 100000",
        "closing_rate": "number < 1000000",
        "remittance_rate": "number < 1000000",
        "assumed_on": "date",
        "buyer_bound": "yes/no",
        "animated": "yes/no",
        "shooting_days": "days < 100000",
        "foreign_shooting_days": "days < 100000",
        "western_shooting_days": "days < 100000",
        "broad_test_ended": "yes/no",
        "los_angeles_crew": "employees < 1000000",
        "los_angeles_crew_replacing": "employees < 1000000",
        "studio_locals_crew": "employees < 1000000",
        "studio_locals_crew_replacing": "employees < 1000000",
        "los_angeles_crew_pay": "money < 1000000000000",
        "crew_pay": "money < 1000000000000",
        "union_employees": "employees < 1000000",
        "basic_crafts_employees": "employees < 1000000",
        "qualifying_transaction": "yes/no",
        "arms_length_rung": "word:arms_length_rungs",
        "paid_to_unrelated": "money",
        "received_from_unrelated": "money",
        "paid_by_comparable": "money",
        "first_pay_use_on": "date",
        "first_free_use_on": "date",
        "used_until": "date",
        "simultaneous": "yes/no",
        "admission_charged": "yes/no",
        "crew_scale_earnings": "money",
        "measured_quarter_ended_on": "date",
        "service_subscribers": "subscribers < 10000000000",
    },
    "run": {
        "carrier": "word:carriers",
        "applicable_minimum": "money",
        "prime_time_minimum": "money",
        "elected": "yes/no",
    },
    "availability": {
        "applicable_minimum": "money",
        "related_exhibitor": "yes/no",
        "excerpt_minutes": "minutes < 100000",
    },
    "engagement": {
        "service": "word:writing_services",
        "credits_final_on": "date",
        "derivative": "yes/no",
        "days_worked": "days < 100000",
        "weeks_worked": "weeks < 100000",
        "hours_worked": "hours < 100000",
        "continuing_role": "yes/no",
        "major_role": "yes/no",
        "elected": "yes/no",
    },
    "amount_owed": {
        "due_on": "date",
        "minimum_salary": "money",
        "paid_this_year": "money",
        "advanced": "money",
        "advanced_on": "date",
        "advanced_under": "word:clauses",
        "contracted_on": "date",
        "domestic_subscribers": "subscribers < 10000000000",
        "paperless": "yes/no",
        "participation_paid": "money",
    },
    "performer_run": {
        "fixed_residual": "money",
        "source_minutes": "minutes < 100000",
        "known_on": "date",
        "licence_fee": "money",
        "foreign_gross": "money",
        "cable_runs": "runs < 100000",
        "excerpt_minutes": "minutes < 100000",
        "mostly_excerpts": "yes/no",
        "flashback": "yes/no",
        "award_programme": "yes/no",
        "under_contract": "yes/no",
        "using_minimum": "money",
        "in_local_programme": "yes/no",
        "additional_fees": "money",
        "foreign_area": "word:foreign_areas",
        "reuse": "word:reuses",
    },
    "performer_year": {
        **TITLE_FACTS,
        **LINE_FACTS,
        "year": "years < 200",
        "year_from": "date",
        "year_to": "date",
        "first_shown_on": "date",
        "compensation": "money",
        "quarter_ended_on": "date",
        "measured_quarter_ended_on": "date",
        "stunt_coordinator": "yes/no",
        "day_minimum": "money",
        "fixed_residual": "money",
        "bonus_subscribers": "subscribers < 10000000000",
        "episodes_runtime": "hours < 1000000",
        "domestic_subscribers": "subscribers < 10000000000",
        "foreign_subscribers": "subscribers < 10000000000",
        "hours_streamed": "hours < 1000000000000",
        "runtime_minutes": "minutes < 10000000",
    },
    "plan_year": {
        "year_from": "date",
        "year_to": "date",
        "post_60s_received": "money",
        "cost_of_checks_2000_2009": "money",
        "cost_of_checks_2017_on": "money",
        "increases_not_covered": "money",
        "retired_monthly_cost": "money",
        "retired_reserve": "money",
        "active_monthly_cost": "money",
        "active_reserve": "money",
        "cost_of_later_checks": "money",
        "supplemental_received": "money",
        "pension_shortfall": "money",
        "later_checks_not_covered": "money",
        "pension_funded": "number < 1000",
        "allocated_to_pension": "money",
        "allocated_to_welfare": "money",
    },
    "credited_year": {
        "year_from": "date",
        "credited_hours": "hours < 100000",
        "qualified_years": "years < 200",
        "had_break": "yes/no",
        "break_ended_on": "date",
        "increased_on": "date",
        "last_increased_on": "date",
        "funds_hold_reserves": "yes/no",
        "in_green_zone": "yes/no",
    },
    "work_hours": {
        "worked_on": "date",
        "hours": "hours < 100000",
        "on_call": "word:on_call_weeks",
        "on_call_days": "days < 100",
        "hourly_scale": "money",
        "contributor": "word:contributors",
    },
    "exhibition_year": {
        "applicable_minimum": "money",
        "animated": "yes/no",
        "union_employees": "employees < 1000000",
        "basic_crafts_employees": "employees < 1000000",
        "contribution_hours": "hours < 1000000000",
        "quarter_ended_on": "date",
        "measured_quarter_ended_on": "date",
    },
}
FACTS: Mapping[str, Mapping[str, str]] = {
    kind: {**RECORD_FACTS.get(kind, {}), **FACTS_NOT_HELD.get(kind, {})}
    for kind in dict.fromkeys((*RECORD_FACTS, *FACTS_NOT_HELD))
}
# Whose units a split by units counts, and the facts of each of them.
PARTICIPANT_FACTS: Mapping[str, Mapping[str, str]] = {
    "cast_used": {
        "engaged_by": "word:engaged_by",
        "hired_as": "word:hires",
        "days_worked": "days < 100000",
        "weeks_worked": "weeks < 100000",
        "compensation": "money",
        "scale": "money",
    },
    "musicians": {"scale_wages": "money"},
}
# What counters, totals, amounts to date and credits may be kept by, per record kind.
LINE_KEYS = ("company", "title", "market", "territory", "currency")
PERFORMER_KEYS = ("company", "title", "performer", "episode", "currency")
KEYS: Mapping[str, tuple[str, ...]] = {
    "statement_line": LINE_KEYS,
    "run": LINE_KEYS,
    "availability": LINE_KEYS,
    "exhibition_year": LINE_KEYS,
    "engagement": PERFORMER_KEYS,
    "amount_owed": PERFORMER_KEYS,
    "performer_run": (*LINE_KEYS, "performer"),
    "performer_year": (*LINE_KEYS, "performer"),
    "suspension": PERFORMER_KEYS,
    "plan_year": ("plan", "currency"),
    "work_hours": ("company", "title", "currency"),
    "credited_year": ("plan", "currency"),
}
# Why a payment is short or late, as its own amount shows it; a finding of evidence, never a reproach.
CAUSES: Mapping[str, str] = {
    "missing_counter": "the count that steps the rate up was not run, or begun anew",
    "wrong_rate_year": "the rate of another period or of another version of the agreement",
    "wrong_tier": "another row or band of the same table",
    "misread_base": "the receipts counted as another kind of receipts",
    "one_reading_taken": "what the agreement pays on another side's reading",
    "net_for_gross": "the amount after deductions stated as the amount before them",
    "foreign_left_out": "paid for domestic lines, and not for foreign ones",
    "market_not_paid": "no payment found for any line of the company in this market",
    "equal_shares": "shared equally among the writers, and not by their credits",
    "duplicate_credited": "short by what the company paid too much elsewhere to the same payee",
    "paid_to_another_payee": "a payment for this title and period went to another payee",
    "late": "paid in full, after the due date",
    "two_causes": "two of these together, where none alone gives what was paid",
}
WORD_LISTS: Mapping[str, Mapping[str, str]] = {
    "markets": MARKETS,
    "works": WORKS,
    "title_kinds": TITLE_KINDS,
    "program_kinds": PROGRAM_KINDS,
    "base_kinds": BASE_KINDS,
    "credit_columns": CREDIT_COLUMNS,
    "territories": TERRITORIES,
    "distributors": DISTRIBUTORS,
    "carriers": CARRIERS,
    "sales": SALES,
    "contributors": CONTRIBUTORS,
    "on_call_weeks": ON_CALL_WEEKS,
    "arms_length_rungs": ARMS_LENGTH_RUNGS,
    "engaged_by": ENGAGED_BY,
    "hires": HIRES,
    "writing_services": WRITING_SERVICES,
    "foreign_areas": FOREIGN_AREAS,
    "made_under": MADE_UNDER,
    "elections": ELECTIONS,
    "suspension_causes": SUSPENSION_CAUSES,
    "owed_lines": OWED_LINES,
    "reuses": REUSES,
}
# What a claim can be about; forums and time limits differ by it.
CLAIM_SUBJECTS: Mapping[str, str] = {
    "residuals": "money for reuse",
    "force_majeure": "pay for a suspension by an act nobody controls",
    "initial_compensation": "money for the work itself",
    "contributions": "money to the plans",
    "holiday_or_vacation_pay": "pay for holidays and vacations",
    "screen_credit": "a credit on the screen",
    "background_upgrade": "an upgrade of a background actor",
    "other": "anything else under the agreement",
}
# Who takes a step of a dispute, as procedures name them.
CLAIM_PARTIES: Mapping[str, str] = {
    "guild": "the guild or union",
    "member": "the performer, writer, director or employee concerned",
    "company": "the signatory company",
    "association": "the employers' association, for a company that it represents",
    "arbitrator": "the arbitrator",
    "committee": "a joint committee",
}
# What forums are; a claim may be before several.
FORUM_SORTS: Mapping[str, str] = {
    "conciliation": "the sides meet and try to agree",
    "committee": "a joint committee tries, or decides where both sides let it",
    "arbitration": "an arbitrator decides",
    "joint_arbitration": "one arbitrator decides for several guilds",
    "court": "a court decides",
}
# Days that a clock counts from besides the days of steps; a person gives them, nothing here guesses them.
CLOCK_FACTS: Mapping[str, str] = {
    "occurrence": "the facts that the claim is based on happened",
    "knowledge": "the claimant knew, or had a reasonable opportunity to know",
    "entitlement": "the employee became entitled to the money",
    "earned": "the pay was earned",
    "first_telecast": "the picture was first shown on television",
    "audit_report": "the final audit report",
    "hearing_on": "the day set for the hearing",
    "meeting_on": "the day set for the committee's meeting",
}
# Why a clock may stand still; which of them count is said by the clock.
TOLLING_CAUSES: Mapping[str, str] = {
    "agent_talks": "the producer and the performer's agent are in talks",
    "distant_location": "the employee is on distant location",
    "committee": "the matter is before a joint committee",
    "agreed": "both sides agreed in writing that time stands still",
}
# What a clause is about by the record it is written for, where its article does not say; reuse otherwise.
SUBJECT_OF_KIND: Mapping[str, str] = {
    "suspension": "force_majeure",
    "engagement": "initial_compensation",
    "plan_year": "contributions",
    "credited_year": "contributions",
    "work_hours": "contributions",
}
# What happens to a claim, one act each. Which may follow which is a rule of the forum (procedure.yaml).
CLAIM_STEPS: Mapping[str, str] = {
    "inquired": "the payor was asked about the money",
    "notice_given": "written notice that money is late, or that a claim exists",
    "forum_chosen": "a person chose where the claim is brought",
    "filed": "the claim or grievance was filed",
    "replied": "the other side answered",
    "position_stated": "the respondent stated its position",
    "termination_noticed": "a side told the other in writing that it ended the contract, or seeks to",
    "met": "the sides met: conciliation, grievance meeting",
    "committee_demanded": "a meeting of the joint committee was demanded",
    "committee_cancelled": "the meeting of the joint committee was cancelled",
    "committee_met": "the joint committee met",
    "demanded": "arbitration was demanded",
    "association_asked": "the employers' association was asked to take part in choosing the arbitrator",
    "arbitrator_selected": "an arbitrator was agreed on or struck down to",
    "hearing_set": "the day of the hearing was set",
    "documents_requested": "documents were asked for before the hearing",
    "documents_produced": "the documents asked for were produced",
    "hearing_opened": "the hearing began",
    "submitted": "the matter was submitted for decision",
    "awarded": "an award was made",
    "award_calculated": "the company figured the sums due under the award and told the other side",
    "award_paid": "the award was paid",
    "court_filed": "an action was brought in court",
    "judgment": "a court decided",
    "tolled": "the time limit stopped running",
    "toll_ended": "the time limit runs again",
    "extended": "the sides extended a time limit in writing",
    "waived": "somebody gave up a limit, a defence or a part of the money",
    "held": "the claim was set aside for a time",
    "resumed": "the claim was taken up again",
    "settled": "the claim ended by a settlement",
    "settled_in_part": "a settlement ended a part of the claim; the rest goes on",
    "withdrawn": "the claim was withdrawn",
    "closed": "nothing more is to be done about it",
}
# Why a person opened, ranked, held, settled, closed or did not pursue a claim.
DECISION_REASONS: Mapping[str, str] = {
    "amount": "the money at stake",
    "evidence": "how strong the evidence is",
    "clause_clear": "the clause is clear",
    "clause_unclear": "the clause can be read either way",
    "precedent": "an award or settlement in a like case",
    "deadline": "a time limit is near",
    "cost": "what pursuing it costs",
    "member_wish": "what the member asked for",
    "company_insolvent": "the company may be unable to pay",
    "paid": "it was paid",
    "not_owed": "nothing is owed on any reading",
    "joined": "it is pursued in another case",
    "bargained": "it was settled with a new agreement",
    "pattern": "it is one of many with the same cause",
}
DECISIONS: Mapping[str, str] = {
    "open": "to open the claim",
    "rank": "how urgent it is among others",
    "hold": "to set it aside",
    "settle": "to settle it",
    "close": "to close it",
    "not_pursue": "not to pursue it",
}
# What the parties behind the families of agreements are called.
GUILD_NAMES: Mapping[str, str] = {
    "wga": "Writers Guild of America",
    "sag": "Screen Actors Guild; since 2012 SAG-AFTRA",
    "dga": "Directors Guild of America",
    "iatse": "International Alliance of Theatrical Stage Employees",
    "afm": "American Federation of Musicians",
}
# Letters that are written from templates, and what they are for.
LETTER_KINDS: Mapping[str, str] = {
    "inquiry": "asks a payor whether and when money was paid",
    "demand": "demands payment",
    "information_request": "asks for what is needed to figure an amount",
    "late_notice": "gives the notice that a charge for lateness may depend on",
    "agency_to_payor": "an agency asks a payor about its client's own money",
    "agency_to_guild": "an agency tells the guild of its client's own money",
}
TALKS_KINDS: Mapping[str, str] = {
    "session": "the sides meet, or talk by another way",
    "mediation": "a mediator sits between the sides",
    "offer": "one side makes a proposal",
    "counteroffer": "one side answers a proposal with its own",
    "rejection": "a proposal is refused, or talks are broken off",
    "tentative_agreement": "the negotiators agree, until a vote confirms it",
    "board_vote": "a board or council votes",
    "strike_authorization": "members vote on whether a strike may be called, or such a vote is set",
    "ballot": "members vote on something else, or ballots go out",
    "ratification": "members vote on an agreement, or such a vote is set",
    "filing": "something is filed with an arbitrator, a board or a court",
    "award": "an arbitrator or a court decides",
    "settlement": "pending claims are settled, or a separate agreement is made",
    "stoppage": "work stops or is resumed otherwise than by a strike of the whole unit",
    "strike_start": "a strike begins",
    "strike_end": "a strike ends",
    "expiry": "an agreement ends, or its end is moved",
    "blackout": "a news blackout is agreed, or ends",
    "statement": "somebody says something in public",
    "study": "somebody publishes figures of their own",
    "internal": "something happens inside one side",
    "collateral": "something happens because of the talks, outside them",
    "other": "any other event",
}
FIGURE_SIGNS: Mapping[str, str] = {
    "is": "the figure as claimed",
    "more_than": "more than the figure",
    "less_than": "less than the figure",
    "about": "about the figure",
}
DOCKET_CONFIDENCES: Mapping[str, str] = {
    "sourced": "read in the source that is named",
    "from_memory": "told from memory; nobody has looked it up",
    "not_found": "looked for and not found",
    "unverified": "named by somebody, and not checked",
    "invented": "made up for a demonstration",
}
