"""Given names that are flagged however they are written; those that are words too (grace) are left out."""

NAMES = """
aaliyah aaron abbie abdul abdullah abigail adam adele adrian agnieszka ahmed aidan aisha alan albert alex
alexander alexandra alfie ali alice alicia alison amanda amelia amina amir amy ana andrea andrew aneta angela
anil anita anna anne annie anthony anwen anya archie arjun arthur asha ashley asif aurora ava ayesha barbara
beatrice becky ben benjamin bethan beth billy bogdan brandon brenda brendan brian bridget bronwen callum
cameron camilla carl carol caroline carys catherine ceri chantelle charlene charlie charlotte chelsea chloe
chris christine christopher ciara claire clare connor corey craig daisy dale damian dan dana daniel danielle
darren dave david dawid debbie deborah declan deepak derek diane dominic donna dorota dylan ebony eddie edward
eileen eilidh elaine eleri elif elijah elin elizabeth ella ellen ellie ellis emily emma emyr eric erin ethan
evan eve evie farah fatima fatou felix finlay fiona florence fran francesca freddie freya gareth gary gavin
gemma geoff george georgia geraint gethin gillian gina glyn gordon graham greg gwen gwyneth habiba haider
hamza hannah harley harpreet harriet harry harvey hassan hazel heather helen henry hugh hussain hywel ian
ibrahim idris ieuan imran ines iqra isaac isabelle isla ivan jack jackie jackson jacob jade jake jamal james
jamie jan jane janet janine jasmine jason jayden jean jenna jennifer jenny jeremy jermaine jess jessica
jo joan joanna joanne jodie joe joel john jonathan jordan joseph josh joshua joyce jude judith julia julian
julie kai kamal karen karim karolina kasia kate katherine katie kayden kayleigh keith kelly kelsey kenneth
kerry kevin keziah kezia khadija kian kieran kim kirsty kit krystal kyle lacey lauren laura leah leanne lee
leila lena leo leon lewis liam libby lily linda lindsay lisa llewellyn lola louis louise lowri luca lucas
lucy luke lynn maisie malik mandy marcus margaret maria mariam marie marta martha martin mary maryam mason
mateusz matilda matthew max maya megan mehmet mel melanie melissa mia michael michelle mikey millie mina
mohamed mohammed moira molly monika morgan muhammad nadia naomi natalie natasha nathan neil nia niall nicola
nicole nigel nikita noah noor oliver olivia olwen omar oscar osian owain owen oskar pamela patricia patrick
paul paula pauline pavel peter phil philip phoebe piotr poppy priya rachel rafael rahul raj ralph ramesh
ravi rebecca reece reuben rhiannon rhys richard rita robert robin robyn rory rosie ross rowan roxanne ruth
ryan saima sally sam samantha samina samira samuel sandra sanjay sara sarah scarlett scott sean seren shane
shannon sharon shaun shauna sheila shirley sian siân simon siobhan sofia sonia sophia sophie stacey stephanie
stephen steve steven stuart sunita susan suzanne syed sylvia tamara tara tariq taylor teagan tegan teresa
thomas tia tiffany tim timothy tina toby tom tomasz tommy tony tracey tracy trevor tyler tyrone umar vanessa
vera vicky victoria vijay vincent violet wayne wendy wiktoria yasmin yusuf yvonne zac zach zain zainab zara
zofia zoe
"""
FIRST_NAMES = frozenset(NAMES.split())
