"""The checklist of a visit or an assessment, rendered from its live session."""
