"""The words of the demo's news, help, claim and result in Welsh: under the same names as the English ones."""

PRESS_TITLE = "Mae gwaith cymdeithasol plant yn rhedeg ar wag: ariannwch ef nawr, medd undeb"
PRESS_SUMMARY = (
    "Mae pedwar o bob deg yn mynd adref â phryder difrifol am blentyn. Mae siarter newydd yn dweud beth "
    "fyddai’n newid hynny."
)
PRESS_OPENING = (
    "<p>Galwodd yr undeb heddiw am arian brys i amddiffyn plant ac i wasanaethau iechyd meddwl plant. "
    "Cyhoeddodd siarter o bum galwad, wedi’i llunio o’r hyn a ysgrifennodd gweithwyr cymdeithasol ar un "
    "diwrnod cyffredin ym mis Ebrill.</p><p>Gwariodd cynghorau £147m yn llai ar staff gwasanaethau "
    "cymdeithasol plant yn 2012/13 nag a wnaethant ddwy flynedd ynghynt, a thynnwyd dros £5bn o’r "
    "grantiau y maent yn byw arnynt. Mae’r hyn sy’n weddill yn mynd i’r argyfyngau. Daw’r help a fyddai "
    "wedi’u hatal yn rhy hwyr neu ddim o gwbl.</p>"
)
PRESS_QUOTE = (
    "Nid oes neb yn dewis y gwaith hwn er mwyn cau achos a ddylai aros ar agor. Ond pan fo’r dewis rhwng y "
    "teulu sy’n cael trafferth a’r plentyn sydd mewn perygl heddiw, help cynnar sy’n colli bob tro. Nid "
    "yw hynny’n garedig nac yn rhad. Daw’r un plant yn ôl flwyddyn yn ddiweddarach, ac angen mwy arnynt. "
    "Gall gweinidogion atal hyn, ac mae’n dechrau gydag arian sy’n cyrraedd y rheng flaen."
)
PRESS_FIGURES = [
    ("39%", "aeth adref â phryderon difrifol am o leiaf un achos"),
    ("55%", "ddywedodd fod toriadau yn eu cadw rhag gwneud gwahaniaeth i blant"),
    ("23", "achos oedd mewn llwyth achosion amddiffyn plant ar gyfartaledd"),
]
PRESS_SOURCE = "Social Work Watch, 29 Ebrill 2014"
PRESS_MIDDLE = (
    "<h2>Yr hyn a ysgrifennodd gweithwyr cymdeithasol</h2><p>Roedd dros hanner y rhai a gymerodd ran yn "
    "gwneud gwaith rhywun arall ar y diwrnod. Dro ar ôl tro disgrifiwyd yr un wythnos: oriau wrth y "
    "sgrin, ymweliadau byr, a rhestr o blant i feddwl amdanynt ar y ffordd adref.</p><p>Ysgrifenasant hefyd "
    "am gydweithwyr sy’n aros yn hwyr, yn dadlau dros un ymweliad arall, ac yn canfod ffordd. Y gwaith "
    "hwnnw y mae’r siarter am ei wneud yn bosibl mewn oriau swyddfa.</p>"
)
PRESS_NOTES = (
    "<ol><li>Cofnododd Social Work Watch un diwrnod cyffredin, 29 Ebrill 2014. Cymerodd 1,140 o weithwyr "
    "cymdeithasol ran; fe’i cynhaliwyd ar y cyd â chylchgrawn masnach.</li><li>Mae pum galwad yn y "
    "siarter: cyllid, cofrestr o anghenion na chawsant eu diwallu, help cynnar yn ddyletswydd, rheoli "
    "llwyth gwaith drwy’r gyfraith, a llwythi achosion cyhoeddedig.</li><li>Mae llefarwyr ar gael i’w "
    "cyfweld yn Gymraeg ac yn Saesneg.</li></ol>"
)
PAPER_TITLE = "Diwygio gwaith cymdeithasol plant yn Lloegr: ein barn gyntaf"
PAPER_SUMMARY = (
    "Ni fydd profi pob gweithiwr cymdeithasol yn byrhau’r un rhestr aros. Darllenwch yr hyn sydd ar y "
    "gweill, a dywedwch wrthym."
)
PAPER_IN_SHORT = (
    "<ul><li>Bydd pob gweithiwr cymdeithasol plant yn cael ei asesu a’i achredu erbyn 2020, mewn cynllun y "
    "mae 26 o gynghorau yn rhoi cynnig arno nawr; caiff arweinwyr ymarfer un eu hunain.</li><li>Mae £100 "
    "miliwn arall yn mynd i hyfforddiant carlam i raddedigion, sy’n cyrraedd gogledd-ddwyrain Lloegr eleni; "
    "mae Step Up to Social Work yn tyfu hefyd.</li><li>Bydd corff newydd yn codi safonau a statws y "
    "proffesiwn.</li><li>Bydd rheolau y dywedir eu bod yn ddiangen yn mynd, a gwasanaethau’n cael eu rhedeg "
    "ar draws rhanbarthau.</li><li>Lle bernir bod cyngor yn wael, bydd cymydog neu ymddiriedolaeth "
    "annibynnol yn rhedeg ei wasanaethau craidd.</li></ul>"
)
PAPER_CONCERNS = (
    "<h2>Yr hyn sydd ar goll</h2><p>Mae cynghorau wedi colli cyfran fawr o’u harian, a theuluoedd wedi "
    "colli mwy. Nid yw’r cynllun yn sôn am y naill na’r llall. Nid yw’n dweud dim am lwythi achosion, "
    "straen, trosiant staff a morâl, ac felly dim am y problemau y mae gweithwyr cymdeithasol yn eu henwi "
    "gyntaf.</p><h2>Mae ymddiriedolaethau yn gam allan o ddwylo cyhoeddus</h2><p>Bydd pwysau ar gyngor "
    "sy’n brin o arian, ac a fernir wedyn ar yr hyn na all ei wneud mwyach, i roi ei wasanaethau plant i "
    "ffwrdd. Nid yw symud yr arwydd uwchben y drws yn helpu’r un plentyn, ac mae’n mynd â’r gwasanaeth gam "
    "yn nes at gael ei werthu.</p><h2>Llwybrau carlam, tystiolaeth araf</h2><p>Mae’r cynlluniau i "
    "raddedigion yn ifanc. Nid oes neb wedi dangos eto fod y rhai a ddaw drwyddynt yn aros, na beth a ddaw "
    "o’r cyrsiau prifysgol wrth eu hochr. Nid oes neb ychwaith yn dweud sut y maent yn cyd-fynd â chyflog "
    "a graddio lleol.</p>"
)
PAPER_CALLOUT = (
    "<p>Beth sy’n digwydd i rywun sy’n methu? Nid oes neb wedi dweud. Hyd nes yr atebir hynny, ac yr "
    "edrychir ar y treial, ni ddylai’r un cyflogwr wneud achredu’n amod o ddim.</p>"
)
PAPER_END = (
    "<h2>Pwy sy’n rheoleiddio?</h2><p>Nid yw’n glir beth fydd yn dilyn y rheoleiddiwr presennol, na sut y "
    "bydd un corff yn barnu hyfforddiant ac ymarfer y rhai sy’n gweithio gydag oedolion a’r rhai sy’n "
    "gweithio gyda phlant. Caewyd y coleg a allai fod wedi helpu ychydig fisoedd yn ôl.</p><h2>Beth a "
    "wnawn nesaf</h2><p>Rydym yn gofyn i aelodau yn y 26 cyngor sut beth yw’r treial. Bydd yr hyn a "
    "ddywedant, a’r hyn a ddywedwch chi isod, yn mynd i’n hateb.</p>"
)
OPINION_TITLE = "Mae angen cefnogaeth ar waith cymdeithasol nawr yn fwy nag erioed"
OPINION_SUMMARY = "Daw adolygiadau ac ânt heibio. Mae’r bobl a holwyd bob tro yn dal i aros am ateb."
OPINION_AUTHOR, OPINION_ROLE = ("Robin Vale", "ysgrifennydd cyffredinol")
OPINION_TEXT = (
    "<p>Gofynnwch i weithiwr cymdeithasol beth a ganfu’r adolygiad diweddaraf, a chewch wên flinedig. "
    "Gormod o bapur, rhy ychydig o amser gyda theuluoedd: dywedasant hynny wrth bob ymchwiliad yn y deng "
    "mlynedd diwethaf, ac mae pob ymchwiliad wedi cytuno â nhw. Yna mae’r camerâu’n gadael.</p><p>Gwnaeth un "
    "adolygiad o’r fath dros gant o argymhellion. Daeth un arall â channoedd o ymarferwyr o gwmpas bwrdd. "
    "Dechreuodd pob un gyda phenawdau a dicter, y rhan fwyaf ohono wedi’i anelu at yr union bobl y gofynnwyd "
    "iddynt helpu. Ni thynnodd yr un ohonynt achos oddi ar restr neb.</p><h2>Rhif amhosibl</h2><p>Ar ôl un "
    "farwolaeth y bu llawer o sôn amdani, daeth yn amlwg fod gweithiwr wedi bod yn cadw 50 o "
    "achosion. Nid oes "
    "ffurflen, nac arolygiad o ffurflenni, a all wneud hynny’n ddiogel. Mae rhif na all neb uwchlaw iddo "
    "feddwl am bob plentyn bob dydd, ac mae pawb sy’n gwneud y gwaith yn ei wybod.</p>"
)
OPINION_MORE = (
    "<p>Yn y cyfamser mae cynghorau’n torri chwarter a mwy o’r staff gweinyddol sy’n teipio, yn ffeilio, yn "
    "trefnu ac yn mynd ar ôl pethau. Nid yw eu gwaith yn diflannu. Mae’n glanio ar ddesg y gweithiwr "
    "cymdeithasol, a oedd am ymweld â theulu y prynhawn hwnnw.</p><h2>Contract</h2><p>Gofynasom i’n haelodau "
    "beth fyddai ei angen ar fywyd gwaith teilwng, a’i grynhoi’n ddeg pwynt, contract rhwng gweithwyr "
    "cymdeithasol a’u cyflogwyr: llwyth achosion diogel, yr hawl i hyfforddiant, yr hawl i godi llais, a "
    "help gyda’r hyn y mae’r gwaith yn ei wneud i chi.</p><p>Am bob trasiedi mae degau o filoedd o blant ac "
    "oedolion sy’n ddiogel am fod rhywun wedi sylwi mewn pryd. Nid oes pennawd iddynt. Rhowch eich enw wrth "
    "y deg pwynt drostynt.</p>"
)
LETTER_TITLE = "Gallai gweithwyr cymdeithasol gael dwywaith yr amser gyda theuluoedd"
LETTER_ISSUE = "Cylchlythyr gweithwyr cymdeithasol, Mawrth 2022"
LETTER_SUMMARY = (
    "Adroddiad ar ble mae’r wythnos yn mynd, help pan fo’r rheoleiddiwr yn ysgrifennu, a dau ddewis ar gyfer "
    "ein hawliad cyflog."
)
LETTER_LEAD = (
    "<p>Annwyl gydweithiwr,</p><p>y mis hwn mae adroddiad yn rhoi rhifau i rywbeth y gallech fod wedi’i "
    "ddweud wrth ei awduron am ddim. Rydym hefyd yn dweud beth i’w wneud pan ddaw llythyr gan y "
    "rheoleiddiwr, ac yn gofyn pa hawliad cyflog yr hoffech inni ei wneud.</p>"
)
LETTER_TIME = (
    "<p>Treulir llai nag 20% o’r wythnos gyda phlant a theuluoedd; mae hanner yn mynd i gofnodion, systemau "
    "a gweinyddu. Dyna gasgliad adroddiad i’r cynghorau sir, ar ôl i dros 100 o weithwyr "
    "cymdeithasol gofnodi "
    "eu hamser am wythnos. Gyda systemau sy’n helpu, llai o gyfarfodydd a mwy ohonynt ar-lein, "
    "gallai’r gyfran "
    "godi i 45%.</p><p>Mae’r awduron yn disgwyl i nifer y plant mewn gofal yn Lloegr dyfu o 80,850 i rhwng "
    "86,000 a 95,000 erbyn 2025, ar gost o hyd at £2.1bn. Gallai ostwng yn hytrach i rhwng 64,000 a 77,000, "
    "meddant, ac arbed 95% o’r gost honno, pe câi teuluoedd ar y dibyn help mewn pryd. Yn ôl eu "
    "darlleniad o’r "
    "achosion, nid oedd angen i 39% o’r plant mewn gofal fod wedi dod yno.</p><p>Mae’n cymryd £205m "
    "y flwyddyn "
    "ar gyfer help ar ymyl gofal, a gofalwyr maeth a gofalwyr o’r teulu i’r 3,300 i 4,400 o blant a "
    "allai fyw "
    "mewn teulu ac nid mewn cartref. Ein barn ni: iawn, ond gydag arian newydd yn unig.</p>"
)
LETTER_HELP = (
    "<p>Cwyn, ymchwiliad, llythyr a dyddiad ynddo: gall ddigwydd i unrhyw un, ac mae’n codi ofn. Ffoniwch "
    "eich cangen cyn ateb yr un llinell. Cawn hyd i gyngor i chi a rhywun i siarad ar eich rhan, ar "
    "bob cam.</p>"
)
LETTER_PAY = (
    "<p>Mae pwynt isaf y raddfa bellach yn £9.50 yr awr, islaw’r £9.90 y mae cyflog byw yn ei ofyn. I aros "
    "uwchlaw’r isafswm cyfreithiol yn unig, rhaid i’r gwaelod godi 4.1% ym mhob un o’r tri dyfarniad "
    "nesaf. Mae "
    "gan y pwyllgor ddau ddewis ar gyfer hawliad eleni, ac mae am wybod pa un sydd orau gennych cyn "
    "penderfynu.</p>"
)
CLAIM_TITLE = "Ein hawliad cyflog"
CLAIM_TEXT = (
    "<p>Cododd prisiau drwy’r llynedd ac ni chododd cyflog: mae’r mynegai prisiau manwerthu yn 7.8%. "
    "Mae’r cap "
    "ar filiau ynni’n ychwanegu dros £700 at flwyddyn aelwyd gyffredin, mae rhenti 8.3% yn uwch a phetrol "
    "27.4%. Mae pwynt isaf y raddfa genedlaethol yn talu £9.50 yr awr, a’r cyflog byw yw "
    "£9.90.</p><p>Cyn i’n "
    "trafodwyr eistedd i lawr gyda’r cyflogwyr mae angen iddynt wybod beth yr hoffech iddynt ofyn "
    "amdano. Mae "
    "dau hawliad ar y bwrdd.</p><h2>Dewis A: RPI a 2%</h2><p>Mae cyflog yn dilyn prisiau ac yn mynd ychydig "
    "ymhellach. Mae’n rhoi mwy i’r rhai sy’n uwch ar y raddfa.</p><h2>Dewis B: £2,000 i "
    "bawb</h2><p>Yr un swm ar "
    "bob pwynt: mae’n werth mwyaf i’r rhai sy’n cael eu talu leiaf. Mae’r tabl yn cyfrifo beth a ddaw ar bob "
    "pwynt.</p>"
)
CLAIM_CALLOUT = (
    "<p>Nid cynnig yw’r un o’r ddau ddewis. Mae’r canlyniad yn dweud wrth y pwyllgor beth i’w "
    "hawlio; daw ateb y "
    "cyflogwyr yn ôl atoch mewn pleidlais arall.</p>"
)
HELP_SECTION = (
    "Pan aiff pethau o chwith yn y gwaith: beth i’w wneud gyntaf, a phwy sy’n sefyll wrth eich ochr."
)
HELP_FIRST = (
    "<p>Ffoniwch eich cangen cyn ateb neb. Nid yw galwad yn costio dim nac yn eich clymu wrth ddim, ac mae’n "
    "haws cywiro’r rhan fwyaf o bethau ar y diwrnod cyntaf nag yn y drydedd wythnos.</p>"
)
HELP_TITLE = "Pan fo’r rheoleiddiwr yn ysgrifennu atoch"
HELP_SUMMARY = "Beth i’w wneud am gŵyn, ymchwiliad neu gwestiwn am eich addasrwydd i ymarfer."
HELP_URGENT = "Peidiwch ag ateb y rheoleiddiwr cyn siarad â’ch cangen."
HELP_TEXT = (
    "<p>Mae llythyr am eich addasrwydd i ymarfer yn ddifrifol, ac nid yw’n ddyfarniad. Gwneir y rhan "
    "fwyaf o’r "
    "hyn sy’n penderfynu sut y daw i ben yn yr wythnosau cyntaf, gyda rhywun wrth eich ochr sy’n adnabod y "
    "drefn. Dyna ddiben yr undeb: cyngor a chynrychiolaeth ar bob cam.</p>"
)
HELP_STEPS = [
    (
        "Cysylltwch â’ch cangen heddiw",
        "<p>Mae’n gofyn i’r swyddfa ranbarthol, sy’n cael hyd i gynghorydd i chi o’n tîm proffesiynol. "
        "Peidiwch ag "
        "ateb y llythyr yn y cyfamser, nid hyd yn oed i ddweud eich bod wedi’i gael.</p>",
    ),
    (
        "Llenwch ffurflen achos yn swyddfa’r gangen",
        "<p>Mae’n gofyn am bopeth sydd ei angen ar gynghorydd, fel mai unwaith yn unig y bydd raid ichi "
        "ddweud "
        "eich stori.</p>",
    ),
    (
        "Dewch â chopïau o bopeth",
        "<ul><li>pob llythyr a dogfen gan y rheoleiddiwr</li><li>cofnodion a nodiadau o gyfarfodydd a "
        "gwrandawiadau yn y gwaith am yr un mater</li></ul>",
    ),
    (
        "Cytunwch ar beth sy’n digwydd nesaf",
        "<p>Mae eich cynghorydd yn ysgrifennu’r ateb gyda chi, ac yn mynd gyda chi i beth bynnag sy’n "
        "dilyn.</p>",
    ),
]
HELP_RESIGN = (
    "<p>Gall edrych fel y ffordd allan, a gall ei gwneud yn anos eich cynrychioli. Os ydych yn teimlo’n sâl, "
    "ewch at eich meddyg teulu, a siaradwch â ni cyn penderfynu dim.</p>"
)
HELP_REFER = (
    "<p>Siaradwch â ni yn gyntaf. Nid yw bod yn sâl, neu fod mewn gweithdrefn yn y gwaith, ynddo’i "
    "hun yn golygu "
    "bod amhariad ar eich addasrwydd i ymarfer.</p>"
)
HELP_WHO = (
    "<p>Gallwn gymryd achos am rywbeth a ddigwyddodd ar ôl i chi fod yn aelod am bedair wythnos heb "
    "fwlch. Os nad "
    "ydych yn aelod eto, ymunwch cyn bod ein hangen arnoch.</p>"
)
HELP_CONTACT = (
    "<p><b>Eich cangen yn gyntaf.</b> Mae’n adnabod eich gweithle ac yn ateb ar y diwrnod.</p><p>Os "
    "nad oes neb "
    "yno, ffoniwch y swyddfa ranbarthol ar 0161 496 0148, o ddydd Llun i ddydd Gwener, 9am i 5pm, neu "
    'ysgrifennwch at <a href="mailto:help@example.org">help@example.org</a>.</p>'
)
RESULT_TITLE = "Un diwrnod mewn gwaith cymdeithasol: yr hyn a ddywedasoch wrthym"
RESULT_SUMMARY = (
    "Ysgrifennodd 1,140 o gydweithwyr am un diwrnod. Dyma’r hyn a ddangosodd, a’r hyn y mae’r undeb "
    "wedi’i wneud "
    "ers hynny."
)
RESULT_TEXT = (
    "<p>Ar un diwrnod ym mis Ebrill nododd 1,140 o weithwyr cymdeithasol yr hyn a wnaethant, yr hyn "
    "na allent ei "
    "wneud, a’r hyn yr aethant ag ef adref. Ar yr atebion hyn y saif y siarter.</p>"
)
RESULT_CHART = [
    ("aeth adref â phryderon difrifol", 39),
    ("a ddaliwyd yn ôl gan doriadau", 55),
]
RESULT_DONE = [
    (
        "Nid oes neb yn cyfrif yr hyn na allwn ei wneud.",
        "Cofrestr o anghenion na chawsant eu diwallu yw ail alwad ein siarter, ac rydym yn cadw un ein "
        "hunain.",
    ),
    (
        "Mae llwythi achosion yn gyfrinach nes i rywbeth ddigwydd.",
        "Gofynasom i bob cyngor mewn tri rhanbarth am eu rhai nhw, ac rydym yn cyhoeddi eu hatebion.",
    ),
    (
        "Mae’r ffurflenni’n bwyta’r diwrnod.",
        "Mae chwe ffurflen ar y rhestr a roesom i’r cyflogwyr i’w gollwng gyntaf.",
    ),
]
