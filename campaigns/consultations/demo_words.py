"""The words of the demonstration: all invented, naming nobody."""

from campaigns.consultations.questionnaire import Asked, Choice

SLUG = "reform-of-childrens-social-work"
TITLE = "Your views on the reform of children's social work"
WORDS = {
    "purpose": (
        "The Government plans to test and accredit every children's social worker and to let other "
        "bodies run children's services. Tell us what your week is like and what you would "
        "change first, so that we can put it to ministers."
    ),
    "already_decided": (
        "The union opposes handing children's services to bodies outside local councils: its conference "
        "decided that. What we say about accreditation, caseloads and support is open, and depends on you."
    ),
    "who_reads": (
        "Two moderators of the campaigns team read every word. They take out whatever could identify "
        "somebody before the policy team or anybody else sees it."
    ),
    "attribution": "a social worker in England",
}
QUESTIONS = [
    Asked(
        key="left-worried",
        kind="single",
        label="In the last week, did you go home seriously worried about a case?",
        section="Your week",
        help_text="Think of children or families for whom you could not do what you thought was needed.",
        required=True,
        options=(
            Choice("yes", "Yes, at least once"),
            Choice("no", "No"),
            Choice("unsure", "I am not sure"),
        ),
    ),
    Asked(
        key="caseload",
        kind="number",
        label="How many cases do you hold today?",
        section="Your week",
        help_text="Count children, not families. A part-time worker counts their own cases only.",
        unit="cases",
        decimals=1,
        soft_min="1",
        soft_max="60",
        greatest="200",
    ),
    Asked(
        key="change-first",
        kind="long_text",
        label="What would you change first, and why?",
        section="What should change",
        help_text="Tell us in your own words. Do not name a child, a family, a colleague or a workplace.",
        max_length=3000,
    ),
]
SENTENCE = "of those who replied went home seriously worried about a case in the last week"
# How many of the 60 said what, in no order that means anything.
WORRIES = ["yes"] * 35 + ["no"] * 23 + ["unsure"] * 2
CASELOADS = [
    "22",
    "19",
    "27",
    "31",
    "24",
    "18",
    "26",
    "23",
    "29",
    "21",
    "25",
    "20",
    "34",
    "28",
    "17",
    "24",
    "23",
    "30",
    "22",
    "26",
    "19",
    "25",
    "27",
    "21",
    "33",
    "16",
    "24.5",
    "28",
    "20",
    "23",
]

QUOTED = (
    "I close cases because the next ones are already waiting, and not because the family is where it needs "
    "to be. Give us two workers on a visit and an hour afterwards to write it down while it is fresh."
)
READ = [
    "A limit on caseloads that somebody checks. Mine is only ever discussed after it has gone wrong.",
    "Supervision that is about the work. For a year mine has been a list of late forms.",
    "Admin support. I type the same history into three places, and none of them talks to the others.",
    "Keep experienced people. Every leaver takes ten years of knowing families with them.",
    "Early help. By the time a family reaches us, everything that could have helped them has been cut.",
    "No accreditation test until there is proof that it measures anything that matters to a child.",
    "Two people on difficult visits. I have sat in my car afterwards, shaking, more than once.",
    "Time to think. Good decisions need half an hour without a phone, and I cannot remember the last one.",
    "Fewer changes of system. The recording screens are rebuilt each spring and we start again.",
    "Permanent colleagues instead of agency cover, so that a child does not meet a new face every month.",
    "Home visits that are long enough. Twenty minutes is a tick in a box and everybody in the room knows it.",
]
REDACTED = (
    "Listen to the people who do it. My manager in Thornbeck said that nobody above her has asked a question "
    "in two years."
)
CUT_WORDS = ["Thornbeck"]
REFUSED = (
    "I will not say, because the last time I spoke up everyone on the third floor knew who had written it."
)
WAITING = [
    "Pay that keeps people in the job beyond the third winter.",
    "Let us finish one reform before the next one is announced.",
    "A seven-year-old on my list, Robyn, waited eleven weeks for a visit after her brother was moved "
    "on 3 March.",
    "Somewhere quiet to make difficult phone calls. We work at whichever desk is free.",
]
