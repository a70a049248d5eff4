"""Judgement of a disclosure: identities, statements of the narrative, structure, prior year, comparison, observations."""
