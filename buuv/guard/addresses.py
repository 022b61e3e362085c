"""Street with number, and full postcodes; a street alone and a public place are no address."""

import re
from collections.abc import Iterator

from buuv.guard import numbers
from buuv.guard.lists import listed
from buuv.guard.reading import Reading
from buuv.guard.sightings import Sighting

LABEL = "address"

# What Dutch street names end in. The second list ends many other words too, so those need a capital letter.
_STREET_ENDS = tuple(
    listed(
        "straat straatje laan laantje weg weggetje plein pleintje kade gracht dijk dijkje pad paadje hof hofje singel "
        "zuideinde noordeinde oosteinde westeinde dreef steeg steegje plantsoen boulevard straat allee zijde kwartier"
    )
)
_NAME_ENDS = tuple(
    listed(
        "park markt einde oord veld erf akker weide horst werf meent brink ring baan gaarde haven oever wal dam burg "
        "poort sluis vaart vliet zoom rand berg heuvel bos kamp hoek hoeve borg stede land sloot water tuin tuinen "
        "velden akkers kreek geer gouw buurt ven wetering donk esch enk kolk vest wijk molen bocht hil diep kanaal wold"
    )
)
# Common words with such an end.
_NO_STREET = listed(
    "onderweg halfweg terugweg heenweg snelweg zijweg uitweg autoweg landweg ventweg spoorweg luchtweg weg straat "
    "winkelstraat zijstraat woonstraat hoofdstraat speelstraat achterstraat "
    "fietspad wandelpad zebrapad voetpad tuinpad bospad jaagpad ipad touchpad notepad launchpad kruispad looppad "
    "speelplein schoolplein kerkhof weekeinde levenseinde gerechtshof tuinhof achterhof bijzijde "
    "zeedijk afsluitdijk zaandijk moerdijk vuurzijde achterzijde voorzijde bovenzijde onderzijde binnenzijde "
    "buitenzijde linkerzijde rechterzijde keerzijde schaduwzijde zonzijde "
    "sportpark vakantiepark dierenpark pretpark supermarkt rommelmarkt kerstmarkt vrijmarkt weekmarkt ziekenhuispark "
    "voetbalveld sportveld speelveld grasveld nederland buitenland binnenland vaderland duitsland engeland friesland "
    "zeeland gelderland flevoland holland polen eiland platteland zwembad volkstuin moestuin achtertuin voortuin "
    "binnentuin schooltuin kindertuin dierentuin buurtuin bus bushalte omgeving boerderij zaandam amsterdam rotterdam "
    "edam volendam monnickendam schiedam postbus wormerveer hulp jachthaven luchthaven zandbak treinstation spoorbaan "
    "tennisbaan ijsbaan skatebaan zwembaan rijbaan vrijebaan bijbaan loopbaan kantoorbaan grachtenhof vergadering "
    "rekening verzekering oefening training herinnering verwarming verzorging opvoering levering indeling "
    "buurt wijk markt park veld berg bos kamp water tuin land haven rand hoek molen baan ring dam poort "
    "speeltuin theetuin pluktuin kruidentuin hoogwater drinkwater zeewater theewater douchewater "
    "achterland buurland"
)
_BARE = listed("straat laan weg plein kade gracht dijk pad hof singel dreef steeg plantsoen park markt")
_COURTS = _BARE | listed("hoek poort heul oord rand tuin wal burcht huis weide plaats")
_NUMBER_CUES = listed("nr nummer no huisnummer huisnr")
# "Zonneln. 5", "Dorpswg 12", and the side of a water or road: "Noorderdiep Oz. 55c", "Kanaal O.Z. 3".
_SHORT_ENDS = ("str", "ln", "wg", "pln", "plnts", "sngl")
_SIDES = listed("oz nz wz zz ez on os nn zn")
_SIDE = re.compile(r"([nozw])\.? ?z\.?,? $")
# What stands before the name of a street, in standard Dutch and in dialects.
_BEFORE_NAME = listed(
    "op bij aan van vanaf vanuit uit naar in tot te langs naast tegenover achter voor an bie biej noar noa nar up oan "
    "yn by fan on at from to to'n"
)
_ARTICLES = listed("de het t den 't d 'n n een e it")
# Capitalised, with a number, and no street: things in a row, makes and models, programmes, books of the Bible.
_NUMBERED = listed(
    "groep bus lijn tram buslijn metro trein intercity sprinter halte haltes klas perron spoor zaal kamer team poule "
    "tafel ronde code versie deel les blok vak etage verdieping gebouw lokaal afslag knooppunt fase route niveau stap "
    "module hoofdstuk bladzijde pagina artikel regel seizoen aflevering week dag categorie maat type model serie "
    "nummer nr top formule psalm psalmen lied gezang opwekking vers genesis exodus matteus mattheus marcus lucas "
    "johannes romeinen korintiers openbaring jesaja spreuken prediker handelingen hebreeen soera sura "
    "radio npo net kanaal zender rtl sbs veronica sublime windows android ios iphone ipad galaxy samsung nokia "
    "huawei xiaomi pixel oppo motorola sony playstation xbox nintendo switch wii mario fifa lego playmobil duplo "
    "office word excel photoshop chrome firefox python ubuntu volvo opel peugeot renault citroen fiat volkswagen polo "
    "golf ford toyota mazda audi mercedes skoda seat kia hyundai honda suzuki yamaha vespa tomos gazelle batavus "
    "sparta ikea billy kallax pax philips bosch miele siemens dell lenovo asus acer canon epson brother garmin tomtom "
    "ajax feyenoord psv azzaanstad az fc jong oranje heren dames jongens meisjes senioren junioren veteranen "
    "plus min vitamine omega nivea factor corona covid bridge havo vwo mbo vmbo brugklas cito pisa opa oma papa mama "
    "kerst pasen pinksteren hemelvaart ramadan euro stuks maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
    "flat ingang portiek garage box parkeerplaats plek huisje caravan kavel tuin tuinhuisje perceel stand kraam "
    "apollo boeing airbus ps rijksweg snelweg autoweg bach beethoven mozart symfonie opus sonate concert harry potter "
    "rocky rambo shrek toy frozen jaws sinterklaas avondvierdaagse jaargang editie netflix disney max zone regio "
    "jumbo lidl aldi hema action gamma praxis karwei blokker kruidvat etos wehkamp zara nike adidas puma levi levis "
    "viking ravensburger rummikub scrabble yahtzee monopoly catan risk ticket kolonisten efteling artis "
    "nederlands engels duits frans spaans turks arabisch wiskunde rekenen biologie scheikunde natuurkunde "
    "nederland duitsland belgie frankrijk spanje italie portugal engeland turkije marokko suriname syrie polen "
    "amsterdam rotterdam utrecht haarlem alkmaar purmerend hoorn almere zaandam wormerveer krommenie assendelft "
    "westzaan oostzaan zaandijk zaanstad leiden delft arnhem nijmegen groningen eindhoven tilburg breda maastricht "
    "zwolle enschede deventer apeldoorn emmen assen leeuwarden heerlen schiphol zandvoort bloemendaal heemstede "
    "district wijk buurt gate terminal pier steiger poort hal loods unit sectie rij stoel lot loket balie kluis"
)
# First names say whose, and the number is an age or an amount.
_FIRST_NAMES = listed(
    "riet ans truus corrie gre nel jopie wil toos annie bep tiny marijke ineke hennie joke greet trijntje "
    "aaltje neeltje guurtje lida thea ria loes willy coby elly hanneke piet jan cor klaas gerrit siem dirk "
    "jaap henk arie wim kees theo ton aad sjaak maarten ruud fred nico joop hans leen bram freek fatma emine "
    "hatice zeynep elif mehmet mustafa ali hasan ahmet emre murat yusuf kemal fatima khadija samira nadia "
    "mohamed rachid said karim hamza bilal sandra astrid ruth lucia anita dewi sanne lisa daan sem noa lotte "
    "fleur bas tim thijs iris jesse milan sven femke niels kim jeroen roos lars maaike wouter stijn julia emma "
    "sophie anna eva mila tess sara lucas levi finn noah luuk tom max mees adam thomas ruben gijs peter paul "
    "mark erik rob marieke petra monique saskia linda esther mieke maria johan bert bart frank sander dennis "
    "kevin rick tessa bo lieke saar zoe nora yara liam james sam luca boaz teun"
)
_VERBS = listed(
    "zoek zoekt zoeken is zijn was wordt heb heeft hebben had wil willen kan kunnen mag moet moeten woon woont wonen "
    "woonde staat staan ligt liggen zit zitten hangt geef geeft geven biedt bied bieden vraagt vragen vraag verkoopt "
    "verkoop verhuist helpt help hoort doet doen gaat krijgt kreeg brengt haalt zoeke hef het wacht roept kwam komt "
    "blaft hoor graag s.v.p svp aub ajb a.u.b alsjeblieft alstublieft en of maar want waar achterom aanbellen bellen "
    "bel ophalen afhalen brengen bezorgen langskomen langs afgeven halen kom gezocht gevraagd beschikbaar tussen na "
    "voor vanaf vanavond morgen vandaag wie daar dan te zaandam koog wormerveer krommenie assendelft westzaan wormer "
    "zaandijk has needs looks can wants lives"
)
# A number with one of these counts something.
_COUNTED = listed(
    "uur u h min minuut minuten dag dagen week weken maand maanden jaar jaren keer maal x km kilometer meter m cm mtr "
    "euro eur cent graden procent ex st stuks personen mensen kinderen kids buren huizen woningen bewoners gezinnen "
    "honden katten kippen konijnen bomen planten fietsen auto autos stoelen tafels zakken dozen bakken potten gasten "
    "kopjes porties maaltijden etages verdiepingen kamers treden trappen rondjes rondes ronden stappen bladzijden "
    "kwartier seconden nachten avonden ochtenden middagen weekenden kilo kg gram liter ton blokken haltes stops "
    "januari februari maart april mei juni juli augustus september oktober november december jan feb mrt apr jun jul "
    "aug sept sep okt nov dec maandag dinsdag woensdag donderdag vrijdag zaterdag zondag hours minutes days weeks "
    "times people e ste de tot halve hele grote kleine oude nieuwe vrijwilligers buurtgenoten vrouwen mannen dames "
    "heren jongens meisjes boodschappentassen tassen lampen leerlingen plekken plaatsen hoog jongeren ouderen "
    "zonnebloemen tegels containers pakketjes pakketten"
)
_LIVING = listed(
    "woon woont wonen woonde adres huisadres woonadres thuisadres thuis huis bezorgen bezorg bezorgd ophalen afhalen "
    "ophaaladres afhaaladres aanbellen aanbel langskomen langs brengen gebracht post pakketje live address "
    "bezorgadres postadres"
)
# A place that everybody may know, when it stands before its own street and number and nobody lives there.
_PUBLIC = listed(
    "buurthuis buurtcentrum wijkcentrum bibliotheek gemeentehuis stadhuis station ziekenhuis supermarkt kerk moskee "
    "school sporthal sportzaal zwembad cafe restaurant museum apotheek huisartsenpost kringloop kringloopwinkel "
    "winkelcentrum dorpshuis verzorgingshuis verpleeghuis theater bioscoop politiebureau gezondheidscentrum inloophuis "
    "clubhuis sportpark kinderboerderij speeltuin postkantoor voedselbank repaircafe sociaalteam wijkteam rechtbank "
    "medisch centrum gebouw locatie zaal ontmoetingscentrum jongerencentrum kantine cultuurhuis"
)
_BESIDE = listed("tegenover naast achter boven schuin vlakbij dichtbij buurt omgeving om over")
_PARTICLES = listed(
    "van der den de het t ten ter te op aan in 's s oude nieuwe lange korte sint st dr prof mr ir ds burg "
    "burgemeester koning koningin prins prinses pastoor meester generaal admiraal gedempte verlengde eerste tweede "
    "derde 1e 2e grote kleine jan piet"
)
_STOP_LEFT = listed("op aan in naar van bij is adres de het ons mijn onze woon wonen te langs ik wij we")
_RESIDENTS = listed(
    "buren buur buurman buurvrouw bewoner bewoners bewoonster mensen hond honden kat katten poes mevrouw meneer gezin "
    "familie vrouw man dame heer oma opa moeder vader tante oom zoon dochter huurder huurders verhuis verhuist "
    "verhuizen verhuisd gaan kom komt komen loop breng sleutel voordeur tuin schuur brievenbus pakket post deur "
    "overburen achterburen benedenburen bovenburen onderburen"
)
_HOME = listed("woon woont wonen zit zitten zitte huis wone weun weunt weunen woan live lives thuis adres")
_NAME_CUE = re.compile(
    r"(?:\bwo+n(?:t|en)? (?:zelf |nog |al |nu |momenteel |gewoon )?(?:op|aan|in)\b|\badres(?: is|:)?|"
    r"\b(?:langs|terecht|ophalen|afhalen|aanbellen|bezorgen|afgeven|brengen|welkom|wezen|zijn) (?:op|aan|bij)\b|"
    r"\blive (?:at|on)\b)(?: (?:de|het|'t))?[ :]*$"
)
_NAME_AFTER = re.compile(
    r" ?([a-z]|bis|hs|huis|rood|zwart|i{1,3}|[0-9]{1,3})?"
    r"(?= ?(?:$|[.,;:!?)\n]| (?:in|te|op|bij|en|zaandam|koog|wormerveer)\b))"
)
_TOWN_AFTER = re.compile(
    r"(?:,| in| te) ?(?:zaandam|zaandijk|koog|wormer|wormerveer|krommenie|assendelft|westzaan|oostzaan|jisp)\b"
)
_NO_NAME = listed(
    "groep bus lijn tram buslijn halte klas perron zaal kamer team poule tafel ronde spoor code versie deel les"
)
_POSTCODE = re.compile(r"(?<![a-z0-9])(?<![0-9][.,])[1-9][0-9]{3}[ \-]{0,2}([a-z][ .]?[a-z])(?![a-z0-9])")
_POSTCODE_CUED = re.compile(
    r"\b(?:postcode|postc|pc|zip)[^0-9\n]{0,12}([1-9](?:[ .\-]?[0-9]){3}[ .\-]{0,3}[a-z][ .\-]?[a-z])\b"
)
_WORDS_OF_TWO = listed(
    "en op in de je ik is te na af al om zo ze we me of nu er uw ja mm km kg cm ml dl gr kw mw gb mb kb cc pk st "
    "nd rd th bc ad jr wh hz va ah to at by am pm my so or if it us no an as be do go he up"
)
_UNITS_OF_TWO = listed("mm km kg cm ml dl gr kw mw gb mb kb cc pk wh hz ah")
_MEASURED = listed(
    "schijf harde geheugen opslag internet data vermogen accu batterij motor auto gereden afmeting lang breed hoog "
    "diep gewicht weegt kilo inhoud lading usb stick kaart processor computer laptop telefoon zonnepanelen stroom "
    "paneel"
)
_NEVER_GIVEN_OUT = frozenset(("sa", "sd", "ss"))


