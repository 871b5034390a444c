"""Article -> tags, each with the words it rests on."""
