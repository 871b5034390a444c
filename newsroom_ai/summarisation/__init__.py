"""Article -> summary and headlines, checked against the source."""
