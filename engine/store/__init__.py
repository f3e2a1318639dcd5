"""Where files lie: in a folder or an S3-compatible store, each under the digest of its content, and who scans them.

    kept = store.place()                            # as the environment says
    received = store.receive(kept, file, "Pass.pdf")  # recognised, scanned, stored: before any row speaks of it
    size, chunks = kept.read(store.document_key(received.digest))

The one door to obstore and to clamd.
"""

from engine.store.clamd import Patience, Scanned, scan
from engine.store.place import Store, StoreAway, Stored, document_key, place
from engine.store.receive import Received, receive
from engine.store.settings import StoreSettings, settings

__all__ = [
    "Patience",
    "Received",
    "Scanned",
    "Store",
    "StoreAway",
    "StoreSettings",
    "Stored",
    "document_key",
    "place",
    "receive",
    "scan",
    "settings",
]
