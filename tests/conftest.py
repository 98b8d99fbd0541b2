"""What several tests share: small worlds that a reader can compute in the head."""
