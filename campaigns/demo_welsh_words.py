"""The words of the demo's campaign in Welsh: under the same names as the English ones, and by themselves."""

STRAPLINE = "Undeb gweithwyr y gwasanaethau cyhoeddus"
DEMAND = "Rhowch yr amser, y cydweithwyr a’r systemau i weithwyr cymdeithasol i gadw pob plentyn yn ddiogel."
CAMPAIGN = (
    "<p>Gwaith caled yw amddiffyn plant, wedi’i wneud gan bobl sy’n malio. Dywedasant wrthym, "
    "mewn arolygon, mewn cyfarfodydd cangen ac ar ôl dyddiau hir, beth fyddai’n gadael iddynt ei "
    "wneud yn dda. Nhw biau’r cynllun isod.</p><h2>Beth allwch chi ei wneud "
    "heddiw</h2><p>Darllenwch y cynllun, rhowch eich enw, dywedwch wrthym sut wythnos gawsoch "
    "chi. Ychydig funudau ar ffôn yw pob un.</p>"
)
PLAN_INTRO = (
    "<p>Pan aiff achos o’i le, mae pawb yn siarad am weithwyr cymdeithasol ac ychydig yn siarad â"
    " nhw. Gofynnwyd i’r bobl sy’n gwneud y gwaith beth sydd raid newid. Y deg pwynt hyn yw’r hyn"
    " a ddywedasant.</p>"
)
CONTACT = (
    "<p>Ysgrifennwch at campaigns@example.org neu ffoniwch 01632 960 018, o ddydd Llun i ddydd "
    "Gwener. Mae eich cangen yn falch o glywed gennych, p’un a ydych yn aelod eto ai peidio.</p>"
)

TEN_POINTS: list[tuple[str, str]] = [
    (
        "Cydweithio ar bob ymweliad amddiffyn plant",
        "Ni ddylai neb wneud ymweliad amddiffyn plant ar ei ben ei hun. Mae dau ymarferydd yn cadw ei"
        " gilydd yn ddiogel ac yn gweld yr hyn y byddai un yn ei golli.",
    ),
    (
        "Mwy o weithwyr cymdeithasol a staff cymorth",
        "Mae swyddi gwag yn costio amser nad oes gan blant. Gofynnwn am gynllun brys i lenwi’r "
        "swyddi, ac yna am olwg onest ar faint o bobl sydd eu hangen ar bob tîm.",
    ),
    (
        "Safonau cenedlaethol ar gyfer rheoli llwyth achosion",
        "Ni ddylai llwyth achosion diogel ddibynnu ar god post. Mae angen arolygydd sy’n holi am y "
        "safonau, a chanlyniadau i gyflogwyr sy’n eu hanwybyddu.",
    ),
    (
        "Mwy o adnoddau",
        "Mae angen rhaglen o fuddsoddiad cyhoeddus sy’n para’n hwy nag un gyllideb, fel y gellir "
        "adeiladu gwasanaethau yn lle eu clytio.",
    ),
    (
        "Torri biwrocratiaeth",
        "Dechrau o ddim: rhaid i bob ffurflen, maes a dangosydd ddangos beth y mae’n ei wneud dros "
        "blentyn. Bydd yr hyn na all ei ddangos yn mynd.",
    ),
    (
        "Ailsefydlu gwasanaethau gofal cartref i blant a theuluoedd",
        "Mae gweithwyr gofal cartref yn helpu gyda’r bore, y golch a’r daith i’r ysgol, ac yn gweld "
        "teulu fel neb arall. Dylent fod yno eto, cyn i bethau fynd o chwith.",
    ),
    (
        "Ailwampio’r System Plant Integredig yn llwyr",
        "Dylai’r feddalwedd wasanaethu’r gwaith: yn gyflym i’w chofnodi, yn hawdd ei darllen, ac "
        "wedi’i rhannu ag iechyd, addysg a’r heddlu.",
    ),
    (
        "Gwell cefnogaeth a mwy o ymarfer myfyriol",
        "Ni ddylai neb gario achosion amddiffyn plant cyn dwy flynedd o ymarfer. Dylai goruchwyliaeth"
        " fod yn rheolaidd, yn garedig ac yn heriol.",
    ),
    (
        "Adolygu prosesau cyfreithiol",
        "Ni ddylai ffioedd llys nac adnoddau prin fyth benderfynu a gaiff achos plentyn ei glywed. "
        "Gofynnwn am adolygiad o’r ddau.",
    ),
    (
        "Mesurau i ailadeiladu morâl, hyder a statws gweithwyr cymdeithasol",
        "Mae pobl yn aros lle y cânt eu hymddiried. Dylai ymgyrch gyhoeddus barhaol ddangos yr hyn y "
        "mae gwaith cymdeithasol yn ei gyflawni.",
    ),
]

