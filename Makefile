# Weir (堰). `make run` starts it, `make test` tests it, `make help` lists the rest.

PYTHON ?= python3
BIN := .venv/bin
SETUP := $(BIN)/python -m pip --disable-pip-version-check
NOT_INSTALLED := { echo "Nothing was started: the packages could not be installed; the reason stands above."; \
	echo "Without a way to the package index, set PIP_INDEX_URL to a mirror. Then run make again."; exit 1; }

.PHONY: help run install test test-quick lint format types floors lock docs console console-check clean \
        bench-gateway bench-answers bench-grounding bench-retrieval bench-graph bench-images bench-start bench-documents bench-structure \
        bench-compression bench-density

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

run: .venv/run.stamp ## Start Weir: environment, model, store, console
	@$(BIN)/weir models pull --default --if-absent
	@exec $(BIN)/weir serve

install: .venv/dev.stamp ## Make .venv with everything that `make run` and `make test` need
	@$(BIN)/weir models pull --default --if-absent

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Weir needs Python 3.11 or newer. If it is elsewhere: make PYTHON=/path/to/python3"; exit 1; }
	@echo "Making the environment .venv ..."
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "Python cannot make environments; on Debian and Ubuntu: apt install python3-venv"; exit 1; }

# Only what changed is installed again; with everything in place pip does not go to the network.
.venv/run.stamp: .venv/bin/python requirements/run.lock pyproject.toml
	@echo "Installing Weir: about 100 packages, each checked by its hash; this takes a few minutes ..."
	@$(SETUP) install --quiet --require-hashes -r requirements/run.lock || $(NOT_INSTALLED)
	@$(SETUP) install --quiet --no-deps --no-build-isolation --no-index -e . || $(NOT_INSTALLED)
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.lock
	@echo "Installing what the tests and checks need ..."
	@$(SETUP) install --quiet --require-hashes -r requirements/dev.lock || $(NOT_INSTALLED)
	@touch $@

test: install ## Run all tests
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

test-quick: .venv/dev.stamp ## Run the tests that take no more than a few seconds each
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow and not browser" $(ARGS)

lint: .venv/dev.stamp ## Style, types and floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/dev.stamp ## Let ruff write the style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## Pin every dependency by hash again (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		pyproject.toml --group build -o requirements/run.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		pyproject.toml --extra milvus --extra ocr --extra s3 --group build --group dev -c requirements/run.lock -o requirements/dev.lock

docs: .venv/dev.stamp ## Write the reference pages from the code
	$(BIN)/python -m docs.generate

console: ## Build the console's assets (needs Node 20)
	cd web && npm ci --no-audit --no-fund && npm run check && npm run build

console-check: console ## Fail when the committed assets are not what the sources build
	git diff --exit-code --stat -- weir/server/static
	@test -z "$$(git status --porcelain -- weir/server/static)"

bench-gateway: .venv/dev.stamp ## Price of the gateway, beside litellm
	$(BIN)/python -m benchmarks.gateway $(ARGS)

bench-grounding: .venv/dev.stamp ## Made-up answers told from supported ones, beside length and novel bigrams
	$(BIN)/python -m benchmarks.grounding $(ARGS)

bench-answers: install ## Grounded answers on RGB, beside the plain model
	$(BIN)/python -m benchmarks.answers $(ARGS)

bench-documents: .venv/dev.stamp ## Documents read, beside docling-rs, docvortex and markitdown
	$(BIN)/python -m benchmarks.documents $(ARGS)

bench-compression: .venv/dev.stamp ## Answers that survive compression of the evidence, beside lead and BM25
	$(BIN)/python -m benchmarks.compression $(ARGS)

bench-density: .venv/dev.stamp ## The knowledge density score on its examples
	$(BIN)/python -m benchmarks.density $(ARGS)

bench-images: .venv/dev.stamp ## Pictures known again after they were cropped, mirrored, blurred, covered
	$(BIN)/python -m benchmarks.images $(ARGS)

bench-retrieval: .venv/dev.stamp ## Chinese retrieval, beside plain BM25 and bm25s
	$(BIN)/python -m benchmarks.retrieval $(ARGS)

bench-structure: .venv/dev.stamp ## Headings found where styles are missing
	$(BIN)/python -m benchmarks.structure $(ARGS)

bench-graph: .venv/dev.stamp ## Graphs: reading speed, and questions that name two things
	$(BIN)/python -m benchmarks.graph $(ARGS)

bench-index: .venv/dev.stamp ## Hybrid search and ingest at 100,000 chunks, beside LanceDB and milvus-lite
	$(BIN)/python -m benchmarks.index $(ARGS)

bench-durability: .venv/dev.stamp ## 200 kills during ingest, compaction and re-encoding
	$(BIN)/python -m benchmarks.durability $(ARGS)

bench-start: install ## Import, help, start and install size
	$(BIN)/python -m benchmarks.start $(ARGS)

clean: ## Remove what was built here
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis web/node_modules
