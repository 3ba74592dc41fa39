# Each command works in a bare checkout, with nothing before it but Python 3.11+ and make.

.DEFAULT_GOAL := help
.PHONY: help run test canary lint bench lock vendor messages clean

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1	/' | expand -t 18

run: ## serve on http://127.0.0.1:8000/ with the plan and a demonstration (DEMO=0: without it; PORT=8001)
	@sh scripts/run.sh

test: ## the whole suite, browser tests included, on SQLite and PostgreSQL (ARGS='tests/events -k name')
	@sh scripts/test.sh

canary: ## the search for restricted events' words as everybody, in both languages, by every filter (minutes)
	@WORKPLAN_CANARY_LONG=1 ARGS=tests/test_canary_crawl.py sh scripts/test.sh

lint: ## style, types, templates, migrations, translations, deployment settings
	@sh scripts/lint.sh

bench: ## the benchmarks, each beside its floor, on PostgreSQL
	@sh scripts/bench.sh

lock: ## for maintainers: write requirements/*.txt from pyproject.toml (ARGS=--upgrade)
	@sh scripts/lock.sh $(ARGS)

vendor: ## for maintainers, with Node: write static/vendor from scripts/vendor/package.json
	@python3 scripts/vendor/vendor.py

messages: ## for maintainers: gather the texts (where gettext is installed) and compile the translations
	@sh scripts/messages.sh

clean: ## remove what the commands made, but for the databases, keys and passwords in var/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis var/static test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