def find(reading: Reading) -> Iterator[Sighting]:
    """Every address."""
    yield from _postcodes(reading)
    for index, word in enumerate(reading.words):
        if _is_house_number(word.form):
            found = _street_with(reading, index)
            if found:
                yield found


def _is_house_number(form: str) -> bool:
    if form.isdigit():
        return len(form) <= 4 and form[0] != "0"
    return form != "een" and form != "one" and numbers.value_of(form) is not None and form != "nul"


def _street_with(reading: Reading, index: int) -> Sighting | None:
    """The address that this number belongs to."""
    end = _end_of_number(reading, index)
    if end is None:
        return None
    street = _street_before(reading, index)
    if street is not None:
        first = _first_of_name(reading, street)
        return None if _is_public(reading, first) else Sighting(LABEL, reading.words[first].start, end)
    court = _court_of(reading, index)
    if court is not None:
        return Sighting(LABEL, reading.words[court].start, end)
    after = _street_after(reading, index)
    if after is not None:
        return Sighting(LABEL, reading.words[index - 1].start, reading.words[after].end)
    return _named(reading, index, end) or _unmarked(reading, index, end)


def _end_of_number(reading: Reading, index: int) -> int | None:
    """Where the house number ends, its letter or addition included; None when it counts something else."""
    word, plain = reading.words[index], reading.plain
    after = reading.words[index + 1 : index + 3]
    if re.match(r"[.:,][0-9]|-? ?%", plain[word.end : word.end + 3]) and word.form.isdigit():
        return None
    if word.form.isdigit() and len(word.form) == 4 and word.form.startswith(("19", "20")):
        return None
    if not after:
        return word.end
    gap = reading.between(word, after[0])
    if after[0].form in _COUNTED and gap in (" ", "", "-"):
        return None
    if gap in ("-", " - ") and after[0].form.isdigit() and len(after) > 1 and after[1].form in _COUNTED:
        return None if reading.between(*after) in (" ", "", "-") else after[0].end
    if gap in ("", "-", " ", "/") and len(after[0].form) == 1 and after[0].form.isalpha() and after[0].form not in "ue":
        return after[0].end
    if gap in ("-", "/", " - ") and after[0].form.isdigit() and len(after[0].form) <= 3:
        if len(after) > 1 and reading.between(*after) == "" and len(after[1].form) == 1:
            return after[1].end
        return after[0].end
    if gap in (" ", "-", "") and after[0].form in ("bis", "hs", "ii", "iii", "rood", "zwart"):
        return after[0].end
    if (
        not word.form.isdigit()
        and gap == " "
        and after[0].clause == word.clause
        and len(after[0].form) > 2
        and after[0].form != "aan"
    ):
        # "Dorpsstraat twee aardige honden": a number in words counts what follows.
        return None
    return word.end


