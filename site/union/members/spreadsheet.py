"""Cells on their way out to a spreadsheet."""

FORMULA = tuple("=+-@\t\r|＝＋－＠")


def safe(cell: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip(" \n")[:1] in FORMULA and cell.strip() else cell
