from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from campaigns.demo import demo_campaign

hooks.register("demo_content", demo_campaign, order=50)


@hooks.register("insert_global_admin_js")
def start_widgets_without_inline_scripts() -> str:
    return format_html('<script src="{}" defer></script>', static("js/cms-starts.js"))


@hooks.register("insert_global_admin_css")
def open_menus_without_scripts() -> str:
    return format_html(
        '<noscript><link rel="stylesheet" href="{}"></noscript>', static("css/cms-noscript.css")
    )
