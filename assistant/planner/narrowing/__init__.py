"""What a question restricts, orders and counts, and how that is applied to rows and findings. Pure."""
