"""The organisation in sheets: units and whom they belong to, people, rosters, vehicles, lines."""
