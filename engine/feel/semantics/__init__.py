"""What the operators of FEEL mean, for values alone: no syntax, no scope."""
