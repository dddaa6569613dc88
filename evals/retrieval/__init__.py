"""Korean questions on Korean and English documentation: the corpus as an index, and what is measured on it."""
