"""One file a task: what is measured, on what, beside whom."""
