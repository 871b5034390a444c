"""Work over many articles: files and the archive, on this machine or a cluster."""
