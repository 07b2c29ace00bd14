from petitions.identity import canonical_address, email_hash, likely_address, same_name

PEPPER = "pepper"


def test_every_alias_of_a_mailbox_is_one() -> None:
    for address, canonical in [
        ("rowan.ashby@example.org", "rowan.ashby@example.org"),
        ("  Rowan.Ashby@EXAMPLE.org ", "rowan.ashby@example.org"),
        ("rowan.ashby+plan@example.org", "rowan.ashby+plan@example.org"),
        ("rowan.ashby@gmail.com", "rowanashby@gmail.com"),
        ("R.o.w.a.n.ashby+plan@googlemail.com", "rowanashby@gmail.com"),
        ("rowan.ashby+plan@outlook.com", "rowan.ashby@outlook.com"),
        ("rowan.ashby+plan@hotmail.co.uk", "rowan.ashby@hotmail.co.uk"),
        ("rowan+plan@me.com", "rowan@icloud.com"),
        ("rowan@mac.com", "rowan@icloud.com"),
        ("rowan_a-s.hby+x@pm.me", "rowanashby@proton.me"),
        ("rowan+x@fastmail.com", "rowan@fastmail.com"),
        ("ｒｏｗａｎ@example.org", "rowan@example.org"),
        ("rowan@bücher.example", "rowan@xn--bcher-kva.example"),
        ("rowan@BÜCHER.example", "rowan@xn--bcher-kva.example"),
        ("rowan@xn--bcher-kva.example", "rowan@xn--bcher-kva.example"),
        ("rowan@example.org.", "rowan@example.org"),
        ("rowan@a..example", "rowan@a..example"),
    ]:
        assert canonical_address(address, version=1) == canonical, address


def test_a_canonical_address_is_its_own_canonical_address() -> None:
    once = canonical_address("R.Ashby+a+b@GoogleMail.com", version=1)
    assert canonical_address(once, version=1) == once == "rashby@gmail.com"


def test_hash_is_keyed_and_says_nothing_across_petitions() -> None:
    one = email_hash("rowan@example.org", petition=1, pepper=PEPPER, version=1)
    assert len(one) == 64
    assert one == email_hash("ROWAN@example.org", petition=1, pepper=PEPPER, version=1)
    assert one != email_hash("rowan@example.org", petition=2, pepper=PEPPER, version=1)
    assert one != email_hash("rowan@example.org", petition=1, pepper="other", version=1)


def test_how_names_are_compared() -> None:
    for one, other, same in [
        ("Rowan Ashby", "rowan  ASHBY ", True),
        ("Siân Rhys", "Sian Rhys", True),
        ("Gwen O’Hara", "Gwen O'Hara", True),
        ("Gwen O´Hara", "GWEN O`HARA", True),
        ("Mary‑Jane Pell", "Mary-Jane Pell", True),
        ("Mary–Jane Pell", "Mary-Jane Pell", True),
        ("Rowan Ashby", "Robin Ashby", False),
    ]:
        assert same_name(one, other) is same, one


def test_likely_typing_errors_are_found() -> None:
    for typed, likely in [
        ("rowan@gmial.com", "rowan@gmail.com"),
        ("rowan@hotmial.co.uk", "rowan@hotmail.co.uk"),
        ("rowan@gmail.co", "rowan@gmail.com"),
        ("Rowan@yaho.co.uk", "Rowan@yahoo.co.uk"),
        ("rowan@gmail.com", None),
        ("rowan@GMAIL.com", None),
        ("rowan@GMIAL.com", "rowan@gmail.com"),
        ("rowan@mail.com", None),
        ("rowan@hotmail.it", None),
        ("@gmial.com", None),
        ("rowan@example.org", None),
        ("rowan@council.gov.uk", None),
        ("rowan", None),
        ("", None),
    ]:
        assert likely_address(typed) == likely, typed
