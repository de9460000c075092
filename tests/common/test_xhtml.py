"""XHTML to Markdown: every word is still there, and what was no mark does not become one."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from common.markdown import render_markdown
from common.xhtml import (
    embedded_files,
    kept_text,
    markdown_to_xhtml,
    xhtml_to_markdown,
    xhtml_to_text,
)


def the_value(inner):
    """A THE-VALUE element with markup in XHTML's namespace."""
    return etree.fromstring(f'<v xmlns="http://www.w3.org/1999/xhtml"><div>{inner}</div></v>')


@pytest.mark.parametrize(
    ("markup", "markdown"),
    [
        ("Enkel text", "Enkel text"),
        ("<p>Ett</p><p>Två<br/>rader</p>", "Ett\n\nTvå\\\nrader"),
        ("<b>fet</b> <i>kursiv</i> <del>struken</del>", "**fet** *kursiv* ~~struken~~"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ('<ol start="3"><li>c</li></ol>', "3. c"),
        ('<a href="https://a.se">länk</a>', "[länk](https://a.se)"),
        ("10 m<sup>2</sup>, CO<sub>2</sub>, x<sup>ab</sup>", "10 m², CO₂, x^(ab)"),
        ("<p>- ingen lista</p>", "\\- ingen lista"),
        ("<p>1. ingen lista</p>", "1\\. ingen lista"),
        ("<p># ingen rubrik</p>", "\\# ingen rubrik"),
        ("a*b*c, snake_case_namn, &lt;tagg&gt;", "a\\*b\\*c, snake_case_namn, \\<tagg>"),
        ("Värde [1] och 3 > 2", "Värde \\[1\\] och 3 > 2"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1|2</td><td>3</td></tr></table>",
         "| A | B |\n| --- | --- |\n| 1\\|2 | 3 |"),
        ('<table><tr><td colspan="2">bred</td></tr><tr><td>1</td><td>2</td></tr></table>',
         "| bred |  |\n| --- | --- |\n| 1 | 2 |"),
        ("<table><tr><td>före<ul><li>a</li><li>b</li></ul></td></tr></table>",
         "| före / • a / • b |\n| --- |"),
        ("<table><tr><td><table><tr><td>x</td><td>y</td></tr></table></td></tr></table>",
         "| x · y |\n| --- |"),
        ("<dl><dt>Ord</dt><dd>Förklaring</dd></dl>", "Ord\n\nFörklaring"),
        ('<object data="a/b.png" type="image/png">Skiss</object>', "(bild: b.png – Skiss)"),
        ('<object data="o.ole" type="text/rtf"><object data="b.png">Skiss</object></object>',
         "(bild: b.png – Skiss)"),
        ('<img src="c.png" alt="Karta"/>', "(bild: c.png – Karta)"),
        ("<!-- bort --><script>bort</script>kvar", "kvar"),
        ("", ""),
    ],
)  # fmt: skip
def test_markup_becomes_markdown(markup, markdown):
    """Worked out by hand, a case for each thing that tools write."""
    assert xhtml_to_markdown(the_value(markup)) == markdown


@pytest.mark.parametrize(
    "markup",
    [
        "<p>- a</p><p>1) b</p><p>+ c</p><p>&gt; d</p><p>=== e</p><p>| f |</p>",
        "<table><tr><td/></tr><tr><td>a</td><td>b</td></tr><tr><td>`c`</td></tr></table>",
        "<h1>A<br/>B</h1><blockquote><p>c</p></blockquote><pre>d  e\n f</pre>",
        "<q>a</q> <code>b`c</code> <kbd>d</kbd> <b> e </b><tt>f</tt> \\* _g_ __h__ ~~i~~",
        "<ul>a<li>b<table><tr><td>c</td></tr></table></li>d</ul>",
    ],
)
def test_no_word_is_lost_on_the_way_to_the_screen(markup):
    """Letters and figures of the source are those of the page that Markdown gives."""
    shown = unescape(re.sub(r"<[^>]+>", " ", render_markdown(xhtml_to_markdown(the_value(markup)))))
    words = re.findall(r"[^\W_]", xhtml_to_text(the_value(markup)))
    assert re.findall(r"[^\W_]", shown) == words


def test_plain_words_keep_their_lines():
    """For a title or a choice."""
    assert xhtml_to_text(the_value("<p>Ett <b>fett</b> ord</p><p>till</p>")) == "Ett fett ord\ntill"


def test_files_that_are_shown():
    """In the order of the text; a link is no file."""
    markup = '<object data="a.ole"><object data="b.png"/></object><img src="c"/><a href="d">d</a>'
    assert embedded_files(the_value(markup)) == ["a.ole", "b.png", "c"]


@pytest.mark.parametrize(
    "text",
    ["Enkel", "**fet** och *kursiv*", "- a\n- b", "1. a\n2. b", "[a](https://b.se)",
     "| A | B |\n| --- | --- |\n| 1 | 2 |", "Ett\n\nTvå\\\nrader", "~~bort~~"],
)  # fmt: skip
def test_what_is_written_here_comes_back(text):
    """Markdown to XHTML and back is the same text."""
    holder = etree.Element("v")
    holder.append(markdown_to_xhtml(text))
    assert xhtml_to_markdown(holder) == text


@pytest.mark.parametrize(
    "markup",
    ["Enkel *text*", "<p>Ett</p><p>Två<br/>rader<br/></p>", "a<span> b </span>c", "<p> - a</p>b",
     "<div>a<div>b</div>c</div>", "<p/><p>1. x</p>", "  a\n  b  "],
)  # fmt: skip
def test_plain_texts_take_a_shorter_way_to_the_same_markdown(markup, monkeypatch):
    """A large catalogue is mostly such texts."""
    short = xhtml_to_markdown(the_value(markup))
    monkeypatch.setattr("common.xhtml._PLAIN", set())
    assert short.split() == xhtml_to_markdown(the_value(markup)).split()


@pytest.mark.parametrize("text", ["a\nb", "* a", "1) a\n3) b", "    kod", "-5", "![b](x.png)"])
def test_a_text_of_ours_is_kept_letter_by_letter(text):
    """While the markup still says it: a reader who edits it there is believed."""
    holder = etree.Element("THE-VALUE")
    holder.append(markdown_to_xhtml(text))
    assert xhtml_to_markdown(holder) != text
    assert kept_text(holder, is_markdown=True) == text
    assert kept_text(holder, is_markdown=False) is None
    next(one for one in holder.iterdescendants() if one.text and one.text.strip()).text = "annat"
    assert kept_text(holder, is_markdown=True) is None


def test_a_title_of_others_is_no_text_of_ours():
    """Words that cannot be read are not taken for the text."""
    assert kept_text(the_value('<div title="Dolt">Synligt</div>'), is_markdown=True) is None


@given(st.text(st.sampled_from("aå1.) -+=:*_`#|<&!~[]\\\n\t\u00a0\u2028"), max_size=12))
def test_text_without_marks_is_the_same_by_the_short_way(text):
    """Paragraphs of plain words need no parser of Markdown, and come out as from it."""
    holder, made = etree.Element("THE-VALUE"), markdown_to_xhtml(text)
    holder.append(made)
    kept = made.attrib.pop("title", None)
    words = html.fragment_fromstring(render_markdown(text) or "<p></p>", create_parent="div")
    assert "".join(made.itertext()).split() == "".join(words.itertext()).split()
    assert text in (kept, xhtml_to_markdown(holder))
