"""The count as printed pages tell it, which stays true while people go on signing. Pure arithmetic."""

EXACT_UP_TO = 100
DIGITS = 2


def rounded_down(count: int) -> int:
    """`count` itself up to 100; beyond, the largest number of two digits and zeros that it is more than.

    341 is more than 340 and 12,399 more than 12,000; 12,000 itself is more than 11,000.
    """
    if count <= EXACT_UP_TO:
        return count
    step: int = 10 ** (len(str(count - 1)) - DIGITS)
    return (count - 1) // step * step
