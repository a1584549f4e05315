# Two commands are enough: `make run` and `make test`. Everything they need they get or build by themselves.
.DEFAULT_GOAL := help
.PHONY: help run test bench bench-peers screens crash-test fuzz dev setup page stop clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  VNR_LISTEN=127.0.0.1:8112  address to serve on      DATABASE_URL=…  use this database, not a private one"
	@echo "  VNR_DATA=.local            data folder              VNR_CACHE=~/.cache/vnr  tools and compiler output"

run: ## set up, build, and serve the register on http://127.0.0.1:8112
	@scripts/run.sh

test: ## set up, then every check and test; ends with a count
	@scripts/test.sh

bench: ## measure against the goals and print a table
	@scripts/bench.sh

bench-peers: ## the same measured at its peers: socket.io, taky, pouchdb-server
	@scripts/bench-peers.sh

crash-test: ## kill server and database during a replay (CALLS=log.csv) and compare
	@scripts/crash-test.sh

fuzz: ## made-up input to every parser, SECONDS=60 for each (TARGET=texts for one); needs a nightly compiler
	@scripts/fuzz.sh $(or $(SECONDS),60) $(TARGET)

dev: ## page with live reload on http://127.0.0.1:8113 (APP=office: another application), server rebuilt on change
	@scripts/dev.sh

screens: ## photograph every screen into docs/screens
	@scripts/screens.sh

setup: ## get what building, running and testing need, and nothing else
	@scripts/setup.sh test

page: ## build the page alone
	@scripts/setup.sh run
	@scripts/page.sh

stop: ## stop the tests' database
	@scripts/stop.sh

clean: ## stop and remove the tests' database and remove what was built here; data in .local stays
	@scripts/stop.sh --remove
	@rm -rf frontend/dist frontend/dist.* node_modules e2e/test-results e2e/playwright-report
