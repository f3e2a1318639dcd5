"""The token game and its consequences: a pure step yields facts, `effects` writes them.

Read `advance` first (load, step, write), then `changes` (the facts) and `effects` (what each does to the tables);
`tokens` holds the rules of BPMN.
"""
