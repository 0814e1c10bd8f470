"""Three steps of the yardstick in OpenFisca-core: stepped rate, flat rate, rate in force on a day.

Runs in an environment of its own: OpenFisca-core is AGPL and is no part of the project's locks. Reads the
columns that openfisca_check.py wrote and writes what it computed, in its own float32, beside them.

    ENVIRONMENT/bin/python bench/openfisca_steps.py bench/made/openfisca
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

import numpy as np
from openfisca_core import entities, parameters, periods, taxbenefitsystems, variables
from openfisca_core.simulation_builder import SimulationBuilder

MONTH = "2008-03"
INPUTS = ("cents", "units", "counted_before", "market")
RUNS = 5
USAGE = entities.SingleEntity("usage", "usages", "", "")


class cents(variables.Variable):
    """The receipts of one row."""

    value_type = float
    entity = USAGE
    definition_period = periods.DateUnit.MONTH


class units(variables.Variable):
    """The copies of one row."""

    value_type = float
    entity = USAGE
    definition_period = periods.DateUnit.MONTH


class counted_before(variables.Variable):
    """The copies before this row, handed over: OpenFisca has no running sum over rows."""

    value_type = float
    entity = USAGE
    definition_period = periods.DateUnit.MONTH


class market(variables.Variable):
    """0 stepped, 1 flat, 2 the rate in force."""

    value_type = int
    entity = USAGE
    definition_period = periods.DateUnit.MONTH


class due(variables.Variable):
    """What the row pays, in whole cents."""

    value_type = float
    entity = USAGE
    definition_period = periods.DateUnit.MONTH

    def formula(usage, period, parameters):
        """Marginal scale over the copies, or one rate; rounded half up."""
        rates = parameters(period)
        receipts, copies = usage("cents", period), usage("units", period)
        before, chosen = usage("counted_before", period), usage("market", period)
        stepped = receipts * (rates.step.calc(before + copies) - rates.step.calc(before)) / copies
        flat, in_force = receipts * rates.flat, receipts * rates.in_force
        return np.select(
            [chosen == 0, chosen == 1],
            [np.floor(stepped + 0.5), np.floor(flat + 0.5)],
            np.floor(in_force + 0.5),
        )


def system() -> taxbenefitsystems.TaxBenefitSystem:
    """The rates: 0.35 % up to 100,000 copies and 0.7 % beyond; 1.2 %; 1.2 % and from 2006 on 1.37 %."""
    made = taxbenefitsystems.TaxBenefitSystem([USAGE])
    made.add_variables(cents, units, counted_before, market, due)
    start = "2004-01-01"
    brackets = [
        {"threshold": {start: {"value": threshold}}, "rate": {start: {"value": rate}}}
        for threshold, rate in ((0, 0.0035), (100_000, 0.007))
    ]
    made.parameters = parameters.ParameterNode(
        data={
            "step": {"brackets": brackets},
            "flat": {"values": {start: {"value": 0.012}}},
            "in_force": {"values": {"2004-07-01": {"value": 0.012}, "2006-01-01": {"value": 0.0137}}},
        }
    )
    return made


def main(folder: Path) -> None:
    """Print the median seconds of five runs; write `due.bin`."""
    rules = system()
    columns = {name: np.fromfile(folder / f"{name}.bin", dtype=np.int64) for name in INPUTS}
    count = len(columns["cents"])
    taken = []
    for _ in range(RUNS):
        simulation = SimulationBuilder().build_default_simulation(rules, count=count)
        started = time.perf_counter()
        for name, values in columns.items():
            simulation.set_input(name, MONTH, values)
        result = simulation.calculate("due", MONTH)
        taken.append(time.perf_counter() - started)
    result.astype(np.float32).tofile(folder / "due.bin")
    print(f"{median(taken):.3f} {result.dtype}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
