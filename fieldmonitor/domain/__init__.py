"""Records and pure rules of the field; no input or output."""
