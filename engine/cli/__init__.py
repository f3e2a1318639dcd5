"""The command `laufweg`: one file per command, loaded when it is asked for."""

from engine.cli.group import laufweg


def main() -> None:
    """Run the command line and exit with its code."""
    laufweg.main(prog_name="laufweg")


__all__ = ["laufweg", "main"]
