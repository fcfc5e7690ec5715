"""What is particular to a language: its words, and rules made of them. One data file a language, in data/.

The names of places in data/places.txt are taken from GeoNames (geonames.org), under CC BY 4.0, by dev/places.py.
"""
