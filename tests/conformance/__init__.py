"""Runs sets of third-party cases against the engine: `python -m tests.conformance bpmn DIR` and `… dmn DIR`.

A set says what to do and what is right; nothing here knows a case by its id, name or file. The cases stay outside
this repository, only the summary is committed (`docs/conformance.md`).
"""
