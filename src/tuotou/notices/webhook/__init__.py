"""Any other tool: the letter as signed JSON to an address of its own; answers come back the same way."""
