"""ReqIF that must not be read is refused in plain words; every dialect is read alike."""

import io
import zipfile

import pytest

from common.reqif_reader import read_reqif
from common.workbooks import WorkbookRefused
from tests.requirements_catalog.reqif_samples import obj, place, reqif, reqifz, spec

BOMB = '<!DOCTYPE a [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
DECLARATIONS = "Filen innehåller XML-deklarationer som används för att överbelasta servrar."


def refusal(content, filename="a.reqif"):
    """What is said of a file that is refused."""
    with pytest.raises(WorkbookRefused) as refused:
        read_reqif(content, filename)
    assert refused.value.remedy
    return refused.value.message


def with_declaration(declaration):
    """A file with something put after its first line."""
    return reqif([obj("_1", text="a")]).replace(b"?>\n", b"?>\n" + declaration.encode(), 1)


@pytest.mark.parametrize("declaration", [BOMB, OUTSIDE, "<!DOCTYPE REQ-IF>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_document_types_and_entities_are_refused(declaration, encoding):
    """In whatever encoding they hide."""
    text = with_declaration(declaration).decode().replace("UTF-8", encoding)
    assert refusal(text.encode(encoding)) == DECLARATIONS


def test_an_encoding_that_could_hide_something_is_refused():
    """UTF-7 writes < as letters."""
    content = reqif([obj("_1")]).replace(b"UTF-8", b"UTF-7")
    assert refusal(content) == "Teckenkodningen utf-7 tas inte emot."


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "cp037"])
@pytest.mark.parametrize("text", ["&c;", "a"])
def test_a_form_that_only_the_parser_would_guess_is_refused(encoding, text):
    """Without a mark, or with one that looks like another's."""
    content = with_declaration(BOMB).decode().replace(">a<", f">{text}<")
    assert refusal(content.replace(' encoding="UTF-8"', "").encode(encoding))


def test_entities_and_files_from_outside_are_never_looked_up():
    """A name that nobody declared is an error; what asks for a file asks in vain."""
    assert refusal(reqif([obj("_1", text="&okand;")])).startswith("Filen är inte läsbar XML")
    include = (
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" '
        'parse="text"/>'
    )
    content = reqif([obj("_1", text=include)]).replace(
        b"?>\n", b'?>\n<?xml-stylesheet href="file:///etc/passwd"?>', 1
    )
    (one,) = read_reqif(content, "a.reqif").document.objects.values()
    assert "".join(one.element.itertext()) == "_a-text_t"


def test_a_file_that_lies_about_its_encoding_is_refused():
    """Half a text is worse than none."""
    content = reqif([obj("_1", text="å")]).replace("å".encode(), b"\xe5")
    assert refusal(content) == ("Filen är inte skriven med den teckenkodning den uppger (utf-8).")


@pytest.mark.parametrize("levels", [250, 5_000, 100_000])
def test_deep_nesting_is_refused(levels):
    """Before it can exhaust anything."""
    text = "<x:b>" * levels + "</x:b>" * levels
    assert refusal(reqif([obj("_1", text=text)])) == (
        "Filen har fler nivåer inuti varandra än något program skriver."
    )


def test_deep_trees_are_refused():
    """A specification of 300 levels too; one of 90 is read."""

    def nested(levels):
        places = ""
        for number in range(levels):
            places = place(f"_p{number}", "_1", places) if places else place("_p", "_1")
        return reqif([obj("_1")], [spec("_s", places)])

    assert refusal(nested(300)).startswith("Filen har fler nivåer inuti varandra")
    assert len(read_reqif(nested(90), "a.reqif").document.places) == 90


@pytest.mark.parametrize("count", [201, 300_000])
def test_too_many_attributes_are_refused(count):
    """lxml takes the square of their number to read them: minutes for 300,000."""
    many = " ".join(f'a{number}=""' for number in range(count))
    assert refusal(reqif([obj("_1", text=f"<x:p {many}/>")])) == (
        "Filen innehåller ett orimligt långt värde."
    )


