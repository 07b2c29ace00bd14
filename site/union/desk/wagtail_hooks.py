"""What the desk contributes: the roll, the letter with the link, and what it holds of a person itself."""

from wagtail import hooks

from union.accounts.roles import works_for_a_branch
from union.desk import me_letters, me_links, nightly
from union.desk.me_sections import Records
from union.desk.sections import Section

hooks.register("mail_kind", me_letters.mail_kinds)
hooks.register("expiring", nightly.expire_sessions)
hooks.register("expiring", me_links.expire_spent_links)
hooks.register("due", nightly.purge, order=99)  # after everything somebody waits for
hooks.register("health", nightly.health)


@hooks.register("audit_actions")
def nightly_actions() -> dict[str, str]:
    return {nightly.LET_GO: "let go of what was kept long enough"}


@hooks.register("personal_data", order=99)  # its letters go last
def letters() -> Records:
    """The letters that brought the link here; they are not worth a line in the download."""
    return Records(
        name="desk",
        collect=lambda address: {},
        goes=lambda address: [],
        erase=lambda address, *, at: me_letters.forget_letters(address),
    )


@hooks.register("desk_section", order=10)
def roll_section() -> Section:
    return Section(
        slug="roll",
        title="Roll",
        urls="union.desk.roll_urls",
        index="desk_roll:front",
        summary="Find members, see who cannot be reached, and bring the roll up to date.",
        visible_to=works_for_a_branch,
    )
