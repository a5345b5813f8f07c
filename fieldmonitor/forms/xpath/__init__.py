"""XPath 1.0 with the functions of ODK XForms, compiled to Python closures.

``parse`` reads an expression into a tree, ``Compiler`` turns the tree into a closure over nodes, and
``references`` (in :mod:`fieldmonitor.forms.graph`) reads from the same tree what an expression depends on.
"""
