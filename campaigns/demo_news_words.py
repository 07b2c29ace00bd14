"""The words of the demo's press release, paper, article and newsletter: public figures, our own sentences.

Everybody in them is invented, and every telephone number is one of those kept for fiction.
"""

PRESS_TITLE = "Children’s social work is running on empty: fund it now, says union"
PRESS_SUMMARY = (
    "Four in ten go home with a serious worry about a child. A new charter says what would change that."
)
PRESS_OPENING = (
    "<p>The union called today for an urgent injection of money into child protection and into "
    "mental health services for children. It published a charter of five demands, drawn up from what "
    "social workers wrote down on one ordinary April day.</p><p>Councils spent £147m less on the "
    "staff of children’s social services in 2012/13 than two years before, while more than £5bn was "
    "taken out of the grants they live on. What is left goes to the emergencies. The help that would "
    "have prevented them comes too late or not at all.</p>"
)
PRESS_QUOTE = (
    "Nobody goes into this work to close a case that should stay open. But when the choice is "
    "between the family that is coping badly and the child who is in danger today, early help loses "
    "every time. That is neither kind nor cheap. The same children come back a year later, needing "
    "more. Ministers can stop this, and it starts with money that reaches the front line."
)
PRESS_FIGURES = [
    (
        "39%",
        "went home with serious concerns about at least one case",
    ),
    (
        "55%",
        "said that cuts kept them from making a difference for children",
    ),
    (
        "23",
        "cases stood in the average child protection caseload",
    ),
]
PRESS_SOURCE = "Social Work Watch, 29 April 2014"
PRESS_MIDDLE = (
    "<h2>What social workers wrote down</h2><p>More than half of those who took part were covering "
    "for somebody else on the day. Again and again they described the same week: hours at the "
    "screen, visits cut short, and a list of children to think about on the way home.</p><p>They "
    "also wrote about colleagues who stay late, argue for one more visit, and find a way. It is that "
    "work the charter wants to make possible in office hours.</p>"
)
PRESS_NOTES = (
    "<ol><li>Social Work Watch recorded one average day, 29 April 2014. 1,140 social workers took "
    "part; it was run together with a trade magazine.</li><li>The charter has five demands: funding, "
    "a register of unmet need, early help as a duty, workload management by law, and published "
    "caseloads.</li><li>Spokespeople are available for interview in English and in Welsh.</li></ol>"
)
PAPER_TITLE = "Children’s social work reform in England: our first view"
PAPER_SUMMARY = (
    "Testing every social worker will not shorten a single waiting list. Read what is planned, and tell us."
)
PAPER_IN_SHORT = (
    "<ul><li>Every children’s social worker is to be assessed and accredited by 2020, in a scheme "
    "that 26 councils are trying out now; practice leaders get one of their own.</li><li>Another "
    "£100 million goes to fast-track training for graduates, which reaches the North East this year; "
    "Step Up to Social Work grows as well.</li><li>A new body is to raise standards and the standing "
    "of the profession.</li><li>Rules that are called unnecessary are to go, and services are to be "
    "run across regions.</li><li>Where a council is judged poor, a neighbour or an independent trust "
    "is to run its core services.</li></ul>"
)
PAPER_CONCERNS = (
    "<h2>What is missing</h2><p>Councils have lost a large part of their money, and families have "
    "lost more. The plan mentions neither. It has nothing to say on caseloads, stress, turnover and "
    "morale, and so nothing for the problems that social workers name first.</p><h2>Trusts are a "
    "step out of public hands</h2><p>A council that is starved of funds and then judged by what it "
    "can no longer do will be pressed to give its children’s services away. Moving the sign over the "
    "door helps no child, and takes the service a step nearer to being sold.</p><h2>Fast tracks, "
    "slow evidence</h2><p>The graduate schemes are young. Nobody has shown yet that those who come "
    "in through them stay, or what becomes of the university courses beside them. Nor does anybody "
    "say how they fit local pay and grading.</p>"
)
PAPER_CALLOUT = (
    "<p>What happens to somebody who fails? Nobody has said. Until that is answered, and until the "
    "trial has been looked at, no employer should make accreditation a condition of anything.</p>"
)
PAPER_END = (
    "<h2>Who regulates?</h2><p>It is not clear what will follow the present regulator, nor how one "
    "body is to judge the training and practice of those who work with adults and of those who work "
    "with children. The college that could have helped was closed a few months ago.</p><h2>What we "
    "do next</h2><p>We are asking members in the 26 councils what the trial is like. What they say, "
    "and what you say below, goes into our answer.</p>"
)
OPINION_TITLE = "Social work needs support now more than ever"
OPINION_SUMMARY = "Reviews come and go. The people who were asked each time are still waiting for an answer."
OPINION_AUTHOR, OPINION_ROLE = (
    "Robin Vale",
    "general secretary",
)
OPINION_TEXT = (
    "<p>Ask a social worker what the newest review found, and you will get a tired smile. Too much "
    "paper, too little time with families: they have said it to every inquiry of the last ten years, "
    "and every inquiry has agreed with them. Then the cameras leave.</p><p>One such review made more "
    "than a hundred recommendations. Another brought hundreds of practitioners round a table. Each "
    "began with headlines and anger, most of it aimed at the very people who were asked to help. "
    "Neither took a single case off anybody’s list.</p><h2>An impossible number</h2><p>After one "
    "death that was much reported, it came out that a worker had been holding 50 cases. No form, and "
    "no inspection of forms, makes that safe. There is a number above which nobody can think of each "
    "child every day, and everybody who does the work knows it.</p>"
)
OPINION_MORE = (
    "<p>Meanwhile councils are cutting a quarter and more of the administrative staff who type up, "
    "file, book and chase. Their work does not go away. It lands on the desk of the social worker, "
    "who was going to visit a family this afternoon.</p><h2>A contract</h2><p>We asked our members "
    "what a decent working life would need, and boiled it down to ten points, a contract between "
    "social workers and those who employ them: a safe caseload, the right to training, the right to "
    "raise the alarm, and help with what the work does to you.</p><p>For each tragedy there are tens "
    "of thousands of children and adults who are safe because somebody noticed in time. They have no "
    "headline. Put your name to the ten points for them.</p>"
)
COMMENTS = [
    (
        "Imran D.",
        (
            "Good to read. Please do not forget adults’ social work: the caseloads there are just as "
            "high, and nobody makes headlines of them."
        ),
    ),
    (
        "Tamsin Oakley",
        ("We lost two of our three administrators in March. I now spend Monday mornings booking rooms."),
    ),
    (
        "Piers",
        ("Paperwork protects people too. I would keep the chronology and throw out most of the rest."),
    ),
]
COMMENT_WAITING = (
    "Lowri",
    "Could the union publish what each council counts as one case? Ours changed it twice.",
)
LETTER_TITLE = "Social workers could have twice the time for families"
LETTER_ISSUE = "Social workers’ newsletter, March 2022"
LETTER_SUMMARY = (
    "A report on where the week goes, help when the regulator writes, and two options for our pay claim."
)
LETTER_LEAD = (
    "<p>Dear colleague,</p><p>this month a report puts numbers to something you could have told its "
    "authors for nothing. We also say what to do when a letter from the regulator comes, and ask "
    "which pay claim you want us to make.</p>"
)
LETTER_TIME = (
    "<p>Less than 20% of the week is spent with children and families; half goes into records, "
    "systems and administration. So found a report for the county councils, after more than 100 "
    "social workers had logged their time for a week. With systems that help, fewer meetings and "
    "more of them online, the share could rise to 45%.</p><p>The authors expect the number of "
    "children in care in England to grow from 80,850 to between 86,000 and 95,000 by 2025, at a cost "
    "of up to £2.1bn. It could fall to between 64,000 and 77,000 instead, they say, and spare 95% of "
    "that cost, if families on the edge had help in time. By their reading of the cases, 39% of "
    "children in care need not have come into it.</p><p>It takes £205m a year for help at the edge "
    "of care, and foster and kinship carers for the 3,300 to 4,400 children who could live in a "
    "family and not in a home. Our view: right, and only with money that is new.</p>"
)
LETTER_HELP = (
    "<p>A complaint, an investigation, a letter with a date in it: it can happen to anybody, and it "
    "is frightening. Ring your branch before you answer a single line. We find you advice and "
    "somebody to speak for you, at every stage.</p>"
)
LETTER_PAY = (
    "<p>The lowest point of the scale is now £9.50 an hour, below the £9.90 that a living wage "
    "takes. To stay above the legal minimum alone, the bottom has to rise by 4.1% in each of the "
    "next three awards. The committee has two options for this year’s claim, and wants to know which "
    "you prefer before it decides.</p>"
)
CLAIM_TITLE = "Our pay claim"
CLAIM_TEXT = (
    "<p>Prices went up all last year and pay did not: the retail prices index stands at 7.8%. The "
    "cap on energy bills adds more than £700 to an average household’s year, rents are up by 8.3% "
    "and petrol by 27.4%. The lowest point on the national spine pays £9.50 an hour, and the living "
    "wage is £9.90.</p><p>Before our negotiators sit down with the employers they need to know what "
    "you want them to ask for. Two claims are on the table.</p><h2>Option A: RPI plus 2%</h2><p>Pay "
    "follows prices and goes a little further. It gives more to those higher up the "
    "scale.</p><h2>Option B: £2,000 for everybody</h2><p>The same sum on each point: it is worth "
    "most to those who are paid least. The table works out what it comes to at each point.</p>"
)
CLAIM_CALLOUT = (
    "<p>Neither option is an offer. The result tells the committee what to claim; what the employers "
    "answer comes back to you in another ballot.</p>"
)
HELP_SECTION = "When work goes wrong: what to do first, and who stands beside you."
HELP_FIRST = (
    "<p>Ring your branch before you answer anybody. A call costs nothing and binds you to nothing, and "
    "most things are easier to put right on the first day than in the third week.</p>"
)
HELP_TITLE = "When the regulator writes to you"
HELP_SUMMARY = "What to do about a complaint, an investigation or a question about your fitness to practise."
HELP_URGENT = "Do not reply to the regulator before you have spoken to your branch."
HELP_TEXT = (
    "<p>A letter about your fitness to practise is serious, and it is not a verdict. Most of what "
    "decides how it ends is done in the first weeks, with somebody beside you who knows the "
    "procedure. That is what the union is for: advice and representation at every stage.</p>"
)
HELP_STEPS = [
    (
        "Contact your branch today",
        (
            "<p>It asks the regional office, which finds you an adviser from our professional team. "
            "Do not answer the letter in the meantime, not even to say that you have had it.</p>"
        ),
    ),
    (
        "Fill in a case form at the branch office",
        ("<p>It asks for everything an adviser needs, so that you have to tell your story once.</p>"),
    ),
    (
        "Bring copies of everything",
        (
            "<ul><li>all letters and documents from the regulator</li><li>records and notes of "
            "meetings and hearings at work about the same matter</li></ul>"
        ),
    ),
    (
        "Agree what happens next",
        "<p>Your adviser writes the answer with you, and goes with you to whatever follows.</p>",
    ),
]
HELP_RESIGN = (
    "<p>It can look like the way out, and it can make it harder to represent you. If you feel "
    "unwell, see your GP, and talk to us before you decide anything.</p>"
)
HELP_REFER = (
    "<p>Talk to us first. Having an illness, or being in a procedure at work, does not by itself "
    "mean that your fitness to practise is impaired.</p>"
)
HELP_WHO = (
    "<p>We can take on a case about something that happened after you had been a member for four "
    "weeks without a gap. If you are not a member yet, join before you need us.</p>"
)
HELP_CONTACT = (
    "<p><b>Your branch first.</b> It knows your workplace and answers on the day.</p><p>If nobody is "
    "there, ring the regional office on 0161 496 0148, Monday to Friday, 9am to 5pm, or write to <a "
    'href="mailto:help@example.org">help@example.org</a>.</p>'
)
RESULT_TITLE = "One day in social work: what you told us"
RESULT_SUMMARY = (
    "1,140 colleagues wrote down one day. This is what it showed, and what the union has done since."
)
RESULT_TEXT = (
    "<p>On one April day 1,140 social workers noted what they did, what they could not do, and what "
    "they took home. The answers are the ground on which the charter stands.</p>"
)
RESULT_CHART = [
    (
        "went home with serious concerns",
        39,
    ),
    (
        "were held back by cuts",
        55,
    ),
]
RESULT_DONE = [
    (
        "Nobody counts what we cannot do.",
        "A register of unmet need is the second demand of our charter, and we keep one ourselves.",
    ),
    (
        "Caseloads are secret until something happens.",
        "We asked every council in three regions for theirs, and publish what they answer.",
    ),
    (
        "The forms eat the day.",
        "Six forms are on the list that we gave to the employers to drop first.",
    ),
]
