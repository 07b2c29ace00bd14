"""Branches and employers asked for by name: what is found, and what is said of a line that names none."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from union.members.models import Branch, Employer, Region
from union.members.named import NamedField, OneNamedField

pytestmark = pytest.mark.django_db


@pytest.fixture
def branches() -> list[Branch]:
    region = Region.objects.create(code="XQ", name="Far Quarn")
    rows = (("XQ-1", "Quarn Health"), ("XQ-2", "Harbour"), ("XQ-3", "Harbour"), ("XQ-4", "Ysbyty Môn"))
    return [Branch.objects.create(code=code, name=name, region=region) for code, name in rows]


def test_a_branch_is_found_by_name_or_code_in_one_statement(
    branches: list[Branch], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    field = NamedField(Branch.objects.filter(region__code="XQ"))
    with django_assert_num_queries(1):
        found = field.to_python("quarn  health\r\n\r\nxq-3\nXQ-3\nYsbyty Môn")
    assert [branch.code for branch in found] == ["XQ-3", "XQ-1", "XQ-4"]
    assert field.prepare_value(found) == "XQ-3\nQuarn Health\nYsbyty Môn"
    assert field.has_changed(found, "Quarn Health\nYsbyty Môn\nXQ-3") is False
    assert list(field.to_python("")) == []


@pytest.mark.parametrize(("written", "says"), [
    ("Harbour", "Several are called “Harbour”: write the code instead, one of XQ-2, XQ-3."),
    ("Quarn", "“Quarn” is not on the roll. Perhaps you mean “Quarn Health”."),
    ("Quarn Health Trust", "“Quarn Health Trust” is not on the roll. Perhaps you mean “Quarn Health”."),
    ("Zzyzx", "“Zzyzx” is not on the roll."),
    ("\n".join(map(str, range(501))), "Write at most 500 lines."),
    ("Quarn" * 20_000, f"“{'Quarn' * 16}” is not on the roll."),
])  # fmt: skip
def test_a_line_that_names_no_branch_is_refused_in_words(
    branches: list[Branch], written: str, says: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        NamedField(Branch.objects.filter(region__code="XQ")).to_python(written)
    assert refused.value.messages == [says]


def test_of_many_lines_that_name_none_the_first_alone_are_looked_for(
    branches: list[Branch], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """A list of something else, pasted here, costs two looks for each of ten lines, not of 500."""
    lines = "\n".join(f"Ward Harbour {n}" for n in range(500))
    with django_assert_num_queries(1 + 2 * 10), pytest.raises(ValidationError) as refused:
        NamedField(Branch.objects.filter(region__code="XQ")).to_python(lines)
    first, eleventh = refused.value.messages[0], refused.value.messages[10]
    assert first == "“Ward Harbour 0” is not on the roll. Perhaps you mean “Harbour”."
    assert (eleventh, len(refused.value.messages)) == ("“Ward Harbour 10” is not on the roll.", 500)


def test_one_employer_is_given_back_as_its_row() -> None:
    class Form(forms.Form):
        where = OneNamedField(Employer.objects.all(), required=False)

    quarn = Employer.objects.create(name="Quarn Council")
    found = [Form({"where": written}) for written in (" quarn council", "")]
    assert [(form.is_valid(), form.cleaned_data["where"]) for form in found] == [(True, quarn), (True, None)]
    assert 'value="Quarn Council"' in str(Form(initial={"where": quarn.pk}))
