"""`python -m memory_core`: the command line; see cli/program.py."""

from memory_core.cli.program import main

if __name__ == "__main__":
    main()
