"""`python -m engine`, the same as the command `laufweg`."""

from engine.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
