"""`{% job_progress job cancel_url hint %}`: what is under way, how far it is, and the button to stop it."""

from django import template
from django.template import Context

from union.jobs.kinds import job_kinds
from union.jobs.models import Job
from union.jobs.showing import in_words

register = template.Library()


@register.inclusion_tag("jobs/_progress.html", takes_context=True)
def job_progress(context: Context, job: Job | None, cancel_url: str, hint: str = "") -> dict[str, object]:
    """Nothing for no job, or for one that is done: its report is the page's to tell.

    The cancel button posts to `cancel_url`; that view asks who may do it, and calls `cancel`. There is none
    where that is empty. `hint` says what somebody who waits may do.
    """
    if job is None:
        return {"job": None}
    return {
        "job": job,
        "title": job_kinds()[job.kind].title,
        "words": in_words(job),
        "cancel_url": cancel_url,
        "hint": hint,
        "request": context["request"],
        "here": context["request"].path if context["request"].method != "POST" else "",
        "csrf_token": context.get("csrf_token"),
    }
