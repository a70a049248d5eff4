"""What people and programs are shown of a disclosure and of what was judged."""
