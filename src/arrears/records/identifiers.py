"""EIDR and ISAN: check characters verified, and one way to write each."""

from __future__ import annotations

import re

from stdnum import isan
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

EIDR = re.compile(r"10\.5240/([0-9A-F]{4}(?:-[0-9A-F]{4}){4})-([0-9A-Z])")


def written_eidr(text: str) -> str | None:
    """A content EIDR in capitals, without `doi:`; null when its form or check character is wrong.

    Source: EIDR identifier format; the check character is ISO 7064 mod 37,36 over the twenty hex digits.
    """
    bare = text.strip().upper().removeprefix("DOI:").removeprefix("HTTPS://DOI.ORG/")
    found = EIDR.fullmatch(bare)
    if found is None or mod_37_36.calc_check_digit(found[1].replace("-", "")) != found[2]:
        return None
    return bare


def written_isan(text: str) -> str | None:
    """An ISAN in compact form; null when its form or a check character is wrong.

    Source: ISO 15706; both check characters are ISO 7064 mod 37,36.
    """
    try:
        return str(isan.validate(text))
    except ValidationError:
        return None
