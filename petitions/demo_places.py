"""A small directory for the demo: invented constituencies, in the shape of the office's codes."""

from datetime import datetime
from io import BytesIO

from petitions.directory import import_directory
from petitions.models import Constituency

# Code, name and Welsh name, the official region or nation, and the demo's postcodes that lie in it.
PLACES = [
    ("E14900001", "Aireside and Kirkhead", "", "E12000003", ["LS1 4AP", "LS1 4AX", "LS2 7EY"]),
    ("E14900002", "Wharf Valley", "", "E12000003", ["LS9 7TF", "BD1 1HY", "HX1 1QG"]),
    ("E14900003", "Irwell Cross", "", "E12000002", ["M1 1AE", "M2 5DB", "M4 4BF"]),
    ("E14900004", "Mersey Reach", "", "E12000002", ["L1 8JQ", "WA1 1UH", "WN1 1XL"]),
    ("E14900005", "Tameford and Edgeley", "", "E12000005", ["B1 1TT", "B4 7ET", "CV1 1FY"]),
    ("E14900006", "Five Spires", "", "E12000005", ["ST1 5JP", "WV1 1ST", "DY1 1HN"]),
    ("E14900007", "Tyne Bridges", "", "E12000001", ["NE1 4LP", "NE8 1BS", "SR1 1RR"]),
    ("E14900008", "Trent Lace", "", "E12000004", ["NG1 5FS", "NG7 2RD", "DE1 2PQ"]),
    ("E14900009", "Avon Docks", "", "E12000009", ["BS1 4ST", "BS3 1QG", "BA1 1SU"]),
    ("E14900010", "Fen and Cam", "", "E12000006", ["CB1 2JD", "NR1 3JU", "IP1 1DE"]),
    ("E14900011", "Lea Marsh", "", "E12000007", ["E8 1DY", "N1 9AG", "SE1 2AA"]),
    ("E14900012", "Weald and Downs", "", "E12000008", ["BN1 1JE", "GU1 3JT", "ME14 1XX"]),
    ("W07900001", "Taff Mouth", "Aber Taf", "W92000004", ["CF10 1EP", "CF11 9LJ", "SA1 3SN"]),
    ("W07900002", "Menai and Ogwen", "Menai ac Ogwen", "W92000004", ["LL57 1DT", "LL55 1AB", "LL77 7TW"]),
    ("S14900001", "Forth Harbours", "", "S92000003", ["EH1 1YZ", "EH6 6QQ", "KY1 1JL"]),
    ("S14900002", "Clyde Crossing", "", "S92000003", ["G1 1XQ", "G2 1DU", "PA1 1EG"]),
    ("N05900001", "Lagan Quays", "", "N92000002", ["BT1 5GS", "BT7 1NN", "BT28 1TE"]),
]


def directory_csv() -> str:
    """The lines as the office would publish them."""
    lines = ["pcds,doterm,ctry25cd,rgn25cd,pcon24cd"]
    for code, _name, _welsh, official, found in PLACES:
        country, region = ("E92000001", official) if official[0] == "E" else (official, "")
        lines += [f"{postcode},,{country},{region},{code}" for postcode in found]
    return "\n".join(lines) + "\n"


def names_csv() -> str:
    lines = [f"{code},{name},{welsh}" for code, name, welsh, *_rest in PLACES]
    return "\n".join(["code,name,name_cy", *lines]) + "\n"


def make_places(*, at: datetime) -> None:
    """Import the demo's directory, once."""
    if not Constituency.objects.filter(code=PLACES[0][0]).exists():
        names = BytesIO(names_csv().encode())
        import_directory(BytesIO(directory_csv().encode()), by=None, at=at, names=names)
