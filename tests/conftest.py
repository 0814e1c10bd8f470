"""How random tests run: new examples at a desk, the same ones each time where nobody watches."""

from __future__ import annotations

import os

from hypothesis import Phase, settings

settings.register_profile("suite", deadline=None, derandomize="CI" in os.environ)
# A mutant need only be noticed: looking for the smallest example that shows it takes minutes each.
settings.register_profile(
    "no-shrinking", parent=settings.get_profile("suite"), phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("suite")
