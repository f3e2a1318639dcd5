"""Faults on purpose: `python -m tests.faults escalation|rollout [KILLS]` kills workers at work, then counts."""
