"""`prepare`: from raw records of any format to a file that imports: the plan, the repairs, the passes."""
