"""What left the house: messages to people, deliveries to other systems; and sending them again."""
