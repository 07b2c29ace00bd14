from wagtail import hooks

from union.accounts.demo import demo_people

hooks.register("demo_content", demo_people, order=20)
