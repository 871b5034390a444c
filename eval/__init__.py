"""Evaluation: tasks over corpora, peers beside us, rows of figures. Never shipped."""