def _street_before(reading: Reading, index: int) -> int | None:
    """The street name that ends right before the number, or shortly before "nummer" and the number."""
    words = reading.words
    at = index - 1
    cued = False
    while at >= 0 and index - at <= 4 and words[at].form in _NUMBER_CUES | {"op", "is", "met", "daar", "het"}:
        cued = cued or words[at].form in _NUMBER_CUES
        at -= 1
    if at < 0:
        return None
    if cued:
        for place in range(at, max(-1, at - 6), -1):
            if words[place].form in ("lijn", "bus", "buslijn", "tram", "halte", "telefoon", "mijn"):
                return None
            if is_street(reading, place):
                return place
        return None
    at = _before_side(reading, index) - 1
    if at < 0:
        return None
    if at < index - 1:
        is_name = is_street(reading, at) or (len(words[at].form) > 3 and reading.is_capital(words[at]))
        return at if is_name else None
    if words[at].form == "op" and at > 0 and _is_end_of_line(reading, index) and is_street(reading, at - 1):
        return at - 1
    gap = reading.between(words[at], words[index])
    if (
        not is_street(reading, at)
        or gap.strip(" ,(\n:'\"-." if words[at].form.endswith(_SHORT_ENDS) else " ,(\n:'\"-")
        or "\n\n" in gap
    ):
        return None
    if "," in gap and _end_of_clause(reading, index) is False:
        return None
    return at


