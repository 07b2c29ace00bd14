"""The words of the demo's petition, in English and in Welsh."""

DEMAND = (
    "Adopt the ten-point plan for social work in full: safe caseloads, time with families instead of forms, "
    "support and training for the people who protect children, and administrative staff to stand behind them."
)
BACKGROUND = """
Every inquiry of the past decade has heard the same from social workers: too many cases, too little time, too
much paper. Every inquiry has agreed. The conditions have stayed.

Now the administrative teams that keep case files straight are being cut by a quarter and more, so that social
workers spend still more of the week at a keyboard and less of it with children.

For every tragedy in the news there are tens of thousands of children and adults who are safe because somebody
had the time to notice. We ask for that time. The ten-point plan says how to find it, and every signature
makes it harder to put the plan in a drawer.
"""
TITLE_CY = "Amddiffyn plant agored i niwed: cefnogwch y cynllun deg pwynt"
DEMAND_CY = (
    "Mabwysiadwch y cynllun deg pwynt ar gyfer gwaith cymdeithasol yn llawn: llwythi achosion diogel, amser "
    "gyda theuluoedd yn lle ffurflenni, cefnogaeth a hyfforddiant i'r bobl sy'n amddiffyn plant, a staff "
    "gweinyddol i sefyll y tu ôl iddynt."
)
DECISION_MAKER_CY = "yr Ysgrifennydd Gwladol dros Addysg"
BACKGROUND_CY = """
Mae pob ymchwiliad yn y degawd diwethaf wedi clywed yr un peth gan weithwyr cymdeithasol: gormod o achosion,
rhy ychydig o amser, gormod o bapur. Mae pob ymchwiliad wedi cytuno. Mae'r amodau wedi aros.

Gofynnwn am amser i sylwi. Mae'r cynllun deg pwynt yn dweud sut i'w ganfod, ac mae pob llofnod yn ei gwneud yn
anoddach rhoi'r cynllun mewn drôr.
"""
NEWS = "We have asked for a meeting"
NEWS_TEXT = """
We wrote to the Secretary of State and asked her to meet social workers from four regions before the summer.
We sent the ten-point plan and the number of people behind it.

If you can tell what a safe caseload would change where you work, answer our three questions: your words go to
the meeting, without your name.
"""
NEWS_CY = "Rydym wedi gofyn am gyfarfod"
NEWS_TEXT_CY = """
Ysgrifennon ni at yr Ysgrifennydd Gwladol a gofyn iddi gwrdd â gweithwyr cymdeithasol o bedwar rhanbarth cyn
yr haf.
"""


def paragraphs(text: str) -> str:
    """Text as an editor types it: one line a paragraph."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))
