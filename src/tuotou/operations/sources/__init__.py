"""Sources: brokers that events come from by themselves: added, read round by round, looked after."""
