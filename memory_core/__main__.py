"""`python -m memory_core`: the command line; see cli/program.py."""

import os

from memory_core.cli.program import main

if __name__ == "__main__":
    os.umask(0o077)  # what is exported is read by nobody else of the machine
    main()
