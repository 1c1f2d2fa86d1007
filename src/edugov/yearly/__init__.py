"""Yearly values of a user's own (自填年度数据): their template, reading and checking them, adding
them to the tables, and what a region's page shows of them."""
