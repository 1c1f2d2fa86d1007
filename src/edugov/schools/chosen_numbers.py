"""Numbers that this project chose and no rule states, each with its reason (chosen_numbers.csv)."""

from pathlib import Path

import pandas as pd

CHOICES = pd.read_csv(Path(__file__).with_name("chosen_numbers.csv")).set_index("choice_id")
_VALUES = CHOICES["value"].to_dict()

LEAST_STUDENTS_SHARE = _VALUES["least_students_share"]
FEWEST_SCHOOLS_FOR_INTERVAL = int(_VALUES["fewest_schools_for_interval"])
WIDEST_INTERVAL_RATIO = _VALUES["widest_interval_ratio"]
LEAST_NOMINAL_COVERAGE = _VALUES["least_nominal_coverage"]
MOST_SENTENCES_ON_ONE_SCHOOL = int(_VALUES["most_sentences_on_one_school"])
JUMP_RATIO = _VALUES["jump_ratio"]
FEWEST_FOR_JUMP = int(_VALUES["fewest_for_jump"])
