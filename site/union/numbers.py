"""Numbers of rows, pages and lines, as an address or a form names them."""

LONGEST = 15  # digits: more rows than there will be, and a hundred times as many still fit the database


def number_in(typed: str | None) -> int:
    """The whole number that was typed; 0 for what is none, or larger than any of ours.

    Python alone takes no number of five thousand digits for one, and PostgreSQL none of twenty.
    """
    return int(typed) if typed and typed.isdecimal() and len(typed) <= LONGEST else 0
