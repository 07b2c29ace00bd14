"""The words of the demo's campaign: public titles and figures, every sentence beneath them our own."""

TEN_POINTS: list[tuple[str, str]] = [
    (
        "Co-working on all child protection visits",
        "No child protection visit should be made alone. Two practitioners keep each other safe, notice "
        "what one pair of eyes would miss, and can test their judgement against each other on the way "
        "home.",
    ),
    (
        "More social workers and support staff",
        "Empty posts cost children time they do not have. We ask for an urgent plan that fills the "
        "vacancies and then looks honestly at how many people each team needs.",
    ),
    (
        "National caseload management standards",
        "A safe caseload should not depend on the postcode. Standards need an inspector who asks about "
        "them, a council leadership that audits them, and consequences for employers who ignore them.",
    ),
    (
        "More resources",
        "Children and families’ social work needs a planned programme of public investment that lasts "
        "longer than one budget, so that services can be built instead of patched.",
    ),
    (
        "Cull of bureaucracy",
        "Start from zero: every form, field and indicator has to show what it does for a child. What "
        "cannot show it goes, beginning with targets that reward the wrong work.",
    ),
    (
        "Re-establish homecare services for children and families",
        "Homecare workers help with the morning, the washing and the school run, and they see a family "
        "as nobody else does. They should be there again, before things go wrong.",
    ),
    (
        "Complete overhaul of the Integrated Children’s System",
        "The software should serve the work: quick to record, easy to read, shared with health, "
        "education and the police. Where it stands in the way today, councils should put that right now.",
    ),
    (
        "Better support and more reflective practice",
        "Nobody should carry child protection cases before two years in practice. Supervision should be "
        "regular, kind and demanding, about the worker and the child and not about the scoreboard.",
    ),
    (
        "Review of legal processes",
        "Court fees and thin resources must never decide whether a child’s case is heard. We ask for a "
        "review of both, and for an open look at what the Scottish hearings do better.",
    ),
    (
        "Measures to rebuild morale, confidence and status of social workers",
        "People stay where they are trusted. A lasting public campaign should show what social work "
        "achieves on all the days when nothing terrible happens.",
    ),
]

FIVE_DEMANDS: list[tuple[str, str]] = [
    (
        "Extra funding for manageable working conditions",
        "Governments should first find the money that makes the job doable. New regulators, new training "
        "routes and outsourcing do not shorten a waiting list.",
    ),
    (
        "A register of unmet need",
        "Each employer should write down every need it could not meet, and what that cost later and "
        "elsewhere. Evidence of this kind is what a case for funding is made of.",
    ),
    (
        "Urgent funding and a statutory duty to provide early help",
        "Help that comes early is cheaper and kinder than a rescue. Stabilise services now, and make "
        "early help a duty with the resources to do it.",
    ),
    (
        "Effective workload management as a statutory requirement",
        "Nearly three-quarters of those asked had no system that kept their caseload safe. Such a system "
        "should be the law, with a way to raise the alarm outside the line of management.",
    ),
    (
        "Regular publication of average caseloads",
        "What is published can be compared, and what can be compared can be answered for. Every service "
        "should publish its average caseload, regularly and in the same form.",
    ),
]

DEMAND = "Give social workers the time, the colleagues and the systems to keep every child safe."
CAMPAIGN = (
    "<p>Child protection is hard work done by people who care about it. They have told us, in surveys, "
    "at branch meetings and after long days, what would let them do it well. The plan below is "
    "theirs.</p><h2>What you can do today</h2><p>Read the plan, add your name, tell us what your week "
    "was like. Each takes a few minutes on a phone.</p>"
)
PLAN_INTRO = (
    "<p>When a case goes wrong, everybody speaks about social workers and few people speak with them. We "
    "asked the people who do the work what has to change. These ten points are what they said.</p>"
)
CHARTER_INTRO = (
    "<p>On one April day 1,140 social workers wrote down what their shift was really like: 39% went home "
    "with serious concerns about a case, 55% said cuts kept them from making a difference, and the "
    "average child protection caseload was 23. These five demands are the answer.</p>"
)
WATCH_INTRO = (
    "<p>On one day, everybody who works in social work was asked what that day was like. This is what they "
    "said, and what the union does about it.</p>"
)
CONTACT = (
    "<p>Write to campaigns@example.org or ring 01632 960 018, Monday to Friday. Your branch is glad to "
    "hear from you, whether you are a member yet or not.</p>"
)

PETITION_INTRO = (
    "<p>We hand this petition in together with what members told us about their work. The more of us stand "
    "behind it, the longer it takes to read.</p>"
)

BALLOT_INTRO = (
    "<p>The first ballot chose between two claims. This one asks members whether they stand by the choice "
    "before it goes to the employers.</p>"
)
