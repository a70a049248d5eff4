"""From a published document to strings with places, and from those, with a form, to a disclosure."""
