import re

from campaigns.consultations.codes import hash_of, new_code, tidy


def test_a_code_is_sixteen_letters_in_groups_of_four() -> None:
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", new_code())


def test_codes_differ() -> None:
    assert len({new_code() for _ in range(1000)}) == 1000


def test_a_code_is_understood_as_people_type_it() -> None:
    for typed in ["7K2M-9XQ4-B0TV-R811", "7k2m9xq4b0tvr811", " 7K2M 9XQ4 BOTV R8Il ", "7K2M-9XQ4\nB0TV-R811"]:
        assert tidy(typed) == "7K2M-9XQ4-B0TV-R811", typed


def test_what_cannot_be_a_code_is_no_code() -> None:
    for typed in ["", "7K2M", "7K2M-9XQ4-B0TV-R81U", "7K2M-9XQ4-B0TV-R8111", "ÄÄÄÄ" * 4]:
        assert tidy(typed) == "", typed


def test_the_hash_does_not_hold_the_code() -> None:
    assert len(hash_of("7K2M-9XQ4-B0TV-R811")) == 64
    assert "7K2M" not in hash_of("7K2M-9XQ4-B0TV-R811")
