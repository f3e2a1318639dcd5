"""From text to tree: lexer, scope-aware names, parser."""
