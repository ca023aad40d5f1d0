"""What leaves the house for other systems: webhooks and traces, queued, sent, tried again, looked after."""
