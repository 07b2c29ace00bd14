"""The words of the demo's Social Work Watch, and how many said what: all invented, naming nobody."""

from campaigns.consultations.questionnaire import Asked, Choice

SLUG = "social-work-watch"
TITLE = "Social Work Watch: one day in social work"
WORDS = {
    "purpose": (
        "On one day, everybody who works in social work tells us what that day was like. Together the "
        "answers show ministers and employers an average day, from the inside."
    ),
    "already_decided": (
        "That we publish what you tell us, in numbers, and put it to employers in every region."
    ),
    "who_reads": (
        "Two moderators of the campaigns team read every word. They take out whatever could identify "
        "somebody before the policy team or anybody else sees it."
    ),
    "attribution": "a social worker in England",
}
ROLES = ["Social worker", "Senior social worker", "Family support worker", "Occupational therapist"]
REPLIES = 1_140
# 445 of 1,140 are 39%, 627 are 55%, 593 are more than half.
WORRIED, CUTS, COVERING = 445, 627, 593
# Five caseloads of which the average is 23.
CASELOADS = ["14", "19", "23", "27", "32"]

WHY = (
    Choice("time", "I could not spend time with a particular child"),
    Choice("paperwork", "The paperwork kept me from the work"),
    Choice("visit", "I visited alone where two should have gone"),
    Choice("other", "Something else", asks_which=True),
)


TODAY = [
    Asked(
        key="left-worried",
        kind="single",
        label="Did you leave work today with serious concerns about one of your cases?",
        section="Today",
        required=True,
        options=(Choice("yes", "Yes"), Choice("no", "No")),
    ),
    Asked(
        key="why",
        kind="multiple",
        label="What was behind your concern?",
        section="Today",
        help_text="Choose all that fit.",
        options=WHY,
        only_if="left-worried",
        only_if_answers=("yes",),
    ),
    Asked(
        key="caseload",
        kind="number",
        label="How many cases do you hold today?",
        section="Today",
        help_text="Count children, not families.",
        unit="cases",
        soft_min="1",
        soft_max="60",
        greatest="200",
    ),
    Asked(
        key="covering",
        kind="single",
        label="Did you cover cases of somebody else today because your team is short of people?",
        section="Today",
        options=(Choice("yes", "Yes"), Choice("no", "No")),
    ),
    Asked(
        key="cuts",
        kind="single",
        label="Do cuts to budgets affect the difference you can make for children day to day?",
        section="Today",
        options=(Choice("yes", "Yes"), Choice("no", "No"), Choice("unsure", "I am not sure")),
    ),
    Asked(
        key="own-words",
        kind="long_text",
        label="What should people know about your day?",
        section="In your own words",
        help_text="Do not name a child, a family, a colleague or a workplace.",
        max_length=3000,
    ),
]


def key_of(role: str) -> str:
    return role.lower().replace(" ", "-")


def questions(regions: list[tuple[str, str]]) -> list[Asked]:
    """What was asked on the day; regions are (code, name) as the roll has them."""
    return [*_about_you(regions), *TODAY]


def _about_you(regions: list[tuple[str, str]]) -> list[Asked]:
    return [
        Asked(
            key="role",
            kind="single",
            label="What is your job?",
            section="About you",
            help_text="We use it to sign a quote, and only where at least 20 members do the same job.",
            required=True,
            describes="role",
            options=tuple(Choice(key_of(role), role) for role in ROLES),
        ),
        Asked(
            key="region",
            kind="single",
            label="In which region do you work?",
            section="About you",
            required=True,
            describes="region",
            options=tuple(Choice(code.lower(), name) for code, name in regions),
        ),
    ]


FIGURES = [
    ("left-worried", "yes", "left work with serious concerns about one or more of their cases"),
    ("cuts", "yes", "said that cuts affect the difference they can make for children day to day"),
    ("caseload", "mean", "cases were held on average on the day"),
]
SPLIT = ("left-worried", "region")
SIGNED = ("senior-social-worker", "wm")
QUOTED = "I had promised a child an hour. I gave her ten minutes and spent the rest of it writing down why."
TIME = [
    "I ate lunch in the car between two visits and wrote my notes there to save the drive back.",
    "Nobody went with me today. I sat outside for a while before I rang the bell.",
    "My manager asked how I was and waited for the answer. It was the best part of the day.",
    "We are four people short and the cases of the four did not leave with them.",
    "A good day: one visit that took as long as it needed.",
    "I came home after bedtime again.",
    "There used to be a homecare worker who saw the family every morning. Now there is a telephone number.",
    "I am newly qualified and was told that my caseload is protected. It is protected on paper.",
    "What I could not do today goes on a list. The list has no other reader.",
    "I said that I would come back on Friday. I knew then that I would not.",
    "Time is what they need from me, and it is the one thing I cannot order.",
]
FORMS = [
    "Every form asks what I did. None of them asks whether it helped.",
    "The system went down twice, and twice I wrote the same assessment from memory.",
    "Half of what I record is copied from one screen to another screen of the same system.",
    "I filled in the same page for three teams.",
    "The recording takes longer than the visit.",
    "I type with two fingers and a good conscience. The conscience costs me the evenings.",
    "Give us one record that everybody can read.",
    "We count what is easy to count, and then we write a report on the counting.",
    "A drop-down list does not have the word for what I saw.",
    "My notes are for the inspector now, and they used to be for the next colleague.",
]
APPROVED = [*TIME, *FORMS]
THEMES = {
    "Time with children": (
        [QUOTED, *TIME],
        "adopted",
        "A limit on caseloads that an inspector asks about is the third point of our plan, and we put "
        "these answers to ministers with it.",
    ),
    "Less recording, better records": (
        FORMS,
        "partly",
        "We ask for a start from zero in the fifth point of our plan. A single national record is not "
        "among our demands yet: conference decides on it in June.",
    ),
}
SUMMARY = "What 1,140 colleagues told us about one day, and what we do with it."
WAITING = [
    "I closed my laptop at nine. My last visit was at four.",
    "We share eleven desks between thirty people, so most of us work from the stairs of our own homes.",
    "Ring me on 07700 900417 if you want to hear what a rota looks like from the inside.",
    "The twins I saw today should have had a plan in spring.",
    "I have worked in Quarnwick since 1998 and never seen a waiting list like it.",
]
