"""Files people hand in, before they are kept: what they are by their content, how they may be called, how large they
may be. Pure but for the file it is given; the one door to puremagic.

    media = documents.recognise(file)          # Invalid, in German, for what is not taken
    name = documents.clean(name, media)        # no path, no controls, and the ending of its content
"""

from engine.documents.media import MEDIA, MediaType, is_accepted, media_type, taken
from engine.documents.name import LONGEST_NAME, clean, title_of
from engine.documents.recognise import recognise
from engine.documents.scan import Scan

__all__ = [
    "LONGEST_NAME",
    "MEDIA",
    "MediaType",
    "Scan",
    "clean",
    "is_accepted",
    "media_type",
    "recognise",
    "taken",
    "title_of",
]
