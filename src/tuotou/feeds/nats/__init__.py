"""NATS JetStream: a durable pull consumer that acknowledges what is recorded."""
