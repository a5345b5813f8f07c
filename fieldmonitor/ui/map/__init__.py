"""The offline map: outlines, tiles from a pack, works, and where one is."""
