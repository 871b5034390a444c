"""Other people's software on the same documents, each a process in an environment of its own."""
