"""The gate: may this act be done now? Answered from the standards, before the act is on the trail."""
