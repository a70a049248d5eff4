"""budgetkit reads, checks and reproduces the yearly budgets that Chinese public bodies publish."""
