"""The file names of what is downloaded."""

import pytest
from django.http import HttpResponse

from union.downloads import named


@pytest.mark.parametrize(
    ("name", "inline", "sent"),
    [
        ("pay-claim-hours.csv", False, 'attachment; filename="pay-claim-hours.csv"'),
        ("save-our-library-poster.pdf", True, 'inline; filename="save-our-library-poster.pdf"'),
        ('the "big" one.pdf', False, 'attachment; filename="the \\"big\\" one.pdf"'),
        (
            "Hawl i lais – Môn.pdf",
            False,
            "attachment; filename*=utf-8''Hawl%20i%20lais%20%E2%80%93%20M%C3%B4n.pdf",
        ),
    ],
)
def test_a_file_keeps_its_name(name: str, inline: bool, sent: str) -> None:
    answer = HttpResponse()
    named(answer, name, inline=inline)
    assert answer["Content-Disposition"] == sent
