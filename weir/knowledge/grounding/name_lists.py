"""English first names, and common words that headlines write with a capital: what tells `Anna Berg` from `Press Release`."""

from __future__ import annotations

FIRST_NAMES = frozenset(
    """
    aaron abigail adam adrian ahmed alan albert alex alexander alexandra alfred ali alice alicia amanda amy ana andrea andreas andrew andy angela ann anna anne anthony antonio arthur
    ashley barbara barry ben benjamin bernard beth betty bill billy bob brad brandon brenda brian bruce bruno carl carla carlos carmen carol caroline catherine charles charlie charlotte
    chloe chris christian christina christine christopher claire clara claudia colin craig cynthia daisy dan daniel daniela david dean deborah denis dennis diana diane diego dmitri
    donald donna dorothy doug douglas dylan edward elena eleanor elizabeth ella ellen emily emma eric erica erik ernest ethan eva evan evelyn felix fernando fiona frances francis
    francisco frank fred frederick gabriel gary george gerald giovanni gloria gordon grace graham greg gregory guy hannah hans harold harry heather heidi helen helena henry howard hugh
    hugo ian igor ingrid irene isaac isabel ivan jack jackie jacob jake james jamie jan jane janet jason jay jean jeff jeffrey jennifer jenny jeremy jerry jessica jill jim jimmy joan
    joanna joe joel johan john johnny jon jonathan jordan jorge jose joseph josh joshua juan judith judy julia julian julie karen karl kate katherine kathleen kathy katie keith kelly
    ken kenneth kevin kim kyle larry laura lauren laurence lawrence lee leo leon leonard leonardo leslie liam lily linda lisa louis louise lucas lucy luis luke lynn marc marco marcus
    margaret maria marie marina mario mark martha martin mary mathew matt matthew maurice max megan melissa michael michel michelle miguel mike mohamed mohammed monica nancy naomi natalia
    natalie nathan neil nicholas nick nicolas nicole nina noah nora norman oliver olivia oscar otto pablo pamela patricia patrick paul paula pedro peter phil philip philippe rachel ralph
    ray raymond rebecca richard rick rita rob robert roberto robin rodrigo roger roland ronald rosa rose ross roy russell ruth ryan sally sam samantha samuel sandra sara sarah scott sean
    sebastian sergei sergio sharon shaun sheila simon sofia sophia sophie stanley stefan stella stephanie stephen steve steven stuart sue susan sylvia tara taylor ted teresa terry theodore
    theresa thomas tim timothy tina todd tom tommy tony tracy trevor tyler ursula valerie vanessa veronica victor victoria vincent virginia vladimir walter warren wayne wendy will william
    winston xavier yuri yusuf zachary zoe
    """.split()
)
COMMON_WORDS = frozenset(
    """
    academy act action actor actress air album all also american ancient anniversary annual another app april army art article associated association australian award awards back bad
    ball bank bar battle bay beach best big bill black blog blue board body book box boy breaking breath brief british brother brothers budget building business cabinet calendar call camp
    canadian cap capital car card care cast center central centre century ceremony chairman challenge championship championships channel chapter chart chief child children chinese christmas church city class
    classic click clip close club coach coast code college color comedy comic coming comments commission committee community company complete computer conference contact content contest
    control cost council country county court cover credits cross cup current customer daily dance dark data date day days dead deal death debut deep defence defense definitive deluxe department
    design desk details development digital direct director disease district division doctor document double down draft drama dream drive early earth east eastern economic edition editor education
    eight election electric eleven email emergency emperor empire end energy engine english enterprise entertainment episode error europa european event events ever every exclusive executive
    expected expert express eye face facts fact fall family fan fans fantasy fashion fast father feature federal federation festival field fifth fight figure film films final finals finance financial find
    fire first five flight florida following food football force forest former formula forum forward foundation four fourth free french friday friend front full fund future game games gas gear
    general generation german get giant girl girls global go god gold golden golf good government governor grand great greek green ground group growth guard guide half hall hand harbor
    hard head health heart heat heavy help here hero heroes high hill history hit holiday hollywood home hospital host hot hotel hour house hurricane ice idea image income independent
    index india indian industry infinity info information inside institute insurance international internet interview inventory island issue italian item january japanese jersey job journal judge
    june jury justice key kid king kingdom kitchen knight lady lake land language large last latest latin launch law leader league learn legend legends letter level liberal library life
    light like line lion list little live local long lord lost love low machine magazine magic main major make making male man manager map march marine mark market married mars master
    match material may mayor meet meeting member members memorial memory men metal military mind minister ministry minute mission mobile model modern monday money month moon more morning most
    mother motion motor mountain movie movies much museum music musical must mystery name nation national natural nature navy net network never new newest news next night nine nobel north
    northern note notes novel number oath ocean october office officer official officially oil old olympic olympics one online open opening opera operation opposition orange order original others
    outstanding overview pacific page palace paper paragraph park part party past path peace pennsylvania people performance person personal phase phone photo picture pictures plan planet play player
    players playing please point police policy pop population port post power premier premiere present president press prime prince princess print prior prize pro process product production products
    professor profile program project property protocol public publisher quality quarter queen question quick race radio rail rating read reader ready real reality record red reform region
    regular release released releases remaster report republic research reserve response rest result results return returns revenue review reviews revolution right rights rise river road rock role royal rule
    run russian safety sale sales saturday save scene schedule school science sea season second secret secretary section security see senate senior september series service services session set
    seven seventh shadow share she ship shop short show shows side sign silent silver singles single sister site six sixth sky small snow social society soldier song songs sound source
    south southern space spanish special speech spirit sport sports spring square staff stage star stars start state states station statistics step stock stone stop store storm story
    strange street strong student studio studios style summer sun sunday super supreme system table take tale tax teacher team tech technology television ten tennis term test text
    thing third this three thursday ticket tickets time times title today together tonight top total touch tour tournament tower town track trade trailer train travel treaty trial triple true
    trust truth tuesday turn twelve twitter two type ultimate under union united university update updated upcoming user valley value version very veteran vice video view village vision visit volume vote
    walk walking wall want war watch water wave way weather website wednesday week weekend weekly welcome west western white who wild win wind window winner winners winter woman women wonder
    wood word words work workers world writer year years yellow yes yesterday young zone guest league stadium center arena field bowl
    """.split()
)