def _before_side(reading: Reading, index: int) -> int:
    """The place of "Oz.", "O.Z." or "Nz" right before the number; the number's own place without one."""
    words = reading.words
    side = _SIDE.search(reading.plain[max(0, words[index].start - 7) : words[index].start])
    if side is None or index == 0:
        return index
    first = index - 1 if words[index - 1].form in _SIDES else index - 2
    if first < 1 or not re.fullmatch(r"[nozw]z?", words[first].form) or not reading.is_capital(words[first]):
        return index
    return first if reading.between(words[first - 1], words[first]) in (" ", ". ", ", ") else index


def _end_of_clause(reading: Reading, index: int) -> bool:
    """Whether nothing or a mark follows: "Dorpsstraat, 12 kinderen doen mee" counts children."""
    words = reading.words
    return index + 1 >= len(words) or words[index + 1].clause != words[index].clause or len(words[index + 1].form) == 1


def is_street(reading: Reading, index: int) -> bool:
    """Whether a word is, or ends, the name of a street."""
    word = reading.words[index]
    form = word.form
    if form in _BARE:
        before = reading.words[index - 1] if index else None
        named = before is not None and reading.is_capital(before) and before.form not in _STOP_LEFT
        return reading.is_capital(word) or (named and before is not None and reading.between(before, word) == " ")
    if form in _NO_STREET:
        return False
    if form.endswith(_STREET_ENDS) and not form.endswith(("onderweg", "aangelegenheid")):
        return len(form) >= 6 or (len(form) == 5 and reading.is_capital(word) and _is_inside(reading, index))
    if form.endswith("str") and len(form) >= 6:
        return True
    if form.endswith(_SHORT_ENDS) and reading.is_capital(word):
        return len(form) >= 5 or (form in _SHORT_ENDS and _is_inside(reading, index))
    return (
        form.endswith(_NAME_ENDS)
        and len(form) >= 6
        and reading.is_capital(word)
        and (_is_inside(reading, index) or _is_end_of_line(reading, index + 1))
    )


