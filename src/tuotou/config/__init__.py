"""Where the product is wired together: settings from the environment, addresses, the server's entry."""
