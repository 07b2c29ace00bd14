"""The words of the demo's log of unmet need, in English and Welsh: all invented, naming nobody."""

from campaigns.consultations.questionnaire import Asked, Choice

SLUG = "unmet-need"
TITLE = "Unmet need: what could not be done this week"
WORDS = {
    "title_cy": "Angen heb ei ddiwallu: beth na ellid ei wneud yr wythnos hon",
    "purpose": (
        "A register of what children and families needed and did not get. Any branch can add to it "
        "all year. The regional table goes to employers, councils and ministers each quarter."
    ),
    "purpose_cy": (
        "Cofrestr o'r hyn yr oedd ei angen ar blant a theuluoedd ond na chawsant. Gall unrhyw gangen "
        "ychwanegu ati drwy'r flwyddyn. Mae'r tabl rhanbarthol yn mynd at gyflogwyr, cynghorau a "
        "gweinidogion bob chwarter."
    ),
    "already_decided": "That the table is published by region and by need, never by team or family.",
    "already_decided_cy": (
        "Bod y tabl yn cael ei gyhoeddi fesul rhanbarth a fesul angen, byth fesul tîm neu deulu."
    ),
    "who_reads": "Two moderators of the campaigns team read what is written in words.",
    "who_reads_cy": "Mae dau gymedrolwr o'r tîm ymgyrchoedd yn darllen yr hyn a ysgrifennir mewn geiriau.",
    "attribution": "somebody who works with children",
}
NEEDS = (
    Choice("visit", "A visit that was put off", "Ymweliad a ohiriwyd"),
    Choice("homecare", "Help at home", "Cymorth gartref"),
    Choice("placement", "A placement near home", "Lleoliad yn agos at adref"),
    Choice("therapy", "Therapy or counselling", "Therapi neu gwnsela"),
    Choice("other", "Something else", "Rhywbeth arall", asks_which=True),
)
OTHER_NEEDS = [need.key for need in NEEDS[1:]]
LATER = (
    Choice("hospital", "Health services", "Gwasanaethau iechyd"),
    Choice("school", "Schools", "Ysgolion"),
    Choice("police", "Police and courts", "Yr heddlu a'r llysoedd"),
    Choice("care", "A place in care", "Lle mewn gofal"),
    Choice("unknown", "I cannot tell", "Ni allaf ddweud", exclusive=True),
)
FIGURE = ("visit", "of the needs in the log were a visit that had to be put off")
OTHERS = ["An interpreter", "A bed for one night", "A bus fare to contact", "A key worker for a young carer"]


THE_NEED = [
    Asked(
        key="day",
        kind="date",
        label="On which day?",
        label_cy="Ar ba ddiwrnod?",
        section="What was missing",
        section_cy="Beth oedd ar goll",
    ),
    Asked(
        key="need",
        kind="single",
        label="What was needed and could not be given?",
        label_cy="Beth oedd ei angen ac na ellid ei roi?",
        section="What was missing",
        section_cy="Beth oedd ar goll",
        required=True,
        options=NEEDS,
    ),
    Asked(
        key="children",
        kind="number",
        label="How many children did it concern?",
        label_cy="Faint o blant oedd dan sylw?",
        section="What was missing",
        section_cy="Beth oedd ar goll",
        unit="children",
        unit_cy="o blant",
        soft_min="1",
        soft_max="12",
        greatest="50",
    ),
    Asked(
        key="later",
        kind="multiple",
        label="Who will have more to do later because of it?",
        label_cy="Pwy fydd â mwy i'w wneud yn nes ymlaen o'r herwydd?",
        help_text="Choose all that fit.",
        help_text_cy="Dewiswch bob un sy'n berthnasol.",
        section="What it leads to",
        section_cy="I beth mae'n arwain",
        options=LATER,
    ),
]


def questions(regions: list[tuple[str, str, str]]) -> list[Asked]:
    """One entry of the log; regions are (code, name, name in Welsh) as the roll has them."""
    return [
        Asked(
            key="region",
            kind="single",
            label="In which region was it?",
            label_cy="Ym mha ranbarth y digwyddodd?",
            section="What was missing",
            section_cy="Beth oedd ar goll",
            required=True,
            describes="region",
            options=tuple(Choice(code.lower(), name, name_cy or name) for code, name, name_cy in regions),
        ),
        *THE_NEED,
    ]
