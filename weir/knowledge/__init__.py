"""Knowledge: bases of documents, their index and retrieval, and answers that stand on evidence."""
