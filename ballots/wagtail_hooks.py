"""What ballots contribute to the house."""

from wagtail import hooks

# --- desk and chooser
from ballots.choosing import BallotChooser, ballot_chooser
from union.accounts.roles import works_at_the_desk
from union.desk.sections import Section


@hooks.register("desk_section", order=10)
def ballots_section() -> Section:
    return Section(
        slug="ballots",
        title="Ballots",
        urls="ballots.desk_urls",
        index="desk_ballots:list",
        summary="Draw up a consultative ballot, fix it with a second officer, publish the result.",
        visible_to=works_at_the_desk,
    )


@hooks.register("register_admin_viewset")
def choose_ballots() -> BallotChooser:
    return ballot_chooser
