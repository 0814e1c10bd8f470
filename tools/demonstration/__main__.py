"""`python -m tools.demonstration OUT --seed 2008` writes the demonstration's tables and its truth."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.demonstration import FAULT_KINDS, LOOK_ALIKES, Sizes, generate, write


def read_arguments() -> argparse.Namespace:
    """What the command line asks for."""
    defaults = Sizes()
    parser = argparse.ArgumentParser(prog="python -m tools.demonstration", description=__doc__)
    parser.add_argument("out", type=Path, help="folder to write into; made when it is not there")
    parser.add_argument("--seed", type=int, default=2008)
    parser.add_argument("--companies", type=int, default=defaults.companies)
    parser.add_argument("--titles", type=int, default=defaults.titles, help="series come on top")
    parser.add_argument("--writers", type=int, default=defaults.writers)
    parser.add_argument("--faults", default=",".join(FAULT_KINDS), help="kinds to plant, `none` for none")
    parser.add_argument(
        "--alone", action="store_true", help="one fault of each kind, all on one title, and no look-alikes"
    )
    return parser.parse_args()


def main() -> None:
    """Make one world and write it."""
    asked = read_arguments()
    faults = [] if asked.faults == "none" else [kind.strip() for kind in asked.faults.split(",")]
    world = generate(
        asked.seed,
        faults=faults,
        look_alikes=() if asked.alone else LOOK_ALIKES,
        on_one_title=asked.alone,
        sizes=Sizes(asked.companies, asked.titles, asked.writers),
    )
    write(world, asked.out)
    print(f"{asked.out}: {len(world.owed):,} amounts owed, {len(world.payment_lines):,} payment lines")


if __name__ == "__main__":
    main()
