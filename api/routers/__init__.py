"""One file of routes for each part of the product; a route only translates."""
