"""The final number of an answer, as exact match compares it: GSM8K ends with `#### 42`, MetaMathQA with a sentence."""

from __future__ import annotations

import re

MARKS = ("####", "The answer is:")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def final_number(text: str) -> str | None:
    """The number behind the last mark that has one, else the last number; None where there is none.

    Without thousands' commas and needless zeros, so that equal numbers are equal texts.
    """
    places = sorted((place for place in map(text.rfind, MARKS) if place >= 0), reverse=True)
    behind = (found.group() for place in places if (found := _NUMBER.search(text, place)))
    number = next(behind, None) or next(reversed(_NUMBER.findall(text)), None)
    if number is None:
        return None
    number = number.replace(",", "")
    return number.rstrip("0").rstrip(".") if "." in number else number
