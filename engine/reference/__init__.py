"""Registers that come with the code: the municipalities of Nordrhein-Westfalen, and who is competent there."""

from engine.reference.authorities import load_authorities
from engine.reference.municipalities import load, municipalities

__all__ = ["load", "load_authorities", "municipalities"]