def test_an_object_of_too_many_parts_is_refused():
    """To take 400,000 elements out of a tree would take hours; 40,000 are read."""
    assert refusal(reqif([obj("_1", text="<x:b/>" * 400_000)])) == (
        "Filen innehåller ett orimligt långt värde."
    )
    (one,) = read_reqif(
        reqif([obj("_1", text="<x:b/>" * 40_000)]), "a.reqif"
    ).document.objects.values()
    assert sum(1 for _ in one.element.iter("{*}b")) == 40_000


def test_huge_texts_and_data_are_refused():
    """Also in the address of a picture, which may be longer than other attributes."""
    too_long = "Filen innehåller ett orimligt långt värde."
    assert refusal(reqif([obj("_1", text="a" * 11_000_000)])) == too_long
    picture = f'<x:object data="data:image/png;base64,{"A" * 11_000_000}"/>'
    assert refusal(reqif([obj("_1", text=picture)])) == too_long


@pytest.mark.parametrize("length", [1_000_001, 11_000_000])
def test_huge_attributes_are_refused(length):
    """A million characters in one attribute is no requirement."""
    assert refusal(reqif([obj("_1", id="a" * length)])) == (
        "Filen innehåller ett orimligt långt värde."
    )


@pytest.mark.parametrize(
    "name",
    ["../ut.png", "a/../../ut.png", "..\\ut.png", "/etc/passwd", "C:\\ut.png", "\\\\dator\\ut.png"],
)
def test_paths_out_of_the_archive_are_refused(name):
    """Whatever slash they use."""
    content = reqifz({"a.reqif": reqif([obj("_1")]), name: b"x"})
    assert refusal(content, "a.reqifz").startswith("Arkivet innehåller en sökväg som leder ut")


def test_a_zip_bomb_is_refused():
    """By what it declares, and by what comes out when it lies."""
    content = reqifz({"a.reqif": b" " * 30_000_000})
    bomb = "Filen blir orimligt stor när den packas upp och läses därför inte."
    assert refusal(content, "a.reqifz") == bomb
    many = reqifz({f"{number}.png": b"" for number in range(2_001)})
    assert refusal(many, "a.reqifz") == bomb
    size = (30_000_000).to_bytes(4, "little")
    lying = content.replace(size, (100).to_bytes(4, "little"))
    assert lying != content
    assert refusal(lying, "a.reqifz") == (
        "Arkivet är skadat eller ofullständigt och kan inte läsas i sin helhet."
    )


