"""Days in the comparison are not broken, and what people have written is escaped."""

from packages.templatetags.packaging import whole_days


def test_days_are_kept_whole_and_the_rest_is_escaped():
    assert whole_days("<b>Start</b>\n2026-03-17 & sedan") == (
        '&lt;b&gt;Start&lt;/b&gt;<br><span class="nowrap">2026-03-17</span> &amp; sedan'
    )
