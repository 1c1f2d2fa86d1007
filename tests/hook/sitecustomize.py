"""Python imports this at its start: Jupyter Book, started by a command whose steps are counted, has
its steps counted too."""

import os
import sys

if "edugov.website.jupyter_book" in sys.orig_argv and "EDUGOV_STEPS_PLAN" in os.environ:
    from tests.steps import watch

    watch()
