"""Which figures may support a verdict or a count; each row invented, each answer by the words of
the design: shown as the region's own figure, without a doubt, not because it was extreme."""

import pandas as pd
import pytest

from edugov.tables import vouched

OWN = {"status": "ok", "value": 9.8, "selected": "", "scope": "region", "year": "2021"}


@pytest.mark.parametrize(
    ("differs", "sound", "kept", "dated"),
    [
        ({}, True, True, True),
        ({"scope": "part"}, True, False, False),
        ({"year": "2019-2021"}, True, True, False),
        ({"year": ""}, True, True, False),
        ({"selected": "fastest growth"}, False, False, False),
        ({"value": None}, False, False, False),
        ({"status": "ambiguous"}, False, False, False),
        ({"status": "conflict"}, False, False, False),
        ({"status": "damaged"}, False, False, False),
        ({"status": "placeholder"}, False, False, False),
    ],
)
def test_what_a_figure_may_support(differs, sound, kept, dated):
    figures = pd.DataFrame([OWN | differs]).astype({"value": float})
    assert vouched.is_sound(figures).tolist() == [sound]
    assert len(vouched.vouched(figures)) == kept
    assert vouched.of_one_year(figures)["year"].tolist() == [2021] * dated
