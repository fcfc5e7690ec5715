"""`python -m memory_core`, installed as `keepsake` too: the command line; see cli/program.py."""

import os
from typing import Never

from memory_core.cli.program import main


def run() -> Never:
    os.umask(0o077)  # what is exported is read by nobody else of the machine
    main()


if __name__ == "__main__":
    run()
