"""差异系数 from schools: a school table, its official coefficients, and what its page shows."""
