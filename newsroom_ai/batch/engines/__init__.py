"""Where the work of a job is done."""
