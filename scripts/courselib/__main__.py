"""`python -m courselib`."""

from courselib.cli import main

main()
