"""Warnings: what there is to tell of promises, grouped, told, handled and escalated."""
