"""`make bench`: pages and API on PostgreSQL with the production server, each beside its floor, as ratios.

`prepare` fills a temporary database with the demonstration at one scale and writes down what the dashboard asks of it;
`server` serves it as `make run` does; `floors` holds the barest views that answer the same; `__main__` measures.
"""