def _is_inside(reading: Reading, index: int) -> bool:
    """Whether a word stands in the middle of a sentence, so that its capital letter means a name."""
    return index > 0 and reading.words[index - 1].sentence == reading.words[index].sentence


def _is_end_of_line(reading: Reading, index: int) -> bool:
    """Whether this number, its letter included, ends a clause, as an address on a line of its own does."""
    words = reading.words
    if index < len(words) and index + 1 < len(words) and len(words[index + 1].form) == 1:
        index += 1
    return index < len(words) and (index + 1 == len(words) or words[index + 1].clause != words[index].clause)


def _court_of(reading: Reading, index: int) -> int | None:
    """The first word of a street such as "Hof van Zaenden", when the word before the number ends one."""
    words = reading.words
    for first in range(index - 2, max(-1, index - 6), -1):
        if words[first].sentence != words[index].sentence:
            return None
        inner = words[first + 1 : index]
        if (
            words[first].form in _COURTS
            and reading.is_capital(words[first])
            and inner[0].form in ("van", "der", "aan", "op")
        ):
            return first if reading.is_capital(inner[-1]) else None
    return None


def _first_of_name(reading: Reading, street: int) -> int:
    """The first word of a street's name: "Burgemeester van der Heijdenstraat"."""
    words, first = reading.words, street
    while first > 0 and street - first < 5:
        before = words[first - 1]
        gap = reading.between(before, words[first])
        is_particle = before.form in _PARTICLES
        if before.sentence != words[street].sentence and not (gap == ". " and is_particle):
            break
        if gap not in (" ", ".", ". ", "'", "-") or not _belongs_to_name(reading, first - 1):
            break
        first -= 1
    return first


