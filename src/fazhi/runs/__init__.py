"""What has to run, and who runs it: the plan of all township-years and of the comparison, workers, and what came of it."""
