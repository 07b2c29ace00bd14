"""What pages contribute to the house."""

from wagtail import hooks

from union.pages.printing import expire

hooks.register("expiring", expire)
