"""Browsers end lines by two signs: a text that nobody touched is not told as changed."""

import pytest
from django.http import HttpRequest
from django.urls import reverse

from common.history import changes_of
from common.middleware import StraightTexts
from packages.models import PackagingAlternative
from programmes.choices import Role

TEXT = "Ett.\nTvå.\n\nTre."
SENT = TEXT.replace("\n", "\r\n")


def test_a_form_comes_with_the_line_ends_of_the_database(rf):
    request: HttpRequest = rf.post("/", {"a": [SENT, "x\ry"], "b": "z", "password": "p\r\nq"})
    StraightTexts(lambda _request: None).process_view(request)
    assert request.POST.getlist("a") == [TEXT, "x\ny"]
    assert (request.POST["b"], request.POST["password"]) == ("z", "p\r\nq")


@pytest.mark.django_db
@pytest.mark.parametrize("kept", [TEXT, SENT])
def test_only_what_was_changed_is_in_the_history(as_role, programme, kept):
    """Also of a text that was kept with two signs before."""
    row = PackagingAlternative.objects.create(programme=programme, title="Ett", pros=kept)
    url = reverse("packages:alternative-edit", args=["prov", row.pk])
    client = as_role(Role.PROCUREMENT_OFFICER)
    seen = client.get(url).context["form"]["seen"].value()
    sent = {"title": "Två", "idea": "", "pros": SENT, "cons": "", "position": 0, "seen": seen}
    assert client.post(url, sent).status_code == 302
    row.refresh_from_db()
    assert row.pros == TEXT
    changed = [field.name for field in changes_of(row)[0].fields]
    assert changed == ["title"]
    client.post(url, sent | {"pros": SENT + "\r\nFyra.", "seen": ""})
    assert [field.name for field in changes_of(row)[0].fields] == ["pros"]
