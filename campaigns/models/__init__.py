"""The pages of the site: home, campaigns and their plans, news, help, and one for each kind of record."""

from campaigns.branches import BranchPage
from campaigns.models.campaign import CampaignPage
from campaigns.models.helping import HelpPage
from campaigns.models.home import HomePage
from campaigns.models.news import NewsIndexPage
from campaigns.models.newsletter import NewsletterPage
from campaigns.models.opinion import OpinionPage
from campaigns.models.paper import PolicyPaperPage
from campaigns.models.pay_claim import PayClaimPage
from campaigns.models.plan import PlanPage, PlanPoint
from campaigns.models.press import PressReleasePage
from campaigns.models.records import BallotPage, ConsultationPage, PetitionPage
from campaigns.models.result import ResultPage

__all__ = [
    "BallotPage",
    "BranchPage",
    "CampaignPage",
    "ConsultationPage",
    "HelpPage",
    "HomePage",
    "NewsIndexPage",
    "NewsletterPage",
    "OpinionPage",
    "PayClaimPage",
    "PetitionPage",
    "PlanPage",
    "PlanPoint",
    "PolicyPaperPage",
    "PressReleasePage",
    "ResultPage",
]
