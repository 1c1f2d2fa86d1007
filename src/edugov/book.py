"""Jupyter Book as a process of its own, which ends when the command that started it was killed."""

import sys

if __name__ == "__main__":
    from jupyter_book.cli.main import main

    from edugov.parents import end_with

    end_with(int(sys.argv.pop(1)))
    main()
