.PHONY: compare
compare: claimed-programs $(RUN) $(REPORT) $(INTERLEAVE)
	@RUN=$(RUN) REPORT=$(REPORT) SYMBOLIZER='$(SYMBOLIZER)' INTERLEAVE=$(INTERLEAVE) \
	    sh tools/compare/compare.sh '$(or $(RUNS),20)' <build/tests/claimed.list
