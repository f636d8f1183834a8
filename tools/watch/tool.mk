WATCH := $(TOOLS)/bin/watch

$(WATCH): $(call object,$(addprefix watch/,main.c desk.c source.c job.c screen.c verdict.c lines.c) \
            coach/exercises.c coach/state.c coach/text.c verify/result.c run/watch.c \
            run/terminal.c run/words.c)
	$(call link_tool,-ljansson -lcrypto)
