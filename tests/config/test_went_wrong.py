"""What a visitor reads where the site has failed: whether it passes, and what to do."""

import errno
import os
from collections.abc import Callable

import psycopg
import pytest
from django.db import InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config.urls import handler404, handler500

__all__ = ["handler404", "handler500"]


def full_disk(request: HttpRequest) -> HttpResponse:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def disk_only_read(request: HttpRequest) -> HttpResponse:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def database_away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the connection is closed")


def database_only_read(request: HttpRequest) -> HttpResponse:
    raise InternalError("cannot execute INSERT") from psycopg.errors.ReadOnlySqlTransaction()


def a_fault_of_ours(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(1 // 0))


def missing_file(request: HttpRequest) -> HttpResponse:
    raise FileNotFoundError(errno.ENOENT, "no such file")


VIEWS: tuple[Callable[[HttpRequest], HttpResponse], ...] = (
    full_disk,
    disk_only_read,
    database_away,
    database_only_read,
    a_fault_of_ours,
    missing_file,
)
urlpatterns = [path(f"{view.__name__}/", view) for view in VIEWS]


def answer_of(view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    client = Client(raise_request_exception=False)
    answer: HttpResponse = client.post(f"/{view.__name__}/")  # type: ignore[assignment]
    return answer


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("view", [full_disk, disk_only_read, database_away, database_only_read])
def test_what_passes_says_to_come_back(view: Callable[[HttpRequest], HttpResponse]) -> None:
    answer = answer_of(view)
    assert (answer.status_code, answer["Retry-After"]) == (503, "120")
    assert "<h1>We cannot answer just now</h1>" in answer.content.decode()


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("view", [a_fault_of_ours, missing_file])
def test_a_fault_of_ours_is_none_of_these(view: Callable[[HttpRequest], HttpResponse]) -> None:
    answer = answer_of(view)
    assert (answer.status_code, answer.has_header("Retry-After")) == (500, False)
    assert "<h1>Sorry, something went wrong here</h1>" in answer.content.decode()
