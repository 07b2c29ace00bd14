"""What the roll contributes to the house: demo people, and its sentences for the audit log."""

from datetime import datetime

from wagtail import hooks

from union.demo import Hint
from union.members import demo


@hooks.register("demo_content", order=10)
def demo_people(*, at: datetime) -> list[Hint]:
    return demo.people(at=at)


@hooks.register("audit_actions")
def roll_actions() -> dict[str, str]:
    return {
        "roll.imported": "enrolled a membership extract",
        "roll.regions": "set up regions",
        "roll.branches": "set up branches",
    }
