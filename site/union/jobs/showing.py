"""A job on a page: how far it is in words, and the page that looks again by itself."""

from django.http import HttpResponse

from union.jobs.models import Job, State

LOOK_AGAIN = 3  # seconds


def in_words(job: Job) -> str:
    """A sentence for whoever waits for it."""
    if job.state == State.WAITING:
        return "Waiting for a worker. It begins within half a minute."
    if job.state == State.RUNNING and job.cancel_asked:
        return "Stopping."
    if job.state == State.RUNNING and job.per_cent is not None:
        return f"{job.done:,} of {job.total:,} ({job.per_cent}%)."
    if job.state == State.RUNNING:
        return f"{job.done:,} so far." if job.done else "Under way."
    if job.state == State.CANCELLED:
        return "Stopped before the end. Nothing was changed."
    return job.reason if job.state == State.FAILED else "Done."


def look_again(answer: HttpResponse, job: Job | None) -> HttpResponse:
    """The same answer, which the browser asks for again every three seconds while the job is live."""
    return look_again_while(job is not None and job.is_live, answer)


def look_again_while(waits: bool, answer: HttpResponse) -> HttpResponse:
    """The same for what is no job: `{% looks_again %}` says so on its page, and how to stop it."""
    if waits:
        answer["Refresh"] = str(LOOK_AGAIN)  # works without scripts
    return answer