def _belongs_to_name(reading: Reading, index: int) -> bool:
    """Whether a word before a street's name is part of it."""
    form = reading.words[index].form
    if form in ("de", "van", "het"):
        # A small word between capitals: "Jan van Galenstraat".
        before = reading.words[index - 1] if index else None
        return before is not None and reading.is_capital(before) and before.form not in _STOP_LEFT
    if form in _STOP_LEFT or form in _LIVING:
        return False
    return form in _PARTICLES or reading.is_capital(reading.words[index])


def _street_after(reading: Reading, index: int) -> int | None:
    """The street that follows "nummer 12 in de" or "op drieëndertig in de"; None without such a word."""
    words = reading.words
    if index == 0:
        return None
    if words[index - 1].form in ("op", "up"):
        return _street_of(reading, index)
    if words[index - 1].form not in _NUMBER_CUES:
        return None
    if index > 1 and words[index - 2].form in ("bus", "lijn", "tram", "telefoon"):
        return None
    for at in range(index + 1, min(len(words), index + 8)):
        if words[at].sentence != words[index].sentence:
            return None
        if is_street(reading, at):
            return at
    return None


def _street_of(reading: Reading, index: int) -> int | None:
    """The street after "op drieëndertig in de"; a low number or one in digits may be an hour or a day."""
    words = reading.words
    near = {word.form for word in words[max(0, index - 5) : index] if word.sentence == words[index].sentence}
    is_home = not _HOME.isdisjoint(near)
    value = numbers.value_of(words[index].form) or ""
    if not is_home and (words[index].form.isdigit() or len(value) < 2 or value in ("10", "11", "12")):
        return None
    if index + 1 >= len(words) or words[index + 1].form not in ("in", "aan", "van", "an", "op"):
        return None
    for at in range(index + 2, min(len(words), index + 7)):
        if words[at].clause != words[index].clause:
            return None
        if is_street(reading, at):
            return at
    return None


