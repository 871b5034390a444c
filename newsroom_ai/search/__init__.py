"""Query -> hits: ids and scores; the archive holds the texts."""
