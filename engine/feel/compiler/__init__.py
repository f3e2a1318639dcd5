"""From tree to closures: each node becomes one Python function of the scope.

Nothing here makes Python source; an expression can reach values, scopes and built-in functions, never the
attributes of a Python object.
"""
