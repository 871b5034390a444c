"""People, organisations and places named in an article, with every mention."""
