"""The information assessment: its matrix of items and portals, a second view of the checklist."""
