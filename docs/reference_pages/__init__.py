"""One module a page; each has `page()`, which gives the page's Markdown."""
