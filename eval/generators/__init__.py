"""Cases with known answers, made from real rows by seeded chance. Rows go in, cases come out; nothing is written."""
