"""Lines of a report of whose numbers it cannot be told what they are, so that nothing is claimed there."""

from __future__ import annotations

import re

from fazhi.claims.prose.forms import no_claims
from fazhi.claims.prose.numbers import unclear
from fazhi.claims.prose.view import read_view

_BESIDE = 30  # signs of the line that are shown on each side
_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_CODE = re.compile(r"(?<![0-9.,])0[0-9]|[0-9]{7}")  # of a telephone or the like


def unread_lines(text: str) -> tuple[str, ...]:
    """The lines in which two numbers stand side by side (102 95 含信访), or one with misprinted separators (1,2000), in order.

    Dates and codes are none of these, nor is what stands in a line without words.
    """
    view = read_view(text)
    reasons = no_claims(view.signs)
    found: list[str] = []
    for start, end in unclear(view.signs):
        if any(reasons[start:end]) or _CODE.search(view.signs[start:end]):
            continue
        first, last = view.span(start, end)
        before, behind = text[max(0, first - _BESIDE) : first], text[last : last + _BESIDE]
        line = (before.split("\n")[-1] + text[first:last] + behind.split("\n")[0]).strip()
        if _WORD.search(line):
            found.append(line)
    return tuple(found)
