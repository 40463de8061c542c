"""Model to site: addresses, HTML, views for the templates, and the build."""