FIVE_DEMANDS: list[tuple[str, str]] = [
    (
        "Cyllid ychwanegol ar gyfer amodau gwaith y gellir eu rheoli",
        "Dylai llywodraethau yn gyntaf ddod o hyd i’r arian sy’n gwneud y gwaith yn bosibl. Nid yw "
        "rheoleiddwyr "
        "newydd, llwybrau hyfforddi newydd ac allanoli yn byrhau rhestr aros.",
    ),
    (
        "Cofrestr o anghenion na chawsant eu diwallu",
        "Dylai pob cyflogwr ysgrifennu pob angen na allai ei ddiwallu, a’r hyn a gostiodd hynny wedyn ac "
        "mewn "
        "mannau eraill. O dystiolaeth o’r fath y gwneir achos dros gyllid.",
    ),
    (
        "Cyllid brys a dyletswydd statudol i roi help cynnar",
        "Mae help sy’n dod yn gynnar yn rhatach ac yn garedicach nag achubiaeth. Sefydlogwch wasanaethau "
        "nawr, a "
        "gwnewch help cynnar yn ddyletswydd gyda’r adnoddau i’w gyflawni.",
    ),
    (
        "Rheoli llwyth gwaith yn effeithiol fel gofyniad statudol",
        "Nid oedd gan bron dri chwarter y rhai a holwyd system a gadwai eu llwyth achosion yn ddiogel. Dylai "
        "system o’r fath fod yn gyfraith, gyda ffordd o godi llais y tu allan i’r rheolwyr llinell.",
    ),
    (
        "Cyhoeddi llwythi achosion cyfartalog yn rheolaidd",
        "Gellir cymharu’r hyn a gyhoeddir, a gellir ateb dros yr hyn a gymherir. Dylai pob gwasanaeth "
        "gyhoeddi ei "
        "lwyth achosion cyfartalog, yn rheolaidd ac yn yr un ffurf.",
    ),
]

CHARTER_INTRO = (
    "<p>Ar un diwrnod ym mis Ebrill ysgrifennodd 1,140 o weithwyr cymdeithasol sut un oedd eu sifft mewn "
    "gwirionedd: aeth 39% adref â phryderon difrifol am achos, dywedodd 55% fod toriadau yn eu cadw "
    "rhag gwneud "
    "gwahaniaeth, a 23 oedd y llwyth achosion amddiffyn plant ar gyfartaledd. Y pum galwad hyn yw’r ateb.</p>"
)
WATCH_INTRO = (
    "<p>Ar un diwrnod, gofynnwyd i bawb sy’n gweithio mewn gwaith cymdeithasol sut ddiwrnod oedd "
    "hwnnw. Dyma’r "
    "hyn a ddywedasant, a’r hyn y mae’r undeb yn ei wneud yn ei gylch.</p>"
)
PETITION_INTRO = (
    "<p>Byddwn yn cyflwyno’r ddeiseb hon gyda’r hyn a ddywedodd aelodau wrthym am eu gwaith. Po "
    "fwyaf ohonom sydd "
    "y tu ôl iddi, hiraf yn y byd y bydd yn cymryd i’w darllen.</p>"
)
BALLOT_INTRO = (
    "<p>Dewisodd y bleidlais gyntaf rhwng dau hawliad. Mae hon yn gofyn i’r aelodau a ydynt yn sefyll wrth y "
    "dewis cyn iddo fynd at y cyflogwyr.</p>"
)

