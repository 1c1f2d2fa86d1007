"""Which pages there are, their rendering, and what each was made from (页面的生成)."""
