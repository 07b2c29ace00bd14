"""What the desk contributes: the letter with the link, and what it holds of a person itself."""

from wagtail import hooks

from union.desk import me_letters, me_links, nightly
from union.desk.me_sections import Records

hooks.register("mail_kind", me_letters.mail_kinds)
hooks.register("expiring", nightly.expire_sessions)
hooks.register("expiring", me_links.expire_spent_links)
hooks.register("due", nightly.purge, order=99)  # after everything somebody waits for


@hooks.register("personal_data", order=99)  # its letters go last
def letters() -> Records:
    """The letters that brought the link here; they are not worth a line in the download."""
    return Records(
        name="desk",
        collect=lambda address: {},
        goes=lambda address: [],
        erase=lambda address, *, at: me_letters.forget_letters(address),
    )
