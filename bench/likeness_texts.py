"""Requirements as a region would write them, as many as wanted, the same for the same seed.

Each is put together of parts that vary on their own, so that single words return all the time and
whole texts seldom do. Some are taken from another and written a little differently, as happens when
catalogues are copied, and some say another figure of the same thing.
"""

import random

ACTORS = (
    "vårdpersonalen", "en behörig läkare", "sjuksköterskan", "patienten", "registratorn",
    "systemadministratören", "en barnmorska", "vårdadministratören", "medicinska sekreteraren",
    "verksamhetschefen", "apotekaren", "fysioterapeuten", "en ombud för patienten", "jouren",
)  # fmt: skip
VERBS = (
    "registrera", "granska", "signera", "dela", "skriva ut", "söka fram", "jämföra", "rätta",
    "spärra", "vidarebefordra", "bevaka", "sammanställa", "kopiera", "arkivera", "kommentera",
    "prioritera", "boka om", "avsluta", "återkalla", "exportera",
)  # fmt: skip
# Swedish joins words, so that most of what a requirement is about is a word of its own.
BEGINNINGS = (
    "läkemedels", "remiss", "provsvars", "vårdplans", "samtyckes", "vaccinations", "röntgen",
    "journal", "diktat", "boknings", "operations", "intygs", "diagnos", "åtgärds", "hemsjukvårds",
    "rehabiliterings", "sårvårds", "kost", "tandvårds", "EKG-", "kallelse", "smittskydds", "spår",
    "behörighets", "logg", "avvikelse", "frånvaro", "tolk", "transport", "transfusions", "prov",
    "cancer", "mödravårds", "ambulans", "akut", "hjälpmedels", "patientavgifts", "kvalitets",
)  # fmt: skip
ENDINGS = (
    "listan", "översikten", "historiken", "beslutet", "utkastet", "mallen", "bilden", "värdet",
    "ärendet", "kön", "tiden", "schemat", "registret", "beställningen", "svaret", "bedömningen",
    "planen", "kurvan", "signalen", "anteckningen", "koden", "avtalet", "uppgiften", "bevakningen",
    "sammanfattningen", "underlaget", "flödet", "rapporten", "kortet", "rutinen",
)  # fmt: skip
PLACES = (
    "på akutmottagningen", "inom primärvården", "i slutenvården", "vid hembesök", "i ambulansen",
    "på vårdcentralen", "inom barn- och ungdomspsykiatrin", "på förlossningen", "i öppenvården",
    "på intensivvårdsavdelningen", "inom habiliteringen", "vid distanskontakt", "på dialysen",
)  # fmt: skip
CONDITIONS = (
    "utan att lämna patientens översikt", "även när nätet är nere", "med högst tre klick",
    "och se vem som senast ändrade uppgiften", "enligt Inera SITHS-inloggning",
    "med stöd för skyddade personuppgifter", "så att historiken finns kvar",
    "utifrån den vårdrelation som gäller", "efter att ha valt vårdenhet",
    "med samma sökord som i det nationella urvalet", "och lägga till en fritextkommentar",
    "tillsammans med en kollega som läser samtidigt", "på mobil enhet och fast arbetsplats",
    "med påminnelse dagen före", "i den ordning som verksamheten själv bestämmer",
)  # fmt: skip
FIGURES = (
    "Svarstiden ska vara högst {} sekunder.", "Uppgiften ska bevaras i {} år.",
    "Funktionen ska återställas inom {} timmar efter ett avbrott.",
    "Tillgängligheten ska vara minst 99,{} % per månad.",
    "Bilagor om {} MB ska kunna tas emot.", "Sessionen ska avslutas efter {} minuters inaktivitet.",
    "Minst {} samtidiga användare ska kunna arbeta.",
)  # fmt: skip
CLOSINGS = (
    "Händelsen ska loggas med tid, person och enhet.", "Ändringen ska synas direkt för övriga.",
    "Leverantören ska beskriva hur lösningen uppfyller detta.", "Texten ska följa regionens mall.",
    "Felaktiga värden ska markeras innan de sparas.", "Valet ska gå att ångra.",
    "Uppgiften ska kunna hämtas genom ett öppet gränssnitt.", "Behörigheten ska prövas varje gång.",
)  # fmt: skip
# Of a hundred: how many are copies written a little differently, and how many have a figure.
COPIES, FIGURED = 6, 35


def requirement_texts(count: int, seed: int = 11) -> list[str]:
    """``count`` texts of one to four sentences."""
    chance = random.Random(seed)
    found: list[str] = []
    for _number in range(count):
        if len(found) > 50 and chance.randrange(100) < COPIES:
            found.append(_another_way(chance, chance.choice(found)))
        else:
            found.append(_text(chance))
    return found


def _text(chance: random.Random) -> str:
    one, other = (chance.choice(BEGINNINGS) + chance.choice(ENDINGS) for _ in range(2))
    first = (
        f"Systemet ska låta {chance.choice(ACTORS)} {chance.choice(VERBS)} {one} och "
        f"{chance.choice(VERBS)} {other} {chance.choice(PLACES)} {chance.choice(CONDITIONS)}."
    )
    parts = [first]
    if chance.randrange(100) < FIGURED:
        parts.append(chance.choice(FIGURES).format(chance.randint(1, 9)))
    parts += chance.sample(CLOSINGS, chance.randint(0, 1))
    return " ".join(parts)


def _another_way(chance: random.Random, text: str) -> str:
    """The text with a word left out, put in or changed."""
    words = text.split()
    place = chance.randrange(2, len(words) - 1)
    change = chance.randrange(3)
    if change == 0:
        del words[place]
    elif change == 1:
        words.insert(place, chance.choice(("även", "normalt", "alltid", "enkelt")))
    else:
        words = " ".join(words).replace("Systemet", "Lösningen").split()
    return " ".join(words)
