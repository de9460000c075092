"""Words of Swedish grammar that the clauses are told by, and the actors of a requirement."""

from quality.linter.words import listed

# They open a subordinate clause.
OPENERS = frozenset(
    listed(
        "som, när, där, hur, vad, vilka, vilken, vilket, vem, vems, varför, innan, eftersom, "
        "medan, tills, ifall, såvida, huruvida, varifrån, då"
    )
)
# Finite verbs that their ending does not show.
FINITE = frozenset(
    listed(
        "är, har, kan, får, vill, finns, gäller, sker, går, står, ger, tar, ser, blir, gör, "
        "vet, behövs, krävs, avses, saknas, hade, var, blev, skulle, kunde, måste, ska, skall, "
        "bör, anges, ingår, omfattas, används, görs, läses, skrivs, läggs, byggs, sätts, "
        "ändras, skrevs, gjordes, kräver, ansvarar, föds, dör, fås, ges, tas, ses, nås, berörs, "
        "avser, upphör, tillhör, styr, kör, rör, berör, utgör, överstiger, medger, utförs, "
        "förs, körs"
    )
)
# Words that end as finite verbs do.
NOT_FINITE = frozenset(
    listed(
        "eller, under, efter, över, per, heller, annan, minst, alltid, senare, tider, rader, "
        "filer, register, nummer, mönster, fönster, papper, läkemedel, roller, regler, mallar, "
        "dagar, timmar, listor, delar, system, avtal, åtgärder, tjänster, behandlingar, "
        "dessutom"
    )
)
# They end as passive verbs do, and have a doer or are no verbs.
DEPONENT = frozenset(
    listed(
        "finnas, hoppas, lyckas, synas, minnas, andas, umgås, trivas, saknas, fattas, vistas, "
        "alias, dess, deras, allas, atlas, samsas, väntas, brottas, enas, bistås, kännas, höras, "
        "mötas, träffas, tyckas, åldras, påverkas, drabbas, störas, försämras"
    )
)
# Verbs as they stand after *ska*; those in -era are told by their ending.
INFINITIVES = frozenset(
    listed(
        "visa, ha, ge, ta, få, gå, se, vara, bli, kunna, låta, göra, logga, spara, lagra, "
        "skapa, ändra, skicka, hämta, läsa, skriva, söka, välja, öppna, stänga, larma, varna, "
        "påminna, räkna, beräkna, mäta, följa, uppfylla, stödja, använda, erbjuda, lämna, "
        "hantera, märka, kräva, tillåta, hindra, skydda, bevara, ersätta, boka, avboka, flytta, "
        "utbilda, rätta, åtgärda, beskriva, redovisa, bifoga, ange, översätta, tolka, köra, "
        "klara, stötta, utföra, avveckla, underhålla, förvalta, delta, tillhandahålla, "
        "sammanställa, sända, överföra, dela, koppla, ansluta, begränsa, spärra, avsluta, "
        "godkänna, granska, driva, säkerställa, utveckla, bygga, meddela, införa, genomföra, "
        "upprätta, anmäla, svara, återställa, föreslå, stå, hålla, leda, bistå, bidra, "
        "medverka, ansvara, anpassa, uppmärksamma, bevaka, upptäcka, dölja, radera, byta, "
        "lägga, sätta, dra, fråga, besvara, bekräfta, motivera, testa, prova, pröva, "
        "kontrollera, möjliggöra, underlätta, innehålla, omfatta, bestå, koda, knyta, fördela, "
        "planera, förbereda, överlämna, återkoppla, informera, jämföra, slå, behandla, behålla, "
        "ordna, rapportera, verifiera, spåra, samla, samordna, bära, fånga, förenkla, "
        "förhindra, förkorta, förmedla, förvara, hjälpa, inhämta, ingå, inleda, inrätta, kalla, "
        "komma, kvittera, lista, lyfta, lösa, mata, nå, peka, påbörja, ringa, samarbeta, "
        "samverka, skilja, slutföra, stämma, säkra, särskilja, tillämpa, tilldela, trycka, "
        "undersöka, undvika, utgöra, utgå, utse, utvärdera, upphöra, växla, öka, minska, "
        "övervaka, översända, återge, återföra, återlämna, återta, utreda, utrusta, utlösa, "
        "uppdatera, uppge, upprätthålla, tåla, tvinga, tysta, tillgängliggöra, synliggöra, "
        "strukturera, stycka, bearbeta, avgöra, avbryta, avläsa, avisera, avvisa, bedöma, "
        "begära, bemöta, besluta, beställa, bilda, bjuda, bokföra, fatta, frigöra, fullgöra, "
        "föra, föreskriva, förklara, förnya, försvåra, förtydliga, förändra, hinna, kartlägga, "
        "komplettera, krypa, markera, medge, omvandla, ordinera, placera, påverka, rensa, rita, "
        "schemalägga, signalera, sjunka, skrota, släcka, spela, stoppa, styra, summera, tala, "
        "träna, validera, visualisera, värdera"
    )
)
ADVERBS = frozenset(
    listed(
        "alltid, inte, även, också, omedelbart, dessutom, automatiskt, endast, enbart, "
        "därefter, senast, aldrig, samtidigt, kunna, löpande, minst, regelbundet, snarast, "
        "skyndsamt, direkt, därmed, vidare, således, fortlöpande, årligen, månatligen, "
        "elektroniskt, digitalt, därutöver, normalt, helst, först, ej, själv, själva, utöver, "
        "därför"
    )
)
# How a tenderer answers: "Anbudsgivaren ska beskriva …" asks nothing of the product.
ANSWERS = frozenset(
    listed("beskriva, redovisa, bifoga, lämna, ange, visa, bekräfta, motivera, besvara")
)
BEFORE_NOUN = frozenset(
    listed("den, det, de, en, ett, varje, alla, samtliga, all, allt, valfri, respektive, båda")
)
PREPOSITIONS = frozenset(
    listed(
        "i, på, vid, för, från, ur, med, mot, till, av, efter, under, inom, utan, enligt, hos, "
        "genom, via, mellan, om, före, över, innan, när, där, då, därefter, dessutom, vidare, "
        "samt, också, sedan, även, dock, utöver, senast, inför, därutöver"
    )
)

