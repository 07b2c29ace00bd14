"""What accounts contribute to the CMS, to the audit log and to the demo."""

from wagtail import hooks

from union.accounts import cms_users, enciphering, letters
from union.accounts.cms_roles import role_viewset
from union.accounts.demo import demo_people

hooks.register("demo_content", demo_people, order=20)
hooks.register("expiring", enciphering.encipher_the_rest)
hooks.register("health", enciphering.health)
hooks.register("mail_kind", letters.mail_kinds)
hooks.register("register_admin_viewset", lambda: role_viewset)
hooks.register("before_delete_user", cms_users.keep_who_left_something)
hooks.register("before_bulk_action", cms_users.before_many)
hooks.register("after_bulk_action", cms_users.after_many)


@hooks.register("audit_actions")
def role_actions() -> dict[str, str]:
    return {
        "role.given": "gave somebody a role at the desk",
        "role.taken": "took a role at the desk away",
        "account.factors_reset": "took every second factor off an account",
    }
