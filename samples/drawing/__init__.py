"""How the pictures of the sample archive are drawn: brushes, and scenes made with them.

Used by `samples/draw_pictures.py` only. Nothing of the site imports this package.
"""
