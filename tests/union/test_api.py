"""The shell of `/api/`: read-only, JSON whatever happens, open to every origin, described by itself."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction

from campaigns.models import CampaignPage, HelpPage, HomePage, PlanPage
from tests.consultations.counted import opened, release, send
from tests.consultations.factories import WORRIED
from tests.petitions.factories import open_petition
from union.api.routes import routes
from union.pages.api import pages
from union.pages.kept_pages import of_now

pytestmark = pytest.mark.django_db
TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}


def faults(value: Any, schema: Any, where: str = "$") -> list[str]:
    """What is wrong with `value`, for the words of JSON Schema in the description; others are faults."""
    known = {"type", "required", "properties", "additionalProperties", "items", "enum", "minimum"}
    found = [f"{where}: {word} is not checked" for word in schema.keys() - known - {"format", "description"}]
    allowed = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(isinstance(value, TYPES[name]) for name in allowed):
        return [*found, f"{where}: {value!r} is no {allowed}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where}: {value!r} is not one of {schema['enum']}")
    if "minimum" in schema and value is not None and value < schema["minimum"]:
        found.append(f"{where}: {value} is too small")
    if isinstance(value, dict):
        assert schema["additionalProperties"] is False
        if set(value) != set(schema["required"]) or set(schema["required"]) != set(schema["properties"]):
            found.append(f"{where}: {sorted(value)} where there should be {sorted(schema['required'])}")
        for name in value.keys() & schema["properties"].keys():
            found += faults(value[name], schema["properties"][name], f"{where}.{name}")
    if isinstance(value, list):
        for number, item in enumerate(value):
            found += faults(item, schema["items"], f"{where}[{number}]")
    return found


def test_the_root_lists_what_there_is(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/api/")
    assert answer.status_code == 200
    assert answer.json()["openapi"] == "http://testserver/api/openapi.json"
    assert "http://testserver/api/petitions/" in [each["url"] for each in answer.json()["resources"]]


def test_everything_described_answers_as_described(client: Client, plan: PlanPage) -> None:
    open_petition(at=timezone.now())
    consultation = opened(timezone.now(), [WORRIED], slug="ten-points")
    send(consultation, [({"worried": "yes"}, 20), ({"worried": "no"}, 12)], at=timezone.now())
    release(consultation, "worried", at=timezone.now())
    described = client.get("/api/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    paths = described["paths"]
    assert set(paths) == {"/api/", *("/api/" + re.sub(r"<\w+:(.+?)>", r"{\1}", r.path) for r in routes())}
    for path, operations in paths.items():
        assert set(operations) == {"get"}
        stated = operations["get"]["responses"]
        address = path.replace("{slug}", "ten-points").replace("{number}", str(plan.pk))
        assert [p["name"] for p in operations["get"]["parameters"]] == re.findall(r"{(\w+)}", path)
        answer = client.get(address)
        assert answer.status_code == 200
        assert faults(answer.json(), stated["200"]["content"]["application/json"]["schema"]) == []
        refused = client.post(address)
        error = described["components"]["schemas"]["Error"]
        assert (refused.status_code, faults(refused.json(), error), "405" in stated) == (405, [], True)
        if "404" in stated:
            missing = client.get(path.replace("{slug}", "nowhere").replace("{number}", "0"))
            assert (missing.status_code, faults(missing.json(), error)) == (404, [])


def test_it_can_only_be_read_whatever_cookies_there_are() -> None:
    for method in ["post", "put", "patch", "delete"]:
        answer = getattr(Client(enforce_csrf_checks=True), method)("/api/")
        assert answer.status_code == 405, method
        assert answer.json() == {"error": "This can only be read: ask with GET."}, method
        assert answer["Allow"] == "GET, HEAD, OPTIONS", method


def test_an_unknown_address_is_answered_in_json(client: Client) -> None:
    for address in ["/api/nothing", "/api/nothing/", "/api/petitions/../x/"]:
        answer = client.get(address)
        assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (404, "*"), address
        assert answer.json() == {"error": "There is nothing at this address: begin at /api/."}, address


def test_other_origins_may_read_and_caches_may_keep(client: Client) -> None:
    answer = client.get("/api/", headers={"origin": "https://elsewhere.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert answer["Cache-Control"] == "public, max-age=10, stale-while-revalidate=30"
    assert (answer.cookies, "Cookie" in answer.get("Vary", "")) == ({}, False)
    asked = client.options("/api/", headers={"origin": "https://elsewhere.example"})
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert client.head("/api/").status_code == 200


def test_the_checker_of_these_tests_finds_faults() -> None:
    schema = {
        "type": "object",
        "required": ["n"],
        "additionalProperties": False,
        "properties": {"n": {"type": "integer", "minimum": 10}},
    }
    assert faults({"n": 10}, schema) == []
    assert [len(faults(wrong, schema)) for wrong in ({"n": 9}, {"n": "x"}, {}, {"n": 10, "m": 1}, [])] == [
        1
    ] * 5


def test_published_pages_are_listed_with_their_words_and_drafts_are_not(
    client: Client, plan: PlanPage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    campaign = CampaignPage.objects.get()
    CampaignPage.objects.update(live=False)
    listed = client.get("/api/pages/").json()["pages"]
    assert [(each["type"], each["title"]) for each in listed] == [
        ("campaigns.planpage", "Three points"),
        ("campaigns.homepage", "Home"),
    ]
    with django_assert_num_queries(0):
        client.get("/api/pages/")
    one = client.get(f"/api/pages/{plan.pk}/").json()
    assert one["links"]["page"] == "http://testserver/safe-visits/plan/"
    assert one["text"] == (
        "We asked. Go in twos: Go in twos, always. Fill the posts: Fill the posts, always. "
        "Cut the forms: Cut the forms, always."
    )
    assert one["links"]["pdf"] == "http://testserver/safe-visits/plan/pdf/"
    assert one["parent"] is None
    assert client.get(f"/api/pages/{campaign.pk}/").status_code == 404
    CampaignPage.objects.update(live=True)
    one = client.get(f"/api/pages/{plan.pk}/").json()
    assert one["parent"] == f"http://testserver/api/pages/{campaign.pk}/"
    assert client.get(f"/api/pages/{campaign.pk}/").status_code == 200
    PageViewRestriction.objects.create(page=plan, restriction_type="login")
    assert client.get(f"/api/pages/{plan.pk}/").status_code == 404


def test_who_has_the_answer_is_not_sent_it_again(client: Client, plan: PlanPage) -> None:
    first = client.get(f"/api/pages/{plan.pk}/")
    again = client.get(f"/api/pages/{plan.pk}/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["Access-Control-Allow-Origin"]) == (304, b"", "*")
    PlanPage.objects.update(title="Four points")
    assert client.get(f"/api/pages/{plan.pk}/", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_list_takes_as_many_statements_for_three_pages_of_a_kind_as_for_one(plan: PlanPage) -> None:
    home = HomePage.objects.get()
    taken = []
    for number in (1, 2, 3):
        home.add_child(instance=HelpPage(title=f"Help {number}", slug=f"help-{number}"))
        cache.clear()
        pages()  # and where the site begins is known
        cache.delete(of_now("pages:api"))
        with CaptureQueriesContext(connection) as asked:
            assert len(pages()["pages"]) == 3 + number
        taken.append(len(asked))
    assert taken[0] == taken[1] == taken[2]
