"""What a disclosure is: amounts as intervals, codes, tables, claims, indicators; the errors a person can act on."""
