"""The face of Laufweg: server-rendered pages for clerks, supervisors, process owners and steering groups."""
