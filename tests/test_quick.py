"""What a quick run takes: what was changed, then the quickest files, until the minute is full."""

from tests.quick import Choice, Timing, chosen, named_for, said

TIMED = {
    "tests/ballots/test_counting.py": Timing(2.0, 100),  # 20 ms a test
    "tests/petitions/test_signing.py": Timing(9.0, 100),  # 90 ms
    "tests/campaigns/test_prints.py": Timing(13.0, 10),  # 1,300 ms
    "tests/campaigns/test_pages.py": Timing(4.0, 10),  # 400 ms
}


def test_the_quickest_files_fill_the_minute() -> None:
    """Once signing is too much, a dearer test that still fits is taken."""
    choice = chosen(TIMED, changed=[], worth=10)
    assert choice == Choice(
        frozenset({"tests/petitions/test_signing.py", "tests/campaigns/test_prints.py"}), taken=2
    )
    assert said(choice) == "Quick: 2 files of tests; `make test` runs 2 more on SQLite."
    assert chosen(TIMED, changed=[], worth=28).left_out == frozenset()
    assert chosen({}, changed=[], worth=28) == Choice(frozenset(), 0)


def test_what_was_changed_is_taken_whatever_it_costs() -> None:
    """And what it costs is missing for the others."""
    choice = chosen(TIMED, changed=["tests/campaigns/test_prints.py"], worth=16)
    assert choice.left_out == {"tests/petitions/test_signing.py", "tests/campaigns/test_pages.py"}


def test_a_changed_module_has_the_tests_named_for_it() -> None:
    changed = ["ballots/counting.py", "tests/petitions/test_signing.py", "templates/prints.html"]
    assert named_for(changed, among=TIMED) == {
        "tests/ballots/test_counting.py", "tests/petitions/test_signing.py",
    }  # fmt: skip
