"""The commands: parse, call, print. Exit codes of all: 0 nothing to do, 1 something to mend, 2 wrong use."""
