"""Registers that come with the code: the municipalities of Nordrhein-Westfalen."""

from engine.reference.municipalities import load, municipalities

__all__ = ["load", "municipalities"]
