"""Faults on purpose: `python -m tests.faults escalation [KILLS]` kills workers at work, then counts."""
