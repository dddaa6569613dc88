"""AWS through boto3, read-only: a client refuses every operation that the calling tool did not declare."""
