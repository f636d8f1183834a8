# Do the tests notice mistakes? Outside of check: a hundred take an hour or more on two cores.
.PHONY: mutants
mutants: ## makes small mistakes in the tools, and says which no test notices: COUNT=100 SEED=1 PART=run
	@sh tests/mutants/mutants.sh build/mutants '$(or $(COUNT),100)' '$(or $(SEED),1)' '$(PART)'
