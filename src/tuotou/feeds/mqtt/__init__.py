"""MQTT: a session that outlives its connection, and acknowledges what is recorded."""
