"""From lines of prose to claims: sections, subjects, quantities, roles."""
