WATCH := $(TOOLS)/bin/watch

$(WATCH): $(call object,$(addprefix watch/,main.c desk.c source.c job.c screen.c verdict.c lines.c) run/watch.c) $(KIT_LIBRARY)
	$(call link_tool,-ljansson -lcrypto)
