"""What every action on an object of a cluster shares, so that an action itself says only what is its own."""
