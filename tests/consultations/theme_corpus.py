"""Invented answers to “What would you change?”, each with the theme that a person would give it."""

CASELOADS = """\
A limit on caseloads that somebody checks every month.
I hold thirty-one families and cannot know one of them well.
Nobody can do a proper job with so many cases at the same time.
Put a cap on the number of cases for newly qualified staff.
When a colleague leaves, her cases are shared out among us and stay with us.
My caseload doubled in a year and nobody asked whether I could carry it.
Fewer cases each, so that we can visit more often than the law demands.
The number of families I hold should depend on how hard the work with them is.
Cases are handed out on a Friday afternoon without a word about who has room.
I would change the way cases are counted: four siblings are one case here.
A safe caseload, written down, and a right to say no to the next case.
With half the cases I could prevent what I now only write down.
Managers count cases as closed that come back in a fortnight."""

FORMS = """\
Cut the forms: I fill in the same details on nine of them.
I spend more hours at the computer recording than with children.
One assessment form instead of the three that ask the same questions.
The recording system logs me out and loses what I have typed.
Too much paperwork for every visit, and nobody reads it.
Get rid of duplicate recording in two computer systems.
A report of forty pages is not better than one of six.
Let us write one record that everybody uses, and stop copying text between forms.
The new computer system takes eleven clicks to record a telephone call.
Half of my week is paperwork done at home in the evening.
Admin staff to type, scan and file, so that we need not do it.
Every audit adds a form and no audit takes one away.
Simplify the paperwork for short visits."""

PAY = """\
Pay us what the agencies pay, and people would stay.
My wages have fallen behind rent and food for ten years.
A pay rise above inflation for all staff, and not only for new starters.
Mileage has not gone up since I bought this car, and petrol has.
I took a second job at weekends to pay the rent.
The pay scale has no room after five years, however much you learn.
Pay for the overtime that we work instead of time we can never take off.
Agency workers beside me earn nine pounds an hour more.
Better pay, or the posts will stay empty.
The retention payment should go to those who stayed.
Being on call for a whole weekend pays less than one shift in a shop.
Fair wages for family support workers, who do our work on a lower grade.
Put the travel allowance up in line with inflation."""

SUPERVISION = """\
Supervision every month that is about us and not about targets.
My manager has cancelled supervision five times since spring.
Somebody to talk to after a removal, on the same day.
Reflective supervision with a senior practitioner who knows the work.
I want a manager with the time to listen.
Support after a traumatic visit should be normal and not a favour.
Supervision is a list of overdue visits being read to me.
Managers who have done the job themselves and back us in court.
Counselling for staff without a waiting list of six months.
Group supervision helped us most and was the first to be cut.
A mentor for everybody in the first two years.
Managers change so often that nobody knows me well enough to supervise me.
Protected time to reflect with a supervisor, whatever else is on fire."""

SAFETY = """\
Nobody should go alone to a home where somebody was violent before.
Two workers on every first visit after dark.
Give us alarms that work where there is no telephone signal.
I was threatened with a dog and told to go back the next day.
A lone worker scheme that somebody answers at night.
Police should come with us when there was violence, and at once.
After an assault I was asked what I had done to provoke it.
Share warnings about dangerous addresses between the teams.
Visits in pairs wherever there is a known risk of violence.
A safe room to meet angry parents, with a second door.
Tell us before the visit that there are weapons in the house.
Being followed to my car at night is seen as a part of the job.
Say clearly that we may leave when we are threatened."""

CORPUS = [
    (sentence, theme)
    for theme, sentences in enumerate([CASELOADS, FORMS, PAY, SUPERVISION, SAFETY], 1)
    for sentence in sentences.splitlines()
]
