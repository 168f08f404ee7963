"""A city's own exported files, recognised by their columns, checked, and turned into one compact text.

Pure: file texts come in, the text to keep goes out. `api` reads the folder and swaps the result in.
"""

from tipline.places.exports.convert import FORMAT, BadExport, Told, convert

__all__ = ["FORMAT", "BadExport", "Told", "convert"]
