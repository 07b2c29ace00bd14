"""Capitalised words that name nobody: the grammar of a first word, the calendar, the trade."""

WORDS = """
i a an the this that these those it its it's there here he she they we you my our your their his her one
some many most more less few all any each every everyone everybody nobody no not none nothing something
somebody someone people and but or so if when while where why how what who which because as at by for from
in into of on to with without about after again against before between during since until under over through
than then too also always never often sometimes usually now today yesterday tomorrow last next only just
even still yet once is are was were be been being am do does did done have has had can could will would
shall should may might must let please thank thanks yes ok first second third finally overall honestly sadly
personally instead however although though whether monday tuesday wednesday thursday friday saturday sunday
christmas easter january february march april may june july august september october november december
paperwork caseload caseloads case cases team teams manager managers management supervision supervisors
social work worker workers working service services council councils government ministers parliament court
courts children children's child families family parents carers foster visits visit meetings meeting time
staff staffing pay morale stress training students agency admin administration systems system recording
reform reforms help early support funding money cuts budgets vacancies recruitment retention colleagues
practice practitioners frontline inspection inspectors standards accreditation assessment assessments
schools school health housing police nurses teachers england wales scotland britain british english welsh
scottish northern ireland irish uk union unions news covid zoom
anyone anybody everything anything burnout turnover workload workloads bureaucracy privatisation austerity
poverty safety trust leadership politicians experience quality ofsted cafcass being having getting
trying doing section together act acts department head director directors chief executive profession
mae mae'r rydym rydyn roedd nid ond pan dw does oes yn y yr ac a'r mewn rwy rwyf
"""
LETTERS = """
NJC NHS EHCP CIN ICS IRO ASYE NQSW MASH LADO SEND IT HR CPD PPE MP MPS AI UK OK TV PDF
"""
ALLOWED = frozenset(WORDS.split())
ACRONYMS = frozenset(LETTERS.split())
