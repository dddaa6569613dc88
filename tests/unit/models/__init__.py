"""Language models behind the `Model` protocol: the real openai and langchain clients against a scripted server."""
