"""What people accepted of a job, carried to where the articles are published: a CMS, or a file for one."""
