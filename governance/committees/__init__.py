"""Instances that meet: their rules, meetings, attendance, votes, decisions and minutes."""
