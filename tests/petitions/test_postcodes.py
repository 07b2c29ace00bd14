from petitions.postcodes import normalise, region_of


def test_postcodes_are_read_as_people_type_them() -> None:
    for typed, normal in [
        ("LS1 4AP", "LS1 4AP"),
        ("ls14ap", "LS1 4AP"),
        (" Ls1-4.aP ", "LS1 4AP"),
        ("m11ae", "M1 1AE"),
        ("EC1A1BB", "EC1A 1BB"),
        ("w1a 0ax", "W1A 0AX"),
        ("CR2 6XH", "CR2 6XH"),
        ("DN55 1PT", "DN55 1PT"),
        ("gir0aa", "GIR 0AA"),
        ("LS1", None),
        ("LS1 4CI", None),
        ("12345", None),
        ("QQ1 1AA", None),
        ("", None),
        ("LS1 4AP LS1 4AP", None),
    ]:
        assert normalise(typed) == normal, typed


def test_a_region_is_told_only_where_the_area_leaves_no_doubt() -> None:
    for postcode, region in [
        ("LS1 4AP", "YH"),
        ("M1 1AE", "NW"),
        ("BT1 5GS", "NI"),
        ("CF10 1EP", "CW"),
        ("SY1 1AA", ""),
        ("", ""),
    ]:
        assert region_of(postcode) == region, postcode
