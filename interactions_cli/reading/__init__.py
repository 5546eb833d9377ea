"""How bytes become records: sources, headers, columns, lines and the proof that the fast reading is right."""
