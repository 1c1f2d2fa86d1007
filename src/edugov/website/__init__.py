"""The website: from pages to a site in two languages, on this machine and elsewhere."""
