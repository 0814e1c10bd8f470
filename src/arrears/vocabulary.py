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
DISTRIBUTORS: Mapping[str, str] = {
    "affiliated": "a distributor of the producer's own group",
    "unrelated": "a distributor outside the producer's group",
}
CARRIERS: Mapping[str, str] = {
    "network": "a network in prime time",
    "other": "any other free television",
}
SALES: Mapping[str, str] = {
    "licence": "licensed for a time",
    "outright": "sold outright",
}
ENGAGED_BY: Mapping[str, str] = {
    "day": "engaged by the day",
    "week": "engaged by the week",
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
}
ELECTIONS: Mapping[str, str] = {
    "suspended": "the producer chose to suspend the performer",
    "kept": "the producer chose to keep and pay the performer",
    "released": "the performer was let go",
}
OWED_LINES: Mapping[str, str] = {
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
RECORD_FACTS: Mapping[str, Mapping[str, str]] = {
    "statement_line": {
        **TITLE_FACTS,
        **LINE_FACTS,
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
        "first_day_online": "date",
        "last_day_online": "date",
        "period_from": "date",
        "period_to": "date",
        "credit": "word:credit_columns",
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
        "credit": "word:credit_columns",
    },
}
# Facts and record kinds that clauses may speak of and worked cases may state, and that no record holds yet:
# an audit leaves such a clause out and says so.
FACTS_NOT_HELD: Mapping[str, Mapping[str, str]] = {
    "statement_line": {
        "applicable_minimum": "money",
        "distributor": "word:distributors",
        "sale": "word:sales",
        "performers": "performers < 10000",
        "prorates": "yes/no",
        "covered_labour": "money",
        "all_labour": "money",
        "elected": "yes/no",
        "in_english": "yes/no",
        "licensed_on": "date",
        "derivative": "yes/no",
        "exhibition_days": "days < 100000",
        "days_beyond_limit": "days < 100000",
        "days_beyond_year": "days < 100000",
        "announcers_only": "yes/no",
        "announcers": "performers < 10000",
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
    },
    "run": {
        "carrier": "word:carriers",
        "applicable_minimum": "money",
        "prime_time_minimum": "money",
        "elected": "yes/no",
    },
    "availability": {
        "applicable_minimum": "money",
        "derivative": "yes/no",
        "excerpt_minutes": "minutes < 100000",
        "supersized": "yes/no",
    },
    "engagement": {
        **TITLE_FACTS,
        "initial": "money",
        "scale": "money",
        "credits_final_on": "date",
        "starts_on": "date",
        "ends_on": "date",
        "hired_as": "word:hires",
        "days_worked": "days < 100000",
        "weeks_worked": "weeks < 100000",
        "hours_worked": "hours < 100000",
        "episodes_guaranteed": "episodes < 100000",
    },
    "amount_owed": {
        **TITLE_FACTS,
        "market": "word:markets",
        "amount": "money",
        "due_on": "date",
        "line": "word:owed_lines",
        "minimum_salary": "money",
        "advanced": "money",
        "advanced_under": "word:clauses",
        "contracted_on": "date",
        "photographed_on": "date",
        "minutes": "minutes < 100000",
        "budget": "money",
        "domestic_subscribers": "subscribers < 10000000000",
        "brought_forward": "money",
        "paperless": "yes/no",
    },
    "performer_run": {
        **TITLE_FACTS,
        **LINE_FACTS,
        "run": "runs < 100000",
        "shown_on": "date",
        "fixed_residual": "money",
        "derivative": "yes/no",
        "source_minutes": "minutes < 100000",
        "revenue_contracted": "money",
        "households_reached": "households < 10000000000",
        "households_in_all": "households < 10000000000",
        "hired_as": "word:hires",
        "late_night": "yes/no",
        "elected": "yes/no",
        "first_shown_on": "date",
        "known_on": "date",
        "compensation": "money",
        "applicable_minimum": "money",
        "cast_minimum": "money",
        "licence_fee": "money",
        "foreign_gross": "money",
        "cable_runs": "runs < 100000",
        "excerpt_minutes": "minutes < 100000",
        "mostly_excerpts": "yes/no",
        "using_minimum": "money",
        "in_local_programme": "yes/no",
        "additional_fees": "money",
        "foreign_area": "word:foreign_areas",
        "licensed_on": "date",
        "supersized": "yes/no",
    },
    "performer_year": {
        **TITLE_FACTS,
        **LINE_FACTS,
        "year": "years < 200",
        "year_from": "date",
        "year_to": "date",
        "first_shown_on": "date",
        "compensation": "money",
        "stunt_coordinator": "yes/no",
        "day_minimum": "money",
        "domestic_subscribers": "subscribers < 10000000000",
        "foreign_subscribers": "subscribers < 10000000000",
        "hours_streamed": "hours < 1000000000000",
        "runtime_minutes": "minutes < 10000000",
    },
    "suspension": {
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
        "hired_as": "word:hires",
        "illness_days": "days < 100000",
        "performed": "yes/no",
        "role_replaced": "yes/no",
        "minutes": "minutes < 100000",
        "episode_fee": "money",
        "weekly_pay": "money",
        "daily_pay": "money",
        "guaranteed_pay": "money",
        "minimum_weekly_pay": "money",
        "guarantee_weeks_left": "weeks < 10000",
        "guarantee_episodes_left": "episodes < 10000",
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
    },
    "exhibition_year": {
        "applicable_minimum": "money",
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
    "engaged_by": ENGAGED_BY,
    "hires": HIRES,
    "foreign_areas": FOREIGN_AREAS,
    "elections": ELECTIONS,
    "suspension_causes": SUSPENSION_CAUSES,
    "owed_lines": OWED_LINES,
}
