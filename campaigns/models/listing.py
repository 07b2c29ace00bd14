"""What pages list of the pages beneath them, in one statement each: a card shows no more than this."""

from collections.abc import Sequence
from typing import Any, overload

from wagtail.models import Page

from campaigns.models.campaign import CampaignPage
from campaigns.models.cards import CARD, DATED, DEMAND, SUMMARY, UNLOCKED, card
from campaigns.models.helping import HelpPage
from campaigns.models.news import NewsIndexPage
from campaigns.models.newsletter import NewsletterPage
from campaigns.models.opinion import OpinionPage
from campaigns.models.paper import PolicyPaperPage
from campaigns.models.pay_claim import PayClaimPage
from campaigns.models.press import PressReleasePage
from union.statements import Tables, records, run

CHILDREN: Tables = (
    ("p", Page, CARD),
    ("campaign", CampaignPage, DEMAND),
    ("claim", PayClaimPage, DEMAND),
    ("help", HelpPage, SUMMARY),
    ("news", NewsIndexPage, SUMMARY),
)
FROM_CHILDREN = f"""FROM wagtailcore_page p
    LEFT JOIN campaigns_campaignpage campaign ON campaign.page_ptr_id = p.id
    LEFT JOIN campaigns_payclaimpage claim ON claim.page_ptr_id = p.id
    LEFT JOIN campaigns_helppage help ON help.page_ptr_id = p.id
    LEFT JOIN campaigns_newsindexpage news ON news.page_ptr_id = p.id
    WHERE p.live AND p.path LIKE %s AND p.depth = %s AND {UNLOCKED} ORDER BY p.path"""
KINDS = (PressReleasePage, OpinionPage, NewsletterPage, PolicyPaperPage)
NEWS: Tables = (("p", Page, (*CARD, "content_type_id")), ("k", PressReleasePage, DATED))  # k is of any kind
FROM_NEWS = f"""FROM wagtailcore_page p JOIN (
        {" UNION ALL ".join(f"SELECT {', '.join(DATED)} FROM {kind._meta.db_table}" for kind in KINDS)}
    ) k ON k.page_ptr_id = p.id
    WHERE p.live AND p.path LIKE %s AND p.id <> %s AND NOT EXISTS (
        SELECT 1 FROM wagtailcore_pageviewrestriction lock
        JOIN wagtailcore_page above ON above.id = lock.page_id
        WHERE substr(p.path, 1, length(above.path)) = above.path
    )"""


def children_of(above: Page) -> dict[type[Page], list[Any]]:
    """By the kind of page what is live and open right beneath `above`, in the editors’ order; four kinds."""
    found: dict[type[Page], list[Any]] = {kind: [] for _name, kind, _fields in CHILDREN[1:]}
    for page, *kinds in records(CHILDREN, FROM_CHILDREN, [f"{above.path}%", above.depth + 1]):
        for kind in filter(None, kinds):
            found[type(kind)].append(card(page, kind))
    return found


class NewsBeneath(Sequence[Any]):
    """Live news anybody may read beneath a page, the newest first; read once it is counted or cut."""

    def __init__(self, page: Page) -> None:
        self._values = [f"{page.path}%", page.pk]

    def __len__(self) -> int:
        return int(run(f"SELECT COUNT(*) {FROM_NEWS}", self._values)[0][0])

    @overload
    def __getitem__(self, cut: int) -> Any: ...
    @overload
    def __getitem__(self, cut: slice) -> list[Any]: ...
    def __getitem__(self, cut: int | slice) -> Any:
        if isinstance(cut, int):
            return self[cut : cut + 1][0]
        begin = cut.start or 0
        rows = records(
            NEWS,
            f"{FROM_NEWS} ORDER BY k.dated DESC, p.id DESC LIMIT %s OFFSET %s",
            [*self._values, cut.stop - begin, begin],
        )
        return [_news_card(page, kind) for page, kind in rows]


def _news_card(page: Any, of_kind: Any) -> Any:
    page.kind_of_news = page.specific_class.kind_of_news
    return card(page, of_kind)
