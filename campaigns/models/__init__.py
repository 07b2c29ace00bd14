"""The pages of the site: home, campaigns and their plans, news, help, and one for each kind of record."""

from campaigns.branches import BranchPage
from campaigns.models.campaign import CampaignPage
from campaigns.models.helping import HelpPage
from campaigns.models.home import HomePage
from campaigns.models.news import NewsIndexPage, NewsItem
from campaigns.models.newsletter import NewsletterPage
from campaigns.models.opinion import OpinionPage
from campaigns.models.paper import PolicyPaperPage
from campaigns.models.pay_claim import PayClaimPage
from campaigns.models.plan import PlanPage, PlanPoint
from campaigns.models.press import PressReleasePage
from campaigns.models.records import (
    BallotPage,
    BallotPageForm,
    ConsultationPage,
    ConsultationPageForm,
    PetitionPage,
    PetitionPageForm,
    RecordPage,
    RecordPageForm,
)
from campaigns.models.result import ResultPage

__all__ = [
    "BallotPage",
    "BallotPageForm",
    "BranchPage",
    "CampaignPage",
    "ConsultationPage",
    "ConsultationPageForm",
    "HelpPage",
    "HomePage",
    "NewsIndexPage",
    "NewsItem",
    "NewsletterPage",
    "OpinionPage",
    "PayClaimPage",
    "PetitionPage",
    "PetitionPageForm",
    "PlanPage",
    "PlanPoint",
    "PolicyPaperPage",
    "PressReleasePage",
    "RecordPage",
    "RecordPageForm",
    "ResultPage",
]
