"""UK postcodes: their shape, and the union's region where the postcode area leaves no doubt. Pure."""

import re

# The shape that Royal Mail publishes: area letters, district, a space, sector digit and two unit letters.
_SHAPE = re.compile(
    r"(GIR|[A-PR-UWYZ](?:[0-9][0-9A-HJKPSTUW]?|[A-HK-Y][0-9][0-9ABEHMNPRVWXY]?)) ?([0-9][ABD-HJLNP-UW-Z]{2})"
)

# Areas that lie in one region altogether. An area across a border stays unknown until a directory of
# postcodes says more: a wrong region is worse than none.
_AREAS = {
    "EM": "DE LE LN NG",
    "EA": "CB CM CO IP LU NR SS",
    "GL": "E EC N NW SE SW W WC",
    "NO": "NE SR DH",
    "NI": "BT",
    "NW": "BB BL CA FY L LA M OL PR WA WN",
    "SC": "AB DD EH FK G HS IV KA KW KY ML PA PH ZE",
    "SE": "BN CT GU ME MK OX PO RG RH SO TN",
    "SW": "BA BS EX GL PL SN TA TQ TR",
    "CW": "CF SA",
    "WM": "B CV DY WS WV",
    "YH": "BD HD HG HU HX LS WF YO",
}
_REGION_OF = {area: region for region, areas in _AREAS.items() for area in areas.split()}


# The nation of each of the union's regions; every other region is in England.
_NATIONS = {"SC": "Scotland", "CW": "Wales", "NI": "Northern Ireland"}

# The statistics office's codes: a region of England, or one of the other nations.
OFFICIAL_REGIONS = {
    "E12000001": "NO",
    "E12000002": "NW",
    "E12000003": "YH",
    "E12000004": "EM",
    "E12000005": "WM",
    "E12000006": "EA",
    "E12000007": "GL",
    "E12000008": "SE",
    "E12000009": "SW",
}
OFFICIAL_COUNTRIES = {"W92000004": "CW", "S92000003": "SC", "N92000002": "NI"}


def nation_of(region: str) -> str:
    """The nation in which a region of the union lies; empty for an unknown region."""
    return _NATIONS.get(region, "England") if region else ""


def official_region(*, region: str, country: str) -> str:
    """The union's region behind the codes of the statistics office; empty outside the four nations."""
    return OFFICIAL_COUNTRIES.get(country) or OFFICIAL_REGIONS.get(region, "")


def normalise(postcode: str) -> str | None:
    """`ls14ap` becomes `LS1 4AP`; None for what is not shaped like a UK postcode."""
    squeezed = re.sub(r"[\s.\-]+", "", postcode).upper()
    match = _SHAPE.fullmatch(squeezed)
    return f"{match[1]} {match[2]}" if match else None


def area_of(postcode: str) -> str:
    """The letters a postcode begins with, such as LS: about as many people as a city."""
    area = re.match(r"[A-Z]+", postcode)
    return area[0] if area else ""


def region_of(postcode: str) -> str:
    """The code of the union's region for a normalised postcode, or an empty string."""
    area = re.match(r"[A-Z]+", postcode)
    return _REGION_OF.get(area[0], "") if area else ""
