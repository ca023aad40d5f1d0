"""Kafka: a member of a consumer group that commits what is recorded."""
