"""Yearly values of a user's own (自填年度数据)."""
