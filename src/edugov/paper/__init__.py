"""The book on paper: its pages as PDF, whole or as a sheet a region."""
