"""Reading reports: `edugov read`."""