def _unmarked(reading: Reading, index: int, end: int) -> Sighting | None:
    """A street whose name has no known end, by its capital and what stands around: "op Vogelkers 38 zoekt"."""
    words, number = reading.words, reading.words[index]
    if index == 0 or not number.form.isdigit() or len(number.form) > 3:
        return None
    last, is_cued = index - 1, False
    if words[last].form in _NUMBER_CUES and last <= 1:
        # "Kaartje nummer 1": a sentence begins with a capital, whatever it is about.
        return None
    if words[last].form in _NUMBER_CUES:
        is_cued, last = True, last - 1
        if last >= 1 and words[last].form in ("op", "is", "met"):
            last -= 1
    if last < 0 or not _is_name(reading, last):
        return None
    gap = reading.plain[words[last].end : words[last + 1].start]
    if gap != " " and not (is_cued and gap in (", ", " - ", ": ", " (")):
        return None
    first = last
    while first > 0 and last - first < 2 and reading.between(words[first - 1], words[first]) == " ":
        if not _is_name(reading, first - 1) or not _is_inside(reading, first - 1):
            break
        first -= 1
    around = [word for word in words[max(0, first - 1) : index] if word.sentence == words[first].sentence]
    if any(word.form in _NUMBERED - _NUMBER_CUES for word in around):
        return None
    before, has_article = first - 1, False
    if before >= 0 and words[before].form in _ARTICLES and reading.between(words[before], words[first]) == " ":
        has_article, before = reading.is_capital(words[before]) or words[before].form == "t", before - 1
    is_start = before < 0 or words[before].sentence != words[first].sentence
    if is_start:
        sure = is_cued and number.sentence == words[last].sentence
        if not sure and not (has_article and _is_end_of_line(reading, index)):
            return None
    elif words[before].form in ("van", "in", "uit", "naar", "from") and not (is_cued or has_article):
        # "Schoenen van Nike 42", "nieuw in Zaandam, 25": only where somebody lives.
        near = {word.form for word in words[max(0, before - 4) : before] if word.sentence == number.sentence}
        if _HOME.isdisjoint(near) and _RESIDENTS.isdisjoint(near):
            return None
    elif words[before].form not in _BEFORE_NAME and not (is_cued and words[index - 1].form.startswith("huis")):
        return None
    after = next((word for word in words[index + 1 : index + 4] if word.start >= end), None)
    is_followed = after is not None and after.clause == number.clause and reading.plain[end : after.start] == " "
    if after is not None and is_followed and after.form not in _VERBS and not is_cued:
        return None
    if not is_cued and after is not None and re.match(r"(?:,| en| of| -) ?[0-9]", reading.plain[end : end + 5]):
        # "van Anna 7, 9 en 12": ages, or things in a row.
        return None
    return Sighting(LABEL, words[before + 1].start, end)


