"""What the grid's script says, in the language of the person; {…} is filled in by the script."""

from django.utils.translation import gettext as _


def grid_texts() -> dict[str, object]:
    """Every text by its name in the script; two in a list are for one and for many."""
    return {
        "number": _("Nr"),
        "gridLabel": _("Krav i rutnät"),
        "empty": _("(tomt)"),
        # saving
        "saving": [_("Sparar 1 cell …"), _("Sparar {count} celler …")],
        "savedAt": _("Sparat kl. {time}"),
        "waits": [_("1 ändring väntar."), _("{count} ändringar väntar.")],
        "noAnswer": _("Servern svarar inte. Ett nytt försök görs strax."),
        "signedOut": _("Du är utloggad. Logga in i en annan flik, så sparas det sedan."),
        "notTaken": _("Servern tog inte emot ändringen."),
        "notSaved": [_("1 cell sparades inte"), _("{count} celler sparades inte")],
        "fallen": [
            _("1 krav är inte längre godkänt"),
            _("{count} krav är inte längre godkända"),
        ],
        "wouldFall": [
            _("1 krav slutar vara godkänt"),
            _("{count} krav slutar vara godkända"),
        ],
        "notPasted": _("Inget klistrades in."),
        "mayNot": _("Du får läsa katalogen men inte ändra i den."),
        "withdrawn": _("Ett krav som har utgått ändras inte. Återställ det först."),
        "followsPlace": _("Numret följer platsen. Flytta raden i dispositionen."),
        "setByItself": _("Dagen följer av ändringarna och skrivs inte."),
        "noSuchField": _("En rubrik har inte det fältet."),
        # problems
        "theirs": _("Står där nu"),
        "mine": _("Du skrev"),
        "takeMine": _("Ta min"),
        "keepTheirs": _("Behåll deras"),
        "change": _("Ändra"),
        "drop": _("Släng det jag skrev"),
        # undo
        "undo": _("Ångra"),
        "redo": _("Gör om"),
        "undoEarlier": _("Ångra en tidigare ändring?"),
        "redoEarlier": _("Gör om en tidigare ändring?"),
        "undoIt": _("Ångra ändringen"),
        "redoIt": _("Gör om ändringen"),
        "undone": _("Ångrat"),
        "redone": _("Gjort om"),
        "nothingToUndo": _("Det finns inget att ångra."),
        "nothingToRedo": _("Det finns inget att göra om."),
        "keptByOthers": [
            _("1 cell hade ändrats av någon annan och står kvar."),
            _("{count} celler hade ändrats av någon annan och står kvar."),
        ],
        # what others do
        "somebodyChanged": [_("{person} ändrade 1 rad"), _("{person} ändrade {count} rader")],
        "somebodyAdded": [_("{person} lade till 1 rad"), _("{person} lade till {count} rader")],
        "somebodyMoved": [_("{person} flyttade 1 rad"), _("{person} flyttade {count} rader")],
        "somebodyWithdrawn": [
            _("{person} lät 1 rad utgå"),
            _("{person} lät {count} rader utgå"),
        ],
        "somebodyRestored": [
            _("{person} återställde 1 rad"),
            _("{person} återställde {count} rader"),
        ],
        "you": _("Du"),
        "changedBy": _("Ändrad av {person} kl. {time}"),
        "muchChanged": _("Mer än 2 000 rader har ändrats. Läs om raderna."),
        "editedByOther": _(
            "{person} ändrade just cellen som du skriver i. När du sparar visas båda texterna."
        ),
        "changedMeanwhile": _("Cellen har ändrats av någon annan. Inget har skrivits över."),
        "rowsRead": _("Raderna är lästa på nytt."),
        "sinceUnreadable": _("Adressen säger inte sedan när."),
        # ranges
        "copied": _("Kopierat: {rows} × {columns} celler"),
        "tooMany": _("Markera färre celler: högst {most} ändras på en gång."),
        "tooManyCopied": _("Markera färre rader: högst {most} kopieras på en gång."),
        "rowsLost": [
            _("1 rad fick inte plats under den sista och klistrades inte in: gör en ny rad först"),
            _(
                "{count} rader fick inte plats under den sista och klistrades inte in: "
                "gör nya först"
            ),
        ],
        "columnsLost": [
            _("1 kolumn fick inte plats till höger och klistrades inte in"),
            _("{count} kolumner fick inte plats till höger och klistrades inte in"),
        ],
        # rows and columns
        "needsNotFetched": _(
            "Behoven gick inte att hämta. Skriv behovets beteckning, eller försök igen."
        ),
        "notFetched": _("Raderna gick inte att hämta. Ett nytt försök görs strax."),
        "notInSelection": _("Raden finns inte i urvalet."),
        "rowAdded": _("Nytt krav {code}. Skriv dess rubrik."),
        "doesNotSort": _("Raderna kan inte sorteras efter {column}."),
        "moveUp": _("Flytta upp {column}"),
        "moveDown": _("Flytta ner {column}"),
        "layoutNotSaved": _("Kolumnvalet gick inte att spara."),
        "layoutRefused": _("Kolumnvalet är inte läsbart."),
    }
