"""What people do with a subject's page: write down what they know, and read what is personal where they must."""
