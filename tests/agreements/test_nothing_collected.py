"""While much is read Python does not look for waste; afterwards it does again."""

import gc

from arrears.agreements.load import nothing_collected


def test_looking_for_waste_goes_on_afterwards() -> None:
    was_enabled = gc.isenabled()
    gc.enable()
    try:
        with nothing_collected():
            assert not gc.isenabled()
        assert gc.isenabled()
    finally:
        if not was_enabled:
            gc.disable()


def test_whoever_had_it_off_keeps_it_off() -> None:
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        with nothing_collected():
            pass
        assert not gc.isenabled()
    finally:
        if was_enabled:
            gc.enable()
