"""Counting who fits a quote's signature, on the roll and among the replies."""

from django.db.models import Count, Q, QuerySet

from campaigns.consultations.attributing import Fit, Signing, sign
from campaigns.consultations.models import Answer, Question, Reply
from campaigns.consultations.questionnaire import Asked, thaw
from union.members.models import Member, Region

NOBODY = Q(pk__in=[])


def signing_of(answer: Answer) -> Signing:
    """How a quote from this answer may be signed now, from what its reply says of role and region."""
    reply = answer.reply
    role, region = _said(reply, Question.Describes.ROLE), _said(reply, Question.Describes.REGION)
    words = {"role": role[2] if role else "", "region": region[2] if region else ""}
    on_roll = {
        "role": Q(job_role__iexact=words["role"]) if role else NOBODY,
        "region": Q(branch__region__in=_regions(*region[1:])) if region else NOBODY,
    }
    members = (
        Member.objects.active()
        .order_by()
        .aggregate(
            both=Count("pk", filter=on_roll["role"] & on_roll["region"]),
            role=Count("pk", filter=on_roll["role"]),
            region=Count("pk", filter=on_roll["region"]),
        )
    )
    fits = {
        (words["role"], words["region"]): Fit(members["both"], _replies(reply, role, region)),
        (words["role"], ""): Fit(members["role"], _replies(reply, role)),
        ("", words["region"]): Fit(members["region"], _replies(reply, region)),
    }
    return sign(**words, fits=fits, last_resort=reply.consultation.attribution)


Said = tuple[str, str, str]  # the key of the question, that of the option, and its words


def _said(reply: Reply, describes: str) -> Said | None:
    """What a reply says of its giver: only an option of a list, never words of their own."""
    for asked in thaw(reply.version.content).asked:
        if asked.describes == describes and asked.kind == Question.Kind.SINGLE:
            answer = reply.answers.filter(question=asked.key).first()
            if answer and isinstance(answer.value, str) and answer.value in asked.keys:
                return asked.key, answer.value, _label(asked, answer.value)
    return None


def _label(asked: Asked, option: str) -> str:
    return asked.label_of(option).strip()


def _regions(option: str, label: str) -> QuerySet[Region]:
    """The region on the roll that an option means, by its code or its name."""
    return Region.objects.filter(Q(code__iexact=option) | Q(name__iexact=label))


def _replies(reply: Reply, *said: Said | None) -> int:
    """How many replies that count say all of this."""
    found = Reply.objects.counted().filter(consultation=reply.consultation_id)
    for one in said:
        if one is None:
            return 0
        found = found.filter(answers__question=one[0], answers__value=one[1])
    return found.count()
