"""Which norm is the consent of the person."""

from __future__ import annotations

import re
from typing import Final

#: by that word at its beginning, or by the article
_BY_CONSENT: Final = re.compile(
    r"^\W*(einwilligung|freigabe|zustimmung der person)|"
    r"\bart(?:\.|ikel)?\s*(?:6\W*(?:abs(?:\.|atz)?\s*)?1|9\W*(?:abs(?:\.|atz)?\s*)?2)\W*(?:s(?:atz|\.)?\s*1\W*)?"
    r"(?:unterabs\.?\s*1\W*)?(?:buchst(?:\.|abe)?|lit\.?)?\s*a\b",
    re.IGNORECASE,
)


def is_consent(norm: str) -> bool:
    """Whether a norm is the consent of the person, also beside others."""
    return _BY_CONSENT.search(norm) is not None


def is_only_consent(norm: str) -> bool:
    """Whether a norm is the consent of the person and names no paragraph of a law beside it."""
    return is_consent(norm) and "§" not in norm