def _is_name(reading: Reading, index: int) -> bool:
    """Whether a word may be the name of a street: a capital, then small letters."""
    word = reading.words[index]
    typed = reading.typed(word)
    return (
        len(word.form) >= 4
        and typed[0].isupper()
        and typed[1:].islower()
        and word.form not in _NUMBERED | _FIRST_NAMES | _COUNTED | _PUBLIC
        and word.form not in _BEFORE_NAME | _STOP_LEFT
    )


def _named(reading: Reading, index: int, end: int) -> Sighting | None:
    """A street whose name says nothing ("Zilverschoon 14"), known by the words before it."""
    words = reading.words
    is_end = _NAME_AFTER.match(reading.plain, words[index].end)
    for length in (1, 2, 3):
        first = index - length
        if first < 0 or words[first].sentence != words[index].sentence:
            return None
        if any(w.form in _COUNTED or w.form in _NUMBER_CUES or w.form.isdigit() for w in words[first:index]):
            return None
        if any(
            reading.between(a, b) not in (" ", "'", ". ")
            for a, b in zip(words[first:index], words[first + 1 :], strict=False)
        ):
            return None
        start = words[first].start
        if (
            _TOWN_AFTER.match(reading.plain, end)
            and words[first].form not in _NO_NAME
            and all(map(reading.is_capital, words[first:index]))
        ):
            return Sighting(LABEL, start, end)
        if _NAME_CUE.search(reading.plain[max(0, start - 40) : start]) and (
            is_end or reading.is_capital(words[index - 1])
        ):
            return Sighting(LABEL, start, end)
    return None


def _is_public(reading: Reading, first: int) -> bool:
    """Whether the street is that of a public place and nobody's home."""
    words = reading.words
    around = words[max(0, first - 12) : first + 12]
    if any(word.form in _LIVING and word.sentence == words[first].sentence for word in around):
        return False
    before = [w.form for w in words[max(0, first - 6) : first] if w.sentence == words[first].sentence]
    return not _PUBLIC.isdisjoint(before) and _BESIDE.isdisjoint(before)


def _postcodes(reading: Reading) -> Iterator[Sighting]:
    for match in _POSTCODE_CUED.finditer(reading.plain):
        yield Sighting(LABEL, match.start(1), match.end(1))
    for match in _POSTCODE.finditer(reading.plain):
        if _is_postcode(reading, match):
            yield Sighting(LABEL, match.start(), match.end())


def _is_postcode(reading: Reading, match: re.Match[str]) -> bool:
    letters = re.sub("[ .]", "", match[1])
    if letters in _NEVER_GIVEN_OUT:
        return False
    start, end = reading.span(*match.span(1))
    typed = reading.text[start:end]
    is_year = match[0].startswith(("19", "20"))
    is_glued = match[0][4:5].isalpha()
    if not typed.isupper():
        if not typed.islower() or len(match[1]) > 2:
            return False
        return letters not in _WORDS_OF_TWO and (is_glued or not is_year)
    if letters in _UNITS_OF_TWO or (is_year and letters in _WORDS_OF_TWO):
        after = reading.text[end : end + 3].lstrip(" ,")
        if letters in _UNITS_OF_TWO and not is_glued and _stands_alone(reading, match):
            return True
        return after[:1].isupper() or "postcode" in reading.plain[max(0, match.start() - 25) : match.start()]
    around = reading.text[max(0, start - 30) : start - 5]
    return letters not in _WORDS_OF_TWO or not (around.isupper() and len(around) > 8)


def _stands_alone(reading: Reading, match: re.Match[str]) -> bool:
    """Whether "9407 MB" stands between marks, or after a house number, as a postcode does and an amount hardly."""
    before, after = reading.plain[: match.start()].rstrip(" "), reading.plain[match.end() :]
    around = set(re.findall("[a-z]+", before[-40:] + " " + after[:30]))
    is_apart = not before or before[-1] in ",(\n" or before[-1].isdigit()
    return is_apart and _MEASURED.isdisjoint(around) and (not after or after[0] in ",.)\n")
