"""The words of five documents of an invented union, for tests/journeys/test_five_documents.py."""

PLAN = "Ten points for safe children"
PLAN_SENTENCE = "What social workers say would keep children safe."
PLAN_INTRO = (
    "Social workers do one of the hardest jobs there is, and are seldom asked what would make it safer. "
    "We asked. These are their ten points."
)
PLAN_POINTS = [
    (
        "Two on every visit",
        "No visit to a child at risk is made alone: two see more than one, and are safer.",
    ),
    (
        "Fill the empty desks",
        "A plan, with dates, to fill every vacant post and to look again at team sizes.",
    ),
    (
        "A limit on caseloads",
        "One national limit, checked by inspectors, with consequences where it is broken.",
    ),
    ("Money for the work", "Several years of planned investment in the services that families rely on."),
    ("Fewer forms", "Every form has to earn its place again, and targets that bend priorities go."),
    ("Home help for families", "Home care workers who lend a hand and notice early when something is wrong."),
    ("Systems that help", "Computers that work for the people who use them, and talk to health and schools."),
    (
        "Time to think",
        "Two years of practice before child protection, and supervision that is not a tick list.",
    ),
    ("Look at the courts again", "Fees and waiting times must never decide whether a child is protected."),
    ("Pride in the work", "A lasting campaign that tells the public what social work achieves."),
]
PLAN_CONTACT = "Ring us on 0117 496 0105, Monday to Friday, or write to campaigns@example.org."

CHARTER = "Charter for change"
CHARTER_SENTENCE = "Five demands from the people who protect children."
CHARTER_INTRO = "These five would change most, and soonest."
CHARTER_DEMANDS = [
    (
        "Fund it first",
        "Governments find the money for a workload that can be managed before they reorganise.",
    ),
    (
        "Count what is not met",
        "Every employer keeps a register of need that could not be met, and what it cost.",
    ),
    (
        "Help early, by law",
        "A duty to help families early, with the money to do it, before there is a crisis.",
    ),
    (
        "A safe workload, by law",
        "Workload is managed everywhere, and anybody can raise the alarm outside the line.",
    ),
    ("Publish the caseloads", "Every service publishes its average caseload twice a year."),
]
RELEASE = "Fund children’s social work now"
RELEASE_SENTENCE = "The union asks for urgent money as social workers struggle to keep up."
RELEASE_OPENING = (
    "The union calls for urgent investment in child protection, as services cannot keep up with demand.\n"
    "## What councils could not spend\n"
    "Over two years councils cut what they spend on the staff of children’s services by millions of pounds."
)
RELEASE_QUOTE = (
    "Colleagues close cases that should stay open and choose the cheapest place instead of the right one. "
    "It saves little this year, and costs children dearly in the years after."
)
RELEASE_FIGURES = [
    ("39%", "of those who answered went home seriously worried about a case"),
    ("55%", "said that cuts stop them from making a difference day to day"),
    ("23", "cases is the average load in child protection"),
]
RELEASE_SOURCE = "One day in social work, the union’s survey, April"
RELEASE_MIDDLE = (
    "<h2>In their words</h2><p>A senior social worker: <b>“I close cases that still need us.”</b></p>"
    "<ul><li>More than half covered for a colleague that day.</li><li>Most worked beyond their "
    "hours.</li></ul>"
)
RELEASE_NOTES = (
    "<ol><li>1,140 social workers took part on one day in April.</li>"
    "<li>The union speaks for public service workers all over the country.</li></ol>"
)

PAPER = "Who checks the checkers?"
PAPER_SENTENCE = "Our first view of the plan to reform children’s social work, and a call for yours."
PAPER_PROPOSED = (
    "<ul><li>Every children’s social worker is assessed and accredited by 2030.</li>"
    "<li>So are leaders of practice.</li><li>Fast ways into the profession get more money.</li>"
    "<li>A new body raises standards.</li><li>Neighbouring councils take over where a service does "
    "poorly.</li></ul>"
)
PAPER_CONCERNS = (
    "<h2>What the plan leaves out</h2><p>There is no word about the budgets that were cut, about "
    "caseloads, about "
    "colleagues who leave, or about families who have less than they had.</p>"
    "<h2>Taken over, then sold</h2><p>A service run from the next county, or by a trust, is a step "
    "away from "
    "those it answers to.</p><h2>Fast ways in</h2><p>Nobody knows yet whether those who come in "
    "fast also stay.</p>"
)
PAPER_CALLOUT = (
    "The test for accreditation is itself being tested, and nobody says what happens to those who fail it."
)

OPINION = "The quiet work that keeps children safe"
OPINION_SENTENCE = "When times are hard more families need a social worker, and fewer are there."
OPINION_TEXT = (
    "<p>Sooner or later another terrible case will be on the front pages. My colleagues know it, "
    "because they know "
    "what their week looks like.</p><p>Review after review has asked them, and review after review "
    "was put in a "
    "drawer once the cameras had gone.</p><h2>What they say</h2><p>Less paper is welcome. But paper "
    "alone does not "
    "sit with a child: people do, and there are too few.</p><p>For every case that goes wrong, "
    "thousands of "
    "children live their lives because somebody came, listened and came again.</p>"
)

LETTER = "Twice the time with families"
LETTER_SENTENCE = "Where the week goes, what to do when the regulator writes, and two pay claims."
LETTER_LEAD = "A fifth of the week is spent with children. A new report says it could be twice as much."
LETTER_ARTICLES = [
    (
        "Where the week goes",
        "<p>Half of it goes on records and systems, and much of the rest on meetings.</p>"
        "<ul><li>Better systems</li><li>Fewer meetings</li><li>Help before a crisis</li></ul>",
    ),
    (
        "A letter from the regulator? Ring us first",
        "<p><b>Do not reply yet.</b> Ring your branch on 0113 496 0142: we find you advice, and "
        "somebody to come "
        "with you.</p><p>Do not resign before you have spoken to us.</p>",
    ),
    (
        "Pay: which claim should we make?",
        "<p>Prices run ahead of pay. There are two claims, and you decide: look below what each would "
        "give you.</p>",
    ),
]
