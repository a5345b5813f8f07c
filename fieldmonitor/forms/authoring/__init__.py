"""Help for those who write checklists: what is wrong in a workbook, where, and in words they know."""