# What stands in the pages themselves: titles, slugs, sentences, labels.
BY_THEMSELVES = {
    "Home": "Hafan",
    "tenpoint": "hafan",
    "Ten points. Every child safe.": "Deg pwynt. Pob plentyn yn ddiogel.",
    "Public service workers say what they need to do their work well.": (
        "Mae gweithwyr gwasanaethau cyhoeddus yn dweud beth sydd ei angen arnynt i wneud eu gwaith yn dda."
    ),
    "Who we are, how to reach us, and what is going on.": (
        "Pwy ydym ni, sut i gael gafael arnom, a beth sy’n digwydd."
    ),
    "We are the branch for people in public services here. Every workplace has a steward.": (
        "Ni yw’r gangen i bobl yn y gwasanaethau cyhoeddus yma. Mae gan bob gweithle stiward."
    ),
    "Write to branch@example.org, or ask your steward.": (
        "Ysgrifennwch at branch@example.org, neu gofynnwch i’ch stiward."
    ),
    "Add your name": "Rhowch eich enw",
    "Protect vulnerable children": "Amddiffyn plant agored i niwed",
    "protect-vulnerable-children": "amddiffyn-plant-agored-i-niwed",
    "Our campaign for safe caseloads, enough colleagues and systems that help.": (
        "Ein hymgyrch dros lwythi achosion diogel, digon o gydweithwyr a systemau sy’n helpu."
    ),
    "Our 10-point plan for protecting vulnerable children": (
        "Ein cynllun 10 pwynt ar gyfer amddiffyn plant agored i niwed"
    ),
    "ten-point-plan": "cynllun-deg-pwynt",
    "What social workers say would keep children safe.": (
        "Yr hyn y mae gweithwyr cymdeithasol yn dweud fyddai’n cadw plant yn ddiogel."
    ),
    "Point": "Pwynt",
    "Charter for change": "Siarter dros newid",
    "charter-for-change": "siarter-dros-newid",
    "Five demands from the people who protect children.": "Pum galwad gan y bobl sy’n amddiffyn plant.",
    "Demand": "Galwad",
    "Protect vulnerable children: back the ten-point plan": (
        "Amddiffyn plant agored i niwed: cefnogwch y cynllun deg pwynt"
    ),
    "petition": "deiseb",
    "Every signature makes it harder to put the plan in a drawer.": (
        "Mae pob llofnod yn ei gwneud yn anos rhoi’r cynllun mewn drôr."
    ),
    "Social Work Watch: one day in social work": "Social Work Watch: un diwrnod mewn gwaith cymdeithasol",
    "social-work-watch": "un-diwrnod",
    "What 1,140 colleagues told us about one day, and what we do with it.": (
        "Yr hyn a ddywedodd 1,140 o gydweithwyr wrthym am un diwrnod, a’r hyn a wnawn ag ef."
    ),
    "what-you-told-us": "yr-hyn-a-ddywedasoch",
    "Of a hundred social workers, so many": "O bob cant o weithwyr cymdeithasol, cynifer",
    "You said, we did": "Fe ddywedoch chi, fe wnaethon ni",
    "our-pay-claim": "ein-hawliad-cyflog",
    "Two claims beside each other, at your own pay point.": (
        "Dau hawliad ochr yn ochr, ar eich pwynt cyflog chi."
    ),
    "A pay rise that keeps up with prices, for everybody on the national spine.": (
        "Codiad cyflog sy’n cadw i fyny â phrisiau, i bawb ar y raddfa genedlaethol."
    ),
    "What each claim gives you": "Yr hyn y mae pob hawliad yn ei roi i chi",
    "A: RPI plus 2%": "A: RPI a 2%",
    "B: a flat £2,000": "B: £2,000 yr un",
    "What your vote decides": "Yr hyn y mae eich pleidlais yn ei benderfynu",
    "Join the union": "Ymunwch â’r undeb",
    "There is strength in numbers. Joining takes five minutes, and you choose how you pay.": (
        "Mewn undeb mae nerth. Mae ymuno’n cymryd pum munud, a chi sy’n dewis sut i dalu."
    ),
    "Join now": "Ymuno nawr",
    "NJC pay claim 2022, second stage: confirming the claim": (
        "Hawliad cyflog NJC 2022, ail gam: cadarnhau’r hawliad"
    ),
    "ballot": "pleidlais",
    "What members of the branch say about the claim.": (
        "Yr hyn y mae aelodau’r gangen yn ei ddweud am yr hawliad."
    ),
    "News": "Newyddion",
    "Help": "Cymorth",
    "help": "cymorth",
    "when-the-regulator-writes": "pan-for-rheoleiddiwr-yn-ysgrifennu",
    "news": "newyddion",
    "What we say, and what we hear.": "Yr hyn a ddywedwn, a’r hyn a glywn.",
    "newsletter-march-2022": "cylchlythyr-mawrth-2022",
    "Where the week goes": "Ble mae’r wythnos yn mynd",
    "Read on": "Darllen ymlaen",
    "of the week could be spent with children and families": (
        "o’r wythnos y gellid ei threulio gyda phlant a theuluoedd"
    ),
    "The report for the county councils, March 2022": "Yr adroddiad i’r cynghorau sir, Mawrth 2022",
    "A letter from the regulator? Ring us first": "Llythyr gan y rheoleiddiwr? Ffoniwch ni yn gyntaf",
    "What to do, step by step": "Beth i’w wneud, gam wrth gam",
    "Pay: which claim should we make?": "Cyflog: pa hawliad ddylem ei wneud?",
    "See what each gives you": "Gweld beth mae pob un yn ei roi i chi",
    "childrens-social-work-reform": "diwygio-gwaith-cymdeithasol-plant",
    "Accreditation nobody has tried": "Achredu nad oes neb wedi’i brofi",
    "fund-childrens-social-work": "ariannwch-waith-cymdeithasol-plant",
    "West Midlands regional manager": "rheolwr rhanbarthol Gorllewin Canolbarth Lloegr",
    "Communications officer, West Midlands": "swyddog cyfathrebu, Gorllewin Canolbarth Lloegr",
    "Out of hours: 07700 900142": "Y tu allan i oriau: 07700 900142",
    "social-work-needs-support": "cefnogaeth-i-waith-cymdeithasol",
    "A caseload that one person can carry.": "Llwyth achosion y gall un person ei gario.",
    "What to do": "Beth i’w wneud",
    "Do not resign": "Peidiwch ag ymddiswyddo",
    "Thinking of referring yourself?": "Yn meddwl am eich atgyfeirio eich hun?",
    "Whom we can represent": "Pwy y gallwn eu cynrychioli",
}
# Names, numbers and addresses are the same in both languages.
THE_SAME = {
    "Morgan Hale",
    "Sasha Quill",
    "Robin Vale",
    "0121 496 0105",
    "RPI",
    "%",
    "39%",
    "45%",
    "55%",
    "23",
}