# Those who can do what is required: things that are bought, and people and organisations.
THINGS = listed(
    "system, tjänst, lösning, plattform, applikation, programvara, program, modul, app, "
    "komponent, leverans, utrustning, produkt, portal, mobilapp"
)
PEOPLE = listed(
    "leverantör, anbudsgivare, underleverantör, användare, patient, region, beställare, kund, "
    "verksamhet, läkare, sjuksköterska, personal, vårdpersonal, medarbetare, ordinatör, part, "
    "entreprenör, vårdgivare, support, anbudssökande, konsult, projektledare, administratör, "
    "förvaltning, invånare, uppdragstagare, personuppgiftsbiträde, person, chef, operatör, "
    "tekniker, farmaceut, apotekare, barnmorska, undersköterska, tandläkare, fysioterapeut, "
    "arbetsterapeut, psykolog, kurator, sekreterare, handläggare, förvaltare, ansvarig, kommun, "
    "myndighet, apotek, vårdenhet, klinik, mottagning, avdelning, organisation, styrgrupp, "
    "revisor, remittent, utförare, helpdesk, kundtjänst, supportavdelning"
)
SUPPLIERS = listed(
    "leverantör, anbudsgivare, anbudssökande, entreprenör, underleverantör, uppdragstagare, "
    "konsult, personuppgiftsbiträde"
)
BUYERS = listed(
    "region, beställare, kund, verksamhet, landsting, myndighet, patient, användare, "
    "vårdgivare, personal, vårdpersonal, läkare, sjuksköterska, medarbetare, förvaltning, "
    "invånare"
)