def test_a_list_of_a_hundred_thousand_entries_is_not_read():
    """Nor one that is as long without saying how many they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(100_000):
            archive.writestr(str(number), b"")
    bomb = "Filen blir orimligt stor när den packas upp och läses därför inte."
    content = bytearray(buffer.getvalue())
    assert refusal(bytes(content), "a.reqifz") == bomb
    at = content.rfind(b"PK\x05\x06")
    content[at + 8 : at + 12] = b"\x01\x00\x01\x00"
    assert refusal(bytes(content), "a.reqifz") == bomb


def test_a_bomb_in_an_archive_is_refused():
    """In whichever of its files it lies."""
    whole = reqif([obj("_1")])
    files = {"a.reqif": whole, "b.reqif": with_declaration(BOMB)}
    assert refusal(reqifz(files), "a.reqifz") == DECLARATIONS
    assert refusal(reqifz(dict(reversed(files.items()))), "a.reqifz") == DECLARATIONS


def test_links_and_strange_packing_in_an_archive_are_refused():
    """A link that points out of it, and methods that ask for gigabytes."""
    link = zipfile.ZipInfo("bild.png")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.reqif", reqif([obj("_1")]))
        archive.writestr(link, "/etc/passwd")
    assert refusal(buffer.getvalue(), "a.reqifz").startswith("Arkivet innehåller en sökväg som")
    for method in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            archive.writestr("a.reqif", reqif([obj("_1")]))
        assert refusal(buffer.getvalue(), "a.reqifz").startswith("Arkivet är skadat")


def test_archives_that_cannot_be_read():
    """Nothing in it, a password, damage, or two files of one name."""
    assert refusal(reqifz({"läs.txt": b"x"}), "a.reqifz") == ("Arkivet innehåller ingen ReqIF-fil.")
    damaged = "Arkivet är skadat eller ofullständigt och kan inte läsas i sin helhet."
    whole = reqifz({"a.reqif": reqif([obj("_1")])})
    assert refusal(whole[:-40], "a.reqifz") == damaged
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("a.reqif", reqif([obj("_1")]))
        archive.writestr("a.reqif", reqif([obj("_2")]))
    assert refusal(buffer.getvalue(), "a.reqifz") == damaged
    locked = bytearray(whole)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[whole.index(signature) + offset] |= 1
    assert refusal(bytes(locked), "a.reqifz") == ("Arkivet är lösenordsskyddat och kan inte läsas.")


def test_what_is_no_reqif():
    """Empty, no XML, other XML, broken off."""
    assert refusal(b"  ") == "Filen är tom."
    assert refusal(b"hej") == "Filen är inte läsbar XML: felet finns på rad 1."
    assert refusal(b"<html/>") == ("Filen är XML men inte ReqIF: den börjar med elementet <html>.")
    assert refusal(reqif([obj("_1")])[:-20]) == "Filen är inte läsbar XML: felet finns på rad 2."


def test_a_file_above_the_limit_is_refused(settings):
    """As for workbooks."""
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    assert refusal(b" " * (1024 * 1024 + 1)) == "Filen är för stor: högst 1 MB tas emot."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("xmlns=", "xmlns:rif="),
        ("http://www.omg.org/spec/ReqIF/20110401/reqif.xsd", "http://www.omg.org/spec/ReqIF/20101201"),
        ('xmlns:x="http://www.w3.org/1999/xhtml"', 'xmlns:x="http://www.w3.org/1999/xhtml" a=""'),
    ],
)  # fmt: skip
def test_prefixes_and_older_namespaces_are_one(old, new):
    """A prefixed root, the namespace of 1.0, and a namespace of its own for XHTML."""
    content = reqif([obj("_1", text="a")], [spec("_s", place("_p", "_1"))]).decode()
    content = content.replace(old, new, 1)
    if old == "xmlns=":
        for name in ("<", "</"):
            content = content.replace(name, f"{name}rif:").replace(f"{name}rif:x:", f"{name}x:")
        content = content.replace("<rif:?", "<?").replace("<rif:/rif:", "</rif:")
        content = content.replace("<rif:/x:", "</x:").replace("<rif:/", "</rif:")
    package = read_reqif(content.encode(), "a.reqif")
    (one,) = package.document.objects.values()
    assert (one.identifier, one.type, list(one.values())) == ("_1", "_t", ["_a-text"])
    assert [place.object for place in package.document.places] == ["_1"]


def test_two_files_of_an_archive_are_one_document():
    """An object that both have differently is told; the first holds."""
    first = reqif([obj("_1", text="a"), obj("_2", text="b")])
    second = reqif([obj("_2", text="annat"), obj("_3", text="c")])
    package = read_reqif(reqifz({"a.reqif": first, "x/b.reqif": second}), "a.reqifz")
    assert list(package.document.objects) == ["_1", "_2", "_3"]
    assert package.notices == [
        "b.reqif: 1 objekt finns med olika innehåll i arkivets filer; det första gäller: _2"
    ]


def test_a_repeated_identity_is_told():
    """The first holds."""
    package = read_reqif(reqif([obj("_1", text="a"), obj("_1", text="b")]), "a.reqif")
    assert package.notices == ["Identiteter som förekommer flera gånger; den första gäller: _1"]
