"""Where passages come from besides the built-in guides: folders and Git repositories, and the formats in them."""
