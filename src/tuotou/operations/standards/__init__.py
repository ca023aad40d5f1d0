"""The standards that the platform holds: taken in as shipped, published in new versions, never changed."""
