"""The words of the demo's campaign in Welsh."""

HOME = "Deg pwynt. Pob plentyn yn ddiogel."
HOME_SUMMARY = (
    "Mae gweithwyr gwasanaethau cyhoeddus yn dweud beth sydd ei angen arnynt i wneud eu gwaith yn dda."
)
BUTTON = "Rhowch eich enw"
CAMPAIGN_TITLE = "Amddiffyn plant agored i niwed"
CAMPAIGN_SLUG = "amddiffyn-plant-agored-i-niwed"
CAMPAIGN_SUMMARY = "Ein hymgyrch dros lwythi achosion diogel, digon o gydweithwyr a systemau sy’n helpu."
DEMAND = "Rhowch yr amser, y cydweithwyr a’r systemau i weithwyr cymdeithasol i gadw pob plentyn yn ddiogel."
CAMPAIGN = (
    "<p>Gwaith caled yw amddiffyn plant, wedi’i wneud gan bobl sy’n malio. Dywedasant wrthym, "
    "mewn arolygon, mewn cyfarfodydd cangen ac ar ôl dyddiau hir, beth fyddai’n gadael iddynt ei "
    "wneud yn dda. Nhw biau’r cynllun isod.</p><h2>Beth allwch chi ei wneud "
    "heddiw</h2><p>Darllenwch y cynllun, rhowch eich enw, dywedwch wrthym sut wythnos gawsoch "
    "chi. Ychydig funudau ar ffôn yw pob un.</p>"
)
PLAN_TITLE = "Ein cynllun 10 pwynt ar gyfer amddiffyn plant agored i niwed"
PLAN_SLUG = "cynllun-deg-pwynt"
PLAN_SUMMARY = "Yr hyn y mae gweithwyr cymdeithasol yn dweud fyddai’n cadw plant yn ddiogel."
PLAN_INTRO = (
    "<p>Pan aiff achos o’i le, mae pawb yn siarad am weithwyr cymdeithasol ac ychydig yn siarad â"
    " nhw. Gofynnwyd i’r bobl sy’n gwneud y gwaith beth sydd raid newid. Y deg pwynt hyn yw’r hyn"
    " a ddywedasant.</p>"
)
POINT_WORD = "Pwynt"
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
