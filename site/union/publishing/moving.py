"""A page is moved with its other languages: each goes under the same page in its own language."""

from collections.abc import Iterable

from wagtail.models import Page

from union.publishing.recalling import sides_of
from union.publishing.welsh import is_welsh


class SideStays(Exception):
    """A language side could not go along; the message says which, why, and what to do first."""


def sides_beside(page: Page) -> list[Page]:
    """Its other languages, without one that stands elsewhere in its language than this page in its own."""
    above = page.get_parent().translation_key
    return [side for side in sides_of(page)[1:] if side.get_parent().translation_key == above]


def sides_to_move(page: Page, *, to: Page, by: object) -> list[Page]:
    """The other languages that go along, each under its side of `to`. Raises SideStays."""
    there = {side.locale_id: side for side in sides_of(to)}
    sides = sides_beside(page)
    for side in sides:
        _check(side, to=to, there=there.get(side.locale_id), by=by)
    return sides


def _check(side: Page, *, to: Page, there: Page | None, by: object) -> None:
    named = in_its_language(side)
    if there is None:
        raise SideStays(
            f"Nothing was moved: {named} has to go along, and “{to.title}” is not there in that language. "
            "Translate it first."
        )
    if not Page._slug_is_available(side.slug, there, page=side):
        raise SideStays(
            f"Nothing was moved: {named} has to go along, and another page there has its address already. "
            "Change the slug of one of them first."
        )
    if not side.permissions_for_user(by).can_move_to(there):
        raise SideStays(f"Nothing was moved: {named} has to go along, and you may not move it.")


def in_its_language(side: Page) -> str:
    return f"“{side.title}”, its side in {'Welsh' if is_welsh(side) else 'English'},"


def check_moves_alone(pages: Iterable[Page]) -> None:
    """Raises SideStays where one of several pages that are moved together has another side."""
    for page in pages:
        if len(sides_of(page)) > 1:
            raise SideStays(
                f"Nothing was moved: “{page.title}” is there in another language too. Move such pages one at "
                "a time, so that each side finds its place."
            )
