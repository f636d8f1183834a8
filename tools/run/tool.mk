RUN := $(TOOLS)/bin/run
RUN_LIBRARY := $(call object,run/run.c run/watch.c run/events.c run/words.c run/terminal.c)

$(RUN): $(call object,run/main.c run/spread.c) $(RUN_LIBRARY)
	$(call link_tool,-ljansson -lm)
